// The memory timeline on real archives, with a mouse and keys.
#include "ui/memory/memory_view.h"
#include "support/shared_files.h"
#include "ui/memory/timeline_words.h"

#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

#include <optional>

namespace pinfold::ui {
namespace {

// Nothing has moved by a hundredth of a pixel. Widths hang on the fonts that there are, and the last bit on widths.
void expectSameSight(const QCPRange& now, const QCPRange& before, double pixels) {
    const double tolerance = 0.01 * before.size() / pixels;
    EXPECT_NEAR(now.lower, before.lower, tolerance);
    EXPECT_NEAR(now.upper, before.upper, tolerance);
}

class MemoryViewTest : public testing::Test {
protected:
    MemoryViewTest() {
        prompts.exportFile = [this](QWidget*, const QString&, const QString&, const QString&) { return exportTo; };
        prompts.showError = [this](QWidget*, const QString&, const QString& message) { errors.append(message); };
        view = std::make_unique<MemoryView>(session, actions, prompts);
        view->resize(1200, 700);
        view->show();
    }

    void open(const std::filesystem::path& archive, std::vector<std::string> pins = {}) {
        change([&](Deployment& deployment) {
            deployment.archives = {archive};
            deployment.board = "qemu-mps2-an500";
            deployment.plan.pins = std::move(pins);
        });
        ASSERT_TRUE(plot().model());
    }
    void openSample() { open(test::sample("digits_int8.tar")); }
    void change(const std::function<void(Deployment&)>& edit) {
        session.document().change(QStringLiteral("Change"), edit);
        settle();
    }
    // Until all jobs are done and the plot is drawn.
    void settle() {
        session.jobs().waitForAll();
        QCoreApplication::processEvents();
        plot().replot();
    }

    TimelinePlot& plot() { return view->plot(); }
    const TimelineModel& model() { return *plot().model(); }
    QLabel& label(const char* name) { return *view->findChild<QLabel*>(QString::fromLatin1(name)); }
    const std::vector<std::string>& pins() { return session.document().deployment().plan.pins; }

    BoxPlace largest(std::optional<TimelineKind> kind = {}) {
        BoxPlace found;
        for (int i = 0; i < model().bands()[0].boxes.size(); ++i) {
            const TimelineBox& box = model().box({0, i});
            const bool larger = !found || box.bytes > model().box(found).bytes;
            if (larger && (!kind || box.kind == *kind)) found = {0, i};
        }
        return found;
    }
    std::uint64_t addressOf(const BoxPlace& place) {
        const TimelineBand& band = model().bands()[static_cast<std::size_t>(place.band)];
        return band.address + static_cast<std::uint64_t>(model().box(place).offset);
    }
    QPoint centreOf(const BoxPlace& place) {
        return (plot().boxRectangle(place) & plot().bandRectangle(place.band)).center().toPoint();
    }
    int bandOf(const char* region) {
        for (std::size_t b = 0; b < model().bands().size(); ++b) {
            if (model().bands()[b].region == region) return static_cast<int>(b);
        }
        return -1;
    }
    std::string regionOf(const Item& item) {
        return model().bands()[static_cast<std::size_t>(model().find(item).band)].region;
    }
    void press(const QPoint& at) { QTest::mousePress(&plot(), Qt::LeftButton, {}, at); }
    void moveTo(const QPoint& at, Qt::KeyboardModifiers keys = {}) {
        QMouseEvent event(QEvent::MouseMove, at, plot().mapToGlobal(at), Qt::NoButton, Qt::LeftButton, keys);
        QCoreApplication::sendEvent(&plot(), &event);
    }
    void release(const QPoint& at) {
        QTest::mouseRelease(&plot(), Qt::LeftButton, {}, at);
        settle();
    }
    void wheel(const QPoint& at, int delta, Qt::KeyboardModifiers keys = {}) {
        QWheelEvent event(at, plot().mapToGlobal(at), {}, {0, delta}, Qt::NoButton, keys, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&plot(), &event);
    }

