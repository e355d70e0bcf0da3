// The plan's panel: figures in words, lists that are edited, proposals that are applied, plans side by side.
#include "ui/plan/plan_panel.h"
#include "support/shared_files.h"
#include "ui/plan/comparison_dialog.h"
#include "ui/plan/plan_words.h"
#include "ui/plan/proposal_box.h"
#include "ui/plan/remedies.h"
#include "ui/session/pinning.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QSpinBox>
#include <QTest>
#include <QToolButton>

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

namespace pinfold::ui {
namespace {

class PlanShown : public testing::Test {
protected:
    void SetUp() override { open(test::sample("digits_int8.tar")); }
    void open(const std::filesystem::path& archive, const std::string& board = "qemu-mps2-an500") {
        session.document().change(QStringLiteral("Open"), [&](Deployment& deployment) {
            deployment.archives = {archive};
            deployment.board = board;
        });
        wait();
    }
    void wait() { session.jobs().waitForAll(); }
    void edit(const std::function<void(PlanOptions&)>& change) {
        session.document().change(QStringLiteral("Edit"), [&](Deployment& deployment) { change(deployment.plan); });
        wait();
    }
    const PlanOptions& now() { return session.document().deployment().plan; }
    template <typename T>
    T& child(const char* name) {
        T* found = panel.findChild<T*>(QLatin1String(name));
        EXPECT_TRUE(found) << name;
        return *found;
    }
    // Everything in DTCM, of which hardly anything is left.
    void makeInfeasible() {
        edit([](PlanOptions& plan) {
            plan.reserve = {"DTCM=129600"};
            plan.pins = {"*=DTCM"};
        });
        ASSERT_EQ(session.planStage(), Stage::failed);
    }

