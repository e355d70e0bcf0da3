// plan.json, read. The file may have been edited by hand or by somebody hostile, and firmware is made from it: the
// places are checked, and all that follows from the models is computed again and must agree (match_plan.cpp).
#include "base/json.h"
#include "plan/check_plan.h"
#include "plan/plan.h"

#include <bit>
#include <utility>

namespace pinfold {
namespace {

constexpr std::int64_t mostBytes = std::int64_t{1} << 48;  // of anything in a plan; no address space here is larger
constexpr std::int64_t mostTicks = INT32_MAX;

Result<void> checkFormat(const JsonView& root) {
    PINFOLD_TRY(const std::string format, root.string("format"));
    if (format != "pinfold-plan") return badInput("{}: is \"{}\", not \"pinfold-plan\".", root.where("format"), format);
    PINFOLD_TRY(const std::int64_t version, root.integer("version", 0, INT32_MAX));
    if (version != 1) return badInput("{}: is {}; this program reads version 1.", root.where("version"), version);
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

Result<void> readOptions(const JsonView& root, Plan& plan, std::int64_t defaultStack) {
    PINFOLD_TRY(plan.alignment, root.integer("alignment", 8, 4096));
    if (!std::has_single_bit(static_cast<std::uint64_t>(plan.alignment))) {
        return badInput("{}: must be a power of two, and is {}.", root.where("alignment"), plan.alignment);
    }
    PINFOLD_TRY(const std::string lifetimes, root.string("lifetimes"));
    const auto known = lifetimesFromName(lifetimes);
    if (!known) {
        return badInput("{}: must be \"statement\", \"operator\" or \"none\", and is \"{}\".", root.where("lifetimes"),
                        lifetimes);
    }
    plan.lifetimes = *known;
    PINFOLD_TRY(const std::string order, root.string("order"));
    const auto knownOrder = orderFromName(order);
    if (!knownOrder) {
        return badInput("{}: must be \"archive\" or \"best\", and is \"{}\".", root.where("order"), order);
    }
    plan.order = *knownOrder;
    PINFOLD_TRY(const std::string objective, root.string("objective"));
    const auto knownObjective = objectiveFromName(objective);
    if (!knownObjective) {
        return badInput("{}: must be \"cost\" or \"size\", and is \"{}\".", root.where("objective"), objective);
    }
    plan.objective = *knownObjective;
    plan.stackBytes = defaultStack;
    if (root.has("stack_bytes")) {
        PINFOLD_TRY(plan.stackBytes, root.integer("stack_bytes", 1, mostBytes));
    }
    if (root.has("keep_inputs")) {
        PINFOLD_TRY(plan.keepInputs, root.boolean("keep_inputs"));
    }
    PINFOLD_TRY(const std::string status, root.string("status"));
    if (status != "optimal" && status != "feasible") {
        return badInput("{}: must be \"optimal\" or \"feasible\", and is \"{}\".", root.where("status"), status);
    }
    plan.optimal = status == "optimal";
    return {};
}

struct Ticks {
    int first = 0;
    int end = 0;
};

Result<Ticks> readTicks(const JsonView& json, int ticks) {
    PINFOLD_TRY(const std::int64_t first, json.integer("first_tick", 0, ticks - 1));
    PINFOLD_TRY(const std::int64_t end, json.integer("end_tick", first + 1, ticks));
    return Ticks{static_cast<int>(first), static_cast<int>(end)};
}

Result<PlannedOperator> readOperator(const JsonView& json, int ticks) {
    PlannedOperator op;
    PINFOLD_TRY(const std::int64_t index, json.integer("index", 0, mostTicks));
    op.index = static_cast<int>(index);
    PINFOLD_TRY(op.model, json.string("model"));
    PINFOLD_TRY(op.name, json.string("name"));
    PINFOLD_TRY(op.kernel, json.string("kernel"));
    PINFOLD_TRY(const Ticks life, readTicks(json, ticks));
    op.firstTick = life.first;
    op.endTick = life.end;
    PINFOLD_TRY(op.stackBytes, json.integer("stack_bytes", 0, mostBytes));
    return op;
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
        return badInput("{}: must be exactly one for now, and are {}.", root.where("pools"), pools.size());
    }
    PINFOLD_TRY(Pool pool, readPool(pools.front()));
    plan.pools.push_back(std::move(pool));
    return {};
}

Result<std::optional<std::int64_t>> readCount(const JsonView& json, std::string_view key) {
    if (!json.has(key)) return std::optional<std::int64_t>();
    PINFOLD_TRY(const std::int64_t count, json.integer(key, 0, INT64_MAX));
    return std::optional<std::int64_t>(count);
}

Result<BufferKind> readKind(const JsonView& json) {
    PINFOLD_TRY(const std::string name, json.string("kind"));
    for (const BufferKind kind :
         {BufferKind::input, BufferKind::output, BufferKind::activation, BufferKind::workspace}) {
        if (nameOf(kind) == name) return kind;
    }
    return badInput("{}: is \"{}\", which is no kind of buffer.", json.where("kind"), name);
}

Result<PlannedBuffer> readBuffer(const JsonView& json, const Plan& plan) {
    PlannedBuffer buffer;
    PINFOLD_TRY(const std::int64_t id, json.integer("id", 0, mostTicks));
    buffer.id = static_cast<int>(id);
    PINFOLD_TRY(buffer.model, json.string("model"));
    PINFOLD_TRY(buffer.name, json.string("name"));
    PINFOLD_TRY(buffer.kind, readKind(json));
    if (json.has("operator")) {
        PINFOLD_TRY(const std::int64_t op, json.integer("operator", 0, std::ssize(plan.operators) - 1));
        buffer.op = static_cast<int>(op);
    }
    PINFOLD_TRY(buffer.bytes, json.integer("bytes", 0, mostBytes));
    PINFOLD_TRY(const Ticks life, readTicks(json, plan.ticks));
    buffer.firstTick = life.first;
    buffer.endTick = life.end;
    PINFOLD_TRY(const std::int64_t pool, json.integer("pool", 0, mostTicks));
    buffer.pool = static_cast<int>(pool);
    PINFOLD_TRY(buffer.offset, json.integer("offset", 0, mostBytes));
    PINFOLD_TRY(buffer.pinned, json.boolean("pinned"));
    PINFOLD_TRY(buffer.reads, readCount(json, "reads"));
    PINFOLD_TRY(buffer.writes, readCount(json, "writes"));
    return buffer;
}

Result<void> readBuffers(const JsonView& root, Plan& plan) {
    PINFOLD_TRY(const auto buffers, root.elements("buffers"));
    for (const JsonView& json : buffers) {
        PINFOLD_TRY(PlannedBuffer buffer, readBuffer(json, plan));
        plan.buffers.push_back(std::move(buffer));
    }
    return {};
}

Result<void> readOperators(const JsonView& root, Plan& plan) {
    PINFOLD_TRY(const std::int64_t ticks, root.integer("ticks", 1, mostTicks));
    plan.ticks = static_cast<int>(ticks);
    PINFOLD_TRY(const auto operators, root.elements("operators"));
    for (const JsonView& json : operators) {
        PINFOLD_TRY(PlannedOperator op, readOperator(json, plan.ticks));
        plan.operators.push_back(std::move(op));
    }
    return {};
}

Result<void> readAliases(const JsonView& root, Plan& plan) {
    PINFOLD_TRY(const auto aliases, root.elements("aliases"));
    for (const JsonView& json : aliases) {
        PINFOLD_TRY(std::string model, json.string("model"));
        PINFOLD_TRY(std::string name, json.string("name"));
        PINFOLD_TRY(std::string of, json.string("of"));
        plan.aliases.push_back({std::move(model), std::move(name), std::move(of)});
    }
    return {};
}

Result<void> readConstants(const JsonView& root, Plan& plan) {
    PINFOLD_TRY(const auto constants, root.elements("constants"));
    for (const JsonView& json : constants) {
        PINFOLD_TRY(std::string model, json.string("model"));
        PINFOLD_TRY(std::string name, json.string("name"));
        PINFOLD_TRY(const std::int64_t bytes, json.integer("bytes", 0, mostBytes));
        PINFOLD_TRY(std::string region, json.string("region"));
        plan.constants.push_back({std::move(model), std::move(name), bytes, std::move(region)});
    }
    return {};
}

// How far each buffer is used at least; what kernels read beyond is known only with the model.
std::vector<BufferReach> ownReaches(const Plan& plan) {
    std::vector<BufferReach> reaches;
    for (const PlannedBuffer& buffer : plan.buffers) reaches.push_back({0, buffer.bytes});
    return reaches;
}

// Puts the file's name in front of an error that does not know it.
Result<void> in(std::string_view file, Result<void> result) {
    if (result.ok()) return result;
    return badInput("{}: {}", file, result.error().message);
}

}  // namespace

Result<Plan> readPlan(std::string_view json, std::string_view file, std::span<const Model> models) {
    PINFOLD_TRY(const nlohmann::json document, parseJson(json, file));
    const JsonView root(document, fmt::format("{}: plan", file));
    Plan plan;
    PINFOLD_CHECK(checkFormat(root));
    PINFOLD_CHECK(readHeader(root, plan));
    if (!models.empty()) PINFOLD_CHECK(in(file, matchArchives(plan, models)));
    PINFOLD_CHECK(readOptions(root, plan, defaultStackBytes(models)));
    PINFOLD_CHECK(readOperators(root, plan));
    PINFOLD_CHECK(readPools(root, plan));
    PINFOLD_CHECK(readBuffers(root, plan));
    PINFOLD_CHECK(readAliases(root, plan));
    PINFOLD_CHECK(readConstants(root, plan));
    if (models.empty()) {
        PINFOLD_CHECK(in(file, checkPlacement(plan, ownReaches(plan))));
        return plan;
    }
    PINFOLD_TRY(const std::vector<BufferReach> reaches, adoptModels(plan, file, models));
    PINFOLD_CHECK(in(file, checkPlacement(plan, reaches)));
    return plan;
}

}  // namespace pinfold
