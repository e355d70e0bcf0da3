#include "ui/widgets/column_scroll.h"

#include <QEvent>
#include <QScrollBar>

namespace pinfold::ui {

ColumnScroll::ColumnScroll(QWidget* parent) : QScrollArea(parent) {
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
}

QSize ColumnScroll::minimumSizeHint() const {
    QSize least = QScrollArea::minimumSizeHint();
    if (widget()) least.setWidth(widget()->minimumSizeHint().width() + verticalScrollBar()->sizeHint().width());
    return least;
}

bool ColumnScroll::eventFilter(QObject* watched, QEvent* event) {
    if (watched == widget() && event->type() == QEvent::LayoutRequest) updateGeometry();
    return QScrollArea::eventFilter(watched, event);
}

}  // namespace pinfold::ui
