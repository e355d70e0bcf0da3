#include "plan/problem.h"

#include "base/text.h"
#include "model/stored_constants.h"
#include "plan/constants.h"
#include "plan/pins/collisions.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace pinfold {
namespace {

constexpr std::int64_t maxBytesTogether = std::int64_t{1} << 60;  // of all buffers together

constexpr double finestCost = 0x1p-20;  // cycles; what doubles hold exactly even for heavy models
constexpr double maxCost = 0x1p60;      // of all items together, in units

Result<void> checkModels(std::span<const Model> models) {
    std::set<std::string> names;
    for (const Model& model : models) {
        if (names.insert(model.name).second) continue;
        return badInput("Two models are called \"{}\"; models of one plan need different names.", model.name);
    }
    if (models.empty()) return badInput("There is no model to plan.");
    return {};
}

std::string namesOf(std::span<const Model> models) {
    std::vector<std::string> names;
    for (const Model& model : models) names.push_back(model.name);
    return fmt::format("{}", fmt::join(names, ", "));
}

// Stack and weights take their bytes whatever the buffers need.
Result<void> checkFixedParts(std::span<const Model> models, const Board& board, std::int64_t stackBytes,
                             const CancelToken& cancel) {
    const Region* stack = findRegion(board, board.stackRegion);
    const Region* code = findRegion(board, board.codeRegion);
    if (!stack || !code) {
        return badInput("board {}: has no region {} for the {}.", board.id,
                        stack ? board.codeRegion : board.stackRegion, stack ? "code" : "stack");
    }
    if (stackBytes > stack->bytes - firmwareStaticBytes) {
        return doesNotFit("{}: a stack of {} bytes and {} of the firmware's own data do not fit into {}, which has {}.",
                          namesOf(models), grouped(stackBytes), grouped(firmwareStaticBytes), stack->name,
                          grouped(stack->bytes));
    }
    std::int64_t weights = 0;
    for (const Model& model : models) {
        PINFOLD_TRY(const StoredConstants stored, storeConstants(model, cancel));
        weights += stored.bytes;
    }
    if (weights > code->bytes) {
        return doesNotFit(
            "{}: the weights need {} bytes of flash; {} has {}: at least {} bytes of flash are missing, code not "
            "counted.",
            namesOf(models), grouped(weights), code->name, grouped(code->bytes), grouped(weights - code->bytes));
    }
    return {};
}

Result<void> checkTotal(const PlanProblem& problem) {
    std::int64_t total = 0;
    const auto add = [&](const std::string& model, const std::string& name, std::int64_t bytes) -> Result<void> {
        if (bytes > maxBytesTogether - total) {
            return doesNotFit("{}: its buffers need more bytes than any memory has (\"{}\" alone {}).", model, name,
                              grouped(bytes));
        }
        total += bytes;
        return {};
    };
    for (const PlannedBuffer& b : problem.times.all.buffers) PINFOLD_CHECK(add(b.model, b.name, b.bytes));
    for (const PlannedConstant& c : problem.constants) PINFOLD_CHECK(add(c.model, c.name, c.bytes));
    return {};
}

// One buffer or copied constant before it is an item.
struct Need {
    std::string_view model;
    std::string_view name;
    std::int64_t bytes = 0;
    std::optional<std::int64_t> readBytes, writtenBytes;
    const BufferReach* reach = nullptr;
    const PinnedPlace* place = nullptr;
};

// Turns needs into items, one by one.
class ItemMaker {
public:
    ItemMaker(const Board& board, const PlanOptions& options, const AvailableMemory& memory)
        : board_(board), options_(options), memory_(memory) {}

    Result<void> add(const Need& need, int group, int firstTick, int endTick) {
        AssignItem item;
        item.lower = firstTick;
        item.upper = endTick;
        item.bytes = need.bytes;
        item.alignment = options_.alignment;
        item.group = group;
        const Beyond around = beyond(*need.reach, need.bytes, options_.alignment);
        item.before = around.before;
        if (around.after > 0) item.after = around.after + alignUp(need.bytes, options_.alignment) - need.bytes;
        for (std::size_t r = 0; r < memory_.ranges.size(); ++r) {
            const FreeRange& range = memory_.ranges[r];
            const Region& region = board_.regions[static_cast<std::size_t>(range.region)];
            const auto& allowed = need.place->regions;
            if (std::find(allowed.begin(), allowed.end(), region.name) == allowed.end()) continue;
            AssignOption option{static_cast<int>(r), 0, std::nullopt};
            if (need.place->address) {
                if (*need.place->address < range.address ||
                    *need.place->address - range.address >= static_cast<std::uint64_t>(range.capacity)) {
                    continue;
                }
                PINFOLD_TRY(option.fixed, fixedOffset(need, item, range, region));
            }
            item.options.push_back(option);
            const double cycles =
                cyclesOf(need.readBytes.value_or(need.bytes), need.writtenBytes.value_or(need.bytes), region);
            cycles_.push_back(cycles);
        }
        if (item.options.empty()) return noPlace(need);
        items_.push_back(std::move(item));
        return {};
    }

