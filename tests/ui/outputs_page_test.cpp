// Table and plots of the outputs, in pages of every size.
#include "ui/validation/outputs_page.h"
#include "ui/made_reports.h"

#include <QScrollBar>
#include <QSplitter>
#include <QTabBar>
#include <QTest>

#include <gtest/gtest.h>

namespace pinfold::ui {
namespace {

class Outputs : public testing::Test {
protected:
    void SetUp() override {
        page.setReport(shownReport(test::shared({test::failedReport()}), {}, 0));
        page.show();
    }
    template <typename T>
    T& find(const char* name) {
        T* found = page.findChild<T*>(QString::fromLatin1(name));
        EXPECT_TRUE(found) << name;
        return *found;
    }
    void resize(int width, int height) {
        page.resize(width, height);
        for (int round = 0; round < 3; ++round) QCoreApplication::processEvents();  // layouts ask for layouts
    }

    Selection selection;
    OutputsPage page{selection};
    QSplitter& parts = find<QSplitter>("outputParts");
    QWidget& scatter = find<QWidget>("scatterPlot");
    QWidget& errors = find<QWidget>("errorPlot");
};

TEST_F(Outputs, PlotsCanBeReadInEverySizeOfThePage) {
    const struct {
        int width, height;
        Qt::Orientation parts;
        bool both;
    } sizes[] = {{900, 600, Qt::Vertical, true},  {1220, 260, Qt::Horizontal, true}, {900, 220, Qt::Horizontal, true},
                 {900, 90, Qt::Horizontal, true}, {520, 220, Qt::Horizontal, false}, {400, 600, Qt::Vertical, false}};
    for (const auto& each : sizes) {
        SCOPED_TRACE(std::to_string(each.width) + "x" + std::to_string(each.height));
        resize(each.width, each.height);
        EXPECT_EQ(parts.orientation(), each.parts);
        EXPECT_EQ(scatter.isVisible() && errors.isVisible(), each.both);
        EXPECT_NE(find<QWidget>("plotTabs").isVisible(), each.both);
        for (const QWidget* plot : {&scatter, &errors}) {
            if (!plot->isVisible()) continue;
            EXPECT_GE(plot->height(), 144);
            EXPECT_GE(plot->width(), 192);
        }
        EXPECT_FALSE(page.horizontalScrollBar()->isVisible());
        EXPECT_EQ(page.verticalScrollBar()->isVisible(), parts.height() > page.viewport()->height());
    }
}

TEST_F(Outputs, WhereOnePlotFitsTheOtherIsATabAway) {
    resize(400, 600);
    EXPECT_TRUE(scatter.isVisible());
    EXPECT_FALSE(errors.isVisible());
    auto& tabs = find<QTabBar>("plotTabs");
    tabs.setFocus();
    QTest::keyClick(&tabs, Qt::Key_Right);
    EXPECT_FALSE(scatter.isVisible());
    EXPECT_TRUE(errors.isVisible());
    resize(900, 600);
    EXPECT_TRUE(scatter.isVisible());
}

TEST_F(Outputs, TheUsersShareOfTableAndPlotsStays) {
    resize(1220, 260);
    QWidget& handle = *parts.handle(1);
    const int before = parts.sizes().at(0);
    const QPoint at = handle.rect().center();
    QTest::mousePress(&handle, Qt::LeftButton, {}, at);
    QTest::mouseMove(&handle, at - QPoint(80, 0));
    QTest::mouseRelease(&handle, Qt::LeftButton, {}, at - QPoint(80, 0));
    const int chosen = parts.sizes().at(0);
    ASSERT_LT(chosen, before);
    resize(1260, 270);
    EXPECT_EQ(parts.sizes().at(0), chosen);
}

}  // namespace
}  // namespace pinfold::ui
