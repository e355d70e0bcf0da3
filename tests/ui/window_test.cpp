// The window on the bundled sample, without a display.
#include "support/shared_files.h"
#include "ui/tables/table_model.h"
#include "ui/text/numbers.h"
#include "ui/widgets/rows_view.h"
#include "ui/window/main_window.h"

#include <QAccessible>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>

#include <gtest/gtest.h>

namespace pinfold::ui {
namespace {

QString sample() { return QString::fromStdString(test::sample("digits_int8.tar").string()); }

Prompts silentPrompts(QStringList& errors) {
    Prompts prompts = desktopPrompts();
    prompts.saveChanges = [](QWidget*, const QString&) { return SaveAnswer::discard; };
    prompts.showError = [&errors](QWidget*, const QString&, const QString& message) { errors.append(message); };
    return prompts;
}

class Window : public testing::Test {
protected:
    // Reads and plans; the plan follows the models, so the jobs are waited for one after the other.
    void open(const QString& path) {
        window.open({path});
        window.session().jobs().waitForAll();
    }
    QTableView& table(const char* name) { return *window.findChild<QTableView*>(QString::fromLatin1(name)); }

    QStringList errors;
    MainWindow window{silentPrompts(errors)};
};

TEST_F(Window, ShowsOperatorsBuffersAndThePlanOfAnArchive) {
    open(sample());
    ASSERT_TRUE(window.session().plan());
    EXPECT_EQ(table("operatorTableRows").model()->rowCount(), 10);
    EXPECT_GE(table("tensorTableRows").model()->rowCount(), 11);
    const auto* summary = window.findChild<QLabel*>(QStringLiteral("planSummary"));
    EXPECT_TRUE(summary->text().contains(QStringLiteral("2,624"))) << summary->text().toStdString();
    EXPECT_TRUE(errors.isEmpty());
}

TEST_F(Window, PlansAgainWhenTheDocumentChangesAndWhenThatIsUndone) {
    open(sample());
    const auto first = window.session().plan();
    window.session().document().change(QStringLiteral("Pin"), [](Deployment& d) { d.plan.pins = {"*=SRAM"}; });
    window.session().jobs().waitForAll();
    ASSERT_NE(window.session().plan(), first);
    EXPECT_EQ(window.session().plan()->plan.pools.at(0).region, "SRAM");
    EXPECT_EQ(window.session().planBefore(), first);
    window.session().document().undoStack().undo();
    window.session().jobs().waitForAll();
    EXPECT_EQ(window.session().plan()->plan.pools.at(0).region, "DTCM");
}

TEST_F(Window, ReportsAreOfTheirDocumentOnly) {
    open(sample());
    window.session().setReports(std::make_shared<const Session::Reports>(1), {});
    window.session().document().change(QStringLiteral("Pin"), [](Deployment& d) { d.plan.pins = {"*=SRAM"}; });
    EXPECT_TRUE(window.session().reports());
    open(sample());
    EXPECT_FALSE(window.session().reports());
}

TEST_F(Window, AFailedPlanLeavesTheOneBeforeAndSaysWhy) {
    open(sample());
    const auto first = window.session().plan();
    window.session().document().change(QStringLiteral("Pin"), [](Deployment& d) { d.plan.pins = {"nothing=SRAM"}; });
    window.session().jobs().waitForAll();
    EXPECT_EQ(window.session().planStage(), Stage::failed);
    EXPECT_EQ(window.session().plan(), first);
    const auto* summary = window.findChild<QLabel*>(QStringLiteral("planSummary"));
    EXPECT_TRUE(summary->text().contains(QStringLiteral("nothing"))) << summary->text().toStdString();
}

TEST_F(Window, AFileThatIsNoArchiveIsToldAndTakesNothingAway) {
    open(sample());
    open(QStringLiteral("/no/such/archive.tar"));
    ASSERT_EQ(errors.size(), 1);
    EXPECT_TRUE(errors.front().contains(QStringLiteral("archive.tar"))) << errors.front().toStdString();
    EXPECT_EQ(window.session().modelStage(), Stage::ready);
    EXPECT_TRUE(window.windowTitle().startsWith(QStringLiteral("digits_int8.tar")))
        << window.windowTitle().toStdString();
    EXPECT_FALSE(window.isWindowModified());
}

TEST_F(Window, ATensorFileBecomesTheInputsOfWhatIsOpen) {
    open(sample());
    const auto models = window.session().models();
    open(QString::fromStdString(test::sample("digits_int8_io.npz").string()));
    EXPECT_EQ(window.session().document().deployment().validation.inputs, test::sample("digits_int8_io.npz"));
    EXPECT_EQ(window.session().models(), models);
    EXPECT_TRUE(window.isWindowModified());
    EXPECT_TRUE(errors.isEmpty());
}

TEST_F(Window, ADeploymentWhoseArchiveIsGoneSaysSoInTheStatusBar) {
    Deployment deployment;
    deployment.archives = {"/no/such/archive.tar"};
    window.session().document().replace(deployment, {}, Document::Origin::archives);
    window.session().jobs().waitForAll();
    EXPECT_EQ(window.session().modelStage(), Stage::failed);
    const auto* summary = window.findChild<QLabel*>(QStringLiteral("planSummary"));
    EXPECT_TRUE(summary->text().contains(QStringLiteral("archive.tar")));
}

TEST_F(Window, TellsInTheStatusBarWhatAChangeOfThePlanDid) {
    open(sample());
    const auto* summary = window.findChild<QLabel*>(QStringLiteral("planSummary"));
    EXPECT_FALSE(summary->text().contains(QStringLiteral("since"))) << summary->text().toStdString();
    window.session().document().change(QStringLiteral("Pin"), [](Deployment& d) { d.plan.pins = {"*=SRAM"}; });
    window.session().jobs().waitForAll();
    EXPECT_TRUE(summary->text().contains(QStringLiteral("SRAM ") + bytesChangeText(2624)))
        << summary->text().toStdString();
}

// Nothing was planned before, as when an archive is opened for a board that is too small.
TEST_F(Window, WhatDoesNotFitAtFirstIsShownInRedWithWhatHelps) {
    Deployment deployment;
    deployment.archives = {test::sample("digits_int8.tar")};
    deployment.board = "qemu-mps2-an500";
    deployment.plan.pins = {"*=DTCM"};
    deployment.plan.reserve = {"DTCM=130000"};
    window.session().document().replace(deployment, {}, Document::Origin::archives);
    window.session().jobs().waitForAll();
    ASSERT_EQ(window.session().planStage(), Stage::failed);
    ASSERT_FALSE(window.session().plan());
    const QAbstractItemModel& tensors = *table("tensorTableRows").model();
    int red = 0;
    for (int row = 0; row < tensors.rowCount(); ++row) {
        if (tensors.index(row, 0).data(Qt::ForegroundRole).isValid()) ++red;
    }
    EXPECT_GT(red, 0);
    EXPECT_FALSE(window.findChild<QWidget*>(QStringLiteral("memoryBanner"))->isVisibleTo(&window));
    auto* help = window.findChild<QPushButton*>(QStringLiteral("remediesApply0"));
    ASSERT_TRUE(help);
    EXPECT_TRUE(window.actions()[QStringLiteral("plan.compare")]->isEnabled());
}

TEST_F(Window, AModelIsRemovedByAStepThatCanBeUndone) {
    Deployment deployment;
    deployment.archives = {test::sample("digits_int8.tar"), "/no/such/archive.tar"};
    window.session().document().replace(deployment, {}, Document::Origin::archives);
    auto* menu = window.findChild<QMenu*>(QStringLiteral("removeMenu"));
    emit menu->aboutToShow();
    ASSERT_EQ(menu->actions().size(), 2);
    menu->actions().at(1)->trigger();
    EXPECT_EQ(window.session().document().deployment().archives.size(), 1u);
    emit menu->aboutToShow();
    EXPECT_FALSE(menu->actions().front()->isEnabled());
    window.session().document().undoStack().undo();
    EXPECT_EQ(window.session().document().deployment().archives.size(), 2u);
}

TEST_F(Window, SelectingAnOperatorSelectsItForAllViews) {
    open(sample());
    QTableView& operators = table("operatorTableRows");
    operators.selectRow(3);
    EXPECT_EQ(window.session().selection().selected(), Item::op(0, 3));
    window.session().selection().select(Item::op(0, 5));
    EXPECT_EQ(operators.currentIndex().data(itemRole).value<Item>(), Item::op(0, 5));
}

// What a screen reader would say of each widget: its accessible name, or its text.
TEST_F(Window, EveryWidgetThatTakesInputHasAnAccessibleName) {
    open(sample());
    for (QWidget* widget : window.findChildren<QWidget*>()) {
        if (widget->focusPolicy() == Qt::NoFocus || widget->isHidden()) continue;
        const QString name = widget->objectName();
        const bool inside = widget->parentWidget() && (widget->parentWidget()->inherits("QComboBox") ||
                                                       widget->parentWidget()->inherits("QAbstractScrollArea") ||
                                                       widget->parentWidget()->inherits("QComboBoxPrivateContainer"));
        if (inside || name.startsWith(QLatin1String("qt_")) || widget->inherits("QSplitterHandle") ||
            widget->inherits("QToolBar")) {
            continue;  // Qt's own parts
        }
        const QAccessibleInterface* heard = QAccessible::queryAccessibleInterface(widget);
        ASSERT_TRUE(heard);
        EXPECT_FALSE(heard->text(QAccessible::Name).isEmpty())
            << widget->metaObject()->className() << " " << name.toStdString() << " in "
            << widget->parentWidget()->objectName().toStdString();
        EXPECT_FALSE(name.isEmpty()) << widget->metaObject()->className() << " in "
                                     << widget->parentWidget()->objectName().toStdString();
    }
}

}  // namespace
}  // namespace pinfold::ui