    Session session;
    Actions actions;
    PlanPanel panel{session, actions};
};

TEST_F(PlanShown, TellsWhatChangedSinceThePlanBefore) {
    const Plan before = session.plan()->plan;
    EXPECT_FALSE(differenceText(before, before).isEmpty());
    const Item first = session.plan()->items[0];
    pinToRegion(session.document(), *session.models(), {&first, 1}, "PSRAM");
    wait();
    const QString text = child<QLabel>("planDifference").text();
    EXPECT_EQ(text, differenceText(before, session.plan()->plan));
    EXPECT_TRUE(text.contains(QStringLiteral("PSRAM +"))) << text.toStdString();
    EXPECT_TRUE(text.contains(QStringLiteral("cycles"))) << text.toStdString();
}

TEST_F(PlanShown, ComparesPlansByRegionAndNamesWhatMoved) {
    const Plan before = session.plan()->plan;
    const Item first = session.plan()->items[0];
    pinToRegion(session.document(), *session.models(), {&first, 1}, "PSRAM");
    wait();
    const PlanComparison comparison = comparePlans(before, session.plan()->plan);
    ASSERT_EQ(comparison.pools.size(), 2u);
    EXPECT_EQ(comparison.pools[1].region, "PSRAM");
    EXPECT_EQ(comparison.pools[1].left, 0);
    EXPECT_GT(comparison.pools[1].right, 0);
    const auto moved = std::find_if(comparison.movers.begin(), comparison.movers.end(), [&](const Mover& mover) {
        return mover.name.toStdString() == before.buffers[0].name;
    });
    ASSERT_NE(moved, comparison.movers.end());
    EXPECT_TRUE(moved->right.startsWith(QStringLiteral("PSRAM")));
    EXPECT_TRUE(comparePlans(before, before).movers.empty());
}

TEST_F(PlanShown, AddsAPinThatIsRightAndSaysWhatIsWrongWithOthers) {
    auto& line = child<QLineEdit>("pinListLine");
    auto& fault = child<QLabel>("pinListFault");
    QTest::keyClicks(&line, QStringLiteral("nothing=SRAM"));
    wait();
    EXPECT_FALSE(fault.text().isEmpty());
    EXPECT_FALSE(child<QToolButton>("pinListAdd").isEnabled());
    QTest::keyClick(&line, Qt::Key_Return);
    EXPECT_TRUE(now().pins.empty());
    line.setText(QStringLiteral("kind:input=SRAM"));
    wait();
    EXPECT_TRUE(fault.text().isEmpty()) << fault.text().toStdString();
    QTest::keyClick(&line, Qt::Key_Return);
    EXPECT_EQ(now().pins, std::vector<std::string>{"kind:input=SRAM"});
    EXPECT_TRUE(line.text().isEmpty());
    line.setText(QStringLiteral("kind:input=PSRAM"));  // contradicts the first
    wait();
    EXPECT_FALSE(fault.text().isEmpty());
    session.document().undoStack().undo();
    EXPECT_TRUE(now().pins.empty());
}

TEST_F(PlanShown, DropsChosenEntriesInOneStep) {
    edit([](PlanOptions& plan) { plan.pins = {"kind:input=SRAM", "kind:output=SRAM", "kind:activation!=PSRAM"}; });
    auto& list = child<QListWidget>("pinListEntries");
    ASSERT_EQ(list.count(), 3);
    list.item(0)->setSelected(true);
    list.item(2)->setSelected(true);
    QTest::keyClick(&list, Qt::Key_Delete);
    EXPECT_EQ(now().pins, std::vector<std::string>{"kind:output=SRAM"});
    session.document().undoStack().undo();
    EXPECT_EQ(now().pins.size(), 3u);
}

TEST_F(PlanShown, ChecksKeptBuffersAndReservedMemory) {
    auto& keep = child<QLineEdit>("keepListLine");
    keep.setText(QStringLiteral("kind:output"));
    wait();
    QTest::keyClick(&keep, Qt::Key_Return);
    EXPECT_EQ(now().keep, std::vector<std::string>{"kind:output"});
    auto& reserve = child<QLineEdit>("reserveListLine");
    reserve.setText(QStringLiteral("NOWHERE=16"));
    wait();
    EXPECT_FALSE(child<QLabel>("reserveListFault").text().isEmpty());
    reserve.setText(QStringLiteral("SRAM=1024"));
    wait();
    QTest::keyClick(&reserve, Qt::Key_Return);
    EXPECT_EQ(now().reserve, std::vector<std::string>{"SRAM=1024"});
}

TEST_F(PlanShown, OptionsFollowTheDocumentAndTheDocumentFollowsThem) {
    auto& stack = child<QSpinBox>("stackField");
    stack.setValue(8192);
    EXPECT_EQ(now().stackBytes, 8192);
    session.document().undoStack().undo();
    EXPECT_EQ(stack.value(), 0);
    EXPECT_FALSE(now().stackBytes);
    auto& lifetimes = child<QComboBox>("lifetimesField");
    edit([](PlanOptions& plan) { plan.lifetimes = Lifetimes::none; });
    EXPECT_EQ(lifetimes.currentData().toInt(), static_cast<int>(Lifetimes::none));
}

TEST_F(PlanShown, WhatDoesNotFitShowsItsReasonAndAppliesWhatThePlannerProposes) {
    makeInfeasible();
    EXPECT_FALSE(child<QLabel>("planHeadline").text().isEmpty());
    EXPECT_FALSE(child<QLabel>("planReason").text().isEmpty());
    const auto remedies = remediesOf(*session.planError());
    ASSERT_FALSE(remedies.empty());
    for (const QLabel* label : child<QWidget>("planInfeasible").findChildren<QLabel*>()) {
        EXPECT_FALSE(label->text().contains(QLatin1String("--"))) << label->text().toStdString();
    }
    EXPECT_FALSE(child<QLabel>("planReason").text().contains(QString::fromStdString(remedies.front().text)));
    const PlanOptions failed = now();
    for (const Remedy& remedy : remedies) {
        applyRemedy(session.document(), remedy);
        wait();
        EXPECT_EQ(session.planStage(), Stage::ready) << remedy.text;
        session.document().undoStack().undo();
        wait();
        EXPECT_EQ(now(), failed);
        EXPECT_EQ(session.planStage(), Stage::failed);
    }
    child<QPushButton>("remediesApply0").click();
    wait();
    EXPECT_EQ(session.planStage(), Stage::ready);
    EXPECT_TRUE(child<QWidget>("planInfeasible").isHidden());
}

TEST(Remedies, OptionsChangeAsOnTheCommandLine) {
    const auto after = [](PlanOptions options, const char* value) {
        Document document;
        document.change(QStringLiteral("Before"), [&](Deployment& d) { d.plan = options; });
        applyRemedy(document, {RemedyKind::changeOption, value, "", ""});
        return document.deployment().plan;
    };
    PlanOptions options;
    options.order = OrderChoice::archive;
    options.lifetimes = Lifetimes::none;
    options.alignment = 64;
    options.keepInputs = options.concurrent = true;
    options.keep = {"a", "b"};
    options.reserve = {"SRAM=0x20000000+16", "SRAM=4096", "DTCM=64"};
    options.stackBytes = 65536;
    options.timeLimitSeconds = 1;
    EXPECT_EQ(after(options, "--order best").order, OrderChoice::best);
    EXPECT_EQ(after(options, "--lifetimes statement").lifetimes, Lifetimes::statement);
    EXPECT_EQ(after(options, "--align 16").alignment, 16);
    EXPECT_EQ(after(options, "--stack 2048").stackBytes, 2048);
    EXPECT_FALSE(after(options, "without --keep-inputs").keepInputs);
    EXPECT_FALSE(after(options, "without --concurrent").concurrent);
    EXPECT_EQ(after(options, "without --keep a").keep, std::vector<std::string>{"b"});
    EXPECT_EQ(after(options, "--reserve SRAM=1024").reserve[1], "SRAM=1024");
    EXPECT_EQ(after(options, "without --reserve DTCM=64").reserve.size(), 2u);
    EXPECT_FALSE(after(options, "without --time-limit").timeLimitSeconds);
}

TEST(Proposals, BeyondTheFirstAreShownOnRequestBesideNarrowButtons) {
    ProposalBox box(QStringLiteral("box"), QStringLiteral("Title"), QStringLiteral("Help"));
    int applied = -1;
    std::vector<Proposal> proposals;
    for (int i = 0; i < 8; ++i) {
        proposals.push_back({QStringLiteral("a proposal of some words"), [&applied, i] { applied = i; }});
    }
    box.resize(400, 600);
    box.showProposals(std::move(proposals));
    box.show();
    EXPECT_FALSE(box.findChild<QPushButton*>(QStringLiteral("boxApply7")));
    EXPECT_LT(box.findChild<QPushButton*>(QStringLiteral("boxApply0"))->width(), 200);
    box.findChild<QToolButton*>(QStringLiteral("boxMore"))->click();
    auto* last = box.findChild<QPushButton*>(QStringLiteral("boxApply7"));
    ASSERT_TRUE(last);
    last->click();
    EXPECT_EQ(applied, 7);
}

TEST_F(PlanShown, ProposalsBecomePins) {
    applyProposal(session.document(), {"m", "weights", "DTCM", 100}, 1);
    EXPECT_EQ(now().pins.back(), "const:weights=DTCM");
    applyProposal(session.document(), {"m", "weights", "DTCM", 100}, 2);
    EXPECT_EQ(now().pins.back(), "m:const:weights=DTCM");
}

TEST_F(PlanShown, AnotherBoardIsPlannedBesideThisOne) {
    const auto shown = session.plan();
    ComparisonDialog dialog(session, nullptr);
    auto* figures = dialog.findChild<FigureModel*>();
    auto* movers = dialog.findChild<MoverModel*>();
    QAbstractItemModelTester figureRules(figures, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QAbstractItemModelTester moverRules(movers, QAbstractItemModelTester::FailureReportingMode::Fatal);
    auto* right = dialog.findChild<QComboBox*>(QStringLiteral("comparisonRight"));
    const int board = right->findData(QStringLiteral("nucleo-h743zi2"));
    ASSERT_GE(board, 0);
    right->setCurrentIndex(board);
    wait();
    EXPECT_GE(figures->rowCount(), 3);
    EXPECT_EQ(session.plan(), shown);
}

TEST_F(PlanShown, AKeptPlanCanBeComparedWithLaterOnes) {
    actions[QStringLiteral("plan.keep")]->trigger();
    const auto kept = panel.kept();
    EXPECT_EQ(kept, session.plan());
    edit([](PlanOptions& plan) { plan.pins = {"*=SRAM"}; });
    ComparisonDialog dialog(session, kept);
    auto* right = dialog.findChild<QComboBox*>(QStringLiteral("comparisonRight"));
    right->setCurrentIndex(right->findData(QStringLiteral("kept")));
    wait();
    EXPECT_EQ(static_cast<std::size_t>(dialog.findChild<MoverModel*>()->rowCount()), kept->plan.buffers.size());
}

TEST_F(PlanShown, FitsIntoANarrowDock) {
    panel.resize(380, 900);
    panel.show();
    makeInfeasible();
    auto& scroll = child<QScrollArea>("planScroll");
    EXPECT_LE(scroll.widget()->minimumSizeHint().width(), scroll.viewport()->width());
}

}  // namespace
}  // namespace pinfold::ui
