#include "ui/graph/graph_painter.h"

#include "base/index.h"

#include <QCoreApplication>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace pinfold::ui {
namespace {

// Pixels at zoom 1.
constexpr double radius = 6;  // of corners
constexpr double stripe = 4;  // of colour, along the left side
constexpr double stack = 4;   // by which a folded block's second card looks out
constexpr double arrow = 6;
constexpr double tint = 0.18;        // share of its colour in a node's background, under text
constexpr double averageChars = 30;  // of the text font, that fit into a node
constexpr int cacheLimit = 20000;    // shortened texts
constexpr int narrowestDot = 4;      // pixels on the screen
constexpr std::size_t cancelEvery = 512;

QFont inPixels(QFont font) {
    font.setPixelSize(QFontInfo(font).pixelSize());
    return font;
}

QColor mixed(const QColor& from, const QColor& to, double share) {
    return QColor::fromRgbF(static_cast<float>(from.redF() + (to.redF() - from.redF()) * share),
                            static_cast<float>(from.greenF() + (to.greenF() - from.greenF()) * share),
                            static_cast<float>(from.blueF() + (to.blueF() - from.blueF()) * share));
}

double valueOf(const GraphNode& node, const std::vector<OperatorFacts>& facts, const ColourScale& scale) {
    double value = std::numeric_limits<double>::quiet_NaN();
    for (int op = node.first; op < node.first + node.length; ++op) {
        const double one = scale.valueOf(facts[at(op)]);
        const bool adds = scale.mode != ColourMode::error && !std::isnan(value) && !std::isnan(one);
        value = adds ? value + one : std::fmax(value, one);
    }
    return value;
}

}  // namespace

struct GraphPainter::Frame {
    QPainter& painter;
    const GraphCamera& camera;
    const GraphLook& look;
    const CancelToken& cancel;
    layout::Rect seen;
    QSizeF window;
    GraphDetail detail;
};

GraphStyle graphStyle() {
    QFont title = bodyFont();
    title.setWeight(QFont::DemiBold);
    return {theme(), inPixels(headingFont()), inPixels(title), inPixels(captionFont())};
}

NodeMetrics nodeMetrics(const GraphStyle& style) {
    const double width = averageChars * QFontMetricsF(style.text).averageCharWidth() + 3 * grid;
    const double line = std::max(QFontMetricsF(style.title).height(), QFontMetricsF(style.text).height());
    return {std::ceil(width / (2 * grid)) * 2 * grid, std::ceil(line), grid};
}

std::vector<QColor> fillsOf(const GraphPicture& picture, const FactTable& facts, const ColourScale& scale,
                            const Theme& theme) {
    std::vector<QColor> fills;
    for (const GraphNode& node : picture.nodes) {
        QColor& fill = fills.emplace_back();
        if (node.length == 0) continue;
        if (scale.mode == ColourMode::kind) {
            fill = theme.category(static_cast<int>(node.kind));
            continue;
        }
        const double share = scale.shareOf(valueOf(node, facts[at(node.model)], scale));
        if (!std::isnan(share)) fill = theme.heat(share);
    }
    return fills;
}

GraphPainter::GraphPainter(std::shared_ptr<const GraphPicture> picture, GraphStyle style)
    : picture_(std::move(picture)), style_(std::move(style)) {}

bool GraphPainter::paint(QPainter& painter, const GraphCamera& camera, QSizeF window, const GraphLook& look,
                         const CancelToken& cancel) {
    const Frame frame{painter, camera, look, cancel, camera.seen(window), window, detailAt(camera.zoom())};
    painter.fillRect(QRectF({0, 0}, window), style_.theme.surface);
    const layout::Rect& bounds = picture_->layout.bounds;
    const layout::Rect& seen = frame.seen;
    const bool all =
        seen.x <= bounds.x && seen.y <= bounds.y && seen.right() >= bounds.right() && seen.bottom() >= bounds.bottom();
    layout::Index::Found found;
    if (all) {
        found.nodes.resize(picture_->nodes.size());
        found.edges.resize(picture_->edges.size());
        std::iota(found.nodes.begin(), found.nodes.end(), 0);
        std::iota(found.edges.begin(), found.edges.end(), 0);
    } else {
        found = picture_->index.in(seen);
    }
    if (!paintEdges(frame, found.edges) || !paintNodes(frame, found.nodes)) return false;
    paintTitles(frame);
    paintMarks(frame);
    return true;
}

