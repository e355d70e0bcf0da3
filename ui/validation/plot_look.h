// The window's look for QCustomPlot.
#pragma once

class QCustomPlot;

namespace pinfold::ui {

// Colours and fonts of the theme for background, axes, grid and labels. Call again when the palette changes.
void applyPlotLook(QCustomPlot& plot);

}  // namespace pinfold::ui
