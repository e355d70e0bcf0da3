// Whether a plan belongs to these models and this board.
#include "base/text.h"
#include "plan/check_plan.h"
#include "plan/placement.h"

#include <algorithm>
#include <map>

namespace pinfold {
namespace {

template <typename T>
Result<void> same(const std::string& where, std::string_view key, const T& planned, const T& wanted,
                  const Model& model) {
    if (planned == wanted) return {};
    return badInput("{}.{}: is {}, and must be {} for {}.", where, key, planned, wanted, model.name);
}

Result<void> matchOperators(const Plan& plan, const std::string& root, const LifetimeTable& table, const Model& model) {
    PINFOLD_CHECK(same(root, "operators", plan.operators.size(), table.operators.size(), model));
    PINFOLD_CHECK(same(root, "ticks", plan.ticks, table.ticks, model));
    for (std::size_t i = 0; i < plan.operators.size(); ++i) {
        const PlannedOperator& planned = plan.operators[i];
        const PlannedOperator& wanted = table.operators[i];
        const std::string where = fmt::format("{}: operators[{}]", root, i);
        PINFOLD_CHECK(same(where, "index", planned.index, wanted.index, model));
        PINFOLD_CHECK(same(where, "model", planned.model, wanted.model, model));
        PINFOLD_CHECK(same(where, "name", planned.name, wanted.name, model));
        PINFOLD_CHECK(same(where, "kernel", planned.kernel, wanted.kernel, model));
        PINFOLD_CHECK(same(where, "first_tick", planned.firstTick, wanted.firstTick, model));
        PINFOLD_CHECK(same(where, "end_tick", planned.endTick, wanted.endTick, model));
        PINFOLD_CHECK(same(where, "stack_bytes", planned.stackBytes, wanted.stackBytes, model));
    }
    return {};
}

Result<void> matchBuffer(const PlannedBuffer& planned, const std::string& where, const PlannedBuffer& wanted,
                         const Model& model) {
    PINFOLD_CHECK(same(where, "model", planned.model, wanted.model, model));
    PINFOLD_CHECK(same(where, "kind", nameOf(planned.kind), nameOf(wanted.kind), model));
    PINFOLD_CHECK(same(where, "operator", planned.op, wanted.op, model));
    PINFOLD_CHECK(same(where, "bytes", planned.bytes, wanted.bytes, model));
    PINFOLD_CHECK(same(where, "first_tick", planned.firstTick, wanted.firstTick, model));
    return same(where, "end_tick", planned.endTick, wanted.endTick, model);
}

// The model's buffers, in the model's order, with the places that the plan gives them.
Result<void> adoptBuffers(Plan& plan, const std::string& root, const LifetimeTable& table, const Model& model) {
    std::vector<PlannedBuffer> buffers = table.buffers;
    std::multimap<std::string, PlannedBuffer*> open;  // those that the plan has not placed yet
    for (PlannedBuffer& buffer : buffers) open.emplace(buffer.name, &buffer);
    for (std::size_t i = 0; i < plan.buffers.size(); ++i) {
        const PlannedBuffer& planned = plan.buffers[i];
        const std::string where = fmt::format("{}: buffers[{}]", root, i);
        const auto found = open.lower_bound(planned.name);
        if (found == open.end() || found->first != planned.name) {
            return badInput("{}.name: {} has no buffer \"{}\", or the plan places it twice.", where, model.name,
                            planned.name);
        }
        PINFOLD_CHECK(matchBuffer(planned, where, *found->second, model));
        found->second->pool = planned.pool;
        found->second->offset = planned.offset;
        found->second->pinned = planned.pinned;
        open.erase(found);
    }
    if (!open.empty()) {
        return badInput("{}: buffers: has no place for \"{}\" of {}.", root, open.begin()->first, model.name);
    }
    plan.buffers = std::move(buffers);
    return {};
}

Result<void> matchConstants(const Plan& plan, const std::string& root, const Model& model) {
    std::multimap<std::string, const Tensor*> open;
    for (const Tensor& tensor : model.tensors) {
        if (tensor.role == TensorRole::constant && tensor.aliasOf < 0) open.emplace(tensor.name, &tensor);
    }
    for (std::size_t i = 0; i < plan.constants.size(); ++i) {
        const PlannedConstant& planned = plan.constants[i];
        const std::string where = fmt::format("{}: constants[{}]", root, i);
        const auto found = open.lower_bound(planned.name);
        if (found == open.end() || found->first != planned.name) {
            return badInput("{}.name: {} has no constant \"{}\", or the plan places it twice.", where, model.name,
                            planned.name);
        }
        PINFOLD_CHECK(same(where, "model", planned.model, model.name, model));
        PINFOLD_CHECK(same(where, "bytes", planned.bytes, found->second->bytes, model));
        open.erase(found);
    }
    if (open.empty()) return {};
    return badInput("{}: constants: has no place for \"{}\" of {}.", root, open.begin()->first, model.name);
}

// The pool's place on the board. The linker script puts it first in its region.
Result<void> matchPool(const Plan& plan, const Pool& pool, const Board& board) {
    const Region* region = findRegion(board, pool.region);
    if (!region || region->kind != RegionKind::ram) {
        return badInput("The plan puts buffers into \"{}\", which is no RAM region of {}.", pool.region, board.id);
    }
    const std::uint64_t address = poolStart(*region, plan.alignment) + static_cast<std::uint64_t>(pool.guardBefore);
    if (pool.address != address) {
        return badInput("The plan's pool in {} is at address {:#x}; it must be at {:#x}.", pool.region, pool.address,
                        address);
    }
    const std::int64_t capacity = poolCapacity(board, *region, plan.alignment, plan.stackBytes);
    if (pool.guardBefore + pool.bytes + pool.guardAfter > capacity) {
        return badInput("The plan's pool in {} has {} bytes with its guards; {} has room for {}.", pool.region,
                        grouped(pool.guardBefore + pool.bytes + pool.guardAfter), board.id, grouped(capacity));
    }
    const std::int64_t alignment = alignmentIn(*region, plan.alignment);
    for (const PlannedBuffer& buffer : plan.buffers) {
        if (buffer.pool == pool.id && buffer.offset % alignment != 0) {
            return badInput("The plan puts \"{}\" at offset {}; {} needs multiples of {}.", buffer.name, buffer.offset,
                            pool.region, alignment);
        }
    }
    return {};
}

}  // namespace

Result<void> matchArchives(const Plan& plan, std::span<const Model> models) {
    for (const Model& model : models) {
        const auto same = [&](const PlannedArchive& a) { return a.sha256 == model.archiveSha256; };
        if (std::any_of(plan.archives.begin(), plan.archives.end(), same)) continue;
        const auto named = std::find_if(plan.archives.begin(), plan.archives.end(),
                                        [&](const PlannedArchive& a) { return a.name == model.archiveName; });
        if (named != plan.archives.end()) {
            return badInput(
                "The plan was made from another version of {} (SHA-256 {}, and this one is {}). "
                "Make the plan again.",
                model.archiveName, named->sha256, model.archiveSha256);
        }
        std::string made;
        for (const PlannedArchive& archive : plan.archives) made += (made.empty() ? "" : ", ") + archive.name;
        return badInput("The plan was made from {}, not from {}.", made.empty() ? "no archive" : made,
                        model.archiveName);
    }
    for (const PlannedArchive& archive : plan.archives) {
        const auto same = [&](const Model& m) { return m.archiveSha256 == archive.sha256; };
        if (std::any_of(models.begin(), models.end(), same)) continue;
        return badInput("The plan was also made from {}, which is not given here.", archive.name);
    }
    return {};
}

Result<std::vector<BufferReach>> adoptModels(Plan& plan, std::string_view file, std::span<const Model> models) {
    if (models.size() != 1) {
        return badInput("{}: a plan is for exactly one model for now, and {} are given; choose one with --module.",
                        file, models.size());
    }
    const Model& model = models.front();
    const std::string root = fmt::format("{}: plan", file);
    LifetimeTable table = computeLifetimes(model, plan.lifetimes, plan.keepInputs);
    PINFOLD_CHECK(matchOperators(plan, root, table, model));
    PINFOLD_CHECK(adoptBuffers(plan, root, table, model));
    PINFOLD_CHECK(matchConstants(plan, root, model));
    plan.aliases = std::move(table.aliases);
    return std::move(table.reaches);
}

Result<void> matchPlan(const Plan& plan, std::span<const Model> models, const Board& board) {
    PINFOLD_CHECK(matchArchives(plan, models));
    if (plan.board != board.id) {
        return badInput("The plan was made for the board {}, not for {}.", plan.board, board.id);
    }
    if (plan.boardSha256 != board.sha256) {
        return badInput(
            "The plan was made for another version of the board {} (SHA-256 {}, and this one is {}). "
            "Make the plan again.",
            board.id, plan.boardSha256, board.sha256);
    }
    const Region* stack = findRegion(board, board.stackRegion);
    if (!stack || plan.stackBytes > stack->bytes - firmwareStaticBytes) {
        return badInput("The plan's stack of {} bytes does not fit into {}.", grouped(plan.stackBytes),
                        board.stackRegion);
    }
    for (const Pool& pool : plan.pools) PINFOLD_CHECK(matchPool(plan, pool, board));
    for (const PlannedConstant& constant : plan.constants) {
        if (constant.region == board.codeRegion) continue;
        return badInput("The plan puts the constant \"{}\" into {}; for now all constants are in {}.", constant.name,
                        constant.region, board.codeRegion);
    }
    return {};
}

}  // namespace pinfold
