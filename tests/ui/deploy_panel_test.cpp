// The Deploy panel: its fields change the document in steps that can be undone, its rows tell of the stages.
#include "ui/deploy/deploy_panel.h"

#include "base/process/process.h"
#include "support/must.h"
#include "ui/deploy/deploy_words.h"
#include "ui/deploy/firmware_table.h"
#include "ui/deploy/path_edit.h"
#include "ui/deploy/stage_detail.h"
#include "ui/deploy/stage_model.h"
#include "ui/deploy_place.h"
#include "ui/window/workbench.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QDockWidget>
#include <QDropEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QListView>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <fstream>

namespace pinfold::ui {
namespace {

constexpr int dockWidth = 380;

class Panel : public DeployPlace {
protected:
    void SetUp() override {
        DeployPlace::SetUp();
        prompts.exportFile = [this](QWidget*, const QString&, const QString&, const QString&) { return answer; };
        prompts.chooseFile = [this](QWidget*, const QString&, const QString&) { return answer; };
        prompts.chooseFolder = [this](QWidget*, const QString&, const QString&) { return answer; };
        prompts.chooseReferencePlace = [](QWidget*) { return ReferencePlace::computer; };
        prompts.trustArchives = [](QWidget*, const QStringList&) { return false; };
        prompts.runWithoutSandbox = [](QWidget*, const QString&) { return false; };
        panel = std::make_unique<DeployPanel>(*session, actions, prompts);
        panel->resize(dockWidth, 800);
        panel->show();
    }
    void TearDown() override {
        panel.reset();
        DeployPlace::TearDown();
    }

