// The tables of tensors and operators: what is in them, and what can be done with many rows.
#include "plan/infeasible/infeasible.h"
#include "support/shared_files.h"
#include "ui/tables/infeasible_buffers.h"
#include "ui/tables/operator_table.h"
#include "ui/tables/table_view.h"
#include "ui/tables/tensor_table.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QTest>

#include <gtest/gtest.h>

#include <algorithm>

namespace pinfold::ui {
namespace {

class Tables : public testing::Test {
protected:
    void SetUp() override { open(test::sample("digits_int8.tar")); }
    void open(const std::filesystem::path& archive) {
        session.document().change(QStringLiteral("Open"), [&](Deployment& deployment) {
            deployment.archives = {archive};
            deployment.board = "qemu-mps2-an500";
        });
        wait();
    }
    void wait() { session.jobs().waitForAll(); }
    static int columnOf(const TableModel& model, const char* key) {
        const auto& columns = model.contents()->columns;
        const auto found = std::find_if(columns.begin(), columns.end(),
                                        [&](const TableColumn& column) { return column.key == QLatin1String(key); });
        return static_cast<int>(found - columns.begin());
    }
    QString cell(const TableModel& model, int row, const char* key) {
        return model.index(row, columnOf(model, key)).data().toString();
    }
    // The names of selected rows, in order.
    static QStringList selectedIn(TableView& view) {
        QStringList names;
        for (const QModelIndex& index : view.table().selectionModel()->selectedRows()) {
            names.append(index.data().toString());
        }
        names.sort();
        return names;
    }
    void clickRow(int row, Qt::KeyboardModifiers modifiers) {
        QTableView& table = tensorView->table();
        table.scrollTo(tensors.index(row, 1));
        QTest::mouseClick(table.viewport(), Qt::LeftButton, modifiers,
                          table.visualRect(tensors.index(row, 1)).center());
    }
    const std::vector<std::string>& pins() { return session.document().deployment().plan.pins; }

