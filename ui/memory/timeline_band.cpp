#include "ui/memory/timeline_band.h"

#include "ui/memory/timeline_words.h"
#include "ui/style/theme.h"
#include "ui/text/numbers.h"

#include <QPainterPath>

#include <array>
#include <cmath>

namespace pinfold::ui {
namespace {

constexpr double smallest = 3;          // device pixels; what is smaller goes to the raster
constexpr double outlined = 6;          // device-independent pixels that an outline needs
constexpr std::size_t maxLabels = 150;  // in one band
constexpr int infeasibleCell = timelineKinds + 1;

// A padlock in a square of `side` pixels.
void drawLock(QPainter& painter, const QPointF& corner, double side, const QColor& colour) {
    const double unit = side / 8;
    painter.fillRect(QRectF(corner.x() + unit, corner.y() + 4 * unit, 6 * unit, 4 * unit), colour);
    QPen pen(colour, 1.2 * unit);
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawArc(QRectF(corner.x() + 2 * unit, corner.y() + unit, 4 * unit, 6 * unit), 0, 180 * 16);
}

// A line of steps, one pixel wide and `margin` more on both sides. In rectangles: a QPainter takes a hundred times as
// long for a polygon of some thousand points.
void drawSteps(QPainter& painter, const std::vector<QRectF>& runs, const QColor& colour, double margin) {
    const double width = 1 + 2 * margin;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const QRectF& run = runs[i];
        painter.fillRect(QRectF(run.left() - margin, run.top() - margin, run.width() + width, width), colour);
        if (i == 0) continue;
        const auto [high, low] = std::minmax({runs[i - 1].top(), run.top()});
        painter.fillRect(QRectF(run.left() - margin, high - margin, width, low - high + width), colour);
    }
}

}  // namespace

QColor colourOf(TimelineKind kind) {
    switch (kind) {
        case TimelineKind::input: return theme().category(0);
        case TimelineKind::output: return theme().category(2);
        case TimelineKind::activation: return theme().category(4);
        case TimelineKind::workspace: return theme().category(1);
        case TimelineKind::constant: return theme().category(7);
    }
    return {};
}

TimelineBandPlot::TimelineBandPlot(QCPAxis* ticks, QCPAxis* bytes, std::shared_ptr<const TimelineModel> model, int band)
    : QCPAbstractPlottable(ticks, bytes),
      model_(std::move(model)),
      band_(band),
      infeasible_(static_cast<std::size_t>(model_->bands()[static_cast<std::size_t>(band)].boxes.size()), false) {
    setSelectable(QCP::stNone);
    setAntialiased(false);
}

void TimelineBandPlot::setInfeasible(const std::set<std::string>& names) {
    std::fill(infeasible_.begin(), infeasible_.end(), false);
    if (names.empty()) return;
    for (int i = 0; i < band().boxes.size(); ++i) {
        const Item item = model_->itemOf({band_, i});
        if (item.model < 0) continue;
        const std::string& owner = model_->models()[static_cast<std::size_t>(item.model)].name;
        infeasible_[static_cast<std::size_t>(i)] = names.contains(owner + ":" + model_->nameOf({band_, i}));
    }
}

TickScale TimelineBandPlot::scale() const {
    const QCPRange range = mKeyAxis->range();
    const QRect rect = mKeyAxis->axisRect()->rect();
    return {range.lower, static_cast<double>(rect.left()), std::max(1e-9, rect.width() / range.size())};
}

QRectF TimelineBandPlot::rectangleOf(TickSpan life, std::int64_t offset, std::int64_t bytes) const {
    const TickScale x = scale();
    return {QPointF(x.x(life.first), y(static_cast<double>(offset + bytes))),
            QPointF(x.x(life.end), y(static_cast<double>(offset)))};
}

QCPRange TimelineBandPlot::getKeyRange(bool& found, QCP::SignDomain) const {
    found = true;
    return {0, static_cast<double>(model_->plan().ticks)};
}

QCPRange TimelineBandPlot::getValueRange(bool& found, QCP::SignDomain, const QCPRange&) const {
    found = true;
    return {0, usedBytes()};
}

void TimelineBandPlot::draw(QCPPainter* painter) {
    if (clipRect().isEmpty()) return;  // there was no layout yet
    painter->setAntialiasing(false);
    drawFreeSpace(*painter);
    drawOperatorLines(*painter);
    if (!hasPool()) return;
    const std::vector<Large> large = drawSmallBoxes(*painter);
    drawLargeBoxes(*painter, large);
    drawLoad(*painter);
    drawLabels(*painter, large);
    drawModelBorders(*painter);
    drawLimits(*painter);
}

void TimelineBandPlot::drawFreeSpace(QCPPainter& painter) const {
    const QRectF all = clipRect();
    const double top = std::max(all.top(), y(static_cast<double>(band().capacity)));
    const double bottom = std::min(all.bottom() + 1, y(usedBytes()));
    if (bottom > top)
        painter.fillRect(QRectF(all.left(), top, all.width(), bottom - top), QBrush(theme().line, Qt::BDiagPattern));
}

