// The timeline as a file's bytes.
#pragma once

#include <QByteArray>
#include <QString>

class QCustomPlot;

namespace pinfold::ui {

// By the path's ending: SVG, PDF, else PNG at twice the size. As large and as far zoomed as the plot is on the screen.
QByteArray pictureOf(QCustomPlot& plot, const QString& path);

}  // namespace pinfold::ui
