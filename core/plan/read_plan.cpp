// plan.json, read. docs/plan-format.md says what its keys mean.
#include "base/json.h"
#include "plan/options_json.h"
#include "plan/plan.h"

#include <utility>
#include <variant>

namespace pinfold {
namespace {

constexpr std::int64_t maxBytes = std::int64_t{1} << 48;  // of anything in a plan; no address space here is larger
constexpr std::int64_t maxTicks = INT32_MAX;
constexpr std::size_t maxPools = 1'000;

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

// A key that may be missing, which is false.
Result<bool> readFlag(const JsonView& json, std::string_view key) {
    if (!json.has(key)) return false;
    return json.boolean(key);
}

// A key that may be missing, which is 0.
Result<double> readAmount(const JsonView& json, std::string_view key) {
    if (!json.has(key)) return 0.0;
    PINFOLD_TRY(const double number, json.number(key));
    if (number < 0) return badInput("{}: must not be negative, and is {}.", json.where(key), number);
    return number;
}

// A key that may be missing, which is no string at all.
Result<std::vector<std::string>> readStrings(const JsonView& json, std::string_view key) {
    std::vector<std::string> strings;
    if (!json.has(key)) return strings;
    PINFOLD_TRY(const auto elements, json.elements(key));
    for (const JsonView& element : elements) {
        PINFOLD_TRY(strings.emplace_back(), element.string());
    }
    return strings;
}

Result<void> readReserved(const JsonView& root, Plan& plan) {
    if (!root.has("reserved")) return {};
    PINFOLD_TRY(const auto elements, root.elements("reserved"));
    for (const JsonView& element : elements) {
        ReservedRange range;
        PINFOLD_TRY(range.region, element.string("region"));
        PINFOLD_TRY(const std::int64_t address, element.integer("address", 0, maxBytes));
        range.address = static_cast<std::uint64_t>(address);
        PINFOLD_TRY(range.bytes, element.integer("bytes", 1, maxBytes));
        plan.reserved.push_back(std::move(range));
    }
    return {};
}

// What the plan says of itself.
Result<void> readProof(const JsonView& root, Plan& plan) {
    PINFOLD_TRY(const std::string status, root.string("status"));
    if (status != "optimal" && status != "feasible") {
        return badInput("{}: must be \"optimal\" or \"feasible\", and is \"{}\".", root.where("status"), status);
    }
    plan.optimal = status == "optimal";
    PINFOLD_TRY(plan.orderProven, readFlag(root, "order_proven"));
    PINFOLD_TRY(plan.cost, readAmount(root, "cost"));
    PINFOLD_TRY(plan.costBound, readAmount(root, "cost_lower_bound"));
    return {};
}

Result<void> readOptions(const JsonView& root, Plan& plan) {
    for (const PlanOption& option : planOptions()) {
        if (option.planKey.empty()) continue;
        PINFOLD_CHECK(readOption(plan.options, option, root, option.planKey));
    }
    if (const auto right = checkOptions(plan.options); !right.ok()) {
        return badInput("{}: {}", root.where(), right.error().message);
    }
    if (root.has("stack_bytes")) {
        PINFOLD_TRY(plan.stackBytes, root.integer("stack_bytes", 1, maxBytes));
    }
    PINFOLD_CHECK(readReserved(root, plan));
    return readProof(root, plan);
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
    PINFOLD_TRY(const std::int64_t index, json.integer("index", 0, maxTicks));
    op.index = static_cast<int>(index);
    PINFOLD_TRY(op.model, json.string("model"));
    PINFOLD_TRY(op.name, json.string("name"));
    PINFOLD_TRY(op.kernel, json.string("kernel"));
    PINFOLD_TRY(const Ticks life, readTicks(json, ticks));
    op.firstTick = life.first;
    op.endTick = life.end;
    PINFOLD_TRY(op.stackBytes, json.integer("stack_bytes", 0, maxBytes));
    return op;
}

Result<Pool> readPool(const JsonView& json, int index) {
    Pool pool;
    PINFOLD_TRY(const std::int64_t id, json.integer("id", index, index));
    pool.id = static_cast<int>(id);
    PINFOLD_TRY(pool.region, json.string("region"));
    PINFOLD_TRY(pool.models, readStrings(json, "models"));
    PINFOLD_TRY(const std::int64_t address, json.integer("address", 0, maxBytes));
    pool.address = static_cast<std::uint64_t>(address);
    PINFOLD_TRY(pool.capacity, json.integer("capacity", 0, maxBytes));
    PINFOLD_TRY(pool.bytes, json.integer("bytes", 0, maxBytes));
    PINFOLD_TRY(pool.lowerBound, json.integer("lower_bound", 0, pool.bytes));
    PINFOLD_TRY(const std::int64_t guard, json.integer("guard", 0, maxBytes));
    if (json.has("guard_before")) {
        PINFOLD_TRY(pool.guardBefore, json.integer("guard_before", 0, guard));
    }
    pool.guardAfter = guard - pool.guardBefore;
    return pool;
}

Result<void> readPools(const JsonView& root, Plan& plan) {
    PINFOLD_TRY(const auto pools, root.elements("pools"));
    if (pools.size() > maxPools) {
        return badInput("{}: are {}, and may be at most {}.", root.where("pools"), pools.size(), maxPools);
    }
    for (std::size_t p = 0; p < pools.size(); ++p) {
        PINFOLD_TRY(Pool pool, readPool(pools[p], static_cast<int>(p)));
        plan.pools.push_back(std::move(pool));
    }
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
    PINFOLD_TRY(const std::int64_t id, json.integer("id", 0, maxTicks));
    buffer.id = static_cast<int>(id);
    PINFOLD_TRY(buffer.model, json.string("model"));
    PINFOLD_TRY(buffer.name, json.string("name"));
    PINFOLD_TRY(buffer.kind, readKind(json));
    if (json.has("operator")) {
        PINFOLD_TRY(const std::int64_t op, json.integer("operator", 0, std::ssize(plan.operators) - 1));
        buffer.op = static_cast<int>(op);
    }
    PINFOLD_TRY(buffer.bytes, json.integer("bytes", 0, maxBytes));
    PINFOLD_TRY(const Ticks life, readTicks(json, plan.ticks));
    buffer.firstTick = life.first;
    buffer.endTick = life.end;
    PINFOLD_TRY(const std::int64_t pool, json.integer("pool", 0, std::ssize(plan.pools) - 1));
    buffer.pool = static_cast<int>(pool);
    PINFOLD_TRY(buffer.offset, json.integer("offset", 0, maxBytes));
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
    PINFOLD_TRY(const std::int64_t ticks, root.integer("ticks", 1, maxTicks));
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

Result<PlannedConstant> readConstant(const JsonView& json, const Plan& plan) {
    PlannedConstant constant;
    PINFOLD_TRY(constant.model, json.string("model"));
    PINFOLD_TRY(constant.name, json.string("name"));
    PINFOLD_TRY(constant.bytes, json.integer("bytes", 0, maxBytes));
    PINFOLD_TRY(constant.region, json.string("region"));
    PINFOLD_TRY(constant.pinned, readFlag(json, "pinned"));
    if (json.has("pool")) {
        PINFOLD_TRY(const std::int64_t pool, json.integer("pool", 0, std::ssize(plan.pools) - 1));
        constant.pool = static_cast<int>(pool);
        PINFOLD_TRY(constant.offset, json.integer("offset", 0, maxBytes));
    }
    return constant;
}

Result<void> readConstants(const JsonView& root, Plan& plan) {
    PINFOLD_TRY(const auto constants, root.elements("constants"));
    for (const JsonView& json : constants) {
        PINFOLD_TRY(PlannedConstant constant, readConstant(json, plan));
        plan.constants.push_back(std::move(constant));
    }
    return {};
}

Result<void> readProposals(const JsonView& root, Plan& plan) {
    if (!root.has("proposals")) return {};
    PINFOLD_TRY(const auto proposals, root.elements("proposals"));
    for (const JsonView& json : proposals) {
        ConstantProposal proposal;
        PINFOLD_TRY(proposal.model, json.string("model"));
        PINFOLD_TRY(proposal.name, json.string("constant"));
        PINFOLD_TRY(proposal.region, json.string("region"));
        PINFOLD_TRY(proposal.savedCycles, json.number("saved_cycles"));
        plan.proposals.push_back(std::move(proposal));
    }
    return {};
}

}  // namespace

Result<Plan> readPlan(std::string_view json, std::string_view file, const CancelToken& cancel) {
    PINFOLD_TRY(const nlohmann::json document, parseJson(json, file, cancel));
    const JsonView root(document, fmt::format("{}: plan", file), &cancel);
    Plan plan;
    PINFOLD_CHECK(checkFormat(root));
    PINFOLD_CHECK(readHeader(root, plan));
    PINFOLD_CHECK(readOptions(root, plan));
    PINFOLD_CHECK(readOperators(root, plan));
    PINFOLD_CHECK(readPools(root, plan));
    PINFOLD_CHECK(readBuffers(root, plan));
    PINFOLD_CHECK(readAliases(root, plan));
    PINFOLD_CHECK(readConstants(root, plan));
    PINFOLD_CHECK(readProposals(root, plan));
    const auto models = modelsOfPools(plan);
    for (std::size_t p = 0; p < models.size(); ++p) plan.pools[p].models = models[p];
    return plan;
}

}  // namespace pinfold