void TimelineBandPlot::drawOperatorLines(QCPPainter& painter) const {
    const QRect all = clipRect();
    constexpr double narrow = 6;  // pixels; lines that are denser would only grey the drawing
    painter.setPen(QPen(theme().line, 1));
    for (const HeadCell& cell : operatorCells(*model_, scale(), all.left(), all.right() + 1)) {
        if (cell.right - cell.left < narrow) continue;
        painter.drawLine(QPointF(cell.left, all.top()), QPointF(cell.left, all.bottom()));
    }
}

std::vector<TimelineBandPlot::Large> TimelineBandPlot::drawSmallBoxes(QCPPainter& painter) {
    const bool vector = painter.modes().testFlag(QCPPainter::pmVectorized);
    const double dots = vector ? 2 : painter.deviceTransform().m11();  // device pixels a pixel
    const QRect all = clipRect();
    raster_.reset(qCeil(all.width() * dots), qCeil(all.height() * dots));
    const TickScale x = scale();
    const QCPRange bytes = mValueAxis->range();
    const double pixelsPerByte = all.height() / bytes.size();
    std::vector<Large> large;
    band().boxes.visit(x.tick(all.left()), x.tick(all.right() + 1), [&](int index) {
        const TimelineBox& box = band().boxes[index];
        const auto low = static_cast<double>(box.offset);
        const double high = low + static_cast<double>(box.bytes);
        if (high < bytes.lower || low > bytes.upper) return;
        const double left = (x.x(box.life.first) - all.left()) * dots;
        const double right = (x.x(box.life.end) - all.left()) * dots;
        const double top = (bytes.upper - high) * pixelsPerByte * dots;
        const double bottom = (bytes.upper - low) * pixelsPerByte * dots;
        if (right - left >= smallest && bottom - top >= smallest) {
            const QPointF corner(std::round(left) / dots, std::round(top) / dots);
            const QPointF opposite(std::round(right) / dots, std::round(bottom) / dots);
            large.push_back({QRectF(corner, opposite).translated(all.topLeft()), index});
            return;
        }
        const int cell = infeasible_[static_cast<std::size_t>(index)] ? infeasibleCell : static_cast<int>(box.kind) + 1;
        const int firstColumn = static_cast<int>(std::floor(std::max(left, -1.0)));
        const int firstRow = static_cast<int>(std::floor(std::max(top, -1.0)));
        raster_.fill(firstColumn, std::max(firstColumn + 1, static_cast<int>(std::min(right, 1e6))), firstRow,
                     std::max(firstRow + 1, static_cast<int>(std::min(bottom, 1e6))), static_cast<std::uint8_t>(cell));
    });
    if (raster_.isEmpty()) return large;
    std::array<QRgb, infeasibleCell + 1> colours{};
    for (int kind = 0; kind < timelineKinds; ++kind) {
        colours[static_cast<std::size_t>(kind) + 1] = colourOf(static_cast<TimelineKind>(kind)).rgb();
    }
    colours[infeasibleCell] = theme().bad.rgb();
    QImage image = raster_.image(colours);
    image.setDevicePixelRatio(dots);
    painter.drawImage(all.topLeft(), image);
    return large;
}

