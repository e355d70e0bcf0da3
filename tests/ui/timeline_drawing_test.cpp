// The timeline's painting maths: the raster of small boxes, the head's cells, and where a dragged box would go.
#include "support/shared_files.h"
#include "ui/large_timeline.h"
#include "ui/memory/timeline_drag.h"
#include "ui/memory/timeline_raster.h"
#include "ui/memory/timeline_scale.h"

#include <gtest/gtest.h>

#include <array>
#include <limits>

namespace pinfold::ui {
namespace {

TEST(TimelineRaster, FillsCellsAndCutsOffWhatLiesOutside) {
    TimelineRaster raster;
    raster.reset(50, 40);
    EXPECT_TRUE(raster.isEmpty());
    raster.fill(-5, 2, 38, 99, 1);
    raster.fill(60, 70, 0, 10, 2);
    raster.fill(10, 11, 5, 6, 2);
    EXPECT_FALSE(raster.isEmpty());
    EXPECT_EQ(raster.at(0, 39), 1);
    EXPECT_EQ(raster.at(2, 39), 0);
    EXPECT_EQ(raster.at(10, 5), 2);
    raster.reset(50, 40);
    EXPECT_EQ(raster.at(10, 5), 0);
}

TEST(TimelineRaster, ItsImageHasTheColoursOfItsNumbersRowByRow) {
    TimelineRaster raster;
    raster.reset(70, 33);
    raster.fill(69, 70, 32, 33, 1);
    raster.fill(0, 1, 0, 33, 2);
    const std::array<QRgb, 3> colours = {0, qRgb(255, 0, 0), qRgb(0, 0, 255)};
    const QImage image = raster.image(colours);
    EXPECT_EQ(image.size(), QSize(70, 33));
    EXPECT_EQ(image.pixel(69, 32), colours[1]);
    EXPECT_EQ(image.pixel(0, 17), colours[2]);
    EXPECT_EQ(qAlpha(image.pixel(30, 30)), 0);
}

TEST(TimelineScale, StepsAreRound) {
    EXPECT_EQ(roundStep(0.2), 1);
    EXPECT_EQ(roundStep(3), 5);
    EXPECT_EQ(roundStep(51), 100);
    EXPECT_EQ(roundStep(2000), 2000);
    EXPECT_EQ(byteStep(0.1), 1);
    EXPECT_EQ(byteStep(5000), 8192);
    EXPECT_EQ(byteStep(4096), 4096);
}

TEST(TimelineScale, ThereIsAStepForEveryNumber) {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    for (const double small : {0.0, -1.0, -1e300, -infinite, none}) {
        EXPECT_EQ(roundStep(small), 1) << small;
        EXPECT_EQ(byteStep(small), 1) << small;
    }
    for (const double large : {1e9, 6e10, 1e300, infinite}) {
        EXPECT_EQ(roundStep(large), 1'000'000'000) << large;
        EXPECT_GE(byteStep(large), 1e9) << large;
        EXPECT_LE(byteStep(large), 0x1p62) << large;
    }
}

TEST(TimelineScale, ALineOfTextIsWholeOrNotThere) {
    EXPECT_EQ(linesThatFit(0, 14), 0);
    EXPECT_EQ(linesThatFit(14, 14), 0);  // its descenders would be on the outline
    EXPECT_EQ(linesThatFit(16, 14), 1);
    EXPECT_EQ(linesThatFit(29, 14), 1);
    EXPECT_EQ(linesThatFit(30, 14), 2);
    EXPECT_EQ(linesThatFit(500, 14), 2);
}

TEST(TimelineScale, WhereThereIsNoWidthThereAreHardlyAnyCells) {
    const test::LargeTimeline large = test::largeTimeline(200);
    const TimelineModel model(large.facts, large.models);
    for (const double pixelsPerTick : {1e-9, std::numeric_limits<double>::infinity()}) {
        const TickScale scale{0, 0, pixelsPerTick};
        EXPECT_LE(statementCells(model, scale, 0, 0).size(), 1u);
        EXPECT_LE(statementCells(model, scale, -20, 100).size(), 1u);
        EXPECT_LE(operatorCells(model, scale, -20, 100).size(), 1u);
    }
}

TEST(TimelineScale, LabelsFewOperatorsHoweverManyThereAre) {
    const test::LargeTimeline large = test::largeTimeline(20'000);
    const TimelineModel model(large.facts, large.models);
    const TickScale fit{0, 0, 1000.0 / large.facts->plan.ticks};
    EXPECT_LE(operatorCells(model, fit, 0, 1000).size(), 50u);
    EXPECT_LE(statementCells(model, fit, 0, 1000).size(), 50u);
    const TickScale near{3000, 0, 100};
    const auto cells = operatorCells(model, near, 0, 1000);
    ASSERT_EQ(cells.size(), 4u);
    EXPECT_EQ(cells[0].label, QStringLiteral("1,000 nn_conv2d_add_1000"));
    EXPECT_EQ(cells[0].right, 300);
    EXPECT_EQ(statementCells(model, near, 0, 1000).size(), 10u);
    EXPECT_TRUE(modelCells(model, near, 0, 1000).empty());
}

class TimelineDrag : public testing::Test {
protected:
    DropTarget over(int band, double offset, bool exact = false) const {
        return dropTarget(model, dragged, band, offset, exact);
    }
    test::LargeTimeline large = test::largeTimeline(40);
    TimelineModel model{large.facts, large.models};
    BoxPlace dragged = model.find(Item::workspaceOf(0, 0, 0));
};

TEST_F(TimelineDrag, GoesToAnAddressInItsOwnBandAndToTheRegionInAnother) {
    const DropTarget own = over(0, 1003);
    EXPECT_TRUE(own.allowed && own.toAddress);
    EXPECT_EQ(own.offset, 1008);
    EXPECT_EQ(own.text, QStringLiteral("Pin op0/data to 0x2000\u202f03f0"));
    const DropTarget other = over(1, 1003);
    EXPECT_TRUE(other.allowed && !other.toAddress);
    EXPECT_EQ(other.text, QStringLiteral("Pin op0/data to SRAM"));
    const DropTarget exact = over(1, 1003, true);
    EXPECT_TRUE(exact.allowed && exact.toAddress);
    EXPECT_EQ(model.bands()[2].pool, -1);
    const DropTarget empty = over(2, 1003, true);
    EXPECT_TRUE(empty.allowed && empty.toAddress);
    EXPECT_EQ(empty.offset, 1008);
}

TEST_F(TimelineDrag, StaysInsideOfTheMemory) {
    EXPECT_EQ(over(0, -500).offset, 0);
    const TimelineBand& band = model.bands()[0];
    EXPECT_LE(over(0, 1e9).offset + model.box(dragged).bytes, band.capacity);
}

TEST_F(TimelineDrag, SaysWhyNothingWouldChange) {
    const DropTarget same = over(0, static_cast<double>(model.box(dragged).offset) + 3);
    EXPECT_FALSE(same.allowed);
    EXPECT_EQ(same.text, QStringLiteral("op0/data stays where it is"));
    EXPECT_EQ(over(-1, 0), DropTarget{});
}

TEST_F(TimelineDrag, HeedsWhatARegionMayHold) {
    auto facts = std::make_shared<PlanFacts>(*large.facts);
    for (Region& region : facts->board.regions) {
        if (region.name == "SRAM") region.holds = {"activation"};
    }
    const TimelineModel strict(facts, large.models);
    const DropTarget target = dropTarget(strict, dragged, 1, 0, false);
    EXPECT_FALSE(target.allowed);
    EXPECT_TRUE(target.text.contains(QStringLiteral("workspace"))) << target.text.toStdString();
}

}  // namespace
}  // namespace pinfold::ui
