// What the user prefers, for all documents.
#pragma once

#include "ui/style/theme.h"

namespace pinfold::ui {

// From the program's settings; `system` before anything was chosen.
ThemeChoice preferredTheme();
// Remembers it and puts it into force.
void preferTheme(ThemeChoice choice);

}  // namespace pinfold::ui
