#include "ui/tables/operator_table.h"

#include "ui/session/operator_facts.h"
#include "ui/tables/table_columns.h"
#include "ui/text/numbers.h"
#include "ui/text/say.h"

#include <cmath>

namespace pinfold::ui {
namespace {

// What the columns ask.
struct Rows {
    ModelFacts modelFacts;
    std::vector<Item> items;
    FactTable facts;

    const Item& at(int row) const { return items[static_cast<std::size_t>(row)]; }
    const OperatorFacts& factsAt(int row) const {
        const Item& item = at(row);
        return facts[static_cast<std::size_t>(item.model)][static_cast<std::size_t>(item.index)];
    }
    std::vector<Item> tensors(int row, const std::vector<int>& indices) const {
        std::vector<Item> itemsOfRow;
        for (const int tensor : indices) itemsOfRow.push_back(Item::tensor(at(row).model, tensor));
        return itemsOfRow;
    }
};
using SharedRows = std::shared_ptr<const Rows>;

QString optionalText(const std::optional<std::int64_t>& value, QString (*text)(std::int64_t)) {
    return value ? text(*value) : QString();
}

void addIdentity(std::vector<TableColumn>& columns, const SharedRows& rows) {
    columns.push_back({QStringLiteral("name"), say("Operator"),
                       say("Name of the node in the archive's graph. Rows stand in the order in which the plan runs "
                           "them."),
                       [rows](int row) { return QString::fromStdString(rows->modelFacts.name(rows->at(row))); }});
    columns.push_back({QStringLiteral("index"), say("#"), say("Index in the archive, as in op<index>/<workspace>."),
                       [rows](int row) { return countText(rows->at(row).index); },
                       [rows](int row) { return rows->at(row).index; }});
    columns.push_back({QStringLiteral("kind"), say("Kind"), say("What it does, by the name of its kernel."),
                       [rows](int row) { return labelOf(rows->factsAt(row).kind); }});
    columns.push_back({QStringLiteral("inputs"), say("Inputs"), say("Tensors that it takes, in the order of the call."),
                       [rows](int row) {
                           return namesOf(rows->modelFacts,
                                          rows->tensors(row, rows->modelFacts.op(rows->at(row)).inputs));
                       }});
    columns.push_back({QStringLiteral("outputs"), say("Outputs"), say("Tensors that it makes."), [rows](int row) {
                           return namesOf(rows->modelFacts,
                                          rows->tensors(row, rows->modelFacts.op(rows->at(row)).outputs));
                       }});
    columns.push_back({QStringLiteral("region"),
                       say("Output in"),
                       say("The memory that its outputs are in. Edit the cell (F2) to choose one, for the outputs of "
                           "all checked rows at once."),
                       [rows](int row) {
                           QStringList regions;
                           for (const int output : rows->modelFacts.op(rows->at(row)).outputs) {
                               const QString region = QString::fromStdString(
                                   rows->modelFacts.region(Item::tensor(rows->at(row).model, output)));
                               if (!regions.contains(region)) regions.append(region);
                           }
                           return regions.join(QStringLiteral(", "));
                       },
                       {},
                       true});
}

void addSizes(std::vector<TableColumn>& columns, const SharedRows& rows) {
    const auto macs = [rows](int row) { return rows->modelFacts.kernel(rows->at(row)).macs; };
    const auto touched = [rows](int row) { return rows->modelFacts.bytesTouched(rows->at(row)); };
    const auto alive = [rows](int row) { return rows->modelFacts.bytesAlive(rows->at(row)); };
    const auto stack = [rows](int row) { return rows->modelFacts.kernel(rows->at(row)).stackBytes; };
    columns.push_back({QStringLiteral("macs"), say("MACs"),
                       say("Multiply-accumulates of one inference, counted in the kernel's source."),
                       [macs](int row) { return optionalText(macs(row), countText); },
                       [macs](int row) { return numberOrNone(macs(row)); }});
    columns.push_back({QStringLiteral("touched"), say("Bytes touched"),
                       say("Bytes that its kernel reads and writes, every access counted: tensors, constants and "
                           "workspaces."),
                       [touched](int row) { return optionalText(touched(row), bytesText); },
                       [touched](int row) { return numberOrNone(touched(row)); }});
    columns.push_back({QStringLiteral("alive"), say("Alive"),
                       say("Most bytes alive at one time while it runs: tensors, workspaces and copied constants, in "
                           "all pools."),
                       [alive](int row) { return optionalText(alive(row), bytesText); },
                       [alive](int row) { return numberOrNone(alive(row)); }});
    columns.push_back({QStringLiteral("stack"), say("Stack"), say("Bytes of its kernel's local arrays."),
                       [stack](int row) { return bytesText(stack(row)); },
                       [stack](int row) { return static_cast<double>(stack(row)); }});
}

void addTimes(std::vector<TableColumn>& columns, const SharedRows& rows) {
    const auto life = [rows](int row) { return rows->modelFacts.life(rows->at(row)); };
    const auto ticks = [life](int row) { return life(row)->end - life(row)->first; };
    const auto fact = [rows](int row) -> const OperatorFacts& { return rows->factsAt(row); };
    columns.push_back({QStringLiteral("first"), say("First tick"),
                       say("When it begins. A tick is a top-level statement of its kernel."),
                       [life](int row) { return life(row) ? countText(life(row)->first) : QString(); },
                       [life](int row) { return life(row) ? life(row)->first : noNumber; }});
    columns.push_back({QStringLiteral("ticks"), say("Ticks"),
                       say("How many ticks it takes; one if its kernel's source was not read."),
                       [life, ticks](int row) { return life(row) ? countText(ticks(row)) : QString(); },
                       [life, ticks](int row) { return life(row) ? ticks(row) : noNumber; }});
    columns.push_back({QStringLiteral("cycles"), say("Measured"), helpOf(ColourMode::cycles),
                       [fact](int row) {
                           const double cycles = fact(row).cycles;
                           return std::isnan(cycles) ? QString() : countText(std::llround(cycles));
                       },
                       [fact](int row) { return fact(row).cycles; }});
    columns.push_back({QStringLiteral("error"), say("Error"), helpOf(ColourMode::error),
                       [fact](int row) {
                           const double error = fact(row).error;
                           return std::isnan(error) ? QString() : QString::number(error, 'g', 3);
                       },
                       [fact](int row) { return fact(row).error; }});
    columns.push_back({QStringLiteral("kernel"), say("Kernel"), say("The C function that it calls."), [rows](int row) {
                           return QString::fromStdString(rows->modelFacts.kernel(rows->at(row)).name);
                       }});
}

}  // namespace

std::shared_ptr<const TableContents> operatorContents(std::shared_ptr<const Models> models,
                                                      std::shared_ptr<const PlanFacts> facts,
                                                      std::shared_ptr<const Session::Reports> reports) {
    ModelFacts modelFacts(models, std::move(facts));
    std::vector<Item> items = modelFacts.operators();
    const auto rows = std::make_shared<const Rows>(
        Rows{std::move(modelFacts), std::move(items), operatorFacts(*models, reports.get())});

    auto contents = std::make_shared<TableContents>();
    contents->rows = static_cast<int>(rows->items.size());
    contents->models = std::move(models);
    contents->planned = rows->modelFacts.facts() != nullptr;
    contents->item = [rows](int row) { return rows->at(row); };
    contents->pinned = [rows](int row) { return rows->tensors(row, rows->modelFacts.op(rows->at(row)).outputs); };
    contents->isPinned = [](int) { return false; };
    contents->whyInfeasible = [](int) { return QString(); };
    addIdentity(contents->columns, rows);
    addSizes(contents->columns, rows);
    addTimes(contents->columns, rows);
    indexRows(*contents);
    return contents;
}

OperatorTable::OperatorTable(Session& session, QObject* parent)
    : TableModel(session.jobs(), QStringLiteral("operatorTable"), parent), session_(session) {
    connect(&session_, &Session::modelsChanged, this, &OperatorTable::fill);
    connect(&session_, &Session::planChanged, this, &OperatorTable::fill);
    connect(&session_, &Session::reportsChanged, this, &OperatorTable::fill);
    fill();
}

void OperatorTable::fill() {
    if (!session_.models()) return setSource(nullptr);
    setSource([models = session_.models(), facts = session_.plan(), reports = session_.reports()] {
        return operatorContents(models, facts, reports);
    });
}

}  // namespace pinfold::ui