    Session session;
    Actions actions;
    Prompts prompts = desktopPrompts();
    QString exportTo;
    QStringList errors;
    std::unique_ptr<MemoryView> view;
};

TEST_F(MemoryViewTest, SaysWhatIsMissingUntilThereIsAPlan) {
    EXPECT_EQ(label("memoryMessageTitle").text(), QStringLiteral("No model is open"));
    EXPECT_FALSE(actions[QStringLiteral("memory.fit")]->isEnabled());
    change([](Deployment& deployment) { deployment.archives = {test::sample("digits_int8.tar")}; });
    EXPECT_EQ(label("memoryMessageTitle").text(), QStringLiteral("No board is chosen"));
    change([](Deployment& deployment) { deployment.archives = {"/no/such/archive.tar"}; });
    EXPECT_EQ(label("memoryMessageTitle").text(), QStringLiteral("The model could not be read"));
    const auto* message = view->findChild<QPlainTextEdit*>(QStringLiteral("memoryMessage"));
    EXPECT_TRUE(message->toPlainText().contains(QStringLiteral("archive.tar")));
}

TEST_F(MemoryViewTest, TellsThePeakInWordsThatCanBeSelectedAndRead) {
    openSample();
    EXPECT_TRUE(label("memoryPeak").text().startsWith(QStringLiteral("DTCM: peak 2,624")));
    EXPECT_TRUE(label("memoryPeak").textInteractionFlags().testFlag(Qt::TextSelectableByMouse));
    EXPECT_EQ(plot().accessibleDescription(), label("memoryPeak").text());
}

TEST_F(MemoryViewTest, ANewPlanHasItsAddressesWhenItIsFirstDrawn) {
    openSample();
    const auto addresses = [&] { return plot().axisRect(0)->axis(QCPAxis::atLeft)->tickVector().size(); };
    const auto before = addresses();
    ASSERT_GT(before, 2);
    plot().setModel(plot().model());
    plot().replot();
    EXPECT_EQ(addresses(), before);
}

TEST_F(MemoryViewTest, ScrollsWhereTheRowsHaveNoRoom) {
    openSample();
    view->resize(1200, 250);
    settle();
    const auto* scroll = view->findChild<QScrollArea*>(QStringLiteral("memoryScroll"));
    EXPECT_GT(plot().height(), scroll->viewport()->height());
    for (int row = 0; row < plot().plotLayout()->rowCount(); ++row) {
        const QCPLayoutElement& element = *plot().plotLayout()->element(row, 0);
        EXPECT_GE(element.outerRect().height(), element.minimumSize().height()) << "row " << row;
    }
    for (const QCPAxisRect* band : plot().axisRects()) {
        EXPECT_FALSE(band->axis(QCPAxis::atLeft)->tickVector().isEmpty());
    }
}

TEST_F(MemoryViewTest, DraggingTheLargestWorkspaceToAnEmptyRegionPinsItThere) {
    open(test::modelFile("wired_a.graph.tar"));
    const BoxPlace place = largest(TimelineKind::workspace);
    ASSERT_TRUE(place);
    const Item item = model().itemOf(place);
    const QPoint to = plot().bandRectangle(bandOf("SRAM")).center().toPoint();
    press(centreOf(place));
    moveTo(to);
    EXPECT_TRUE(plot().isDragging());
    release(to);
    EXPECT_EQ(pins(), std::vector<std::string>{model().nameOf(model().find(item)) + "=SRAM"});
    EXPECT_EQ(regionOf(item), "SRAM");
    EXPECT_TRUE(model().box(model().find(item)).pinned);

    session.document().undoStack().undo();
    settle();
    EXPECT_TRUE(pins().empty());
    EXPECT_EQ(regionOf(item), "DTCM");
    session.document().undoStack().redo();
    settle();
    EXPECT_EQ(regionOf(item), "SRAM");
}

TEST_F(MemoryViewTest, DraggingToTheEdgeScrollsToTheBandsBeyond) {
    view->resize(900, 300);
    open(test::modelFile("wired_a.graph.tar"));
    const auto& area = *view->findChild<QScrollArea*>(QStringLiteral("memoryScroll"));
    QScrollBar& bar = *area.verticalScrollBar();
    ASSERT_GT(bar.maximum(), 0);
    bar.setValue(0);
    press(centreOf(largest(TimelineKind::workspace)));
    while (bar.value() < bar.maximum()) {
        const int before = bar.value();
        moveTo({400, before + area.viewport()->height() - 1});
        ASSERT_GT(bar.value(), before);
    }
    const QPoint to = plot().bandRectangle(bandOf("PSRAM")).center().toPoint();
    moveTo(to);
    release(to);
    ASSERT_EQ(pins().size(), 1u);
    EXPECT_TRUE(pins().front().ends_with("=PSRAM"));
}

TEST_F(MemoryViewTest, DraggingWithShiftPinsToAnAddressInAnEmptyRegion) {
    openSample();
    const BoxPlace place = largest();
    const Item item = model().itemOf(place);
    const int sram = bandOf("SRAM");
    ASSERT_EQ(model().bands()[static_cast<std::size_t>(sram)].pool, -1);
    const std::uint64_t start = model().bands()[static_cast<std::size_t>(sram)].address;
    const QPoint to = plot().bandRectangle(sram).center().toPoint();
    press(centreOf(place));
    moveTo(to);
    QTest::keyPress(&plot(), Qt::Key_Shift, Qt::ShiftModifier);
    release(to);
    ASSERT_EQ(pins().size(), 1u);
    EXPECT_NE(pins()[0].find("=0x"), std::string::npos) << pins()[0];
    const BoxPlace after = model().find(item);
    EXPECT_EQ(regionOf(item), "SRAM");
    EXPECT_GT(addressOf(after), start);
    EXPECT_EQ(addressOf(after) % 4096, 0u);  // as round as a pixel allows
    EXPECT_TRUE(model().box(after).pinned);
}

TEST_F(MemoryViewTest, DraggingUpwardsPinsToAnAlignedAddress) {
    openSample();
    const BoxPlace place = largest();
    const Item item = model().itemOf(place);
    const std::uint64_t before = addressOf(place);
    const QPoint from = centreOf(place);
    const QPoint to = from - QPoint(0, 60);
    press(from);
    moveTo(to);
    release(to);
    ASSERT_EQ(pins().size(), 1u);
    const BoxPlace after = model().find(item);
    EXPECT_GT(addressOf(after), before);
    EXPECT_EQ(addressOf(after) % 16, 0u);
    EXPECT_EQ(model().pinsOf(after), pins());
}

TEST_F(MemoryViewTest, EscapeLeavesADraggedBoxWhereItWas) {
    openSample();
    const QPoint to = plot().bandRectangle(bandOf("SRAM")).center().toPoint();
    press(centreOf(largest()));
    moveTo(to);
    ASSERT_TRUE(plot().isDragging());
    QTest::keyClick(&plot(), Qt::Key_Escape);
    EXPECT_FALSE(plot().isDragging());
    release(to);
    EXPECT_TRUE(pins().empty());
}

TEST_F(MemoryViewTest, ABoxThatIsOnlyClickedIsSelectedAndStays) {
    openSample();
    const BoxPlace place = largest();
    QTest::mouseClick(&plot(), Qt::LeftButton, {}, centreOf(place));
    EXPECT_EQ(session.selection().selected(), model().itemOf(place));
    EXPECT_TRUE(pins().empty());
}

TEST_F(MemoryViewTest, HoveringABoxLightsItInAllViews) {
    openSample();
    const BoxPlace place = largest();
    QTest::mouseMove(&plot(), centreOf(place));
    EXPECT_EQ(session.selection().hovered(), model().itemOf(place));
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(&plot(), &leave);
    EXPECT_FALSE(session.selection().hovered());
}

TEST_F(MemoryViewTest, HoveringAnOperatorElsewhereLightsItsTicks) {
    openSample();
    const QImage before = plot().grab().toImage();
    session.selection().hover(Item::op(0, 2));
    const QImage lit = plot().grab().toImage();
    EXPECT_NE(before, lit);
    session.selection().hover({});
    EXPECT_EQ(plot().grab().toImage(), before);
}

TEST_F(MemoryViewTest, TheWheelZoomsTimeAtThePointerAndWithControlTheAddresses) {
    openSample();
    const QPoint at = plot().bandRectangle(0).center().toPoint() + QPoint(100, 0);
    const QCPRange ticks = plot().ticksInSight();
    const QCPRange bytes = plot().bytesInSight(0);
    wheel(at, 120);
    EXPECT_LT(plot().ticksInSight().size(), ticks.size());
    expectSameSight(plot().bytesInSight(0), bytes, plot().bandRectangle(0).height());
    const double share = (at.x() - plot().bandRectangle(0).left()) / plot().bandRectangle(0).width();
    EXPECT_NEAR(plot().ticksInSight().lower + share * plot().ticksInSight().size(), ticks.lower + share * ticks.size(),
                0.01);
    wheel(at, 120, Qt::ControlModifier);
    EXPECT_LT(plot().bytesInSight(0).size(), bytes.size());
    actions[QStringLiteral("memory.fit")]->trigger();
    expectSameSight(plot().ticksInSight(), ticks, plot().bandRectangle(0).width());
    expectSameSight(plot().bytesInSight(0), bytes, plot().bandRectangle(0).height());
}

TEST_F(MemoryViewTest, ZoomsToTheSelectionAndToThePeak) {
    openSample();
    const BoxPlace place = largest();
    session.selection().select(model().itemOf(place));
    actions[QStringLiteral("memory.zoomSelection")]->trigger();
    plot().replot();
    EXPECT_TRUE(plot().bandRectangle(0).contains(plot().boxRectangle(place)));
    actions[QStringLiteral("memory.zoomPeak")]->trigger();
    EXPECT_TRUE(plot().ticksInSight().contains(session.plan()->peakTick[0]));
}

TEST_F(MemoryViewTest, ArrowKeysWalkFromBoxToBox) {
    openSample();
    QTest::keyClick(&plot(), Qt::Key_Right);
    const Item first = session.selection().selected();
    EXPECT_EQ(first, model().itemOf({0, 0}));
    QTest::keyClick(&plot(), Qt::Key_Right);
    EXPECT_EQ(session.selection().selected(), model().itemOf({0, 1}));
    QTest::keyClick(&plot(), Qt::Key_Left);
    EXPECT_EQ(session.selection().selected(), first);
}

TEST_F(MemoryViewTest, PinsByKeyboardAlone) {
    openSample();
    const Item item = model().itemOf(largest());
    EXPECT_FALSE(actions[QStringLiteral("memory.pinTo")]->isEnabled());
    session.selection().select(item);
    EXPECT_FALSE(actions[QStringLiteral("memory.unpin")]->isEnabled());
    actions[QStringLiteral("memory.pinHere")]->trigger();
    settle();
    EXPECT_TRUE(model().box(model().find(item)).pinned);

    auto* regions = view->findChild<QMenu*>(QStringLiteral("memory.pinToMenu"));
    ASSERT_TRUE(regions);
    emit regions->aboutToShow();
    ASSERT_EQ(regions->actions().size(), 4);
    regions->actions().at(1)->trigger();
    settle();
    EXPECT_EQ(regionOf(item), "SRAM");

    auto* out = view->findChild<QMenu*>(QStringLiteral("memory.keepOutMenu"));
    emit out->aboutToShow();
    out->actions().at(0)->trigger();
    settle();
    EXPECT_NE(regionOf(item), "DTCM");
    actions[QStringLiteral("memory.unpin")]->trigger();
    settle();
    EXPECT_TRUE(pins().empty());
    EXPECT_EQ(regionOf(item), "DTCM");
}

TEST_F(MemoryViewTest, KeepsWhatIsInSightWhenThePlanChanges) {
    openSample();
    wheel(plot().bandRectangle(0).center().toPoint(), 360);
    const QCPRange ticks = plot().ticksInSight();
    change([](Deployment& deployment) { deployment.plan.alignment = 32; });
    expectSameSight(plot().ticksInSight(), ticks, plot().bandRectangle(0).width());
}

TEST_F(MemoryViewTest, WhatDoesNotFitIsRedInThePlanBefore) {
    openSample();
    const BoxPlace place = largest();
    const QColor before = plot().grab().toImage().pixelColor(centreOf(place) + QPoint(0, 12));
    change([&](Deployment& deployment) {
        deployment.plan.pins = {model().nameOf(place) + "=DTCM"};
        deployment.plan.reserve = {"DTCM=130900"};
    });
    ASSERT_EQ(session.planStage(), Stage::failed);
    EXPECT_TRUE(label("memoryBannerText").isVisibleTo(view.get()));
    EXPECT_TRUE(label("memoryBannerText").text().contains(QStringLiteral("DTCM")));
    EXPECT_NE(plot().grab().toImage().pixelColor(centreOf(place) + QPoint(0, 12)), before);
    session.document().undoStack().undo();
    settle();
    EXPECT_FALSE(label("memoryBannerText").isVisibleTo(view.get()));
}

TEST_F(MemoryViewTest, WritesPicturesOfAllKinds) {
    openSample();
    QTemporaryDir folder;
    const std::pair<const char*, const char*> kinds[] = {{"a.svg", "<?xml"}, {"a.pdf", "%PDF"}, {"a.png", "\x89PNG"}};
    for (const auto& [name, start] : kinds) {
        exportTo = folder.filePath(QString::fromLatin1(name));
        actions[QStringLiteral("memory.export")]->trigger();
        settle();
        QFile file(exportTo);
        ASSERT_TRUE(file.open(QIODevice::ReadOnly)) << name;
        EXPECT_TRUE(file.readAll().startsWith(start)) << name;
    }
    exportTo = QStringLiteral("/no/such/folder/a.svg");
    actions[QStringLiteral("memory.export")]->trigger();
    settle();
    EXPECT_EQ(errors.size(), 1);
}

}  // namespace
}  // namespace pinfold::ui
