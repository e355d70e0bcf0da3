// Whether a plan belongs to these models and this board.
#include "base/text.h"
#include "plan/check_plan.h"
#include "plan/constants.h"
#include "plan/pins.h"
#include "plan/placement.h"
#include "plan/timetable.h"

#include <algorithm>
#include <map>

namespace pinfold {
namespace {

template <typename T>
Result<void> same(const std::string& where, std::string_view key, const T& planned, const T& wanted) {
    if (planned == wanted) return {};
    return badInput("{}.{}: is {}, and must be {} for these models.", where, key, planned, wanted);
}

const Model* findModel(std::span<const Model> models, std::string_view name) {
    const auto found = std::find_if(models.begin(), models.end(), [&](const Model& m) { return m.name == name; });
    return found == models.end() ? nullptr : &*found;
}

// The order in which the plan runs each model's operators.
Result<std::vector<std::vector<int>>> ordersOf(const Plan& plan, const std::string& root,
                                               std::span<const Model> models) {
    std::vector<std::vector<int>> orders(models.size());
    std::size_t last = 0;
    for (std::size_t i = 0; i < plan.operators.size(); ++i) {
        const std::string where = fmt::format("{}: operators[{}]", root, i);
        const Model* model = findModel(models, plan.operators[i].model);
        if (!model) return badInput("{}.model: there is no model \"{}\" here.", where, plan.operators[i].model);
        const auto index = static_cast<std::size_t>(model - models.data());
        if (index < last) {
            return badInput("{}.model: {} comes after {} here; give the archives in the plan's order.", where,
                            models[last].name, model->name);
        }
        last = index;
        orders[index].push_back(plan.operators[i].index);
    }
    for (std::size_t m = 0; m < models.size(); ++m) {
        const bool isArchives = std::is_sorted(orders[m].begin(), orders[m].end());
        if (isExecutionOrder(models[m], orders[m]) && (plan.options.order == OrderChoice::best || isArchives)) continue;
        return badInput("{}: operators: do not run each of {} once{}.", root, models[m].name,
                        plan.options.order == OrderChoice::archive ? " in the archive's order"
                                                                   : ", after those whose results it takes");
    }
    return orders;
}

Result<void> matchOperators(const Plan& plan, const std::string& root, const LifetimeTable& table) {
    PINFOLD_CHECK(same(root, "ticks", plan.ticks, table.ticks));
    for (std::size_t i = 0; i < plan.operators.size(); ++i) {
        const PlannedOperator& planned = plan.operators[i];
        const PlannedOperator& wanted = table.operators[i];
        const std::string where = fmt::format("{}: operators[{}]", root, i);
        PINFOLD_CHECK(same(where, "name", planned.name, wanted.name));
        PINFOLD_CHECK(same(where, "kernel", planned.kernel, wanted.kernel));
        PINFOLD_CHECK(same(where, "first_tick", planned.firstTick, wanted.firstTick));
        PINFOLD_CHECK(same(where, "end_tick", planned.endTick, wanted.endTick));
        PINFOLD_CHECK(same(where, "stack_bytes", planned.stackBytes, wanted.stackBytes));
    }
    return {};
}

Result<void> matchBuffer(const PlannedBuffer& planned, const std::string& where, const PlannedBuffer& wanted) {
    PINFOLD_CHECK(same(where, "kind", nameOf(planned.kind), nameOf(wanted.kind)));
    PINFOLD_CHECK(same(where, "operator", planned.op, wanted.op));
    PINFOLD_CHECK(same(where, "bytes", planned.bytes, wanted.bytes));
    PINFOLD_CHECK(same(where, "first_tick", planned.firstTick, wanted.firstTick));
    return same(where, "end_tick", planned.endTick, wanted.endTick);
}

// Finds for each of `planned` the one of `own` that has its model and name, each once. `what` names them in messages.
template <typename T>
Result<std::vector<T*>> pairUp(const std::vector<T>& planned, std::vector<T>& own, const std::string& root,
                               std::string_view what) {
    std::multimap<std::pair<std::string, std::string>, T*> open;  // those that the plan has not placed yet
    for (T& thing : own) open.emplace(std::pair(thing.model, thing.name), &thing);
    std::vector<T*> pairs;
    for (std::size_t i = 0; i < planned.size(); ++i) {
        const auto found = open.find(std::pair(planned[i].model, planned[i].name));
        if (found == open.end()) {
            return badInput("{}: {}s[{}].name: there is no {} \"{}\" of {}, or the plan places it twice.", root, what,
                            i, what, planned[i].name, planned[i].model);
        }
        pairs.push_back(found->second);
        open.erase(found);
    }
    if (open.empty()) return pairs;
    return badInput("{}: {}s: has no place for \"{}\" of {}.", root, what, open.begin()->first.second,
                    open.begin()->first.first);
}

// The models' buffers, in the models' order, with the places that the plan gives them.
Result<void> adoptBuffers(Plan& plan, const std::string& root, std::vector<PlannedBuffer> own) {
    PINFOLD_TRY(const auto pairs, pairUp(plan.buffers, own, root, "buffer"));
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        PINFOLD_CHECK(matchBuffer(plan.buffers[i], fmt::format("{}: buffers[{}]", root, i), *pairs[i]));
        pairs[i]->pool = plan.buffers[i].pool;
        pairs[i]->offset = plan.buffers[i].offset;
        pairs[i]->pinned = plan.buffers[i].pinned;
    }
    plan.buffers = std::move(own);
    return {};
}

Result<void> adoptConstants(Plan& plan, const std::string& root, std::vector<PlannedConstant> own) {
    PINFOLD_TRY(const auto pairs, pairUp(plan.constants, own, root, "constant"));
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        PINFOLD_CHECK(
            same(fmt::format("{}: constants[{}]", root, i), "bytes", plan.constants[i].bytes, pairs[i]->bytes));
        pairs[i]->region = plan.constants[i].region;
        pairs[i]->pool = plan.constants[i].pool;
        pairs[i]->offset = plan.constants[i].offset;
        pairs[i]->pinned = plan.constants[i].pinned;
    }
    plan.constants = std::move(own);
    return {};
}