bool GraphPainter::paintEdges(const Frame& frame, const std::vector<int>& edges) {
    if (frame.detail != GraphDetail::full) {
        paintThinEdges(frame, edges);
        return !frame.cancel.cancelled();
    }
    frame.painter.setRenderHint(QPainter::Antialiasing);
    const QPen pen(style_.theme.muted, std::max(0.5, frame.camera.zoom()));
    for (std::size_t i = 0; i < edges.size(); ++i) {
        if (i % cancelEvery == 0 && frame.cancel.cancelled()) return false;
        paintEdge(frame, edges[i], pen, false);
        paintArrow(frame, edges[i], style_.theme.muted);
    }
    return true;
}

// With curves; the pieces outside of the window are left out. `whole`: with the trunk that it shares with others.
void GraphPainter::paintEdge(const Frame& frame, int edge, const QPen& pen, bool whole) {
    const layout::EdgeRoute& route = picture_->layout.edges[at(edge)];
    QPainterPath path;
    for (std::size_t i = whole ? 0 : at(route.ownFrom); i + 1 < route.points.size(); ++i) {
        const layout::Point &a = route.points[i], &b = route.points[i + 1];
        const auto [left, right] = std::minmax(a.x, b.x);
        if (right < frame.seen.x || left > frame.seen.right() || b.y < frame.seen.y || a.y > frame.seen.bottom()) {
            continue;
        }
        // Straight pieces may be very long: only what can be seen of them is drawn.
        const bool straight = a.x == b.x;
        const double top = straight ? std::max(a.y, frame.seen.y - 8) : a.y;
        const double bottom = straight ? std::min(b.y, frame.seen.bottom() + 8) : b.y;
        const QPointF from = frame.camera.toScreen(layout::Point{a.x, top});
        const QPointF to = frame.camera.toScreen(layout::Point{b.x, bottom});
        if (path.currentPosition() != from || path.isEmpty()) path.moveTo(from);
        const double middle = (from.y() + to.y()) / 2;
        if (straight || frame.detail != GraphDetail::full) {
            path.lineTo(to);
        } else {
            path.cubicTo({from.x(), middle}, {to.x(), middle}, to);
        }
    }
    frame.painter.setBrush(Qt::NoBrush);
    frame.painter.setPen(pen);
    frame.painter.drawPath(path);
}

void GraphPainter::paintArrow(const Frame& frame, int edge, const QColor& colour) {
    const QPointF tip = frame.camera.toScreen(picture_->layout.edges[at(edge)].points.back());
    const double size = arrow * frame.camera.zoom();
    frame.painter.setPen(Qt::NoPen);
    frame.painter.setBrush(colour);
    frame.painter.drawPolygon(QPolygonF{tip, tip + QPointF(-size / 2, -size), tip + QPointF(size / 2, -size)});
}

// Straight lines of one pixel, all at once; those that would be no longer than a pixel are left out.
void GraphPainter::paintThinEdges(const Frame& frame, const std::vector<int>& edges) {
    std::vector<QLineF> lines;
    const double shortest = (frame.detail == GraphDetail::overview ? 2 : 1) / frame.camera.zoom();
    for (const int edge : edges) {
        const layout::EdgeRoute& route = picture_->layout.edges[at(edge)];
        for (std::size_t i = at(route.ownFrom); i + 1 < route.points.size(); ++i) {
            const layout::Point &a = route.points[i], &b = route.points[i + 1];
            const bool visible = b.y >= frame.seen.y && a.y <= frame.seen.bottom();
            if (!visible || (b.y - a.y < shortest && std::abs(b.x - a.x) < shortest)) continue;
            const double top = a.x == b.x ? std::max(a.y, frame.seen.y) : a.y;
            const double bottom = a.x == b.x ? std::min(b.y, frame.seen.bottom()) : b.y;
            lines.emplace_back(frame.camera.toScreen(layout::Point{a.x, top}),
                               frame.camera.toScreen(layout::Point{b.x, bottom}));
        }
    }
    frame.painter.setRenderHint(QPainter::Antialiasing, frame.detail == GraphDetail::titles);
    frame.painter.setPen(QPen(mixed(style_.theme.surface, style_.theme.muted, 0.6), 1));
    frame.painter.drawLines(lines.data(), static_cast<int>(lines.size()));
}

bool GraphPainter::paintNodes(const Frame& frame, const std::vector<int>& nodes) {
    if (frame.detail == GraphDetail::shapes || frame.detail == GraphDetail::overview) {
        paintDots(frame, nodes);
        return !frame.cancel.cancelled();
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        if (i % cancelEvery == 0 && frame.cancel.cancelled()) return false;
        paintCard(frame, nodes[i]);
    }
    return true;
}

