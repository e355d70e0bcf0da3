#include "ui/layout/index.h"

#include "ui/layout/layout_graphs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace pinfold {
namespace {

using namespace test;

bool touches(const layout::Rect& a, const layout::Rect& b) {
    return a.x <= b.right() && b.x <= a.right() && a.y <= b.bottom() && b.y <= a.bottom();
}

// What is found when everything is looked at.
layout::Index::Found allIn(const layout::GraphLayout& layout, const layout::Rect& area) {
    layout::Index::Found found;
    for (std::size_t i = 0; i < layout.nodes.size(); ++i) {
        if (touches(layout.nodes[i], area)) found.nodes.push_back(static_cast<int>(i));
    }
    for (std::size_t i = 0; i < layout.edges.size(); ++i) {
        const auto& points = layout.edges[i].points;
        for (auto p = static_cast<std::size_t>(layout.edges[i].ownFrom); p + 1 < points.size(); ++p) {
            const layout::Rect box{std::min(points[p].x, points[p + 1].x), std::min(points[p].y, points[p + 1].y),
                                   std::abs(points[p].x - points[p + 1].x), std::abs(points[p].y - points[p + 1].y)};
            if (touches(box, area)) {
                found.edges.push_back(static_cast<int>(i));
                break;
            }
        }
    }
    return found;
}

double distance(const layout::Rect& node, layout::Point point) {
    const double x = std::max({node.x - point.x, 0.0, point.x - node.right()});
    const double y = std::max({node.y - point.y, 0.0, point.y - node.bottom()});
    return std::hypot(x, y);
}

TEST(LayoutIndex, FindsWhatIsInARectangle) {
    for (const int nodes : {0, 1, 2, 40, 700}) {
        const layout::GraphLayout layout = layoutOf(randomGraph(nodes, nodes, 1));
        const layout::Index index(layout);
        std::mt19937 random(1);
        std::uniform_real_distribution<double> share(-0.2, 1.2);
        for (int turn = 0; turn < 100; ++turn) {
            const layout::Rect area{share(random) * layout.bounds.width, share(random) * layout.bounds.height,
                                    std::abs(share(random)) * 400, std::abs(share(random)) * 400};
            const auto found = index.in(area), expected = allIn(layout, area);
            EXPECT_EQ(found.nodes, expected.nodes);
            EXPECT_EQ(found.edges, expected.edges);
        }
    }
}

TEST(LayoutIndex, FindsTheNodeAtAPoint) {
    const layout::GraphLayout layout = layoutOf(randomGraph(300, 400, 2));
    const layout::Index index(layout);
    std::mt19937 random(1);
    std::uniform_real_distribution<double> share(-0.1, 1.1);
    for (int turn = 0; turn < 300; ++turn) {
        const layout::Point point{share(random) * layout.bounds.width, share(random) * layout.bounds.height};
        const double reach = turn % 3 == 0 ? 0 : turn % 3 == 1 ? 60 : 1e9;
        std::optional<int> expected;
        for (int node = 0; node < static_cast<int>(layout.nodes.size()); ++node) {
            const double away = distance(layout.nodes[static_cast<std::size_t>(node)], point);
            const bool nearer = !expected || away < distance(layout.nodes[static_cast<std::size_t>(*expected)], point);
            if (away <= reach && nearer) expected = node;
        }
        EXPECT_EQ(index.nodeAt(point, reach), expected);
    }
}

TEST(LayoutIndex, AnEmptyOneFindsNothing) {
    EXPECT_EQ(layout::Index().nodeAt({0, 0}, 1e9), std::nullopt);
    EXPECT_TRUE(layout::Index().in({-1e9, -1e9, 2e9, 2e9}).nodes.empty());
}

}  // namespace
}  // namespace pinfold
