#include "ui/memory/timeline_overlay.h"

#include "ui/style/theme.h"

#include <algorithm>
#include <cmath>

namespace pinfold::ui {
namespace {

void drawSpan(QCPPainter& painter, const TimelineMarks::Mark& span, QColor colour) {
    painter.setClipRect(span.clip);
    const QColor line = colour;
    colour.setAlpha(40);
    QRectF lit = span.rectangle;
    lit.setWidth(std::max(2.0, lit.width()));
    painter.fillRect(lit, colour);
    painter.setPen(QPen(line, 1));
    painter.drawLine(lit.topLeft(), lit.bottomLeft());
    painter.drawLine(lit.topRight(), lit.bottomRight());
}

// Two lines, so that one of them stands out from whatever is below.
void drawOutline(QCPPainter& painter, const TimelineMarks::Mark& mark, const QColor& colour) {
    constexpr double least = 4;  // pixels, so that small boxes are found
    painter.setClipRect(mark.clip.adjusted(-3, -3, 3, 3));
    QRectF shape = mark.rectangle & mark.clip.adjusted(-8, -8, 8, 8);
    const double missingWidth = std::max(0.0, least - shape.width()) / 2;
    const double missingHeight = std::max(0.0, least - shape.height()) / 2;
    shape.adjust(-missingWidth, -missingHeight, missingWidth, missingHeight);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme().surface, 4));
    painter.drawRect(shape);
    painter.setPen(QPen(colour, 2));
    painter.drawRect(shape);
}

}  // namespace

TimelineOverlay::TimelineOverlay(QCustomPlot* plot, std::function<TimelineMarks()> marks)
    : QCPLayerable(plot, QStringLiteral("overlay")), marks_(std::move(marks)) {}

void TimelineOverlay::draw(QCPPainter* painter) {
    const TimelineMarks marks = marks_();
    painter->setAntialiasing(false);
    for (const auto& span : marks.selectedSpans) drawSpan(*painter, span, theme().accent);
    for (const auto& span : marks.hoveredSpans) drawSpan(*painter, span, theme().hover);
    if (marks.hovered) drawOutline(*painter, *marks.hovered, theme().hover);
    if (marks.selected) drawOutline(*painter, *marks.selected, theme().accent);
    painter->setClipping(false);
    if (marks.drag) drawDrag(*painter, *marks.drag);
}

void TimelineOverlay::drawDrag(QCPPainter& painter, const TimelineMarks::Drag& drag) const {
    const QColor colour = drag.allowed ? theme().accent : theme().bad;
    QColor wash = colour;
    wash.setAlpha(60);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, 2));
    if (!drag.area.isEmpty()) painter.drawRect(drag.area.adjusted(1, 1, -1, -1));
    if (drag.ghost) {
        painter.fillRect(*drag.ghost, wash);
        painter.setPen(QPen(colour, 2, Qt::DashLine));
        painter.drawRect(*drag.ghost);
    } else if (!drag.area.isEmpty()) {
        painter.fillRect(drag.area, wash);
    }
    if (drag.text.isEmpty()) return;

    const QFontMetricsF metrics(bodyFont());
    const QFontMetricsF small(captionFont());
    const double width = std::max(metrics.horizontalAdvance(drag.text), small.horizontalAdvance(drag.hint)) + 2 * grid;
    const double height = metrics.height() + (drag.hint.isEmpty() ? 0 : small.height()) + grid;
    const QRectF view = parentPlot()->viewport();
    QRectF note(drag.pointer.x() + 2 * grid, drag.pointer.y() + grid, width, height);
    note.moveLeft(std::max(view.left(), std::min(note.left(), view.right() - width)));
    if (note.bottom() > view.bottom()) note.moveBottom(drag.pointer.y() - grid);
    painter.setBrush(theme().raised);
    painter.setPen(QPen(colour, 1));
    painter.drawRect(note);
    const QRectF lines = note.adjusted(grid, grid / 2, -grid, -grid / 2);
    painter.setFont(bodyFont());
    painter.setPen(theme().text);
    painter.drawText(lines, Qt::AlignLeft | Qt::AlignTop | Qt::TextSingleLine, drag.text);
    painter.setFont(captionFont());
    painter.setPen(theme().muted);
    painter.drawText(lines, Qt::AlignLeft | Qt::AlignBottom | Qt::TextSingleLine, drag.hint);
}

}  // namespace pinfold::ui