    template <typename Widget>
    Widget& child(const char* name) {
        auto* found = panel->findChild<Widget*>(QString::fromLatin1(name));
        if (!found) ADD_FAILURE() << "there is no " << name;
        return *found;
    }
    QAction& action(const char* name) { return *actions[QString::fromLatin1(name)]; }
    const Deployment& deployment() { return session->document().deployment(); }
    void undo() { session->document().undoStack().undo(); }
    void type(QWidget& field, const QString& text) {
        field.setFocus();
        QTest::keyClick(&field, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(&field, text);
        QTest::keyClick(&field, Qt::Key_Return);
    }

    QString answer;
    Prompts prompts;
    Actions actions;
    std::unique_ptr<DeployPanel> panel;
};

TEST_F(Panel, SaysWhatIsMissing) {
    EXPECT_EQ(child<QLabel>("deployNote").text(), QStringLiteral("Open an archive first."));
    EXPECT_FALSE(child<QPushButton>("deployButton").isEnabled());
    EXPECT_TRUE(action("deploy.build").toolTip().contains(QStringLiteral("Open an archive first.")));
    Deployment some = sampleDeployment();
    some.validation.inputs.clear();
    open(some);
    EXPECT_TRUE(child<QPushButton>("deployButton").isEnabled());
    EXPECT_TRUE(child<QLabel>("deployNote").text().contains(QStringLiteral("inputs")));
    EXPECT_FALSE(action("deploy.validate").isEnabled());
    EXPECT_FALSE(action("deploy.flash").isEnabled());
    EXPECT_TRUE(action("deploy.flash").toolTip().contains(QStringLiteral("emulated")));
    EXPECT_FALSE(action("deploy.reference").isEnabled());
    EXPECT_FALSE(action("deploy.cancel").isEnabled());
}

TEST_F(Panel, TypedPathsAreStepsThatCanBeUndone) {
    open(sampleDeployment());
    auto& inputs = child<PathEdit>("deployInputs");
    EXPECT_EQ(inputs.text(), QStringLiteral("inputs.npz"));
    EXPECT_TRUE(inputs.toolTip().contains(textOf(path("inputs.npz"))));
    type(inputs, QStringLiteral("/some/where/else.npz"));
    EXPECT_EQ(deployment().validation.inputs, "/some/where/else.npz");
    undo();
    EXPECT_EQ(deployment().validation.inputs, path("inputs.npz"));
    inputs.clearFocus();
    child<PathEdit>("deployReference").setFocus();
    EXPECT_EQ(inputs.text(), QStringLiteral("inputs.npz"));
}

TEST_F(Panel, ChosenAndDroppedFilesAreTaken) {
    open(sampleDeployment());
    answer = QStringLiteral("/some/chosen.npz");
    QTest::mouseClick(&child<QToolButton>("deployReferenceBrowse"), Qt::LeftButton);
    EXPECT_EQ(deployment().validation.reference, "/some/chosen.npz");
    QMimeData dragged;
    dragged.setUrls({QUrl::fromLocalFile(QStringLiteral("/some/dropped.npy"))});
    QDropEvent drop({10, 10}, Qt::CopyAction, &dragged, Qt::LeftButton, Qt::NoModifier);
    static_cast<QObject&>(*panel).event(&drop);
    EXPECT_EQ(deployment().validation.inputs, "/some/dropped.npy");
    undo();
    undo();
    EXPECT_EQ(deployment().validation.inputs, path("inputs.npz"));
    EXPECT_TRUE(deployment().validation.reference.empty());
}

TEST_F(Panel, FieldsOfTheProjectAreFoldedAway) {
    open(sampleDeployment());
    auto& weights = child<QComboBox>("deployWeights");
    EXPECT_FALSE(weights.isVisible());
    QTest::mouseClick(&child<QToolButton>("deployMore"), Qt::LeftButton);
    EXPECT_TRUE(weights.isVisible());
    weights.setFocus();
    QTest::keyClick(&weights, Qt::Key_Down);
    EXPECT_EQ(deployment().weights, WeightsFormat::cArray);
    undo();
    EXPECT_EQ(weights.currentIndex(), 0);
}

TEST_F(Panel, ToleranceTakesNumbersOnly) {
    open(sampleDeployment());
    auto& tolerance = child<QLineEdit>("deployTolerance");
    EXPECT_EQ(tolerance.text(), QStringLiteral("1e-5"));
    type(tolerance, QStringLiteral("0.25"));
    EXPECT_EQ(deployment().validation.tolerance, 0.25);
    type(tolerance, QStringLiteral("much"));
    EXPECT_EQ(deployment().validation.tolerance, 0.25);
    EXPECT_EQ(tolerance.text(), QStringLiteral("0.25"));
}

TEST_F(Panel, PortsAreTheEmulatorOrAnyAddress) {
    open(sampleDeployment());
    auto& port = child<QComboBox>("deployPort");
    EXPECT_EQ(port.currentText(), QStringLiteral("Emulator"));
    type(port, QStringLiteral("socket://localhost:4000"));
    EXPECT_EQ(deployment().validation.port, "socket://localhost:4000");
    EXPECT_EQ(port.currentText(), QStringLiteral("socket://localhost:4000"));
    type(port, QStringLiteral("/dev/ttyACM7"));
    EXPECT_EQ(deployment().validation.port, "serial:///dev/ttyACM7?baud=921600");  // the board's speed
    type(port, QStringLiteral("emulator"));
    EXPECT_EQ(deployment().validation.port, std::nullopt);
    session->document().change(QStringLiteral("Board"), [](Deployment& d) { d.board = "stm32f4discovery"; });
    EXPECT_EQ(port.findText(QStringLiteral("Emulator")), -1);
    EXPECT_EQ(port.currentText(), QString());
}

TEST_F(Panel, RowsKeepTheRulesOfModels) {
    auto* stages = child<QListView>("deployStages").model();
    QAbstractItemModelTester tester(stages, QAbstractItemModelTester::FailureReportingMode::Fatal);
    EXPECT_EQ(stages->rowCount(), 5);
    StageRecord& record = panel->reference().record();
    record.begin();
    EXPECT_EQ(stages->rowCount(), 6);
    EXPECT_EQ(child<QListView>("deployStages").currentIndex().row(), 5);
    record.succeed(QStringLiteral("made"));
    EXPECT_TRUE(stages->index(5, 0).data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("made")));
    record.reset();
    EXPECT_EQ(stages->rowCount(), 5);
}

TEST_F(Panel, AFailedStageShowsItsCauseFirstAndItsLogOnRequest) {
    StageRecord& record = panel->run().record(DeployStage::build);
    record.begin();
    record.inbox()->add("first line of the compiler");
    record.fail(toolFailed("kws.tar: cannot be compiled. Install the compiler, e.g. from Debian."));
    EXPECT_EQ(child<QListView>("deployStages").currentIndex().row(), 2);
    EXPECT_EQ(child<WrappedText>("stageCause").text(), QStringLiteral("kws.tar: cannot be compiled."));
    EXPECT_EQ(child<WrappedText>("stageExplanation").text(), QStringLiteral("Install the compiler, e.g. from Debian."));
    auto& log = child<QPlainTextEdit>("stageLog");
    EXPECT_FALSE(log.isVisible());
    QTest::mouseClick(&child<QToolButton>("stageLogHeader"), Qt::LeftButton);
    EXPECT_TRUE(log.isVisible());
    EXPECT_EQ(log.toPlainText(), QStringLiteral("first line of the compiler"));
    QTest::mouseClick(&child<QPushButton>("stageCopy"), Qt::LeftButton);
    EXPECT_TRUE(
        QGuiApplication::clipboard()->text().startsWith(QStringLiteral("kws.tar: cannot be compiled. Install")));
    EXPECT_FALSE(child<QPushButton>("stageOverwrite").isVisible());
}

TEST_F(Panel, TheLogKeepsItsNewestLines) {
    StageRecord& record = panel->run().record(DeployStage::build);
    record.begin();
    for (int i = 0; i < maxLogLines + 10; ++i) record.inbox()->add(std::to_string(i));
    record.tell({"build", "more", 0.5});
    EXPECT_EQ(record.log().size(), maxLogLines);
    EXPECT_EQ(record.log().front(), QStringLiteral("10"));
    EXPECT_EQ(child<QPlainTextEdit>("stageLog").document()->blockCount(), maxLogLines);
    record.cancel();
}

TEST_F(Panel, TheLogShowsTheBeginningsOfLongLines) {
    StageRecord& record = panel->run().record(DeployStage::build);
    record.begin();
    for (int i = 0; i < 40; ++i) record.inbox()->add(std::string(400, 'x'));
    record.tell({"build", "more", 0.5});
    QCoreApplication::processEvents();
    QScrollBar& sideways = *child<QPlainTextEdit>("stageLog").horizontalScrollBar();
    EXPECT_GT(sideways.maximum(), 0);
    EXPECT_EQ(sideways.value(), 0);
    record.cancel();
}

TEST_F(Panel, EditedFilesAreOverwrittenByASecondStepOnly) {
    open(sampleDeployment());
    action("deploy.generate").trigger();
    ASSERT_TRUE(waitFor([&] { return !panel->run().isRunning(); }));
    std::ofstream(path("project/app/main.c"), std::ios::app) << "// mine\n";
    action("deploy.generate").trigger();
    ASSERT_TRUE(waitFor([&] { return !panel->run().isRunning(); }));
    auto& overwrite = child<QPushButton>("stageOverwrite");
    ASSERT_TRUE(overwrite.isVisible());
    QTest::mouseClick(&overwrite, Qt::LeftButton);
    ASSERT_TRUE(waitFor([&] { return !panel->run().isRunning(); }));
    EXPECT_EQ(panel->run().record(DeployStage::generate).state(), StageState::done);
    EXPECT_FALSE(overwrite.isVisible());
}

TEST_F(Panel, NeedsNoMoreWidthThanADockHas) {
    open(sampleDeployment());
    QTest::mouseClick(&child<QToolButton>("deployMore"), Qt::LeftButton);
    EXPECT_LE(panel->minimumSizeHint().width(), dockWidth);
    for (const QWidget* widget : panel->findChildren<QWidget*>()) {
        if (!widget->isVisible() || qobject_cast<const QLabel*>(widget) == nullptr) continue;
        EXPECT_GE(widget->width(), widget->minimumSizeHint().width()) << widget->objectName().toStdString();
    }
}

class PanelInAWorkbench : public DeployPlace {
protected:
    // Whether the dock is the one in front of its tabs.
    static bool isInFront(QMainWindow& window, const char* name) {
        const auto* dock = window.findChild<QDockWidget*>(QLatin1String(name));
        return dock && !dock->visibleRegion().isEmpty();
    }
};

TEST_F(PanelInAWorkbench, ComesToTheFrontWhenARunStartsAndWhenItFails) {
    Deployment deployment = sampleDeployment();
    deployment.project = path("project");
    std::ofstream(path("project")) << "a file, where a folder has to be";
    Actions actions;
    const Prompts prompts = desktopPrompts();
    Workbench workbench(*session, actions, prompts);
    workbench.show();
    QSignalSpy told(&workbench, &Workbench::told);
    open(deployment);
    workbench.showDock(QStringLiteral("inspector"));
    ASSERT_TRUE(waitFor([&] { return isInFront(workbench, "inspectorDock"); }));
    ASSERT_FALSE(isInFront(workbench, "deployPanelDock"));
    actions[QStringLiteral("deploy.deploy")]->trigger();
    EXPECT_TRUE(waitFor([&] { return isInFront(workbench, "deployPanelDock"); }));
    workbench.showDock(QStringLiteral("inspector"));
    ASSERT_TRUE(waitFor([&] { return told.size() == 1; }));
    EXPECT_TRUE(told.front().front().toString().startsWith(QStringLiteral("Generate failed")))
        << told.front().front().toString().toStdString();
    EXPECT_TRUE(waitFor([&] { return isInFront(workbench, "deployPanelDock"); }));
}

TEST(FirmwareTableModel, ShowsRegionsInUseAndTheirParts) {
    FirmwareTable table;
    QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::Fatal);
    RegionUse flash{"FLASH", 1000};
    flash.weights = 200;
    flash.kernels = 50;
    table.show(FirmwareFigures{250, 0, {flash, RegionUse{"SRAM", 4096}}});
    ASSERT_EQ(table.rowCount(), 3);
    EXPECT_TRUE(table.index(0, 1).data().toString().startsWith(QStringLiteral("250")));
    EXPECT_TRUE(table.index(0, 3).data().toString().startsWith(QStringLiteral("25.0")));
    EXPECT_EQ(table.index(2, 0).data().toString().trimmed(), QStringLiteral("Kernels"));
    table.show(std::nullopt);
    EXPECT_EQ(table.rowCount(), 0);
}

TEST(DeployWords, AMessagesFirstSentenceEndsNotWithinNames) {
    EXPECT_EQ(firstSentence(QStringLiteral("a.tar: is bad. Take another. Or not.")).first,
              QStringLiteral("a.tar: is bad."));
    EXPECT_EQ(firstSentence(QStringLiteral("Name it, e.g. this. Do it.")).second, QStringLiteral("Do it."));
    EXPECT_EQ(firstSentence(QStringLiteral("x: cannot be compiled:\nmain.c:3: error")).first,
              QStringLiteral("x: cannot be compiled:"));
    EXPECT_EQ(firstSentence(QStringLiteral("No end")).second, QString());
}

TEST(DeployWords, PathsAndTolerancesAreReadAsTheyAreWritten) {
    EXPECT_EQ(toleranceText(1e-5), QStringLiteral("1e-5"));
    EXPECT_EQ(toleranceFrom(QStringLiteral(" 1e-5 ")), 1e-5);
    EXPECT_EQ(toleranceFrom(QStringLiteral("-1")), std::nullopt);
    EXPECT_EQ(toleranceFrom(QStringLiteral("nan")), std::nullopt);
    EXPECT_TRUE(pathFrom(QStringLiteral("  ")).empty());
    EXPECT_TRUE(pathFrom(QStringLiteral("~/x.npz")).is_absolute());
    EXPECT_EQ(pathFrom(QStringLiteral("/a/../b.npz")), "/b.npz");
}

}  // namespace
}  // namespace pinfold::ui
