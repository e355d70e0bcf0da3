// plan.json, written. docs/plan-format.md says what its keys mean.
#include "base/json.h"
#include "plan/options_json.h"
#include "plan/plan.h"

#include <array>
#include <utility>

namespace pinfold {
namespace {

OrderedJson toJson(const PlannedOperator& op) {
    return {{"index", op.index},           {"model", op.model},          {"name", op.name},
            {"kernel", op.kernel},         {"first_tick", op.firstTick}, {"end_tick", op.endTick},
            {"stack_bytes", op.stackBytes}};
}

OrderedJson toJson(const Pool& pool) {
    return {{"id", pool.id},
            {"region", pool.region},
            {"models", pool.models},
            {"address", pool.address},
            {"capacity", pool.capacity},
            {"bytes", pool.bytes},
            {"lower_bound", pool.lowerBound},
            {"guard", pool.guardBefore + pool.guardAfter},
            {"guard_before", pool.guardBefore}};
}

OrderedJson toJson(const PlannedBuffer& buffer) {
    return {{"id", buffer.id},
            {"model", buffer.model},
            {"name", buffer.name},
            {"kind", nameOf(buffer.kind)},
            {"operator", buffer.op < 0 ? OrderedJson() : OrderedJson(buffer.op)},
            {"bytes", buffer.bytes},
            {"first_tick", buffer.firstTick},
            {"end_tick", buffer.endTick},
            {"pool", buffer.pool},
            {"offset", buffer.offset},
            {"pinned", buffer.pinned},
            {"reads", orNull(buffer.reads)},
            {"writes", orNull(buffer.writes)}};
}

OrderedJson toJson(const PlannedArchive& archive) { return {{"name", archive.name}, {"sha256", archive.sha256}}; }

OrderedJson toJson(const PlannedAlias& alias) {
    return {{"model", alias.model}, {"name", alias.name}, {"of", alias.of}};
}

OrderedJson toJson(const PlannedConstant& constant) {
    return {{"model", constant.model},
            {"name", constant.name},
            {"bytes", constant.bytes},
            {"region", constant.region},
            {"pool", constant.pool < 0 ? OrderedJson() : OrderedJson(constant.pool)},
            {"offset", constant.offset},
            {"pinned", constant.pinned}};
}

OrderedJson toJson(const ConstantProposal& proposal) {
    return {{"model", proposal.model},
            {"constant", proposal.name},
            {"region", proposal.region},
            {"saved_cycles", proposal.savedCycles}};
}

OrderedJson toJson(const ReservedRange& range) {
    return {{"region", range.region}, {"address", range.address}, {"bytes", range.bytes}};
}

template <typename T>
OrderedJson toArray(const std::vector<T>& values) {
    OrderedJson array = OrderedJson::array();
    for (const T& value : values) array.push_back(toJson(value));
    return array;
}

// One line per element: people read and compare plans.
std::string linesOf(const OrderedJson& array) {
    std::string text = "[";
    const char* separator = "\n    ";
    for (const OrderedJson& element : array) {
        text += separator;
        text += element.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
        separator = ",\n    ";
    }
    return text + (array.empty() ? "]" : "\n  ]");
}

// The order of keys in the format's first version; what came later stands after them.
constexpr std::array<std::string_view, 12> firstKeys = {"alignment",  "lifetimes",   "order",      "order_proven",
                                                        "objective",  "keep_inputs", "concurrent", "stack_bytes",
                                                        "time_limit", "pins",        "keep",       "reserved"};

void addOptions(OrderedJson& json, const Plan& plan) {
    OrderedJson all;
    for (const PlanOption& option : planOptions()) {
        OrderedJson value = toJson(option, plan.options);
        if (!option.planKey.empty() && !value.is_null()) all[std::string(option.planKey)] = std::move(value);
    }
    all["order_proven"] = plan.orderProven;
    all["stack_bytes"] = plan.stackBytes;
    all["reserved"] = toArray(plan.reserved);
    for (const std::string_view key : firstKeys) {
        const auto found = all.find(key);
        if (found == all.end()) continue;
        json[std::string(key)] = std::move(*found);
        all.erase(found);
    }
    json.update(all);
}

}  // namespace

std::string writePlan(const Plan& plan) {
    OrderedJson json;
    json["format"] = "pinfold-plan";
    json["version"] = 1;
    json["board"] = plan.board;
    json["board_sha256"] = plan.boardSha256;
    json["archives"] = toArray(plan.archives);
    addOptions(json, plan);
    json["status"] = plan.optimal ? "optimal" : "feasible";
    json["cost"] = plan.cost;
    json["cost_lower_bound"] = plan.costBound;
    json["ticks"] = plan.ticks;
    json["operators"] = toArray(plan.operators);
    json["pools"] = toArray(plan.pools);
    json["buffers"] = toArray(plan.buffers);
    json["aliases"] = toArray(plan.aliases);
    json["constants"] = toArray(plan.constants);
    json["proposals"] = toArray(plan.proposals);

    std::string text = "{";
    const char* separator = "\n  ";
    for (const auto& [key, value] : json.items()) {
        text += separator + OrderedJson(key).dump() + ": ";
        text += value.is_array() ? linesOf(value) : value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
        separator = ",\n  ";
    }
    return text + "\n}\n";
}

}  // namespace pinfold
