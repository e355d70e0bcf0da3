// Long names in labels that wrap.
#pragma once

#include <QString>

namespace pinfold::ui {

// The text with places where lines may break inside of long names, paths and pins: labels that wrap would be wider than
// their panel, or cut them.
QString breakable(QString text);

}  // namespace pinfold::ui
