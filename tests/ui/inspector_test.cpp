// What the inspector says about items, and where its links lead.
#include "ui/inspector/inspector.h"
#include "support/shared_files.h"
#include "ui/inspector/facts_model.h"
#include "ui/inspector/source_view.h"
#include "ui/session/pinning.h"
#include "ui/text/numbers.h"
#include "ui/widgets/elided_label.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QLabel>
#include <QScrollBar>
#include <QTableView>
#include <QTest>

#include <gtest/gtest.h>

#include <algorithm>

namespace pinfold::ui {
namespace {

class Inspected : public testing::Test {
protected:
    void SetUp() override { open(test::sample("digits_int8.tar")); }
    void open(const std::filesystem::path& archive) {
        session.document().change(QStringLiteral("Open"), [&](Deployment& deployment) {
            deployment.archives = {archive};
            deployment.board = "qemu-mps2-an500";
        });
        session.jobs().waitForAll();
        ASSERT_TRUE(session.plan());
        modelFacts = std::make_unique<ModelFacts>(session.models(), session.plan());
    }
    std::vector<Fact> facts(const Item& item) {
        return factsAbout(*modelFacts, item, session.document().deployment().plan.pins, nullptr).facts;
    }
    static const Fact* find(const std::vector<Fact>& facts, const char* name) {
        const auto found = std::find_if(facts.begin(), facts.end(),
                                        [&](const Fact& fact) { return fact.name == QLatin1String(name); });
        return found == facts.end() ? nullptr : &*found;
    }

