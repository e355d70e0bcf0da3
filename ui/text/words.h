// Words for labels and messages.
#pragma once

#include "base/result.h"

#include <QString>

namespace pinfold::ui {

// The text with places where lines may break inside of names and pins: a label that wraps would otherwise be wider than
// its panel.
QString breakable(QString text);

// The error's message, and after it what to do about it in the window.
QString errorText(const Error& error);

// The first line of the same, without its colon.
QString headlineOf(const Error& error);

}  // namespace pinfold::ui