    Session session;
    Actions actions;
    std::unique_ptr<TableView> tensorView{makeTensorView(session, actions, nullptr)};
    std::unique_ptr<TableView> operatorView{makeOperatorView(session, actions, nullptr)};
    TableModel& tensors = dynamic_cast<TableModel&>(*tensorView->table().model());
    TableModel& operators = dynamic_cast<TableModel&>(*operatorView->table().model());
};

TEST_F(Tables, ListEverythingThatHasBytesWithItsPlace) {
    const Plan& plan = session.plan()->plan;
    std::size_t tensorCount = 0;
    for (const Model& model : *session.models()) tensorCount += model.tensors.size();
    const auto workspaces = std::count_if(plan.buffers.begin(), plan.buffers.end(), [](const PlannedBuffer& buffer) {
        return buffer.kind == BufferKind::workspace;
    });
    EXPECT_EQ(static_cast<std::size_t>(tensors.rowCount()), tensorCount + static_cast<std::size_t>(workspaces));
    for (std::size_t b = 0; b < plan.buffers.size(); ++b) {
        const int row = tensors.shownRowOf(session.plan()->items[b]);
        ASSERT_GE(row, 0) << plan.buffers[b].name;
        EXPECT_EQ(cell(tensors, row, "name").toStdString(), plan.buffers[b].name);
        EXPECT_EQ(cell(tensors, row, "region"), QStringLiteral("DTCM"));
        EXPECT_EQ(cell(tensors, row, "kind").toStdString(), nameOf(plan.buffers[b].kind));
        EXPECT_FALSE(cell(tensors, row, "from").isEmpty());
    }
}

TEST_F(Tables, ListOperatorsInTheOrderOfThePlan) {
    const Plan& plan = session.plan()->plan;
    ASSERT_EQ(static_cast<std::size_t>(operators.rowCount()), plan.operators.size());
    for (int row = 0; row < operators.rowCount(); ++row) {
        const PlannedOperator& planned = plan.operators[static_cast<std::size_t>(row)];
        EXPECT_EQ(cell(operators, row, "name").toStdString(), planned.name);
        EXPECT_EQ(cell(operators, row, "kernel").toStdString(), planned.kernel);
        EXPECT_EQ(cell(operators, row, "first").toInt(), planned.firstTick);
        EXPECT_FALSE(cell(operators, row, "outputs").isEmpty());
    }
}

TEST_F(Tables, KeepTheRulesOfModels) {
    QAbstractItemModelTester tensorRules(&tensors, QAbstractItemModelTester::FailureReportingMode::Fatal);
    QAbstractItemModelTester operatorRules(&operators, QAbstractItemModelTester::FailureReportingMode::Fatal);
    tensors.sort(columnOf(tensors, "bytes"), Qt::DescendingOrder);
    operators.setFilter(QStringLiteral("macs>0"));
    wait();
    pinToRegion(session.document(), *session.models(), {&session.plan()->items[0], 1}, "SRAM");
    wait();
    session.document().change(QStringLiteral("Close"), [](Deployment& deployment) { deployment.archives.clear(); });
    wait();
    EXPECT_EQ(tensors.rowCount(), 0);
    EXPECT_EQ(operators.columnCount(), 0);
}

TEST_F(Tables, SortByNumberAndKeepTheSelectedRow) {
    const Item input = session.plan()->items[0];
    session.selection().select(input);
    const int bytes = columnOf(tensors, "bytes");
    tensors.sort(bytes, Qt::DescendingOrder);
    wait();
    const auto& column = tensors.contents()->columns[static_cast<std::size_t>(bytes)];
    const auto& shown = tensors.shownRows();
    EXPECT_TRUE(
        std::is_sorted(shown.begin(), shown.end(), [&](int a, int b) { return column.number(a) > column.number(b); }));
    EXPECT_EQ(tensorView->table().currentIndex().row(), tensors.shownRowOf(input));
}

TEST_F(Tables, KeepSelectedRowsWhenSortedAndTheCurrentOneInView) {
    tensorView->resize(900, 240);
    tensorView->show();
    clickRow(1, Qt::NoModifier);
    clickRow(4, Qt::ControlModifier);
    clickRow(8, Qt::ControlModifier);
    clickRow(4, Qt::ControlModifier);  // and out again: now it is current, but not selected
    const QStringList selected = selectedIn(*tensorView);
    ASSERT_EQ(selected.size(), 2);
    const Item current = session.selection().selected();
    QTableView& table = tensorView->table();
    for (const auto order : {Qt::DescendingOrder, Qt::AscendingOrder}) {
        table.sortByColumn(columnOf(tensors, "name"), order);
        wait();
        EXPECT_EQ(selectedIn(*tensorView), selected);
        EXPECT_EQ(table.currentIndex().data(itemRole).value<Item>(), current);
        EXPECT_TRUE(table.viewport()->rect().contains(table.visualRect(table.currentIndex()).center()));
    }
}

TEST_F(Tables, KeepThoseSelectedRowsThatTheFilterLetsThrough) {
    tensorView->table().selectAll();
    const auto selectedOfKind = [&](const char* kind) {
        int count = 0;
        for (const QModelIndex& index : tensorView->table().selectionModel()->selectedRows()) {
            count += cell(tensors, index.row(), "kind") == QLatin1String(kind) ? 1 : 0;
        }
        return count;
    };
    const int activations = selectedOfKind("activation");
    tensors.setFilter(QStringLiteral("kind=activation"));
    wait();
    ASSERT_GT(activations, 1);
    EXPECT_EQ(selectedOfKind("activation"), activations);
    tensors.setFilter({});
    wait();
    EXPECT_EQ(selectedIn(*tensorView).size(), activations);
}

TEST_F(Tables, ForgetSelectedRowsWithTheThingsTheyStoodFor) {
    tensorView->table().selectAll();
    open(test::modelFile("digits_float.graph.tar"));
    EXPECT_TRUE(selectedIn(*tensorView).isEmpty());
}

TEST_F(Tables, PutRowsWithoutANumberLast) {
    for (const auto order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
        tensors.sort(columnOf(tensors, "address"), order);  // constants in flash have none
        wait();
        EXPECT_FALSE(cell(tensors, 0, "address").isEmpty());
        EXPECT_TRUE(cell(tensors, tensors.rowCount() - 1, "address").isEmpty());
    }
}

TEST_F(Tables, TheFilterUnderstandsComparisonsAndSaysWhatItDoesNot) {
    auto* filter = tensorView->findChild<QLineEdit*>(QStringLiteral("tensorTableFilter"));
    auto* message = tensorView->findChild<QLabel*>(QStringLiteral("tensorMessage"));
    QTest::keyClicks(filter, QStringLiteral("kind=activation bytes>100"));
    wait();
    ASSERT_GT(tensors.rowCount(), 0);
    ASSERT_LT(tensors.rowCount(), tensors.contents()->rows);
    for (int row = 0; row < tensors.rowCount(); ++row) {
        EXPECT_EQ(cell(tensors, row, "kind"), QStringLiteral("activation"));
    }
    filter->setText(QStringLiteral("nonsense"));
    wait();
    EXPECT_EQ(tensors.rowCount(), 0);
    EXPECT_FALSE(message->text().isEmpty());
    filter->setText(QStringLiteral("colour=red"));
    wait();
    EXPECT_EQ(tensors.rowCount(), tensors.contents()->rows);
    EXPECT_TRUE(message->text().contains(QStringLiteral("colour")));
}

TEST_F(Tables, APlaceForManyRowsIsOneStep) {
    std::vector<int> rows;
    for (const Item& item : session.plan()->items) rows.push_back(tensors.contents()->rowOf.at(item));
    rows.resize(3);
    tensors.check(rows, true);
    const int steps = session.document().undoStack().count();
    tensorView->placeChosen({PlaceChoice::Kind::region, "SRAM"});
    EXPECT_EQ(session.document().undoStack().count(), steps + 1);
    wait();
    ASSERT_EQ(pins().size(), 3u);
    for (const int row : rows) EXPECT_TRUE(tensors.contents()->isPinned(row));
    EXPECT_EQ(tensors.checkedCount(), 3);  // a new plan is of the same items
    session.document().undoStack().undo();
    EXPECT_TRUE(pins().empty());
}

TEST_F(Tables, TheEditorOfARegionAlsoPlacesTheRowItIsIn) {
    tensorView->show();
    const int row = tensors.shownRowOf(session.plan()->items[1]);
    tensors.check({tensors.contents()->rowOf.at(session.plan()->items[2])}, true);
    const QModelIndex index = tensors.index(row, columnOf(tensors, "region"));
    tensorView->table().setCurrentIndex(index);
    tensorView->table().edit(index);
    auto* combo = tensorView->findChild<QComboBox*>(QStringLiteral("placeEditor"));
    ASSERT_TRUE(combo);
    EXPECT_EQ(combo->currentIndex(), 0);  // the planner decides
    const int keepOut = combo->findText(QStringLiteral("Keep out of DTCM"));
    ASSERT_GT(keepOut, 0);
    combo->setCurrentIndex(keepOut);
    emit combo->activated(keepOut);
    ASSERT_EQ(pins().size(), 2u);
    EXPECT_TRUE(pins()[0].ends_with("!=DTCM"));
}

TEST_F(Tables, OperatorsPlaceTheirOutputs) {
    operators.check({0, 1}, true);
    operatorView->placeChosen({PlaceChoice::Kind::region, "PSRAM"});
    wait();
    EXPECT_EQ(pins().size(), 2u);
    EXPECT_EQ(cell(operators, 0, "region"), QStringLiteral("PSRAM"));
}

TEST_F(Tables, CopyChosenRowsAsCsv) {
    tensorView->show();
    tensorView->table().selectRow(0);
    actions[QStringLiteral("tensor.copy")]->trigger();
    wait();
    const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
    ASSERT_EQ(lines.size(), 2);
    EXPECT_TRUE(lines[0].startsWith(QStringLiteral("Name,Kind,Type,Shape,Bytes")));
    EXPECT_TRUE(lines[1].startsWith(cell(tensors, 0, "name")));
    EXPECT_FALSE(lines[1].contains(QChar(QChar::Nbsp))) << "units are for people";
}

TEST_F(Tables, LightARowWhoseThingIsHoveredAndTellWhatThePointerIsOver) {
    tensorView->resize(1200, 400);
    tensorView->show();
    QTableView& table = tensorView->table();
    const QPoint second = table.visualRect(tensors.index(1, 0)).center();
    QTest::mouseMove(table.viewport(), table.visualRect(tensors.index(0, 0)).center());
    QTest::mouseMove(table.viewport(), second);
    EXPECT_EQ(session.selection().hovered(), tensors.index(1, 0).data(itemRole).value<Item>());
}

TEST_F(Tables, WhatDoesNotFitIsRedWithTheReason) {
    Infeasibility infeasibility;
    infeasibility.buffers = {{"digits_int8", "op1/x", 9, {"DTCM"}}};
    infeasibility.regions = {"DTCM"};
    infeasibility.freeBytes = {100};
    infeasibility.missingBytes = 512;
    const Error error{ErrorKind::doesNotFit, "no", infeasibilityJson(infeasibility)};
    const InfeasibleBuffers infeasible = infeasibleBuffersOf(error);
    ASSERT_EQ(infeasible.size(), 1u);
    EXPECT_TRUE(infeasible.begin()->second.contains(QStringLiteral("DTCM")));
    EXPECT_TRUE(infeasible.begin()->second.contains(QStringLiteral("512")));
    EXPECT_TRUE(infeasibleBuffersOf({ErrorKind::badInput, "no"}).empty());

    const Item first = session.plan()->items[0];
    infeasibility.buffers = {{session.models()->front().name, session.plan()->plan.buffers[0].name, 9, {"DTCM"}}};
    const Error known{ErrorKind::doesNotFit, "no", infeasibilityJson(infeasibility)};
    const auto contents = tensorContents(session.models(), session.plan(), {}, known);
    EXPECT_FALSE(contents->whyInfeasible(contents->rowOf.at(first)).isEmpty());
    EXPECT_TRUE(contents->whyInfeasible(contents->rowOf.at(session.plan()->items[1])).isEmpty());
}

TEST_F(Tables, AliasesShowWhoseBytesTheyAre) {
    PINFOLD_NEEDS_MODEL("kws_ad.multi.graph.tar");
    open(test::modelFile("kws_ad.multi.graph.tar"));
    tensors.setFilter(QStringLiteral("kind=alias"));
    wait();
    for (int row = 0; row < tensors.rowCount(); ++row) {
        EXPECT_FALSE(cell(tensors, row, "alias").isEmpty());
        EXPECT_FALSE(tensors.flags(tensors.index(row, 0)) & Qt::ItemIsUserCheckable);
    }
    tensors.setFilter(QStringLiteral("pin!=x"));
    wait();
    EXPECT_EQ(tensors.rowCount(), tensors.contents()->rows);
}

}  // namespace
}  // namespace pinfold::ui
