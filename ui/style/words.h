// Words for labels.
#pragma once

#include <QString>

namespace pinfold::ui {

// The text with places where lines may break inside of names and pins: a label that wraps would otherwise be wider than
// its panel.
QString breakable(QString text);

}  // namespace pinfold::ui
