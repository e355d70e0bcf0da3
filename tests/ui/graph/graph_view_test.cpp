// The graph view with keyboard and mouse, without a display.
#include "ui/graph/graph_view.h"
#include "base/file.h"
#include "support/shared_files.h"
#include "ui/graph/graph_canvas.h"
#include "ui/graph/graph_export.h"
#include "ui/graph/graph_legend.h"
#include "ui/graph/graph_minimap.h"
#include "ui/widgets/actions.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QTest>

#include <gtest/gtest.h>

namespace pinfold::ui {
namespace {

class GraphWindow : public testing::Test {
protected:
    GraphWindow() {
        view.resize(900, 700);
        view.show();
    }
    void open(const std::vector<std::filesystem::path>& archives) {
        session.document().change(QStringLiteral("Open"), [&](Deployment& d) { d.archives = archives; });
        session.jobs().waitForAll();
    }
    void openSample() { open({test::sample("digits_int8.tar")}); }
    void run(const char* action) {
        ASSERT_TRUE(actions[QString::fromLatin1(action)]->isEnabled()) << action;
        actions[QString::fromLatin1(action)]->trigger();
        session.jobs().waitForAll();
    }
    void press(int key) { QTest::keyClick(&view.canvas(), static_cast<Qt::Key>(key)); }
    const Item& selected() { return session.selection().selected(); }
    const GraphPicture& picture() { return *view.canvas().picture(); }
    QPointF placeOf(const Item& item) {
        const layout::Rect& place = picture().layout.nodes.at(static_cast<std::size_t>(picture().nodeOf(item)));
        return view.canvas().camera().toScreen(place).center();
    }
    bool shows(const Item& item) { return QRectF(view.canvas().rect()).contains(placeOf(item)); }
    QString text(const char* label) { return view.findChild<QLabel*>(QString::fromLatin1(label))->text(); }
    QLineEdit& line() { return *view.findChild<QLineEdit*>(QStringLiteral("graphFind")); }

    // One model's report: of the sample's operators every one took 100 more ticks than the one before.
    void report(int firstDiffering) {
        auto reports = std::make_shared<Session::Reports>(1);
        ValidationReport& made = reports->front();
        made.model = session.models()->front().name;
        made.profiledSamples = 8;
        made.timerHz = 25'000'000;
        const auto count = static_cast<int>(session.models()->front().operators.size());
        for (int op = 0; op < count; ++op) {
            OperatorReport& measured = made.operators.emplace_back();
            measured.index = op;
            measured.meanTicks = 100.0 * (op + 1);
            if (firstDiffering < 0) continue;
            measured.metrics.emplace();
            measured.metrics->mismatches = op >= firstDiffering ? 3 : 0;
            measured.metrics->l2r = op >= firstDiffering ? 0.01 : 0;
        }
        if (firstDiffering >= 0) made.firstDifferingOperator = firstDiffering;
        session.setReports(reports, {});
    }