// The pool's place on the board: inside of one of the rooms that stack and reserved ranges leave.
Result<void> matchPool(const Plan& plan, const Pool& pool, const Board& board, std::span<const RoomForPools> rooms) {
    const Region* region = findRegion(board, pool.region);
    if (!region || region->kind != RegionKind::ram) {
        return badInput("The plan puts buffers into \"{}\", which is no RAM region of {}.", pool.region, board.id);
    }
    const std::int64_t alignment = alignmentIn(*region, plan.options.alignment);
    const auto guard = static_cast<std::uint64_t>(pool.guardBefore);
    const std::int64_t bytes = pool.guardBefore + pool.bytes + pool.guardAfter;
    if (pool.address % static_cast<std::uint64_t>(alignment) != 0) {
        return badInput("The plan's pool in {} is at address {:#x}, which is no multiple of {}.", pool.region,
                        pool.address, alignment);
    }
    const auto holds = [&](const RoomForPools& room) {
        if (&board.regions[static_cast<std::size_t>(room.region)] != region) return false;
        if (pool.address < guard || pool.address - guard < room.address) return false;
        const std::uint64_t start = pool.address - guard - room.address;
        return bytes <= room.capacity && start <= static_cast<std::uint64_t>(room.capacity - bytes);
    };
    if (std::any_of(rooms.begin(), rooms.end(), holds)) return {};
    std::string free;
    for (const RoomForPools& room : rooms) {
        if (&board.regions[static_cast<std::size_t>(room.region)] != region) continue;
        free += fmt::format("{}0x{:08x} to 0x{:08x}", free.empty() ? "" : ", ", room.address,
                            room.address + static_cast<std::uint64_t>(room.capacity));
    }
    return badInput(
        "The plan's pool in {} has {} bytes with its guards from address {:#x} on; {} has room for pools "
        "{}.",
        pool.region, grouped(bytes), pool.address - std::min(guard, pool.address), board.id,
        free.empty() ? "nowhere there" : "there from " + free);
}

