#include "ui/validation/plot_look.h"

#include "ui/style/theme.h"

#include <qcustomplot.h>

namespace pinfold::ui {

void applyPlotLook(QCustomPlot& plot) {
    const Theme& colours = theme();
    plot.setBackground(colours.surface);
    QColor faint = colours.line;
    faint.setAlphaF(0.5F);
    for (QCPAxis* axis : {plot.xAxis, plot.yAxis}) {
        axis->setBasePen(QPen(colours.line));
        axis->setTickPen(QPen(colours.line));
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelColor(colours.muted);
        axis->setLabelColor(colours.text);
        axis->setTickLabelFont(captionFont());
        axis->setLabelFont(captionFont());
        axis->grid()->setPen(QPen(faint));
        axis->grid()->setZeroLinePen(QPen(colours.line));
    }
}

}  // namespace pinfold::ui
