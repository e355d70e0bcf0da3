#include "ui/tables/operator_table.h"

#include "ui/session/session.h"
#include "ui/style/numbers.h"

#include <algorithm>

namespace pinfold::ui {
namespace {

struct Row {
    int model = 0;
    int op = 0;
    std::int64_t peakBytes = -1;  // alive at its worst tick, over all pools; -1: no plan
    int firstTick = -1;
    int endTick = -1;
};

std::vector<Row> rowsOf(const Models& models, const PlanFacts* facts) {
    std::vector<Row> rows;
    if (!facts) {
        for (std::size_t m = 0; m < models.size(); ++m) {
            for (std::size_t op = 0; op < models[m].operators.size(); ++op) {
                rows.push_back({static_cast<int>(m), static_cast<int>(op)});
            }
        }
        return rows;
    }
    for (const PlannedOperator& planned : facts->plan.operators) {
        Row row{0, planned.index, 0, planned.firstTick, planned.endTick};
        while (models[static_cast<std::size_t>(row.model)].name != planned.model) ++row.model;
        for (int tick = planned.firstTick; tick < planned.endTick; ++tick) {
            std::int64_t alive = 0;
            for (const auto& load : facts->load) alive += load[static_cast<std::size_t>(tick)];
            row.peakBytes = std::max(row.peakBytes, alive);
        }
        rows.push_back(row);
    }
    return rows;
}

}  // namespace

OperatorTable::OperatorTable(Session& session, QObject* parent) : TableModel(parent), session_(session) {
    connect(&session_, &Session::modelsChanged, this, &OperatorTable::fill);
    connect(&session_, &Session::planChanged, this, &OperatorTable::fill);
    fill();
}

void OperatorTable::fill() {
    if (!session_.models()) return clear();
    const auto models = session_.models();
    const auto rows = std::make_shared<const std::vector<Row>>(rowsOf(*models, session_.plan().get()));
    const auto op = [models, rows](int row) -> const Operator& {
        const Row& r = (*rows)[static_cast<std::size_t>(row)];
        return (*models)[static_cast<std::size_t>(r.model)].operators[static_cast<std::size_t>(r.op)];
    };
    const auto kernel = [models, rows, op](int row) -> const Kernel& {
        const Row& r = (*rows)[static_cast<std::size_t>(row)];
        return (*models)[static_cast<std::size_t>(r.model)].kernels[static_cast<std::size_t>(op(row).kernel)];
    };
    const auto number = [](std::int64_t value, const QString& text) {
        return value < 0 ? QString(QChar(0x2013)) : text;
    };

    std::vector<TableColumn> columns;
    columns.push_back({tr("#"), tr("Index in the archive; rows stand in the order in which the plan runs them."), true,
                       [rows](int row) { return countText((*rows)[static_cast<std::size_t>(row)].op); },
                       [rows](int row) { return (*rows)[static_cast<std::size_t>(row)].op; },
                       [rows](int row, int role) -> QVariant {
                           if (role != subjectRole) return {};
                           const Row& r = (*rows)[static_cast<std::size_t>(row)];
                           return QVariant::fromValue(Subject::op(r.model, r.op));
                       }});
    columns.push_back({tr("Operator"), tr("Name of the node in the archive's graph."), false,
                       [op](int row) { return QString::fromStdString(op(row).name); }});
    columns.push_back({tr("MACs"), tr("Multiply-accumulates of one inference, counted in the kernel's source."), true,
                       [kernel, number](int row) {
                           const std::int64_t macs = kernel(row).macs.value_or(-1);
                           return number(macs, countText(macs));
                       },
                       [kernel](int row) { return QVariant::fromValue(kernel(row).macs.value_or(-1)); }});
    columns.push_back(
        {tr("Alive"), tr("Most bytes alive while it runs: tensors and workspaces, in all pools."), true,
         [rows, number](int row) {
             const std::int64_t bytes = (*rows)[static_cast<std::size_t>(row)].peakBytes;
             return number(bytes, bytesText(bytes));
         },
         [rows](int row) { return QVariant::fromValue((*rows)[static_cast<std::size_t>(row)].peakBytes); }});
    columns.push_back({tr("Stack"), tr("Bytes of the kernel's local arrays."), true,
                       [kernel](int row) { return bytesText(kernel(row).stackBytes); },
                       [kernel](int row) { return QVariant::fromValue(kernel(row).stackBytes); }});
    columns.push_back({tr("Kernel"), tr("The C function that it calls."), false,
                       [kernel](int row) { return QString::fromStdString(kernel(row).name); }});
    // A column's extra() speaks for its cells only; every cell of a row stands for the same operator.
    for (TableColumn& column : columns) column.extra = columns.front().extra;
    setContents(std::move(columns), static_cast<int>(rows->size()));
}

}  // namespace pinfold::ui