// Plain rectangles, at least one pixel high; those that would cover the same pixels are drawn once.
void GraphPainter::paintDots(const Frame& frame, const std::vector<int>& nodes) {
    frame.painter.setRenderHint(QPainter::Antialiasing, false);
    QRect last;
    for (const int node : nodes) {
        const QRectF place = frame.camera.toScreen(picture_->layout.nodes[at(node)]);
        const int width = std::max(narrowestDot, static_cast<int>(std::lround(place.width())));
        const QRect dot(static_cast<int>(std::lround(place.center().x() - width / 2.0)),
                        static_cast<int>(std::floor(place.y())), width,
                        std::max(1, static_cast<int>(std::lround(place.height()))));
        if (dot == last) continue;
        last = dot;
        const QColor& fill = frame.look.fills[at(node)];
        frame.painter.fillRect(dot, fill.isValid() ? fill : style_.theme.line);
    }
}

void GraphPainter::paintCard(const Frame& frame, int index) {
    const GraphNode& node = picture_->nodes[at(index)];
    const QRectF place = frame.camera.toScreen(picture_->layout.nodes[at(index)]);
    const double zoom = frame.camera.zoom();
    const bool port = node.role == NodeRole::input || node.role == NodeRole::output;
    const double corner = port ? std::min(place.height() / 2, 4 * radius * zoom) : radius * zoom;
    const QColor& fill = frame.look.fills[at(index)];
    QPainter& painter = frame.painter;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(port ? style_.theme.accent : style_.theme.line, std::max(1.0, (port ? 1.5 : 1) * zoom)));
    const QColor background = port ? style_.theme.surface : style_.theme.raised;
    painter.setBrush(fill.isValid() ? mixed(style_.theme.surface, fill, tint) : background);
    if (node.role == NodeRole::block)
        painter.drawRoundedRect(place.translated(stack * zoom, stack * zoom), corner, corner);
    painter.drawRoundedRect(place, corner, corner);
    if (fill.isValid()) {
        const double inset = stripe * zoom;
        painter.setPen(Qt::NoPen);
        painter.setBrush(fill);
        painter.drawRoundedRect(QRectF(place.x() + inset, place.y() + 1.5 * inset, inset, place.height() - 3 * inset),
                                inset / 2, inset / 2);
    }
    if (frame.detail == GraphDetail::full) return paintLines(frame, index, place);
    paintLabel(frame, index, place);
}

// All lines, with the painter scaled so that texts keep their widths in relation to the node.
void GraphPainter::paintLines(const Frame& frame, int index, const QRectF& place) {
    const GraphNode& node = picture_->nodes[at(index)];
    const NodeMetrics& metrics = picture_->metrics;
    QPainter& painter = frame.painter;
    painter.save();
    painter.translate(place.topLeft());
    painter.scale(frame.camera.zoom(), frame.camera.zoom());
    const double left = metrics.padding + 2 * stripe;
    const double width = metrics.width - left - metrics.padding;
    QRectF line(left, metrics.padding, width, metrics.line);
    const auto write = [&](const QString& text, const QFont& font, const QColor& colour, double room) {
        if (text.isEmpty()) return;
        painter.setFont(font);
        painter.setPen(colour);
        painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                         shortened(text, font, static_cast<int>(room)));
        line.translate(0, metrics.line);
    };
    if (!node.header.isEmpty()) {
        paintHeader(frame, index, line);
        line.translate(0, metrics.line);
    }
    double room = width;
    if (node.role == NodeRole::op) {
        const QString number = QString::number(node.first);
        painter.setFont(style_.text);
        painter.setPen(style_.theme.muted);
        painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, number);
        room -= QFontMetricsF(style_.text).horizontalAdvance(number) + grid;
    }
    write(node.title, style_.title, style_.theme.text, room);
    write(node.name, style_.text, style_.theme.text, width);
    write(node.output, style_.text, style_.theme.text, width);
    write(node.parameters, style_.text, style_.theme.muted, width);
    painter.restore();
}

void GraphPainter::paintHeader(const Frame& frame, int index, const QRectF& line) {
    const GraphNode& node = picture_->nodes[at(index)];
    QPainter& painter = frame.painter;
    const QPointF middle(line.x() + stripe, line.center().y());
    const bool folded = node.role == NodeRole::block;
    painter.setPen(Qt::NoPen);
    painter.setBrush(style_.theme.accent);
    painter.drawPolygon(folded ? QPolygonF{middle + QPointF(-3, -4), middle + QPointF(-3, 4), middle + QPointF(3, 0)}
                               : QPolygonF{middle + QPointF(-4, -3), middle + QPointF(4, -3), middle + QPointF(0, 3)});
    painter.setPen(style_.theme.accent);
    painter.setFont(style_.text);
    const QRectF rest = line.adjusted(1.5 * grid, 0, 0, 0);
    painter.drawText(rest, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                     shortened(node.header, style_.text, static_cast<int>(rest.width())));
}

