// Icons by name: from the Breeze theme, in the variant that suits light or dark, or our own where Breeze has none.
#pragma once

#include <QIcon>
#include <QString>

namespace pinfold::ui {

// Freedesktop names ("document-open"), or "pinfold-…" for our own.
QIcon icon(const QString& name);

// Points Qt at the Breeze theme that fits theme(); icons made before follow. Call after applyTheme().
void applyIconTheme();

}  // namespace pinfold::ui