// Whether the place of a buffer or a copied constant is one that the board and the pins allow.
template <typename T>
Result<void> matchPlace(const T& thing, std::string_view kind, const PinnedPlace& allowed, const Plan& plan,
                        const Board& board) {
    const std::string name = fmt::format("\"{}\" of {}", thing.name, thing.model);
    if (thing.pinned != allowed.pinned) {
        return badInput("The plan says that {} is {}, and its pins say otherwise.", name,
                        thing.pinned ? "pinned" : "not pinned");
    }
    const Pool* pool = thing.pool < 0 ? nullptr : &plan.pools[static_cast<std::size_t>(thing.pool)];
    const std::string& region = pool ? pool->region : board.codeRegion;
    if (std::find(allowed.regions.begin(), allowed.regions.end(), region) == allowed.regions.end()) {
        return badInput("The plan puts {} into {}, where {} not allowed.", name, region,
                        allowed.pinned ? "its pins say that it is" : fmt::format("a buffer of kind {} is", kind));
    }
    if (!pool) {
        if (!allowed.address) return {};
        return badInput("The plan leaves {} in {}, and it is pinned to {:#x}.", name, region, *allowed.address);
    }
    const std::uint64_t address = pool->address + static_cast<std::uint64_t>(thing.offset);
    if (allowed.address && *allowed.address != address) {
        return badInput("The plan puts {} at address {:#x}, and it is pinned to {:#x}.", name, address,
                        *allowed.address);
    }
    const std::int64_t alignment = alignmentIn(*findRegion(board, region), plan.options.alignment);
    if (thing.offset % alignment == 0) return {};
    return badInput("The plan puts {} at offset {}; {} needs multiples of {}.", name, thing.offset, region, alignment);
}

// Every buffer and constant where its pins and the board let it be.
Result<void> matchPlaces(const Plan& plan, std::span<const Model> models, const Board& board) {
    const auto pins = resolvePins(plan.options.pins, plan.buffers, plan.constants, models, board);
    if (!pins.ok()) return badInput("The plan's pins are wrong. {}", pins.error().message);
    for (std::size_t b = 0; b < plan.buffers.size(); ++b) {
        PINFOLD_CHECK(matchPlace(plan.buffers[b], nameOf(plan.buffers[b].kind), pins->buffers[b], plan, board));
    }
    for (std::size_t c = 0; c < plan.constants.size(); ++c) {
        const PlannedConstant& constant = plan.constants[c];
        PINFOLD_CHECK(matchPlace(constant, "constant", pins->constants[c], plan, board));
        if (constant.pool >= 0 || constant.region == board.codeRegion) continue;
        return badInput("The plan says that the constant \"{}\" is in {}, and gives it no pool there.", constant.name,
                        constant.region);
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

Result<PlanReaches> adoptModels(Plan& plan, std::string_view file, std::span<const Model> models) {
    const std::string root = fmt::format("{}: plan", file);
    PINFOLD_TRY(const auto orders, ordersOf(plan, root, models));
    auto times = makeTimetable(models, plan.options, orders);
    if (!times.ok()) return badInput("{}: {}", root, times.error().message);
    LifetimeTable& all = std::get<Timetable>(*times).all;
    PINFOLD_CHECK(matchOperators(plan, root, all));
    PINFOLD_CHECK(adoptBuffers(plan, root, std::move(all.buffers)));
    ConstantTable constants = tableOfConstants(models);
    PINFOLD_CHECK(adoptConstants(plan, root, std::move(constants.constants)));
    plan.aliases = std::move(all.aliases);
    return PlanReaches{std::move(all.reaches), std::move(constants.reaches)};
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
    PINFOLD_CHECK(checkReserved(plan.reserved, board, plan.stackBytes));
    const std::vector<RoomForPools> rooms = roomsOf(board, plan.options.alignment, plan.stackBytes, plan.reserved);
    for (const Pool& pool : plan.pools) PINFOLD_CHECK(matchPool(plan, pool, board, rooms));
    return matchPlaces(plan, models, board);
}

}  // namespace pinfold