    Session session;
    Actions actions;
    Inspector inspector{session, actions};
    std::unique_ptr<ModelFacts> modelFacts;
};

TEST_F(Inspected, EveryFactIsExplained) {
    std::vector<Item> all = modelFacts->tensors();
    for (const Item& op : modelFacts->operators()) all.push_back(op);
    for (const Item& item : all) {
        if (modelFacts->isAlias(item)) continue;
        const auto told = facts(item);
        EXPECT_GE(told.size(), 5u);
        for (const Fact& fact : told) EXPECT_FALSE(fact.help.isEmpty()) << fact.name.toStdString();
    }
}

TEST_F(Inspected, ABufferTellsPlaceLifeAndUse) {
    const PlannedBuffer& buffer = session.plan()->plan.buffers[1];
    const auto told = facts(session.plan()->items[1]);
    ASSERT_TRUE(find(told, "Region"));
    EXPECT_EQ(find(told, "Region")->value, QStringLiteral("DTCM"));
    EXPECT_EQ(find(told, "Bytes")->value, bytesText(buffer.bytes));
    ASSERT_TRUE(find(told, "Alive from"));
    EXPECT_EQ(find(told, "Alive from")->link, modelFacts->operatorAt(buffer.firstTick));
    ASSERT_TRUE(find(told, "Written by"));
    EXPECT_EQ(find(told, "Written by")->link, Item::op(0, buffer.op));
    ASSERT_TRUE(find(told, "Read by"));
    EXPECT_EQ(find(told, "Read by")->link.kind, Item::Kind::op);
}

TEST_F(Inspected, APinIsToldAtOnceAndUnpinTakesItBack) {
    const Item item = session.plan()->items[1];
    session.selection().select(item);
    EXPECT_FALSE(find(facts(item), "Pin"));
    pinToRegion(session.document(), *session.models(), {&item, 1}, "SRAM");
    ASSERT_TRUE(find(facts(item), "Pin"));
    actions[QStringLiteral("selection.unpin")]->trigger();
    EXPECT_TRUE(session.document().deployment().plan.pins.empty());
}

TEST_F(Inspected, LinksSelectWhatTheyName) {
    inspector.resize(380, 800);
    inspector.show();
    session.selection().select(session.plan()->items[1]);
    auto* list = inspector.findChild<QTableView*>(QStringLiteral("inspectorFacts"));
    auto* model = dynamic_cast<FactsModel*>(list->model());
    QAbstractItemModelTester rules(model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    int row = 0;
    while (!model->linkOf(model->index(row, 1))) ++row;
    const Item link = model->linkOf(model->index(row, 1));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(model->index(row, 1)).center());
    EXPECT_EQ(session.selection().selected(), link);
    EXPECT_EQ(inspector.findChild<ElidedLabel*>(QStringLiteral("inspectorTitle"))->text().toStdString(),
              modelFacts->name(link));
}

TEST_F(Inspected, AnOperatorShowsItsKernelWithTheTicksOfThePlan) {
    for (const Item& op : modelFacts->operators()) {
        const KernelSource source = kernelSource(*modelFacts, op);
        const Kernel& kernel = modelFacts->kernel(op);
        ASSERT_FALSE(source.text.isEmpty());
        EXPECT_TRUE(source.text.contains(QString::fromStdString(kernel.name)));
        EXPECT_EQ(source.text.count(u'\n'), kernel.lastLine - kernel.firstLine);
        EXPECT_TRUE(source.text.trimmed().endsWith(u'}'));
        const PlannedOperator* planned = modelFacts->planned(op);
        std::vector<int> ticks;
        for (const StatementMark& mark : source.marks) {
            if (mark.tick >= 0) ticks.push_back(mark.tick);
        }
        ASSERT_EQ(ticks.size(), static_cast<std::size_t>(planned->endTick - planned->firstTick));
        EXPECT_EQ(ticks.front(), planned->firstTick);
        EXPECT_TRUE(std::is_sorted(ticks.begin(), ticks.end()));
    }
    session.selection().select(Item::op(0, 0));
    auto* view = inspector.findChild<SourceView*>(QStringLiteral("kernelSource"));
    EXPECT_EQ(view->toPlainText(), kernelSource(*modelFacts, Item::op(0, 0)).text);
}

TEST_F(Inspected, WithLifetimesByOperatorAllItsStatementsAreOneTick) {
    session.document().change(QStringLiteral("Lifetimes"),
                              [](Deployment& d) { d.plan.lifetimes = Lifetimes::wholeOperator; });
    session.jobs().waitForAll();
    const ModelFacts now(session.models(), session.plan());
    const Item op = now.operators().back();
    for (const StatementMark& mark : kernelSource(now, op).marks) EXPECT_EQ(mark.tick, now.planned(op)->firstTick);
}

TEST_F(Inspected, KernelsFromObjectFilesSayWhyThereIsNoSource) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.llvm-m4.tar");
    open(test::modelFile("kws_int8.graph.llvm-m4.tar"));
    const KernelSource source = kernelSource(*modelFacts, Item::op(0, 0));
    EXPECT_TRUE(source.text.isEmpty());
    EXPECT_FALSE(source.note.isEmpty());
    session.selection().select(Item::op(0, 0));
    EXPECT_EQ(inspector.findChild<QLabel*>(QStringLiteral("kernelNote"))->text(), source.note);
}

TEST_F(Inspected, TheWholeFileIsTheKernelsSourceWithTheSameTicksFurtherDown) {
    for (const Item& op : modelFacts->operators()) {
        const Kernel& kernel = modelFacts->kernel(op);
        const KernelSource part = kernelSource(*modelFacts, op);
        const KernelSource whole = kernelSource(*modelFacts, op, SourceExtent::wholeFile);
        const ArchiveFile& file = modelFacts->model(op).sources[static_cast<std::size_t>(kernel.source)];
        EXPECT_TRUE(whole.text.toStdString() + '\n' == file.bytes);  // their difference would be long to read
        EXPECT_EQ(whole.title.toStdString(), file.name);
        EXPECT_EQ(whole.startLine, kernel.firstLine - 1);
        ASSERT_EQ(whole.marks.size(), part.marks.size());
        const QStringList partLines = part.text.split(u'\n'), wholeLines = whole.text.split(u'\n');
        for (std::size_t i = 0; i < part.marks.size(); ++i) {
            EXPECT_EQ(whole.marks[i].tick, part.marks[i].tick);
            EXPECT_EQ(wholeLines[whole.marks[i].firstLine], partLines[part.marks[i].firstLine]);
            EXPECT_EQ(wholeLines[whole.marks[i].lastLine], partLines[part.marks[i].lastLine]);
        }
    }
}

TEST_F(Inspected, OfAFileWithTooManyLinesThoseAroundTheKernelAreShown) {
    Models models = *session.models();
    Model& model = models.front();
    const int op = static_cast<int>(model.operators.size()) - 1;
    Kernel& kernel = model.kernels[static_cast<std::size_t>(model.operators.back().kernel)];
    std::string& bytes = model.sources[static_cast<std::size_t>(kernel.source)].bytes;
    const int added = 2 * maxSourceLines;
    bytes.insert(0, std::string(static_cast<std::size_t>(added), '\n'));
    bytes.append(static_cast<std::size_t>(added), '\n');
    kernel.firstLine += added;
    kernel.lastLine += added;
    for (KernelStatement& statement : kernel.statements) {
        statement.firstLine += added;
        statement.lastLine += added;
    }
    const ModelFacts now(std::make_shared<const Models>(models), nullptr);
    const KernelSource source = kernelSource(now, Item::op(0, op), SourceExtent::wholeFile);
    const QStringList lines = source.text.split(u'\n');
    EXPECT_EQ(lines.size(), maxSourceLines);
    EXPECT_TRUE(lines[source.startLine].contains(QString::fromStdString(kernel.name)));
    EXPECT_FALSE(source.note.isEmpty());
}

TEST_F(Inspected, TheWholeFileIsShownFromTheKeyboardAndScrolledToTheKernel) {
    inspector.resize(380, 600);
    inspector.show();
    const Item op = modelFacts->operators().back();
    session.selection().select(op);
    auto* view = inspector.findChild<SourceView*>(QStringLiteral("kernelSource"));
    auto* box = inspector.findChild<QCheckBox*>(QStringLiteral("inspectorWholeFile"));
    box->setFocus();
    QTest::keyClick(box, Qt::Key_Space);
    EXPECT_TRUE(actions[QStringLiteral("inspector.wholeFile")]->isChecked());
    const KernelSource whole = kernelSource(*modelFacts, op, SourceExtent::wholeFile);
    EXPECT_TRUE(view->toPlainText() == whole.text);
    EXPECT_EQ(view->textCursor().blockNumber(), whole.startLine);
    const int top = view->cursorForPosition({1, 1}).blockNumber();
    EXPECT_LE(top, whole.startLine);
    EXPECT_GE(top, whole.startLine - 5);
    // Another operator of the same file: the same text, elsewhere.
    const Item first = modelFacts->operators().front();
    session.selection().select(first);
    EXPECT_EQ(view->textCursor().blockNumber(), kernelSource(*modelFacts, first, SourceExtent::wholeFile).startLine);
    actions[QStringLiteral("inspector.wholeFile")]->trigger();
    EXPECT_FALSE(box->isChecked());
    EXPECT_EQ(view->toPlainText(), kernelSource(*modelFacts, first).text);
}

TEST_F(Inspected, FactsKeepToTheWidthOfTheInspector) {
    inspector.show();
    for (const int width : {160, 240, 376, 600}) {
        inspector.resize(width, 700);
        for (const Item& item : {modelFacts->operators()[1], session.plan()->items[1]}) {
            session.selection().select(item);
            QCoreApplication::processEvents();
            const auto* list = inspector.findChild<QTableView*>(QStringLiteral("inspectorFacts"));
            EXPECT_FALSE(list->horizontalScrollBar()->isVisible());
            EXPECT_EQ(list->columnWidth(0) + list->columnWidth(1), list->viewport()->width());
            EXPECT_LE(list->columnWidth(0), list->columnWidth(1) + 1);
            for (int row = 0; row < list->model()->rowCount(); ++row) {
                const QModelIndex value = list->model()->index(row, 1);
                EXPECT_TRUE(value.data(Qt::ToolTipRole).toString().contains(value.data().toString()));
            }
        }
    }
}

TEST_F(Inspected, NothingSelectedIsToldInWords) {
    session.selection().clear();
    const auto* empty = inspector.findChild<QLabel*>(QStringLiteral("inspectorEmpty"));
    EXPECT_FALSE(empty->isHidden());
    EXPECT_FALSE(empty->text().isEmpty());
    session.selection().select(Item::op(0, 0));
    EXPECT_TRUE(empty->isHidden());
}

}  // namespace
}  // namespace pinfold::ui