    // Gives costs to all options; returns the items and the unit.
    std::pair<std::vector<AssignItem>, double> finish() {
        double total = 0;
        std::size_t next = 0;
        for (const AssignItem& item : items_) {
            double maxCycles = 0;
            for (std::size_t o = 0; o < item.options.size(); ++o) maxCycles = std::max(maxCycles, cycles_[next++]);
            total += maxCycles;
        }
        double unit = finestCost;
        while (total / unit > maxCost) unit *= 2;
        next = 0;
        for (AssignItem& item : items_) {
            for (AssignOption& option : item.options) option.cost = std::llround(cycles_[next++] / unit);
        }
        return {std::move(items_), unit};
    }

private:
    std::string nameOf(const Need& need) const { return fmt::format("\"{}\" of {}", need.name, need.model); }
    // The pin, which needs no more words than the buffer's address.
    std::string pinOf(const Need& need) const {
        return fmt::format("pin \"{}\"", options_.pins[static_cast<std::size_t>(need.place->pins.front())]);
    }

    Result<std::int64_t> fixedOffset(const Need& need, const AssignItem& item, const FreeRange& range,
                                     const Region& region) const {
        const auto offset = static_cast<std::int64_t>(*need.place->address - range.address);
        if (offset % range.alignment != 0) {
            return badInput("{}: the address 0x{:x} of {} is no multiple of {}, the alignment in {}.", pinOf(need),
                            *need.place->address, nameOf(need), range.alignment, region.name);
        }
        const std::int64_t end = offset + std::max(alignUp(need.bytes, range.alignment), need.bytes + item.after);
        if (end > range.capacity || offset < item.before) {
            return badInput(
                "{}: {} has {} bytes{}, and from 0x{:x} on they leave what pools may use of {}: 0x{:08x} to 0x{:08x}.",
                pinOf(need), nameOf(need), grouped(need.bytes),
                item.before + item.after == 0
                    ? ""
                    : fmt::format(" and is read up to {} bytes before and {} after them", item.before, item.after),
                *need.place->address, region.name, range.address,
                range.address + static_cast<std::uint64_t>(range.capacity));
        }
        return offset;
    }

    Error noPlace(const Need& need) const {
        if (need.place->address) {
            return badInput(
                "{}: the address 0x{:x} of {} is reserved, or belongs to the stack and the firmware's own data.",
                pinOf(need), *need.place->address, nameOf(need));
        }
        if (need.place->regions.empty()) {
            return doesNotFit("{}: no RAM region of {} may hold \"{}\" (see `holds` of its regions).", need.model,
                              board_.id, need.name);
        }
        return doesNotFit("{}: nothing is free in {}, where \"{}\" would have to be.", need.model,
                          fmt::join(need.place->regions, ", "), need.name);
    }

