#include "ui/memory/timeline_words.h"

#include "model/operator_ticks.h"
#include "plan/free_ranges.h"
#include "plan/infeasible/infeasible.h"
#include "ui/session/operator_kind.h"
#include "ui/text/numbers.h"
#include "ui/text/say.h"

#include <algorithm>

namespace pinfold::ui {
namespace {

constexpr std::size_t maxContributors = 4;
constexpr std::size_t maxListed = 6;

QString of(const std::string& text) { return QString::fromStdString(text); }

const Model* modelNamed(const TimelineModel& model, const std::string& name) {
    const auto found = std::find_if(model.models().begin(), model.models().end(),
                                    [&](const Model& other) { return other.name == name; });
    return found == model.models().end() ? nullptr : &*found;
}

const PlannedOperator& plannedAt(const TimelineModel& model, int tick) {
    const auto op = static_cast<std::size_t>(model.facts().operatorOfTick[static_cast<std::size_t>(tick)]);
    return model.plan().operators[op];
}

// "2", or "kws:2" where there are several models.
QString numberOf(const TimelineModel& model, const PlannedOperator& op) {
    const QString index = countText(op.index);
    return model.models().size() > 1 ? of(op.model) + u':' + index : index;
}

struct Part {
    int item = 0;
    std::int64_t bytes = 0;  // rounded up
    QString name;
};

// Workspaces of other operators than the one that is spoken of keep their operator's number.
QString partName(const TimelineModel& model, const BoxPlace& place, const PlannedOperator& op) {
    const bool another = model.box(place).kind == TimelineKind::workspace &&
                         !model.nameOf(place).starts_with("op" + std::to_string(op.index) + "/");
    return another ? of(model.nameOf(place)) : shortNameOf(model, place);
}

std::vector<Part> partsAt(const TimelineModel& model, int band, int tick) {
    const TimelineBand& shown = model.bands()[static_cast<std::size_t>(band)];
    std::vector<Part> parts;
    shown.boxes.visit(tick, tick + 1, [&](int index) {
        const TimelineBox& box = shown.boxes[index];
        parts.push_back(
            {box.item, alignUp(box.bytes, shown.alignment), partName(model, {band, index}, plannedAt(model, tick))});
    });
    return parts;
}

QString sumText(std::vector<Part> parts) {
    std::stable_sort(parts.begin(), parts.end(), [](const Part& a, const Part& b) { return a.bytes > b.bytes; });
    const std::size_t shown = std::min(parts.size(), maxContributors);
    std::sort(parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(shown),
              [](const Part& a, const Part& b) { return a.item < b.item; });
    QStringList terms;
    for (std::size_t i = 0; i < shown; ++i) terms.append(parts[i].name + u' ' + countText(parts[i].bytes));
    if (shown < parts.size()) {
        std::int64_t rest = 0;
        for (std::size_t i = shown; i < parts.size(); ++i) rest += parts[i].bytes;
        terms.append(say("%n more", static_cast<int>(parts.size() - shown)) + u' ' + countText(rest));
    }
    return terms.join(QStringLiteral(" + "));
}

QString ticksText(const TimelineModel& model, const TickSpan& life) {
    const QString ticks = life.end - life.first == 1
                              ? say("tick %1").arg(countText(life.first))
                              : say("ticks %1 to %2").arg(countText(life.first), countText(life.end - 1));
    const PlannedOperator& first = plannedAt(model, life.first);
    const PlannedOperator& last = plannedAt(model, life.end - 1);
    const QString ops = &first == &last ? say("operator %1").arg(numberOf(model, first))
                                        : say("operators %1 to %2").arg(numberOf(model, first), numberOf(model, last));
    return say("%1, %2").arg(ticks, ops);
}

QString listed(const QStringList& names) {
    const auto most = static_cast<qsizetype>(maxListed);
    if (names.size() <= most) return names.join(QStringLiteral(", "));
    return say("%1 and %2 more").arg(names.first(most).join(QStringLiteral(", ")), countText(names.size() - most));
}

QString operatorName(const Model& model, int op) {
    return say("%1 %2").arg(countText(op), of(model.operators[static_cast<std::size_t>(op)].name));
}

class Rows {
public:
    void add(const QString& label, const QString& value) {
        if (value.isEmpty()) return;
        html_ += QStringLiteral("<tr><td style='padding-right:8px'>%1</td><td>%2</td></tr>")
                     .arg(label.toHtmlEscaped(), value.toHtmlEscaped());
    }
    [[nodiscard]] QString under(const QString& title, const QString& subtitle) const {
        return QStringLiteral("<b>%1</b> · %2<table>%3</table>")
            .arg(title.toHtmlEscaped(), subtitle.toHtmlEscaped(), html_);
    }

private:
    QString html_;
};

void addUsers(Rows& rows, const Model& model, const Item& item) {
    if (item.kind == Item::Kind::workspace) {
        rows.add(say("Used by"), operatorName(model, item.index));
        return;
    }
    const Tensor& tensor = model.tensors[static_cast<std::size_t>(item.index)];
    const QString outside = tensor.role == TensorRole::constant ? say("start-up code") : say("the application");
    rows.add(say("Written by"), tensor.producer >= 0 ? operatorName(model, tensor.producer) : outside);
    QStringList readers;
    for (const int op : tensor.consumers) readers.append(operatorName(model, op));
    for (const Port& port : model.outputs) {
        if (port.tensor >= 0 && rootOf(model, port.tensor) == item.index) {
            readers.append(say("the application"));
            break;
        }
    }
    rows.add(say("Read by"), listed(readers));
}

void addAccesses(Rows& rows, const PlannedBuffer& buffer) {
    if (!buffer.reads || !buffer.writes) return;
    rows.add(
        say("Accesses"),
        say("%1 elements read, %2 written in one inference").arg(countText(*buffer.reads), countText(*buffer.writes)));
}

QString aliasesOf(const Plan& plan, const PlannedBuffer& buffer) {
    QStringList names;
    for (const PlannedAlias& alias : plan.aliases) {
        if (alias.model == buffer.model && alias.of == buffer.name) names.append(of(alias.name));
    }
    return listed(names);
}

}  // namespace

QString kindName(TimelineKind kind) {
    switch (kind) {
        case TimelineKind::input: return say("input");
        case TimelineKind::output: return say("output");
        case TimelineKind::activation: return say("activation");
        case TimelineKind::workspace: return say("workspace");
        case TimelineKind::constant: return say("constant");
    }
    return {};
}

QString shortNameOf(const TimelineModel& model, const BoxPlace& place) {
    const std::string name = model.nameOf(place);
    if (model.box(place).kind == TimelineKind::workspace) return of(name).section(u'/', 1);
    const Item item = model.itemOf(place);
    if (item.model < 0) return of(name);
    return shortName(model.models()[static_cast<std::size_t>(item.model)], name);
}

QString peakText(const TimelineModel& model, int band) {
    const auto index = static_cast<std::size_t>(model.bands()[static_cast<std::size_t>(band)].pool);
    const Pool& pool = model.plan().pools[index];
    const int tick = model.facts().peakTick[index];
    const std::int64_t alive = model.facts().load[index][static_cast<std::size_t>(tick)];
    const QString sum = sumText(partsAt(model, band, tick));
    const QString op = numberOf(model, plannedAt(model, tick));
    if (alive == pool.bytes) return say("peak %1 in operator %2: %3").arg(bytesText(pool.bytes), op, sum);
    return say("peak %1: in operator %2, %3 are alive (%4); %5 lie between them")
        .arg(bytesText(pool.bytes), op, bytesText(alive), sum, bytesText(pool.bytes - alive));
}

QStringList peakTexts(const TimelineModel& model) {
    QStringList lines;
    for (std::size_t b = 0; b < model.bands().size(); ++b) {
        const TimelineBand& band = model.bands()[b];
        if (band.pool < 0 || band.boxes.size() == 0) continue;
        lines.append(say("%1: %2").arg(of(band.region), peakText(model, static_cast<int>(b))));
    }
    return lines;
}

QString bandText(const TimelineModel& model, int band) {
    const TimelineBand& shown = model.bands()[static_cast<std::size_t>(band)];
    if (shown.pool < 0) return say("empty, %1 free").arg(bytesText(shown.capacity));
    const Pool& pool = model.plan().pools[static_cast<std::size_t>(shown.pool)];
    const double share =
        static_cast<double>(pool.bytes) / static_cast<double>(std::max<std::int64_t>(1, pool.capacity));
    const std::int64_t guard = pool.guardBefore + pool.guardAfter;
    QStringList parts;
    if (model.plan().options.concurrent) {
        QStringList names;
        for (const std::string& name : pool.models) names.append(of(name));
        parts.append(listed(names));
    }
    parts.append(say("%1 of %2 (%3)").arg(bytesText(pool.bytes), bytesText(pool.capacity), percentText(share)));
    parts.append(pool.lowerBound == pool.bytes ? say("least possible")
                                               : say("at least %1 needed").arg(bytesText(pool.lowerBound)));
    if (guard > 0) parts.append(say("%1 guard").arg(bytesText(guard)));
    parts.append(say("%1 free").arg(bytesText(std::max<std::int64_t>(0, pool.capacity - pool.bytes - guard))));
    return parts.join(QStringLiteral(" · "));
}

std::optional<KernelStatement> statementAt(const TimelineModel& model, int tick) {
    if (model.plan().options.lifetimes != Lifetimes::statement) return std::nullopt;
    const PlannedOperator& planned = plannedAt(model, tick);
    const Model* owner = modelNamed(model, planned.model);
    if (!owner || planned.index < 0 || static_cast<std::size_t>(planned.index) >= owner->operators.size()) {
        return std::nullopt;
    }
    const Operator& op = owner->operators[static_cast<std::size_t>(planned.index)];
    const Kernel& kernel = owner->kernels[static_cast<std::size_t>(op.kernel)];
    if (!kernel.read) return std::nullopt;
    const std::vector<int> ticks = operatorTicks(*owner, planned.index, model.plan().options.lifetimes).statements;
    const auto statement = std::find(ticks.begin(), ticks.end(), tick - planned.firstTick);
    if (statement == ticks.end()) return std::nullopt;
    return kernel.statements[static_cast<std::size_t>(statement - ticks.begin())];
}

QString tickText(const TimelineModel& model, int tick) {
    const PlannedOperator& op = plannedAt(model, tick);
    const QString where = say("operator %1 (%2)").arg(numberOf(model, op), of(op.name));
    const auto statement = statementAt(model, tick);
    if (!statement) return where;
    return say("%1, statement %2, lines %3 to %4")
        .arg(where, countText(tick - op.firstTick + 1), QString::number(statement->firstLine),
             QString::number(statement->lastLine));
}

QString boxText(const TimelineModel& model, const BoxPlace& place) {
    const TimelineBand& band = model.bands()[static_cast<std::size_t>(place.band)];
    const TimelineBox& box = model.box(place);
    const Item item = model.itemOf(place);
    const auto index = static_cast<std::size_t>(box.item);
    const bool isBuffer = index < model.plan().buffers.size();
    Rows rows;
    rows.add(say("Lives"), ticksText(model, box.life));
    rows.add(say("Size"), bytesText(box.bytes));
    rows.add(say("Address"), say("%1 in %2, %3 from the pool's start")
                                 .arg(addressText(band.address + static_cast<std::uint64_t>(box.offset)),
                                      of(band.region), bytesText(box.offset)));
    if (item.model >= 0) addUsers(rows, model.models()[static_cast<std::size_t>(item.model)], item);
    if (isBuffer) {
        addAccesses(rows, model.plan().buffers[index]);
        rows.add(say("Also"), aliasesOf(model.plan(), model.plan().buffers[index]));
    }
    QStringList pins;
    for (const std::string& pin : model.pinsOf(place)) pins.append(of(pin));
    rows.add(say("Pinned by"), listed(pins));
    return rows.under(of(model.nameOf(place)), kindName(box.kind));
}

QString operatorText(const TimelineModel& model, const Item& op) {
    const TickSpan span = model.ticksOf(op);
    if (span.empty()) return {};
    const PlannedOperator& planned = plannedAt(model, span.first);
    Rows rows;
    rows.add(say("Runs"), ticksText(model, span));
    rows.add(say("Kernel"), of(planned.kernel));
    for (const TimelineBand& band : model.bands()) {
        if (band.pool < 0) continue;
        const auto& load = model.facts().load[static_cast<std::size_t>(band.pool)];
        const auto most = std::max_element(load.begin() + span.first, load.begin() + span.end);
        rows.add(say("Alive in %1").arg(of(band.region)), say("at most %1").arg(bytesText(*most)));
    }
    return rows.under(of(planned.name), say("operator %1").arg(numberOf(model, planned)));
}

std::set<std::string> infeasible(const Error& error) {
    std::set<std::string> names;
    const auto infeasibility = readInfeasibility(error.details);
    if (!infeasibility) return names;
    for (const InfeasibleBuffer& buffer : infeasibility->buffers) names.insert(buffer.model + ":" + buffer.name);
    return names;
}

}  // namespace pinfold::ui