    Session session;
    Actions actions;
    QStringList errors;
    QString exportPath;
    Prompts prompts{[this] {
        Prompts made = desktopPrompts();
        made.exportFile = [this](QWidget*, const QString&, const QString&, const QString&) { return exportPath; };
        made.showError = [this](QWidget*, const QString&, const QString& message) { errors.append(message); };
        return made;
    }()};
    GraphView view{session, actions, prompts};
};

TEST_F(GraphWindow, SaysThatNoModelIsOpen) {
    EXPECT_EQ(text("graphMessageTitle"), QStringLiteral("No model is open"));
    EXPECT_FALSE(view.canvas().isVisible());
    EXPECT_FALSE(actions[QStringLiteral("graph.fit")]->isEnabled());
}

TEST_F(GraphWindow, SaysWhyAnArchiveCannotBeShown) {
    open({"/no/such/archive.tar"});
    EXPECT_EQ(text("graphMessageTitle"), QStringLiteral("The archive cannot be shown"));
    EXPECT_TRUE(text("graphMessageText").contains(QStringLiteral("archive.tar")));
}

TEST_F(GraphWindow, ACancelledLayoutCanBeAskedForAgain) {
    session.document().change(QStringLiteral("Open"),
                              [](Deployment& d) { d.archives = {test::sample("digits_int8.tar")}; });
    // The layout starts when the models come; it is cancelled as soon as it does.
    QObject::connect(&session.jobs(), &JobRunner::started, &view, [this](const QString& lane) {
        if (lane == QLatin1String("layout")) view.findChild<QPushButton*>(QStringLiteral("layoutCancel"))->click();
    });
    session.jobs().waitForAll();
    session.jobs().disconnect(&view);
    if (view.canvas().picture()) GTEST_SKIP() << "the layout was faster than Cancel";
    EXPECT_EQ(text("graphMessageTitle"), QStringLiteral("The graph was not arranged"));
    run("graph.arrange");
    EXPECT_TRUE(view.canvas().picture());
}

TEST_F(GraphWindow, APlanDoesNotArrangeTheGraphAgain) {
    openSample();
    const auto before = view.canvas().picture();
    QSignalSpy started(&session.jobs(), &JobRunner::started);
    session.document().change(QStringLiteral("Pin"), [](Deployment& d) {
        d.board = "qemu-mps2-an500";
        d.plan.pins = {"*=SRAM"};
    });
    session.jobs().waitForAll();
    EXPECT_EQ(view.canvas().picture(), before);
    for (const auto& call : started) EXPECT_NE(call.front().toString(), QStringLiteral("layout"));
}

TEST_F(GraphWindow, AnotherArchiveTakesThePlaceOfThePicture) {
    openSample();
    const auto before = view.canvas().picture();
    session.document().change(QStringLiteral("Open"),
                              [](Deployment& d) { d.archives = {test::modelFile("wired_a.graph.tar")}; });
    EXPECT_EQ(view.canvas().picture(), before);
    EXPECT_FALSE(view.canvas().isEnabled());
    session.jobs().waitForAll();
    EXPECT_TRUE(view.canvas().isEnabled());
    EXPECT_EQ(picture().models, session.models());
    EXPECT_EQ(picture().nodeOf(Item::op(0, 12)), picture().nodeOfOperator.at(0).at(12));
}

TEST_F(GraphWindow, AClickSelectsAndTheEmptySpaceSelectsNothing) {
    openSample();
    QTest::mouseClick(&view.canvas(), Qt::LeftButton, {}, placeOf(Item::op(0, 1)).toPoint());
    EXPECT_EQ(selected(), Item::op(0, 1));
    EXPECT_TRUE(view.canvas().accessibleDescription().startsWith(QStringLiteral("Operator 1, ")))
        << view.canvas().accessibleDescription().toStdString();
    QTest::mouseClick(&view.canvas(), Qt::LeftButton, {}, {5, 5});
    EXPECT_FALSE(selected());
    EXPECT_EQ(view.canvas().accessibleDescription(), QStringLiteral("Nothing is selected."));
}

TEST_F(GraphWindow, ThePointerLightsWhatItIsOver) {
    openSample();
    QTest::mouseMove(&view.canvas(), placeOf(Item::op(0, 0)).toPoint());
    EXPECT_EQ(session.selection().hovered(), Item::op(0, 0));
    EXPECT_EQ(view.canvas().look().hoveredNode, picture().nodeOf(Item::op(0, 0)));
    QTest::mouseMove(&view.canvas(), {3, 3});
    EXPECT_FALSE(session.selection().hovered());
    session.selection().hover(Item::tensor(0, session.models()->front().operators[0].outputs[0]));
    EXPECT_FALSE(view.canvas().look().hoveredEdges.empty());
}

TEST_F(GraphWindow, ArrowsWalkAndSelectionFromElsewhereIsBroughtIntoSight) {
    openSample();
    run("graph.actualSize");
    press(Qt::Key_Home);
    EXPECT_EQ(selected().kind, Item::Kind::tensor);
    press(Qt::Key_Down);
    EXPECT_EQ(selected(), Item::op(0, 0));
    press(Qt::Key_Up);
    EXPECT_EQ(selected().kind, Item::Kind::tensor);
    press(Qt::Key_End);
    EXPECT_TRUE(shows(selected()));
    press(Qt::Key_Up);
    EXPECT_EQ(selected(), Item::op(0, static_cast<int>(session.models()->front().operators.size()) - 1));
    session.selection().select(Item::op(0, 0));
    EXPECT_TRUE(shows(Item::op(0, 0)));
    press(Qt::Key_Return);
    EXPECT_NEAR(placeOf(Item::op(0, 0)).y(), view.canvas().height() / 2.0, 1);
    run("graph.consumer");
    EXPECT_EQ(selected(), Item::op(0, 1));
    run("graph.producer");
    EXPECT_EQ(selected(), Item::op(0, 0));
    press(Qt::Key_Escape);
    EXPECT_FALSE(selected());
}

TEST_F(GraphWindow, TheWheelZoomsToTheCursorAndDraggingPans) {
    openSample();
    GraphCanvas& canvas = view.canvas();
    run("graph.actualSize");
    const QPointF cursor(400, 300);
    const layout::Point under = canvas.camera().toPicture(cursor);
    QWheelEvent wheel(cursor, canvas.mapToGlobal(cursor), {}, {0, 120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase,
                      false);
    QApplication::sendEvent(&canvas, &wheel);
    EXPECT_GT(canvas.camera().zoom(), 1.1);
    EXPECT_NEAR(canvas.camera().toPicture(cursor).x, under.x, 1e-6);
    EXPECT_NEAR(canvas.camera().toPicture(cursor).y, under.y, 1e-6);
    QTest::mousePress(&canvas, Qt::LeftButton, {}, {400, 300});
    QTest::mouseMove(&canvas, {440, 360});
    QTest::mouseRelease(&canvas, Qt::LeftButton, {}, {440, 360});
    EXPECT_NEAR(canvas.camera().toPicture({440, 360}).y, under.y, 1e-6);
    EXPECT_FALSE(selected());  // a drag is no click
    run("graph.fit");
    EXPECT_FALSE(view.findChild<GraphMinimap*>()->isVisible());
}

TEST_F(GraphWindow, TheOverviewMovesWhatIsSeen) {
    openSample();
    run("graph.actualSize");
    auto* map = view.findChild<GraphMinimap*>();
    ASSERT_TRUE(map->isVisible());
    QTest::mouseClick(map, Qt::LeftButton, {}, {map->width() / 2, map->height() - 6});
    EXPECT_TRUE(shows(Item::op(0, static_cast<int>(session.models()->front().operators.size()) - 1)));
}

TEST_F(GraphWindow, FindsAndGoesFromOneToTheNext) {
    openSample();
    run("graph.find");
    QTest::keyClicks(&line(), QStringLiteral("conv"));
    const auto count = text("graphFindResult");
    EXPECT_TRUE(count.endsWith(QStringLiteral("found"))) << count.toStdString();
    QTest::keyClick(&line(), Qt::Key_Return);
    const Item first = selected();
    EXPECT_TRUE(text("graphFindResult").startsWith(QStringLiteral("1 of ")));
    QTest::keyClick(&line(), Qt::Key_Return);
    EXPECT_NE(selected(), first);
    QTest::keyClick(&line(), Qt::Key_Return, Qt::ShiftModifier);
    EXPECT_EQ(selected(), first);
    // What is not found loses its colour.
    const auto fill = [&](const Item& item) {
        return view.canvas().look().fills.at(static_cast<std::size_t>(picture().nodeOf(item)));
    };
    EXPECT_TRUE(fill(first).isValid());
    EXPECT_FALSE(fill(Item::op(0, static_cast<int>(session.models()->front().operators.size()) - 1)).isValid());
    line().setText(QStringLiteral("bytes>"));
    EXPECT_TRUE(text("graphFindError").contains(QStringLiteral("Write what to compare")));
    QTest::keyClick(&line(), Qt::Key_Escape);
    EXPECT_FALSE(line().isVisible());
    EXPECT_TRUE(fill(Item::op(0, 0)).isValid());
}

TEST_F(GraphWindow, ColoursWithoutNumbersAreDisabledAndSayWhy) {
    openSample();
    const auto* items =
        qobject_cast<QStandardItemModel*>(view.findChild<QComboBox*>(QStringLiteral("graphColours"))->model());
    const auto* cycles = items->item(static_cast<int>(ColourMode::cycles));
    const auto* error = items->item(static_cast<int>(ColourMode::error));
    EXPECT_FALSE(cycles->isEnabled());
    EXPECT_TRUE(cycles->toolTip().contains(QStringLiteral("Validate")));
    view.setColourMode(ColourMode::cycles);
    EXPECT_EQ(view.colourMode(), ColourMode::kind);
    view.setColourMode(ColourMode::bytes);
    EXPECT_EQ(view.colourMode(), ColourMode::bytes);
    report(-1);
    EXPECT_TRUE(cycles->isEnabled());
    EXPECT_FALSE(error->isEnabled());
    view.setColourMode(ColourMode::cycles);
    EXPECT_TRUE(view.findChild<GraphLegend*>()->accessibleDescription().contains(QStringLiteral("1,000 cycles")));
    session.dropReports();
    EXPECT_EQ(view.colourMode(), ColourMode::kind);
}

TEST_F(GraphWindow, MarksTheFirstOperatorThatDiffers) {
    openSample();
    report(4);
    ASSERT_EQ(view.canvas().look().differing, std::vector<int>{picture().nodeOf(Item::op(0, 4))});
    view.setColourMode(ColourMode::error);
    EXPECT_EQ(view.colourMode(), ColourMode::error);
    const auto& fills = view.canvas().look().fills;
    EXPECT_NE(fills.at(static_cast<std::size_t>(picture().nodeOf(Item::op(0, 3)))),
              fills.at(static_cast<std::size_t>(picture().nodeOf(Item::op(0, 4)))));
}

TEST_F(GraphWindow, BlocksFoldAndUnfoldWhereTheyAre) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.tar");
    open({test::modelFile("kws_int8.graph.tar")});
    run("graph.actualSize");
    session.selection().select(Item::op(0, 4));
    const auto whole = picture().nodes.size();
    const layout::Rect& node = picture().layout.nodes.at(static_cast<std::size_t>(picture().nodeOf(Item::op(0, 4))));
    const QPointF corner = view.canvas().camera().toScreen(node).topLeft();
    QTest::mouseClick(&view.canvas(), Qt::LeftButton, {}, (corner + QPointF(30, 14)).toPoint());
    session.jobs().waitForAll();
    EXPECT_EQ(picture().nodes.size(), whole - 1);
    const layout::Rect& block = picture().layout.nodes.at(static_cast<std::size_t>(picture().nodeOf(Item::op(0, 4))));
    EXPECT_NEAR(view.canvas().camera().toScreen(block).y(), corner.y(), 1e-6);
    EXPECT_EQ(selected(), Item::op(0, 4));
    run("graph.foldAll");
    EXPECT_EQ(picture().nodes.size(), whole - 3);
    EXPECT_FALSE(actions[QStringLiteral("graph.foldAll")]->isEnabled());
    run("graph.foldBlock");
    EXPECT_EQ(picture().nodes.size(), whole - 2);
    run("graph.unfoldAll");
    EXPECT_EQ(picture().nodes.size(), whole);
}

TEST_F(GraphWindow, ExportsAsSvgPngAndPdf) {
    openSample();
    const auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder.ok());
    const auto write = [&](const char* name) {
        exportPath = QString::fromStdString((folder->path() / name).string());
        QSignalSpy told(&view, &GraphView::told);
        run("graph.export");
        EXPECT_EQ(told.size(), 1);
        const auto bytes = readFile(folder->path() / name, 1 << 26);
        return bytes.ok() ? *bytes : std::string();
    };
    const std::string svg = write("graph.svg");
    EXPECT_NE(svg.find("<svg"), std::string::npos);
    EXPECT_NE(svg.find("Convolution"), std::string::npos);
    EXPECT_EQ(write("graph.PDF").substr(0, 5), "%PDF-");
    const std::string png = write("graph.png");
    const QImage image = QImage::fromData(QByteArray::fromStdString(png));
    EXPECT_GT(image.height(), 400);
    EXPECT_TRUE(errors.isEmpty());
}

TEST_F(GraphWindow, AnExportThatFailsSaysWhy) {
    openSample();
    exportPath = QStringLiteral("/no/such/folder/graph.svg");
    run("graph.export");
    ASSERT_EQ(errors.size(), 1);
    EXPECT_TRUE(errors.front().contains(QStringLiteral("/no/such/folder")));
}

TEST(GraphExports, LargePicturesAreMadeSmallerWhereOtherProgramsHaveLimits) {
    const layout::Rect large{0, 0, 1000, 1.1e6};
    EXPECT_EQ(exportZoom(GraphFormat::svg, large), 1);
    EXPECT_LE(exportZoom(GraphFormat::png, large) * large.height, 32000);
    EXPECT_LE(exportZoom(GraphFormat::pdf, large) * large.height * 0.75, 14400);
    EXPECT_EQ(exportZoom(GraphFormat::png, {0, 0, 800, 2000}), 1);
    EXPECT_LE(exportZoom(GraphFormat::png, {0, 0, 20000, 20000}) * 20000, 8000);
}

}  // namespace
}  // namespace pinfold::ui