    const Board& board_;
    const PlanOptions& options_;
    const AvailableMemory& memory_;
    std::vector<AssignItem> items_;
    std::vector<double> cycles_;  // of all options of all items
};

// Cancelled: some items are missing.
Result<void> addItems(PlanProblem& problem, const Board& board, const PlanOptions& options,
                      const AvailableMemory& memory, const CancelToken& cancel) {
    ItemMaker maker(board, options, memory);
    const LifetimeTable& all = problem.times.all;
    for (std::size_t b = 0; b < all.buffers.size() && !cancel.cancelled(); ++b) {
        const PlannedBuffer& buffer = all.buffers[b];
        PINFOLD_CHECK(maker.add({buffer.model, buffer.name, buffer.bytes, buffer.readBytes, buffer.writtenBytes,
                                 &all.reaches[b], &problem.pins.buffers[b]},
                                options.concurrent ? problem.times.modelOf[b] : 0, buffer.firstTick, buffer.endTick));
    }
    for (const int c : problem.copied) {
        const PlannedConstant& constant = problem.constants[static_cast<std::size_t>(c)];
        const std::string name = "const:" + constant.name;
        PINFOLD_CHECK(maker.add({constant.model, name, constant.bytes, constant.readBytes, 0,
                                 &problem.constantReaches[static_cast<std::size_t>(c)],
                                 &problem.pins.constants[static_cast<std::size_t>(c)]},
                                options.concurrent ? problem.constantModels[static_cast<std::size_t>(c)] : 0, 0,
                                all.ticks));
    }
    std::tie(problem.items, problem.costUnit) = maker.finish();
    return {};
}

// Buffers that pins put into the same bytes at the same time.
Result<void> checkFixedOffsets(const PlanProblem& problem) {
    std::vector<Occupant> occupants;
    const auto add = [&](const std::string& name, const AssignItem& item) {
        if (!item.options.front().fixed) return;
        const std::int64_t pool = std::int64_t{item.group} * std::ssize(problem.ranges) + item.options.front().range;
        occupants.push_back({&name, pool, *item.options.front().fixed, item.bytes, static_cast<int>(item.lower),
                             static_cast<int>(item.upper)});
    };
    const auto& buffers = problem.times.all.buffers;
    for (std::size_t b = 0; b < buffers.size(); ++b) add(buffers[b].name, problem.items[b]);
    for (std::size_t c = 0; c < problem.copied.size(); ++c) {
        add(problem.constants[static_cast<std::size_t>(problem.copied[c])].name, problem.items[buffers.size() + c]);
    }
    const auto clash = findCollision(occupants);
    if (!clash) return {};
    return badInput("pins: \"{}\" and \"{}\" are pinned to the same bytes, and both are in use in tick {}.",
                    *clash->first, *clash->second, clash->tick);
}

}  // namespace

Result<AvailableMemory> findAvailableMemory(std::span<const Model> models, const Board& board,
                                            const PlanOptions& options, const CancelToken& cancel) {
    PINFOLD_CHECK(checkModels(models));
    PINFOLD_CHECK(checkOptions(options));
    AvailableMemory memory;
    memory.stackBytes = alignUp(options.stackBytes.value_or(defaultStackBytes(models)), 8);
    PINFOLD_CHECK(checkFixedParts(models, board, memory.stackBytes, cancel));
    PINFOLD_TRY(memory.reserved, resolveReserved(options.reserve, board, memory.stackBytes));
    memory.ranges = freeRanges(board, options.alignment, memory.stackBytes, memory.reserved);
    if (memory.ranges.empty()) return doesNotFit("{}: {} has no RAM for buffers.", namesOf(models), board.id);
    return memory;
}

OrderRequest orderRequestOf(const PlanOptions& options) {
    return {options.lifetimes, options.alignment, options.keepInputs};
}

Outcome<PlanProblem> makeProblem(std::span<const Model> models, const Board& board, const PlanOptions& options,
                                 const AvailableMemory& memory, std::span<const std::vector<int>> orders,
                                 const CancelToken& cancel) {
    PlanProblem problem;
    PINFOLD_TRY_OUTCOME(problem.times, makeTimetable(models, options, orders, cancel));
    ConstantTable table = tableOfConstants(models);
    problem.constants = std::move(table.constants);
    problem.constantReaches = std::move(table.reaches);
    problem.constantModels = std::move(table.modelOf);
    PINFOLD_CHECK(checkTotal(problem));
    std::vector<PlannedBuffer>& buffers = problem.times.all.buffers;
    PINFOLD_TRY_OUTCOME(problem.pins, resolvePins(options.pins, buffers, problem.constants, models, board, cancel));
    for (std::size_t b = 0; b < buffers.size(); ++b) buffers[b].pinned = problem.pins.buffers[b].pinned;
    for (std::size_t c = 0; c < problem.constants.size(); ++c) {
        const PinnedPlace& place = problem.pins.constants[c];
        problem.constants[c].pinned = place.pinned;
        problem.constants[c].region = board.codeRegion;
        const bool flash =
            std::find(place.regions.begin(), place.regions.end(), board.codeRegion) != place.regions.end();
        if (!flash) problem.copied.push_back(static_cast<int>(c));
    }
    for (const FreeRange& range : memory.ranges) {
        problem.ranges.push_back({range.capacity, range.alignment, range.region});
    };
    PINFOLD_CHECK(addItems(problem, board, options, memory, cancel));
    if (cancel.cancelled()) return Cancelled{};
    PINFOLD_CHECK(checkFixedOffsets(problem));
    return problem;
}

double cyclesOf(std::int64_t readBytes, std::int64_t writtenBytes, const Region& region) {
    return (static_cast<double>(readBytes) * region.readCycles +
            static_cast<double>(writtenBytes) * region.writeCycles) /
           4;
}

}  // namespace pinfold
