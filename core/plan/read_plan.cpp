// plan.json, read. The file may have been edited by hand or by somebody hostile, and firmware is made from it: all that
// follows from the models is computed again and must agree, and the places are checked.
#include "base/json.h"
#include "plan/check_plan.h"
#include "plan/lifetimes.h"
#include "plan/plan.h"

#include <bit>
#include <map>
#include <utility>

namespace pinfold {
namespace {

constexpr std::int64_t mostBytes = std::int64_t{1} << 48;  // of anything in a plan; no address space here is larger
constexpr std::int64_t mostTicks = INT32_MAX;

// Reads `key` as an integer that has to be the given one.
Result<void> mustBe(const JsonView& object, std::string_view key, std::int64_t wanted, std::string_view owner) {
    PINFOLD_TRY(const JsonView view, object.at(key));
    PINFOLD_TRY(const std::int64_t value, view.integer(INT64_MIN, INT64_MAX));
    if (value == wanted) return {};
    return badInput("{}: is {}, but {} has {} there.", view.where(), value, owner, wanted);
}

Result<void> mustBe(const JsonView& object, std::string_view key, std::string_view wanted, std::string_view owner) {
    PINFOLD_TRY(const JsonView view, object.at(key));
    PINFOLD_TRY(const std::string value, view.string());
    if (value == wanted) return {};
    return badInput("{}: is \"{}\", but {} has \"{}\" there.", view.where(), value, owner, wanted);
}

Result<void> checkFormat(const JsonView& root) {
    PINFOLD_TRY(const std::string format, root.string("format"));
    if (format != "pinfold-plan") return badInput("{}.format: is \"{}\", not \"pinfold-plan\".", root.where(), format);
    PINFOLD_TRY(const std::int64_t version, root.integer("version", 0, INT32_MAX));
    if (version != 1) return badInput("{}.version: is {}; this program reads version 1.", root.where(), version);
    return {};
}

Result<void> readHeader(const JsonView& root, Plan& plan) {
    PINFOLD_TRY(plan.board, root.string("board"));
    PINFOLD_TRY(plan.boardSha256, root.string("board_sha256"));
    PINFOLD_TRY(const auto archives, root.elements("archives"));
    for (const JsonView& archive : archives) {
        PINFOLD_TRY(std::string name, archive.string("name"));
        PINFOLD_TRY(std::string sha256, archive.string("sha256"));
        plan.archives.push_back({std::move(name), std::move(sha256)});
    }
    return {};
}

Result<void> readOptions(const JsonView& root, Plan& plan) {
    PINFOLD_TRY(plan.alignment, root.integer("alignment", 8, 4096));
    if (!std::has_single_bit(static_cast<std::uint64_t>(plan.alignment))) {
        return badInput("{}.alignment: must be a power of two, and is {}.", root.where(), plan.alignment);
    }
    PINFOLD_TRY(const std::string lifetimes, root.string("lifetimes"));
    const auto known = lifetimesFromName(lifetimes);
    if (!known) {
        return badInput("{}.lifetimes: must be \"statement\", \"operator\" or \"none\", and is \"{}\".", root.where(),
                        lifetimes);
    }
    plan.lifetimes = *known;
    PINFOLD_TRY(plan.order, root.string("order"));
    if (plan.order != "archive") {
        return badInput("{}.order: must be \"archive\" for now, and is \"{}\".", root.where(), plan.order);
    }
    PINFOLD_TRY(plan.objective, root.string("objective"));
    PINFOLD_TRY(plan.stackBytes, root.integer("stack_bytes", 1, mostBytes));
    if (root.has("keep_inputs")) {
        PINFOLD_TRY(plan.keepInputs, root.boolean("keep_inputs"));
    }
    PINFOLD_TRY(const std::string status, root.string("status"));
    if (status != "optimal" && status != "feasible") {
        return badInput("{}.status: must be \"optimal\" or \"feasible\", and is \"{}\".", root.where(), status);
    }
    plan.optimal = status == "optimal";
    return {};
}

Result<void> checkOperators(const JsonView& root, const LifetimeTable& table, std::string_view model) {
    PINFOLD_CHECK(mustBe(root, "ticks", table.ticks, model));
    PINFOLD_TRY(const auto operators, root.elements("operators"));
    if (operators.size() != table.operators.size()) {
        return badInput("{}.operators: are {}, but {} has {}.", root.where(), operators.size(), model,
                        table.operators.size());
    }
    for (std::size_t i = 0; i < operators.size(); ++i) {
        const PlannedOperator& op = table.operators[i];
        PINFOLD_CHECK(mustBe(operators[i], "index", op.index, model));
        PINFOLD_CHECK(mustBe(operators[i], "model", op.model, model));
        PINFOLD_CHECK(mustBe(operators[i], "name", op.name, model));
        PINFOLD_CHECK(mustBe(operators[i], "kernel", op.kernel, model));
        PINFOLD_CHECK(mustBe(operators[i], "first_tick", op.firstTick, model));
        PINFOLD_CHECK(mustBe(operators[i], "end_tick", op.endTick, model));
    }
    return {};
}

Result<Pool> readPool(const JsonView& json) {
    Pool pool;
    PINFOLD_TRY(const std::int64_t id, json.integer("id", 0, 0));
    pool.id = static_cast<int>(id);
    PINFOLD_TRY(pool.region, json.string("region"));
    PINFOLD_TRY(const std::int64_t address, json.integer("address", 0, mostBytes));
    pool.address = static_cast<std::uint64_t>(address);
    PINFOLD_TRY(pool.capacity, json.integer("capacity", 0, mostBytes));
    PINFOLD_TRY(pool.bytes, json.integer("bytes", 0, mostBytes));
    PINFOLD_TRY(pool.lowerBound, json.integer("lower_bound", 0, pool.bytes));
    PINFOLD_TRY(const std::int64_t guard, json.integer("guard", 0, mostBytes));
    if (json.has("guard_before")) {
        PINFOLD_TRY(pool.guardBefore, json.integer("guard_before", 0, guard));
    }
    pool.guardAfter = guard - pool.guardBefore;
    return pool;
}

Result<void> readPools(const JsonView& root, Plan& plan) {
    PINFOLD_TRY(const auto pools, root.elements("pools"));
    if (pools.size() != 1) {
        return badInput("{}.pools: must be exactly one for now, and are {}.", root.where(), pools.size());
    }
    PINFOLD_TRY(Pool pool, readPool(pools.front()));
    plan.pools.push_back(std::move(pool));
    return {};
}

// Takes a buffer's place from the file; everything else must be as the model has it.
Result<void> readBuffer(const JsonView& json, PlannedBuffer& buffer, std::string_view model) {
    PINFOLD_CHECK(mustBe(json, "model", buffer.model, model));
    PINFOLD_CHECK(mustBe(json, "kind", nameOf(buffer.kind), model));
    PINFOLD_CHECK(mustBe(json, "bytes", buffer.bytes, model));
    PINFOLD_CHECK(mustBe(json, "first_tick", buffer.firstTick, model));
    PINFOLD_CHECK(mustBe(json, "end_tick", buffer.endTick, model));
    if (buffer.op >= 0) PINFOLD_CHECK(mustBe(json, "operator", buffer.op, model));
    PINFOLD_TRY(const std::int64_t pool, json.integer("pool", 0, mostTicks));
    buffer.pool = static_cast<int>(pool);
    PINFOLD_TRY(buffer.offset, json.integer("offset", 0, mostBytes));
    if (json.has("pinned")) {
        PINFOLD_TRY(buffer.pinned, json.boolean("pinned"));
    }
    return {};
}

Result<void> readBuffers(const JsonView& root, Plan& plan, std::string_view model) {
    PINFOLD_TRY(const auto buffers, root.elements("buffers"));
    std::multimap<std::string, PlannedBuffer*> open;  // those of the model that the file has not placed yet
    for (PlannedBuffer& buffer : plan.buffers) open.emplace(buffer.name, &buffer);
    for (const JsonView& json : buffers) {
        PINFOLD_TRY(const std::string name, json.string("name"));
        const auto found = open.lower_bound(name);
        if (found == open.end() || found->first != name) {
            return badInput("{}.name: {} has no buffer \"{}\", or the plan places it twice.", json.where(), model,
                            name);
        }
        PINFOLD_CHECK(readBuffer(json, *found->second, model));
        open.erase(found);
    }
    if (!open.empty()) {
        return badInput("{}.buffers: has no place for \"{}\" of {}.", root.where(), open.begin()->first, model);
    }
    return {};
}

Result<void> readConstants(const JsonView& root, Plan& plan, const Model& model) {
    std::multimap<std::string, const Tensor*> open;
    for (const Tensor& tensor : model.tensors) {
        if (tensor.role == TensorRole::constant && tensor.aliasOf < 0) open.emplace(tensor.name, &tensor);
    }
    PINFOLD_TRY(const auto constants, root.elements("constants"));
    for (const JsonView& json : constants) {
        PINFOLD_TRY(std::string name, json.string("name"));
        const auto found = open.lower_bound(name);
        if (found == open.end() || found->first != name) {
            return badInput("{}.name: {} has no constant \"{}\", or the plan places it twice.", json.where(),
                            model.name, name);
        }
        PINFOLD_CHECK(mustBe(json, "model", model.name, model.name));
        PINFOLD_CHECK(mustBe(json, "bytes", found->second->bytes, model.name));
        PINFOLD_TRY(std::string region, json.string("region"));
        plan.constants.push_back({model.name, std::move(name), found->second->bytes, std::move(region)});
        open.erase(found);
    }
    if (!open.empty()) {
        return badInput("{}.constants: has no place for \"{}\" of {}.", root.where(), open.begin()->first, model.name);
    }
    return {};
}

}  // namespace

Result<Plan> readPlan(std::string_view json, std::string_view file, std::span<const Model> models) {
    if (models.size() != 1) {
        return badInput("{}: a plan is for exactly one model for now, and {} are given; choose one with --module.",
                        file, models.size());
    }
    const Model& model = models.front();
    PINFOLD_TRY(const nlohmann::json document, parseJson(json, file));
    const JsonView root(document, fmt::format("{}: plan", file));
    Plan plan;
    PINFOLD_CHECK(checkFormat(root));
    PINFOLD_CHECK(readHeader(root, plan));
    if (auto same = matchArchives(plan, models); !same.ok()) return badInput("{}: {}", file, same.error().message);
    PINFOLD_CHECK(readOptions(root, plan));

    LifetimeTable table = computeLifetimes(model, plan.lifetimes, plan.keepInputs);
    PINFOLD_CHECK(checkOperators(root, table, model.name));
    PINFOLD_CHECK(readPools(root, plan));
    plan.ticks = table.ticks;
    plan.operators = std::move(table.operators);
    plan.buffers = std::move(table.buffers);
    plan.aliases = std::move(table.aliases);
    PINFOLD_CHECK(readBuffers(root, plan, model.name));
    PINFOLD_CHECK(readConstants(root, plan, model));
    if (auto placed = checkPlacement(plan, table); !placed.ok()) {
        return badInput("{}: {}", file, placed.error().message);
    }
    return plan;
}

}  // namespace pinfold
