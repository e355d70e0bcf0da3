#include "ui/tables/tensor_table.h"

#include "ui/session/pinning.h"
#include "ui/tables/infeasible_buffers.h"
#include "ui/tables/table_columns.h"
#include "ui/text/numbers.h"
#include "ui/text/say.h"

#include <algorithm>

namespace pinfold::ui {
namespace {

// What the columns ask.
struct Rows {
    ModelFacts modelFacts;
    std::vector<Item> items;                        // aliases are themselves here
    std::unordered_map<std::string, QString> pins;  // left side of a pin in the document → right sides
    InfeasibleBuffers infeasible;

    const Item& at(int row) const { return items[static_cast<std::size_t>(row)]; }

    QString pinOf(int row) const {
        if (modelFacts.isAlias(at(row))) return {};
        const auto found = pins.find(pinName(modelFacts.models(), at(row)));
        if (found != pins.end()) return withRegions(found->second);
        const PlannedBuffer* buffer = modelFacts.buffer(at(row));
        const PlannedConstant* constant = modelFacts.constant(at(row));
        const bool byGroup = (buffer && buffer->pinned) || (constant && constant->pinned);
        return byGroup ? say("by a group") : QString();
    }
    // An address alone says little.
    QString withRegions(const QString& where) const {
        if (!modelFacts.facts()) return where;
        bool isAddress = false;
        const auto address = where.toULongLong(&isAddress, 0);
        const auto& regions = modelFacts.facts()->board.regions;
        const auto region = std::find_if(regions.begin(), regions.end(), [&](const Region& each) {
            return address >= each.address && address - each.address < static_cast<std::uint64_t>(each.bytes);
        });
        if (!isAddress || region == regions.end()) return where;
        return QStringLiteral("%1 %2").arg(QString::fromStdString(region->name), addressText(address));
    }
    QString whyInfeasible(int row) const {
        if (infeasible.empty() || modelFacts.isAlias(at(row))) return {};
        const bool isConstant =
            at(row).kind == Item::Kind::tensor && modelFacts.tensor(at(row)).role == TensorRole::constant;
        const std::string name = (isConstant ? "const:" : "") + modelFacts.name(at(row));
        const auto found = infeasible.find({modelFacts.model(at(row)).name, name});
        return found == infeasible.end() ? QString() : found->second;
    }
};
using SharedRows = std::shared_ptr<const Rows>;

std::unordered_map<std::string, QString> pinsByName(const std::vector<std::string>& pins) {
    std::unordered_map<std::string, QString> byName;
    for (const std::string& pin : pins) {
        const auto equals = pin.rfind('=');
        if (equals == std::string::npos) continue;
        const bool isNot = equals > 0 && pin[equals - 1] == '!';
        const QString where = QString::fromStdString(pin.substr(equals + 1));
        QString& text = byName[pin.substr(0, isNot ? equals - 1 : equals)];
        if (!text.isEmpty()) text += QStringLiteral(", ");
        text += isNot ? say("not %1").arg(where) : where;
    }
    return byName;
}

void addIdentity(std::vector<TableColumn>& columns, const SharedRows& rows) {
    columns.push_back({QStringLiteral("name"), say("Name"),
                       say("A tensor's name in the archive, or op<index>/<workspace>. A lock: pinned."),
                       [rows](int row) { return QString::fromStdString(rows->modelFacts.name(rows->at(row))); }});
    columns.push_back({QStringLiteral("kind"), say("Kind"),
                       say("Input, output, activation, workspace, constant, or alias: another tensor's bytes under a "
                           "shape of its own."),
                       [rows](int row) { return rows->modelFacts.kind(rows->at(row)); }});
    columns.push_back({QStringLiteral("dtype"), say("Type"), say("Type of its elements."), [rows](int row) {
                           if (rows->at(row).kind != Item::Kind::tensor) return QString();
                           const std::string_view name = nameOf(rows->modelFacts.tensor(rows->at(row)).dtype);
                           return QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
                       }});
    columns.push_back({QStringLiteral("shape"), say("Shape"), say("Its extents, outermost first."), [rows](int row) {
                           if (rows->at(row).kind != Item::Kind::tensor) return QString();
                           return QString::fromStdString(toString(rows->modelFacts.tensor(rows->at(row)).shape));
                       }});
    columns.push_back({QStringLiteral("bytes"), say("Bytes"),
                       say("Exact size. The plan rounds it up to the alignment."),
                       [rows](int row) { return bytesText(rows->modelFacts.bytes(rows->at(row))); },
                       [rows](int row) { return static_cast<double>(rows->modelFacts.bytes(rows->at(row))); }});
}

void addPlace(std::vector<TableColumn>& columns, const SharedRows& rows) {
    columns.push_back({QStringLiteral("region"),
                       say("Region"),
                       say("The memory that the plan puts it in. Edit the cell (F2) to choose one, for all checked "
                           "rows at once."),
                       [rows](int row) { return QString::fromStdString(rows->modelFacts.region(rows->at(row))); },
                       {},
                       true});
    const auto address = [rows](int row) { return rows->modelFacts.address(rows->at(row)); };
    columns.push_back({QStringLiteral("address"), say("Address"),
                       say("Of its first byte. The linker decides about constants in flash."),
                       [address](int row) { return address(row) ? addressText(*address(row)) : QString(); },
                       [address](int row) { return address(row) ? static_cast<double>(*address(row)) : noNumber; }});
    columns.push_back({QStringLiteral("pin"), say("Pin"),
                       say("What the user demands: a region, an address, or a region that it must not be in."),
                       [rows](int row) { return rows->pinOf(row); }});
    columns.push_back({QStringLiteral("alias"), say("Alias of"), say("The tensor whose bytes it is."), [rows](int row) {
                           const Item& item = rows->at(row);
                           if (!rows->modelFacts.isAlias(item)) return QString();
                           return QString::fromStdString(rows->modelFacts.name(rows->modelFacts.root(item)));
                       }});
    columns.push_back({QStringLiteral("copied"), say("Copied from"),
                       say("Constants in RAM: the memory that they are copied from when the firmware starts."),
                       [rows](int row) {
                           const PlannedConstant* constant = rows->modelFacts.constant(rows->at(row));
                           if (!constant || constant->pool < 0) return QString();
                           return QString::fromStdString(rows->modelFacts.facts()->board.codeRegion);
                       }});
}

void addLife(std::vector<TableColumn>& columns, const SharedRows& rows) {
    const auto life = [rows](int row) { return rows->modelFacts.life(rows->at(row)); };
    const auto runs = [rows](int tick) { return rows->modelFacts.shortName(rows->modelFacts.operatorAt(tick)); };
    columns.push_back(
        {QStringLiteral("first"), say("First tick"),
         say("When its life begins. A tick is a top-level statement of a kernel; two buffers whose lives share no tick "
             "may share bytes."),
         [life](int row) { return life(row) ? countText(life(row)->first) : QString(); },
         [life](int row) { return life(row) ? life(row)->first : noNumber; }});
    columns.push_back({QStringLiteral("last"), say("Last tick"), say("The last tick of its life, included."),
                       [life](int row) { return life(row) ? countText(life(row)->end - 1) : QString(); },
                       [life](int row) { return life(row) ? life(row)->end - 1 : noNumber; }});
    columns.push_back({QStringLiteral("from"), say("Alive from"), say("The operator that runs in its first tick."),
                       [life, runs](int row) { return life(row) ? runs(life(row)->first) : QString(); }});
    columns.push_back({QStringLiteral("until"), say("Alive until"), say("The operator that runs in its last tick."),
                       [life, runs](int row) { return life(row) ? runs(life(row)->end - 1) : QString(); }});
}

void addUse(std::vector<TableColumn>& columns, const SharedRows& rows) {
    columns.push_back({QStringLiteral("writer"), say("Written by"), say("The operator that makes it."),
                       [rows](int row) { return namesOf(rows->modelFacts, rows->modelFacts.writers(rows->at(row))); }});
    columns.push_back({QStringLiteral("readers"), say("Read by"), say("The operators that take it."),
                       [rows](int row) { return namesOf(rows->modelFacts, rows->modelFacts.readers(rows->at(row))); }});
    const auto reads = [rows](int row) {
        const PlannedBuffer* buffer = rows->modelFacts.buffer(rows->at(row));
        return buffer ? buffer->reads : std::nullopt;
    };
    const auto writes = [rows](int row) {
        const PlannedBuffer* buffer = rows->modelFacts.buffer(rows->at(row));
        return buffer ? buffer->writes : std::nullopt;
    };
    const auto text = [](const std::optional<std::int64_t>& count) { return count ? countText(*count) : QString(); };
    columns.push_back({QStringLiteral("reads"), say("Reads"),
                       say("Elements read in one inference: products of the bounds of the kernels' loops."),
                       [reads, text](int row) { return text(reads(row)); },
                       [reads](int row) { return numberOrNone(reads(row)); }});
    columns.push_back({QStringLiteral("writes"), say("Writes"), say("Elements written in one inference, likewise."),
                       [writes, text](int row) { return text(writes(row)); },
                       [writes](int row) { return numberOrNone(writes(row)); }});
}

}  // namespace

std::shared_ptr<const TableContents> tensorContents(std::shared_ptr<const Models> models,
                                                    std::shared_ptr<const PlanFacts> facts,
                                                    const std::vector<std::string>& pins,
                                                    const std::optional<Error>& error) {
    ModelFacts modelFacts(models, std::move(facts));
    std::vector<Item> items = modelFacts.tensors();
    const auto rows = std::make_shared<const Rows>(Rows{std::move(modelFacts), std::move(items), pinsByName(pins),
                                                        error ? infeasibleBuffersOf(*error) : InfeasibleBuffers{}});

    auto contents = std::make_shared<TableContents>();
    contents->rows = static_cast<int>(rows->items.size());
    contents->models = std::move(models);
    contents->planned = rows->modelFacts.facts() != nullptr;
    contents->item = [rows](int row) { return rows->modelFacts.root(rows->at(row)); };
    contents->pinned = [rows](int row) -> std::vector<Item> {
        if (rows->modelFacts.isAlias(rows->at(row))) return {};
        return {rows->at(row)};
    };
    contents->isPinned = [rows](int row) { return !rows->pinOf(row).isEmpty(); };
    contents->whyInfeasible = [rows](int row) { return rows->whyInfeasible(row); };
    addIdentity(contents->columns, rows);
    addPlace(contents->columns, rows);
    addLife(contents->columns, rows);
    addUse(contents->columns, rows);
    indexRows(*contents);
    return contents;
}

TensorTable::TensorTable(Session& session, QObject* parent)
    : TableModel(session.jobs(), QStringLiteral("tensorTable"), parent), session_(session) {
    connect(&session_, &Session::modelsChanged, this, &TensorTable::fill);
    connect(&session_, &Session::planStageChanged, this, &TensorTable::fill);
    connect(&session_.document(), &Document::changed, this, [this](const Deployment& before) {
        if (before.plan.pins != session_.document().deployment().plan.pins) fill();
    });
    fill();
}

void TensorTable::fill() {
    if (!session_.models()) return setSource(nullptr);
    setSource(
        [models = session_.models(), facts = session_.plan(), error = session_.planError(),
         pins = session_.document().deployment().plan.pins] { return tensorContents(models, facts, pins, error); });
}

}  // namespace pinfold::ui
