// What is painted at which zoom.
#include "ui/graph/graph_painter.h"
#include "support/shared_files.h"
#include "ui/graph/graph_pictures.h"

#include <QImage>
#include <QPainter>

#include <gtest/gtest.h>

namespace pinfold::ui {
namespace {

class Painted : public testing::Test {
protected:
    Painted() { look.fills.assign(picture->nodes.size(), fill); }

    // In a window of 800 x 600 pixels with the node's middle in its middle.
    QImage paint(double zoom) {
        GraphCamera camera;
        camera.put({place.centerX(), place.y + place.height / 2}, {400, 300}, zoom);
        QImage image(800, 600, QImage::Format_RGB32);
        QPainter painter(&image);
        EXPECT_TRUE(GraphPainter(picture, graphStyle()).paint(painter, camera, {800, 600}, look));
        return image;
    }

    std::shared_ptr<const GraphPicture> picture = test::pictureOf(test::modelsOf({test::sample("digits_int8.tar")}));
    int node = picture->nodeOf(Item::op(0, 3));
    layout::Rect place = picture->layout.nodes.at(static_cast<std::size_t>(node));
    QColor fill{10, 120, 200};
    GraphLook look;
};

TEST_F(Painted, SmallNodesAreDotsOfTheirColour) {
    for (const double zoom : {0.001, 0.01, 0.1, 0.25}) {
        EXPECT_EQ(paint(zoom).pixelColor(400, 300), fill) << zoom;
        EXPECT_EQ(paint(zoom).pixelColor(20, 20), theme().surface) << zoom;
    }
}

TEST_F(Painted, WhatIsNotKnownHasNoColour) {
    look.fills.assign(picture->nodes.size(), QColor());
    EXPECT_EQ(paint(0.1).pixelColor(400, 300), theme().line);
}

TEST_F(Painted, LargeNodesHaveAStripeOfTheirColourAndLegibleGround) {
    const QImage image = paint(1);
    const int left = 400 - static_cast<int>(place.width / 2);
    EXPECT_EQ(image.pixelColor(left + 5, 300), fill);
    const QColor ground = image.pixelColor(400 + static_cast<int>(place.width / 2) - 4, 300);
    EXPECT_NE(ground, fill);
    EXPECT_GT(ground.lightness(), 180);
}

TEST_F(Painted, TheSelectedIsOutlinedHoweverSmall) {
    look.selectedNode = node;
    const auto hasAccent = [&](double zoom) {
        const QImage image = paint(zoom);
        for (int y = 240; y < 360; ++y) {
            for (int x = 240; x < 560; ++x) {
                if (image.pixelColor(x, y) == theme().accent) return true;
            }
        }
        return false;
    };
    for (const double zoom : {0.002, 0.1, 0.4, 1.0}) EXPECT_TRUE(hasAccent(zoom)) << zoom;
    look.selectedNode = -1;
    EXPECT_FALSE(hasAccent(0.1));
}

TEST_F(Painted, PaintingCanBeCancelled) {
    CancelSource source;
    source.cancel();
    QImage image(100, 100, QImage::Format_RGB32);
    QPainter painter(&image);
    for (const double zoom : {0.1, 1.0}) {
        GraphCamera camera;
        camera.put({0, 0}, {0, 0}, zoom);
        EXPECT_FALSE(GraphPainter(picture, graphStyle()).paint(painter, camera, {100, 100}, look, source.token()));
    }
}

TEST_F(Painted, ColoursFollowTheModesNumbers) {
    const auto facts = operatorFacts(*picture->models, nullptr);
    const auto fills =
        fillsOf(*picture, facts, colourScale(ColourMode::bytes, *picture->models, facts, nullptr), theme());
    std::size_t largest = 0;
    for (std::size_t op = 0; op < facts[0].size(); ++op) {
        if (facts[0][op].bytes > facts[0][largest].bytes) largest = op;
    }
    const auto of = [&](std::size_t op) {
        return fills.at(static_cast<std::size_t>(picture->nodeOf(Item::op(0, static_cast<int>(op)))));
    };
    EXPECT_EQ(of(largest), theme().heat(1));
    EXPECT_FALSE(fills.front().isValid());  // the input
    const ColourScale none = colourScale(ColourMode::cycles, *picture->models, facts, nullptr);
    EXPECT_FALSE(none.unavailable.isEmpty());
    for (const QColor& colour : fillsOf(*picture, facts, none, theme())) EXPECT_FALSE(colour.isValid());
}

TEST(ColourScales, ErrorsAreSeenByPowersOfTen) {
    const ColourScale error{ColourMode::error, 1, 0, {}};
    EXPECT_EQ(error.shareOf(0), 0);
    EXPECT_EQ(error.shareOf(1e-9), 0);
    EXPECT_NEAR(error.shareOf(1e-3), 0.5, 1e-12);
    EXPECT_EQ(error.shareOf(5), 1);
    const ColourScale bytes{ColourMode::bytes, 200, 0, {}};
    EXPECT_EQ(bytes.shareOf(50), 0.25);
    EXPECT_EQ(bytes.textOf(4096), QStringLiteral("4,096\u00A0B"));
}

}  // namespace
}  // namespace pinfold::ui
