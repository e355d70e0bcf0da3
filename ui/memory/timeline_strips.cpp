#include "ui/memory/timeline_strips.h"

#include "ui/style/theme.h"

#include <cmath>

namespace pinfold::ui {
namespace {

int rowHeight() { return static_cast<int>(std::ceil(QFontMetricsF(captionFont()).height())) + 4; }

}  // namespace

TimelineStrip::TimelineStrip(QCustomPlot* plot, int height) : QCPLayoutElement(plot) {
    setAutoMargins(QCP::msNone);
    setSizeConstraintRect(scrOuterRect);
    setMinimumSize(1, height);
    setMaximumSize(QWIDGETSIZE_MAX, height);
}

TimelineHead::TimelineHead(QCustomPlot* plot, std::shared_ptr<const TimelineModel> model)
    : TimelineStrip(plot, rowHeight() * (model->modelBorders().empty() ? 2 : 3)), model_(std::move(model)) {}

TickScale TimelineHead::scale() const {
    return {ticks_.lower, static_cast<double>(rect().left()), std::max(1e-9, rect().width() / ticks_.size())};
}

void TimelineHead::draw(QCPPainter* painter) {
    if (rect().isEmpty()) return;  // there was no layout yet
    painter->setClipRect(rect());
    painter->setAntialiasing(false);
    painter->setFont(captionFont());
    painter->fillRect(rect(), theme().raised);
    const double from = rect().left();
    const double to = rect().right() + 1;
    QRectF row(rect().left(), rect().top(), rect().width(), rowHeight());
    const auto models = modelCells(*model_, scale(), from, to);
    if (!models.empty()) {
        drawCells(*painter, models, row, Labels::wide);
        row.translate(0, rowHeight());
    }
    drawCells(*painter, operatorCells(*model_, scale(), from, to), row, Labels::all);
    row.translate(0, rowHeight());
    painter->fillRect(row, theme().surface);
    drawCells(*painter, statementCells(*model_, scale(), from, to), row, Labels::all);
}

void TimelineHead::drawCells(QCPPainter& painter, const std::vector<HeadCell>& cells, const QRectF& row,
                             Labels labels) const {
    const QFontMetricsF metrics(painter.font());
    double free = row.left();  // pixels left of it are taken by labels
    for (const HeadCell& cell : cells) {
        painter.setPen(QPen(theme().line, 1));
        if (cell.left >= row.left()) {
            painter.drawLine(QPointF(cell.left, row.top() + 1), QPointF(cell.left, row.bottom() - 1));
        }
        QRectF room(QPointF(std::max(cell.left, row.left()) + 4, row.top()),
                    QPointF(std::min(cell.right, row.right()), row.bottom()));
        QString label = cell.label;
        if (metrics.horizontalAdvance(label) > room.width()) {
            label = cell.shortLabel.isEmpty() || room.width() > 10 * metrics.averageCharWidth()
                        ? metrics.elidedText(label, Qt::ElideMiddle, room.width())
                        : cell.shortLabel;
        }
        if (label.isEmpty() || label == QChar(0x2026)) label = cell.shortLabel;
        const double width = metrics.horizontalAdvance(label);
        // The label of a cell that is narrower may reach into the next, which then has none.
        const bool fits =
            labels == Labels::all ? room.left() >= free && room.left() + width <= row.right() : width <= room.width();
        if (!fits) continue;
        painter.setPen(theme().text);
        painter.drawText(QPointF(room.left(), row.center().y() + metrics.capHeight() / 2), label);
        free = room.left() + width + 4;
    }
    painter.setPen(QPen(theme().line, 1));
    painter.drawLine(QPointF(row.left(), row.bottom()), QPointF(row.right(), row.bottom()));
}

TimelineTitle::TimelineTitle(QCustomPlot* plot, const QString& name, const QString& text)
    : TimelineStrip(plot, rowHeight() + 4), name_(name), text_(text) {}

void TimelineTitle::draw(QCPPainter* painter) {
    if (rect().isEmpty()) return;
    painter->setAntialiasing(false);
    const QRectF all = rect();
    QFont bold = captionFont();
    bold.setWeight(QFont::DemiBold);
    const QFontMetricsF boldMetrics(bold);
    const QFontMetricsF metrics(captionFont());
    const double nameWidth = boldMetrics.horizontalAdvance(name_);
    const double most = all.width() - nameWidth - 3 * grid;
    const QString text = metrics.elidedText(text_, Qt::ElideMiddle, most);
    const double baseline = all.center().y() + 1 + metrics.capHeight() / 2;
    painter->setFont(bold);
    painter->setPen(theme().text);
    painter->drawText(QPointF(all.left(), baseline), name_);
    painter->setFont(captionFont());
    painter->setPen(theme().muted);
    painter->drawText(QPointF(all.left() + nameWidth + grid, baseline), text);
}

}  // namespace pinfold::ui
