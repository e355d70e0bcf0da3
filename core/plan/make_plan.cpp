// From models and a board to a plan: lifetimes, one pool, the first region that holds it.
#include "base/text.h"
#include "model/stored_constants.h"
#include "plan/lifetimes.h"
#include "plan/pack.h"
#include "plan/placement.h"
#include "plan/plan.h"

#include <algorithm>
#include <bit>
#include <map>
#include <utility>

namespace pinfold {
namespace {

// Buffers hold elements of up to 8 bytes; beyond the size of a page no hardware asks for an alignment.
constexpr std::int64_t leastAlignment = 8;
constexpr std::int64_t mostAlignment = 4096;
constexpr std::int64_t mostBytes = std::int64_t{1} << 60;  // of all buffers together
constexpr std::int64_t mostStackBytes = std::int64_t{1} << 32;

// A way to place all buffers at one alignment, the same in every region.
struct Layout {
    Packing packing;
    Guards guards;
    [[nodiscard]] std::int64_t bytes() const { return guards.before + packing.bytes + guards.after; }
};

struct Room {
    const Region* region = nullptr;
    std::int64_t capacity = 0;
    std::int64_t missing = 0;  // bytes; <= 0: it fits
};

Layout layOut(const LifetimeTable& table, std::int64_t alignment, const CancelToken& cancel) {
    std::vector<PackItem> items;
    for (const PlannedBuffer& buffer : table.buffers) {
        items.push_back({buffer.firstTick, buffer.endTick, alignUp(buffer.bytes, alignment)});
    }
    Layout layout{pack(items, {}, cancel), {}};
    Packing& packing = layout.packing;
    layout.guards = guardsFor(packing.offsets, table.reaches, packing.bytes, alignment);

    // Upside down it is as good a packing, but may need smaller guards.
    std::vector<std::int64_t> flipped(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) flipped[i] = packing.bytes - packing.offsets[i] - items[i].size;
    const Guards guards = guardsFor(flipped, table.reaches, packing.bytes, alignment);
    if (guards.before + guards.after < layout.guards.before + layout.guards.after) {
        packing.offsets = std::move(flipped);
        layout.guards = guards;
    }
    return layout;
}

Error noRoom(const Model& model, const Board& board, const Layout& layout, const std::vector<Room>& rooms,
             std::int64_t stackBytes) {
    const std::string need = fmt::format(
        "{}: needs {} bytes of RAM for its buffers in one piece{}", model.name, grouped(layout.packing.bytes),
        layout.guards.before + layout.guards.after == 0
            ? ""
            : fmt::format(" and {} of guard around them", grouped(layout.guards.before + layout.guards.after)));
    if (rooms.empty()) return doesNotFit("{}; the board {} has no RAM.", need, board.id);
    const Room* largest = &rooms.front();
    std::string others;
    for (const Room& room : rooms) {
        if (room.capacity > largest->capacity) largest = &room;
    }
    for (const Room& room : rooms) {
        if (&room == largest) continue;
        others += fmt::format("{}{} {}", others.empty() ? " The others have less: " : ", ", room.region->name,
                              grouped(room.capacity));
    }
    if (!others.empty()) others += ".";
    const std::string beside = largest->region->name == board.stackRegion
                                   ? fmt::format(" after {} of stack and {} of the firmware's own data",
                                                 grouped(stackBytes), grouped(firmwareStaticBytes))
                                   : "";
    return doesNotFit("{}; {}, {}, has {} free{}: {} bytes are missing.{}", need,
                      rooms.size() == 1 ? "the only region" : "the largest region", largest->region->name,
                      grouped(largest->capacity), beside, grouped(largest->missing), others);
}

Result<void> checkOptions(const PlanOptions& options) {
    if (options.alignment < leastAlignment || options.alignment > mostAlignment ||
        !std::has_single_bit(static_cast<std::uint64_t>(options.alignment))) {
        return badInput(
            "alignment {}: must be a power of two from {} to {} (kernels access elements of up to 8 bytes).",
            options.alignment, leastAlignment, mostAlignment);
    }
    if (options.stackBytes && *options.stackBytes <= 0) {
        return badInput("stack {}: must be more than 0 bytes.", *options.stackBytes);
    }
    if (options.stackBytes && *options.stackBytes > mostStackBytes) {
        return doesNotFit("stack {}: is more than a 32-bit processor can address ({} bytes).", *options.stackBytes,
                          grouped(mostStackBytes));
    }
    return {};
}

// Stack and weights have their place whatever the buffers need.
Result<void> checkFixedParts(const Model& model, const Board& board, std::int64_t stackBytes) {
    const Region* stack = findRegion(board, board.stackRegion);
    const Region* code = findRegion(board, board.codeRegion);
    if (!stack || !code) {
        return badInput("board {}: has no region {} for the {}.", board.id,
                        stack ? board.codeRegion : board.stackRegion, stack ? "code" : "stack");
    }
    if (stackBytes > stack->bytes - firmwareStaticBytes) {
        return doesNotFit("{}: a stack of {} bytes and {} of the firmware's own data do not fit into {}, which has {}.",
                          model.name, grouped(stackBytes), grouped(firmwareStaticBytes), stack->name,
                          grouped(stack->bytes));
    }
    PINFOLD_TRY(const StoredConstants stored, storeConstants(model));
    const std::int64_t weights = stored.bytes;
    if (weights > code->bytes) {
        return doesNotFit(
            "{}: its weights need {} bytes of flash; {} has {}: at least {} bytes of flash are missing, code not "
            "counted.",
            model.name, grouped(weights), code->name, grouped(code->bytes), grouped(weights - code->bytes));
    }
    return {};
}

Result<void> checkTotal(const Model& model, const LifetimeTable& table) {
    std::int64_t total = 0;
    for (const PlannedBuffer& buffer : table.buffers) {
        if (buffer.bytes > mostBytes - total) {
            return doesNotFit("{}: its buffers need more bytes than any memory has (\"{}\" alone {}).", model.name,
                              buffer.name, grouped(buffer.bytes));
        }
        total += buffer.bytes;
    }
    return {};
}

// The first region that holds the pool, and the pool there.
struct Placed {
    Layout layout;
    Pool pool;
};
Outcome<Placed> placePool(const Model& model, const Board& board, const LifetimeTable& table,
                          std::int64_t wantedAlignment, std::int64_t stackBytes, const CancelToken& cancel) {
    std::map<std::int64_t, Layout> layouts;  // by alignment
    std::vector<Room> rooms;
    for (const Region& region : board.regions) {
        if (region.kind != RegionKind::ram) continue;
        const std::int64_t alignment = alignmentIn(region, wantedAlignment);
        if (!layouts.contains(alignment)) layouts[alignment] = layOut(table, alignment, cancel);
        if (cancel.cancelled()) return Cancelled{};
        const Layout& layout = layouts[alignment];
        const std::int64_t capacity = poolCapacity(board, region, wantedAlignment, stackBytes);
        rooms.push_back({&region, capacity, layout.bytes() - capacity});
        if (layout.bytes() > capacity) continue;

        Pool pool;
        pool.region = region.name;
        pool.address = poolStart(region, wantedAlignment) + static_cast<std::uint64_t>(layout.guards.before);
        pool.capacity = capacity;
        pool.bytes = layout.packing.bytes;
        pool.lowerBound = layout.packing.lowerBound;
        pool.guardBefore = layout.guards.before;
        pool.guardAfter = layout.guards.after;
        return Placed{layout, pool};
    }
    if (layouts.empty()) layouts[wantedAlignment] = layOut(table, wantedAlignment, cancel);
    return noRoom(model, board, layouts.begin()->second, rooms, stackBytes);
}

std::vector<PlannedConstant> planConstants(const Model& model, const Board& board) {
    std::vector<PlannedConstant> constants;
    for (const Tensor& tensor : model.tensors) {
        if (tensor.role != TensorRole::constant || tensor.aliasOf >= 0) continue;
        constants.push_back({model.name, tensor.name, tensor.bytes, board.codeRegion});
    }
    return constants;
}

}  // namespace

Outcome<Plan> makePlan(std::span<const Model> models, const Board& board, const PlanOptions& options,
                       const CancelToken& cancel, const ProgressSink& progress) {
    if (models.size() != 1) {
        return badInput("A plan is made for exactly one model for now, not for {}; choose one with --module.",
                        models.size());
    }
    const Model& model = models.front();
    PINFOLD_CHECK(checkOptions(options));
    const std::int64_t stackBytes = alignUp(options.stackBytes.value_or(defaultStackBytes(models)), 8);
    PINFOLD_CHECK(checkFixedParts(model, board, stackBytes));

    LifetimeTable table = computeLifetimes(model, options.lifetimes, options.keepInputs);
    PINFOLD_CHECK(checkTotal(model, table));
    report(progress, {"plan", fmt::format("placing {} buffers of {}", table.buffers.size(), model.name)});
    PINFOLD_TRY_OUTCOME(Placed placed, placePool(model, board, table, options.alignment, stackBytes, cancel));

    Plan plan;
    plan.board = board.id;
    plan.boardSha256 = board.sha256;
    plan.archives = {{model.archiveName, model.archiveSha256}};
    plan.alignment = options.alignment;
    plan.lifetimes = options.lifetimes;
    plan.keepInputs = options.keepInputs;
    plan.stackBytes = stackBytes;
    plan.optimal = placed.layout.packing.optimal;
    plan.ticks = table.ticks;
    plan.operators = std::move(table.operators);
    plan.pools = {placed.pool};
    plan.buffers = std::move(table.buffers);
    for (std::size_t i = 0; i < plan.buffers.size(); ++i) plan.buffers[i].offset = placed.layout.packing.offsets[i];
    plan.aliases = std::move(table.aliases);
    plan.constants = planConstants(model, board);
    report(progress, {"plan", fmt::format("{} bytes in {}", grouped(placed.pool.bytes), placed.pool.region), 1.0});
    return plan;
}

}  // namespace pinfold