void TimelineBandPlot::drawLargeBoxes(QCPPainter& painter, const std::vector<Large>& boxes) const {
    const QRectF all = QRectF(clipRect()).adjusted(-2, -2, 2, 2);
    for (const Large& large : boxes) {
        const TimelineBox& box = band().boxes[large.box];
        const QRectF whole = large.rectangle & all;
        const bool isInfeasible = infeasible_[static_cast<std::size_t>(large.box)];
        const QColor fill = isInfeasible ? theme().bad : colourOf(box.kind);
        if (whole.width() < outlined || whole.height() < outlined) {
            painter.fillRect(whole, fill);
            continue;
        }
        painter.fillRect(whole, fill.darker(140));
        painter.fillRect(whole.adjusted(1, 1, -1, -1), fill);
        if (isInfeasible) painter.fillRect(whole.adjusted(1, 1, -1, -1), QBrush(fill.darker(160), Qt::FDiagPattern));
        if (!box.pinned) continue;
        painter.setPen(QPen(readableOn(fill), 1.5, Qt::DashLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(whole.adjusted(2, 2, -2, -2));
    }
}

void TimelineBandPlot::drawLabels(QCPPainter& painter, std::vector<Large> boxes) const {
    const QFont font = captionFont();
    const QFontMetricsF metrics(font);
    const QRectF all = clipRect();
    const double minWidth = 5 * metrics.averageCharWidth();
    for (Large& large : boxes) large.rectangle &= all;
    std::erase_if(boxes, [&](const Large& large) {
        return large.rectangle.width() < minWidth || linesThatFit(large.rectangle.height(), metrics.height()) == 0;
    });
    if (boxes.size() > maxLabels) {
        const auto area = [](const Large& l) { return l.rectangle.width() * l.rectangle.height(); };
        std::nth_element(boxes.begin(), boxes.begin() + maxLabels, boxes.end(),
                         [&](const Large& a, const Large& b) { return area(a) > area(b); });
        boxes.resize(maxLabels);
    }
    painter.setFont(font);
    for (const Large& large : boxes) drawLabel(painter, large, metrics);
}

void TimelineBandPlot::drawLabel(QCPPainter& painter, const Large& large, const QFontMetricsF& metrics) const {
    const TimelineBox& box = band().boxes[large.box];
    const bool isInfeasible = infeasible_[static_cast<std::size_t>(large.box)];
    const QColor fill = isInfeasible ? theme().bad : colourOf(box.kind);
    const QColor ink = readableOn(fill);
    const double line = metrics.height();
    const double above = std::min(2.0, (large.rectangle.height() - line) / 2);
    QRectF room = large.rectangle.adjusted(4, above, -4, 0);
    if (box.pinned && room.width() > 2 * line) {
        painter.setAntialiasing(true);
        drawLock(painter, {room.left(), room.top() + 1}, line - 2, ink);
        painter.setAntialiasing(false);
        room.setLeft(room.left() + line);
    }
    painter.setPen(ink);
    const auto write = [&](const QString& text) {
        // On a ground of its own: the curve of live bytes may pass here.
        painter.fillRect(QRectF(room.left() - 1, room.top(), metrics.horizontalAdvance(text) + 2, line), fill);
        painter.drawText(QPointF(room.left(), room.top() + metrics.ascent()), text);
    };
    write(metrics.elidedText(shortNameOf(*model_, {band_, large.box}), Qt::ElideMiddle, room.width()));
    room.setTop(room.top() + line);
    const QString bytes = bytesText(box.bytes);
    const bool second = linesThatFit(large.rectangle.height(), line) > 1;
    if (second && metrics.horizontalAdvance(bytes) <= room.width()) write(bytes);
}

void TimelineBandPlot::drawLoad(QCPPainter& painter) const {
    const auto& load = model_->facts().load[static_cast<std::size_t>(band().pool)];
    const TickScale x = scale();
    const QRect all = clipRect();
    const int ticks = static_cast<int>(load.size());
    const int begin = std::clamp(static_cast<int>(std::floor(x.tick(all.left()))), 0, ticks);
    const int end = std::clamp(static_cast<int>(std::ceil(x.tick(all.right() + 1))), 0, ticks);
    const int step = std::max(1, static_cast<int>(1 / x.pixelsPerTick));  // ticks a pixel: the highest of them counts
    std::vector<QRectF> runs;                                             // of one height: their upper edge
    for (int tick = begin; tick < end; tick += step) {
        const int after = std::min(tick + step, end);
        const std::int64_t most = *std::max_element(load.begin() + tick, load.begin() + after);
        const double height = std::round(y(static_cast<double>(most)));
        const double right = std::round(x.x(after));
        if (!runs.empty() && runs.back().top() == height) {
            runs.back().setRight(right);
        } else {
            runs.emplace_back(QPointF(std::round(x.x(tick)), height), QPointF(right, height));
        }
    }
    // Apart from the boxes by a margin, where there is room for one.
    constexpr std::size_t dense = 200;
    if (runs.size() < dense) drawSteps(painter, runs, theme().surface, 1);
    drawSteps(painter, runs, theme().text, 0);
}

void TimelineBandPlot::drawLimits(QCPPainter& painter) const {
    const QRect all = clipRect();
    const double peak = std::round(y(static_cast<double>(pool().bytes)));
    const double bound = std::round(y(static_cast<double>(pool().lowerBound)));
    if (pool().lowerBound != pool().bytes) {
        painter.setPen(QPen(theme().text, 1, Qt::DotLine));
        painter.drawLine(QPointF(all.left(), bound), QPointF(all.right(), bound));
    }
    painter.setPen(QPen(theme().text, 1, Qt::DashLine));
    painter.drawLine(QPointF(all.left(), peak), QPointF(all.right(), peak));

    const QFontMetricsF metrics(captionFont());
    QString label = QCoreApplication::translate("Timeline", "peak %1").arg(bytesText(pool().bytes));
    label += pool().lowerBound == pool().bytes
                 ? QCoreApplication::translate("Timeline", " = lower bound")
                 : QCoreApplication::translate("Timeline", ", lower bound %1").arg(bytesText(pool().lowerBound));
    const QRectF room(all.right() - metrics.horizontalAdvance(label) - grid, peak - metrics.height() - 2,
                      metrics.horizontalAdvance(label) + grid, metrics.height());
    if (room.top() < all.top() || room.left() < all.left()) return;
    painter.fillRect(room, theme().surface);
    painter.setFont(captionFont());
    painter.setPen(theme().text);
    painter.drawText(room, Qt::AlignCenter | Qt::TextSingleLine, label);
}

void TimelineBandPlot::drawModelBorders(QCPPainter& painter) const {
    const QRect all = clipRect();
    const TickScale x = scale();
    painter.setPen(QPen(theme().accent, 2));
    for (const int border : model_->modelBorders()) {
        painter.drawLine(QPointF(x.x(border), all.top()), QPointF(x.x(border), all.bottom()));
    }
}

}  // namespace pinfold::ui
