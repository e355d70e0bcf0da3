// The arithmetic of looking at a picture: zoom, places, detail; and the overview's proportions.
#include "ui/graph/graph_camera.h"
#include "ui/graph/graph_minimap.h"

#include <gtest/gtest.h>

namespace pinfold::ui {
namespace {

constexpr layout::Rect bounds{0, 0, 2000, 4000};
const QSizeF window(800, 600);

TEST(GraphDetails, FollowTheZoom) {
    EXPECT_EQ(detailAt(1), GraphDetail::full);
    EXPECT_EQ(detailAt(4), GraphDetail::full);
    EXPECT_EQ(detailAt(0.4), GraphDetail::titles);
    EXPECT_EQ(detailAt(0.1), GraphDetail::shapes);
    EXPECT_EQ(detailAt(0.001), GraphDetail::overview);
}

TEST(GraphCameras, WhatIsUnderTheCursorStaysThereWhileZooming) {
    GraphCamera camera;
    camera.put({1000, 2000}, {400, 300}, 1);
    const QPointF cursor(123, 456);
    const layout::Point before = camera.toPicture(cursor);
    camera.zoomAt(cursor, 1.5, bounds, window);
    EXPECT_DOUBLE_EQ(camera.zoom(), 1.5);
    EXPECT_NEAR(camera.toPicture(cursor).x, before.x, 1e-9);
    EXPECT_NEAR(camera.toPicture(cursor).y, before.y, 1e-9);
}

TEST(GraphCameras, ZoomEndsAtTheWholePictureAndAtFourTimes) {
    GraphCamera camera;
    for (int i = 0; i < 50; ++i) camera.zoomAt({10, 10}, 2, bounds, window);
    EXPECT_EQ(camera.zoom(), GraphCamera::highestZoom);
    for (int i = 0; i < 50; ++i) camera.zoomAt({10, 10}, 0.5, bounds, window);
    GraphCamera fitted;
    fitted.fit(bounds, window);
    EXPECT_DOUBLE_EQ(camera.zoom(), fitted.zoom());
}

TEST(GraphCameras, FitShowsAllInTheMiddle) {
    GraphCamera camera;
    camera.fit(bounds, window);
    const QRectF all = camera.toScreen(bounds);
    EXPECT_TRUE(QRectF({0, 0}, window).contains(all));
    EXPECT_NEAR(all.center().x(), 400, 1e-9);
    EXPECT_NEAR(all.center().y(), 300, 1e-9);
    camera.fit({0, 0, 10, 10}, window);
    EXPECT_EQ(camera.zoom(), 1);  // small ones are not blown up
}

TEST(GraphCameras, BeginAtASizeToRead) {
    GraphCamera camera;
    camera.begin({0, 0, 500, 900}, {100, 0, 200, 80}, window);
    EXPECT_LT(camera.zoom(), 1);
    camera.begin({0, 0, 500, 1e6}, {100, 0, 200, 80}, window);
    EXPECT_EQ(camera.zoom(), 1);
    EXPECT_NEAR(camera.toScreen(layout::Point{200, 0}).x(), 400, 1e-9);
    EXPECT_NEAR(camera.toScreen(layout::Point{200, 0}).y(), 32, 1e-9);
}

TEST(GraphCameras, RevealMovesNoMoreThanItMust) {
    GraphCamera camera;
    camera.put({0, 0}, {0, 0}, 1);
    camera.reveal({300, 200, 100, 50}, window);  // in sight
    EXPECT_EQ(camera.toPicture({0, 0}), (layout::Point{0, 0}));
    camera.reveal({300, 580, 100, 50}, window);  // just below
    EXPECT_EQ(camera.toPicture({0, 0}), (layout::Point{0, 580 + 50 + 32 - 600}));
    camera.reveal({300, 3000, 100, 50}, window);  // far away
    EXPECT_NEAR(camera.toScreen(layout::Point{350, 3025}).y(), 300, 1e-9);
}

TEST(GraphCameras, ThePictureStaysInSight) {
    GraphCamera camera;
    camera.put({0, 0}, {0, 0}, 1);
    camera.pan({-1e7, 1e7});
    camera.keepInSight(bounds, window);
    const layout::Rect seen = camera.seen(window);
    EXPECT_LE(seen.x, bounds.right());
    EXPECT_GE(seen.bottom(), bounds.y);
}

TEST(GraphMinimaps, KeepProportionsUnlessThatWouldBeALine) {
    const MinimapScale wide = minimapScale({0, 0, 1000, 800});
    EXPECT_EQ(wide.x, wide.y);
    EXPECT_LE(wide.x * 1000, 160);
    const MinimapScale tall = minimapScale({0, 0, 1000, 1e6});
    EXPECT_NEAR(tall.y * 1e6, 160, 1e-9);
    EXPECT_NEAR(tall.x * 1000, 48, 1e-9);
}

}  // namespace
}  // namespace pinfold::ui
