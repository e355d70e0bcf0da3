// Paints a picture by level of detail, and of it only what is visible. Works on any paint device and on any thread.
#pragma once

#include "base/cancel.h"
#include "ui/graph/graph_camera.h"
#include "ui/graph/graph_picture.h"
#include "ui/session/operator_facts.h"
#include "ui/style/theme.h"

#include <QColor>
#include <QFont>
#include <QHash>

#include <array>
#include <memory>
#include <vector>

class QPainter;

namespace pinfold::ui {

// The theme and the type scale as they are now, for painting somewhere else later.
struct GraphStyle {
    Theme theme;
    QFont heading, title, text;  // sizes in pixels: the same on screens and on paper
};
GraphStyle graphStyle();
// What these fonts make of a node.
NodeMetrics nodeMetrics(const GraphStyle& style);

// What is told by colour and by outlines; changes while the picture stays.
struct GraphLook {
    std::vector<QColor> fills;   // by node; an invalid colour: nothing is known of it
    std::vector<int> differing;  // nodes of the operators that differ first from the reference
    int selectedNode = -1;
    int hoveredNode = -1;
    std::vector<int> selectedEdges;
    std::vector<int> hoveredEdges;
};

// Colours of a mode. A block has the sum of its operators; the largest where that means nothing.
std::vector<QColor> fillsOf(const GraphPicture& picture, const FactTable& facts, const ColourScale& scale,
                            const Theme& theme);

class GraphPainter {
public:
    GraphPainter(std::shared_ptr<const GraphPicture> picture, GraphStyle style);

    // Paints what the camera shows in a window of this size, whose corner is the painter's origin. False if cancelled.
    bool paint(QPainter& painter, const GraphCamera& camera, QSizeF window, const GraphLook& look,
               const CancelToken& cancel = {});

private:
    struct Frame;
    bool paintEdges(const Frame& frame, const std::vector<int>& edges);
    bool paintNodes(const Frame& frame, const std::vector<int>& nodes);
    void paintEdge(const Frame& frame, int edge, const QPen& pen, bool whole);
    void paintThinEdges(const Frame& frame, const std::vector<int>& edges);
    void paintArrow(const Frame& frame, int edge, const QColor& colour);
    void paintDots(const Frame& frame, const std::vector<int>& nodes);
    void paintCard(const Frame& frame, int node);
    void paintLines(const Frame& frame, int node, const QRectF& place);
    void paintHeader(const Frame& frame, int node, const QRectF& line);
    void paintLabel(const Frame& frame, int node, const QRectF& place);
    void paintTitles(const Frame& frame);
    void paintMarks(const Frame& frame);
    void outline(const Frame& frame, int node, const QColor& colour, double width);
    void paintBadge(const Frame& frame, int node);
    const QString& shortened(const QString& text, const QFont& font, int width);

    std::shared_ptr<const GraphPicture> picture_;
    GraphStyle style_;
    QHash<QString, QString> shortened_;  // by the whole text, its font and its width
};

}  // namespace pinfold::ui