// One line in the size of the screen's text.
void GraphPainter::paintLabel(const Frame& frame, int index, const QRectF& place) {
    const double space = 2 * stripe * frame.camera.zoom() + 2;
    const QRectF room = place.adjusted(space + 2, 0, -2, 0);
    if (room.height() < picture_->metrics.line) return;
    frame.painter.setFont(style_.text);
    frame.painter.setPen(style_.theme.text);
    frame.painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                           shortened(picture_->nodes[at(index)].label, style_.text, static_cast<int>(room.width())));
}

void GraphPainter::paintTitles(const Frame& frame) {
    for (const GraphPicture::Title& title : picture_->titles) {
        const QRectF place = frame.camera.toScreen(title.place);
        if (place.width() < 6 * grid || !place.intersects(QRectF({0, 0}, frame.window))) continue;
        const QRectF line(place.x(), place.bottom() - 3 * grid, place.width(), 3 * grid);
        frame.painter.setFont(style_.heading);
        frame.painter.setPen(style_.theme.text);
        frame.painter.drawText(line, Qt::AlignHCenter | Qt::AlignVCenter | Qt::TextSingleLine,
                               shortened(title.text, style_.heading, static_cast<int>(line.width())));
    }
}

void GraphPainter::paintMarks(const Frame& frame) {
    const auto light = [&](const std::vector<int>& edges, const QColor& colour) {
        frame.painter.setRenderHint(QPainter::Antialiasing);
        for (const int edge : edges) {
            paintEdge(frame, edge, QPen(colour, 2), true);
            if (frame.detail == GraphDetail::full) paintArrow(frame, edge, colour);
        }
    };
    light(frame.look.selectedEdges, style_.theme.accent);
    light(frame.look.hoveredEdges, style_.theme.hover);
    for (const int node : frame.look.differing) outline(frame, node, style_.theme.bad, 2);
    outline(frame, frame.look.selectedNode, style_.theme.accent, 3);
    outline(frame, frame.look.hoveredNode, style_.theme.hover, 2);
    for (const int node : frame.look.differing) paintBadge(frame, node);
}

// Around the node; where that is only a dot, large enough to be seen.
void GraphPainter::outline(const Frame& frame, int node, const QColor& colour, double width) {
    if (node < 0) return;
    QRectF place = frame.camera.toScreen(picture_->layout.nodes[at(node)]);
    const double least = grid;
    const double moreWide = std::max(0.0, least - place.width()) / 2,
                 moreHigh = std::max(0.0, least - place.height()) / 2;
    place.adjust(-moreWide - width / 2, -moreHigh - width / 2, moreWide + width / 2, moreHigh + width / 2);
    if (!place.intersects(QRectF({0, 0}, frame.window))) return;
    const double corner = std::min(radius * frame.camera.zoom() + width / 2, place.height() / 2);
    frame.painter.setRenderHint(QPainter::Antialiasing);
    frame.painter.setBrush(Qt::NoBrush);
    frame.painter.setPen(QPen(colour, width));
    frame.painter.drawRoundedRect(place, corner, corner);
}

// Says that this operator is the first that differs from the reference: in words where there is room, else a dot.
void GraphPainter::paintBadge(const Frame& frame, int node) {
    const QRectF place = frame.camera.toScreen(picture_->layout.nodes[at(node)]);
    const QString text = QCoreApplication::translate("Graph", "differs first");
    const QFontMetricsF metrics(style_.text);
    const double height = metrics.height() + 2;
    QRectF badge(0, 0, metrics.horizontalAdvance(text) + 2 * grid, height);
    const bool words = place.width() > badge.width();
    if (!words) badge.setSize({grid, grid});
    badge.moveCenter({words ? place.right() - badge.width() / 2 : place.right(), place.top()});
    if (!badge.intersects(QRectF({0, 0}, frame.window))) return;
    frame.painter.setRenderHint(QPainter::Antialiasing);
    frame.painter.setPen(Qt::NoPen);
    frame.painter.setBrush(style_.theme.bad);
    frame.painter.drawRoundedRect(badge, badge.height() / 2, badge.height() / 2);
    if (!words) return;
    frame.painter.setPen(readableOn(style_.theme.bad));
    frame.painter.setFont(style_.text);
    frame.painter.drawText(badge, Qt::AlignCenter | Qt::TextSingleLine, text);
}

const QString& GraphPainter::shortened(const QString& text, const QFont& font, int width) {
    if (shortened_.size() > cacheLimit) shortened_.clear();
    const QString key = text + u'\n' + QString::number(width) + u'\n' + QString::number(font.pixelSize()) +
                        QString::number(font.weight());
    const auto known = shortened_.constFind(key);
    if (known != shortened_.constEnd()) return *known;
    return *shortened_.insert(key, QFontMetricsF(font).elidedText(text, Qt::ElideMiddle, width));
}

}  // namespace pinfold::ui
