// The plainest reason that is true: a buffer larger than any memory it may be in; else buffers that are in use at one
// time and together larger than all the memories they may be in (of all sets of memories that some buffer is bound to,
// the one where most bytes are missing); else that the pieces do not fit.
#include "plan/infeasible/out_of_memory.h"

#include "base/text.h"
#include "plan/infeasible/conflict.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace pinfold {
namespace {

constexpr std::size_t maxSets = 64;

struct Demand {
    std::int64_t bytes = 0;  // at the worst moment; of models that run at the same time together
    int tick = 0;
};

std::int64_t capacityOf(const Ranges& set, const PlanProblem& problem) {
    std::int64_t capacity = 0;
    for (const int r : set) capacity += problem.ranges[static_cast<std::size_t>(r)].capacity;
    return capacity;
}

// The least that the items need that can be nowhere else.
Demand demandFor(const Ranges& set, const PlanProblem& problem) {
    std::map<int, std::vector<std::tuple<std::int64_t, std::int64_t>>> changes;  // group → tick, change; ends first
    for (const AssignItem& item : problem.items) {
        const Ranges own = allowedRanges(item);
        if (!std::includes(set.begin(), set.end(), own.begin(), own.end())) continue;
        const std::int64_t bytes = alignUp(item.bytes, item.alignment);
        changes[item.group].emplace_back(item.lower, bytes);
        changes[item.group].emplace_back(item.upper, -bytes);
    }
    Demand demand;
    for (auto& [group, list] : changes) {
        std::sort(list.begin(), list.end());
        std::int64_t load = 0;
        std::int64_t peak = 0;
        for (const auto& [tick, change] : list) {
            load += change;
            if (load <= peak) continue;
            peak = load;
            demand.tick = static_cast<int>(tick);
        }
        demand.bytes += peak;
    }
    return demand;
}

std::string listed(const std::vector<std::string>& names) { return fmt::format("{}", fmt::join(names, ", ")); }

// "DTCM has 131,072 bytes free, SRAM 517,632 …".
std::string freeText(const Ranges& set, const Board& board, const AvailableMemory& memory) {
    std::vector<std::string> parts;
    bool hasStack = false;
    for (const int r : set) {
        const FreeRange& range = memory.ranges[static_cast<std::size_t>(r)];
        const Region& region = board.regions[static_cast<std::size_t>(range.region)];
        hasStack = hasStack || region.name == board.stackRegion;
        parts.push_back(fmt::format("{} has {}", region.name, grouped(range.capacity)));
    }
    return fmt::format("{} bytes free{}{}", fmt::join(parts, ", "),
                       hasStack ? fmt::format(" after {} of stack and {} of the firmware's own data",
                                              grouped(memory.stackBytes), grouped(firmwareStaticBytes))
                                : "",
                       memory.reserved.empty() ? "" : " and what is reserved");
}

std::string whereAt(int tick, const PlanProblem& problem) {
    for (const PlannedOperator& op : problem.times.all.operators) {
        if (op.firstTick <= tick && tick < op.endTick) return fmt::format("tick {}, operator {}", tick, op.name);
    }
    return fmt::format("tick {}", tick);
}

std::string namesOf(std::span<const Model> models) {
    std::vector<std::string> names;
    for (const Model& model : models) names.push_back(model.name);
    return listed(names);
}

// A buffer that fits nowhere, even alone.
std::optional<Error> tooLargeAlone(const PlanProblem& problem, const Board& board, const AvailableMemory& memory) {
    const auto& buffers = problem.times.all.buffers;
    for (std::size_t i = 0; i < problem.items.size(); ++i) {
        const AssignItem& item = problem.items[i];
        std::int64_t missing = INT64_MAX;  // bytes missing
        for (const AssignOption& option : item.options) {
            const MemoryRange& range = problem.ranges[static_cast<std::size_t>(option.range)];
            const std::int64_t unit = std::max(range.alignment, item.alignment);
            const std::int64_t need =
                alignUp(item.before, unit) + alignUp(item.bytes, unit) + alignUp(item.after, unit);
            missing = std::min(missing, need - range.capacity);
        }
        if (missing <= 0) continue;
        const PlannedConstant* constant =
            i < buffers.size() ? nullptr
                               : &problem.constants[static_cast<std::size_t>(problem.copied[i - buffers.size()])];
        return doesNotFit("{}: \"{}\" needs {} bytes of RAM in one piece{}; {}: {} bytes are missing.",
                          constant ? constant->model : buffers[i].model, constant ? constant->name : buffers[i].name,
                          grouped(alignUp(item.bytes, item.alignment)),
                          item.before + item.after == 0 ? ""
                                                        : fmt::format(" and {} around them that kernels may read",
                                                                      grouped(item.before + item.after)),
                          freeText(allowedRanges(item), board, memory), grouped(missing));
    }
    return std::nullopt;
}

}  // namespace

Error outOfMemory(const PlanProblem& problem, std::span<const Model> models, const Board& board,
                  const AvailableMemory& memory, bool proven) {
    std::set<Ranges> sets;
    Ranges all;
    for (std::size_t r = 0; r < problem.ranges.size(); ++r) all.push_back(static_cast<int>(r));
    sets.insert(all);
    for (const AssignItem& item : problem.items) {
        if (sets.size() < maxSets) sets.insert(allowedRanges(item));
    }
    std::int64_t missing = 0;
    Ranges worst = all;
    for (const Ranges& set : sets) {
        const std::int64_t lack = demandFor(set, problem).bytes - capacityOf(set, problem);
        if (lack > missing) std::tie(missing, worst) = std::pair(lack, set);
    }
    if (auto alone = tooLargeAlone(problem, board, memory); alone && missing == 0) return *alone;
    const Demand demand = demandFor(worst, problem);
    const std::string need = fmt::format("{}: {} {} bytes of RAM at one time ({})", namesOf(models),
                                         worst == all ? "needs" : "the buffers that may be nowhere else need",
                                         grouped(demand.bytes), whereAt(demand.tick, problem));
    if (missing > 0) {
        return doesNotFit("{}; {}: {} bytes are missing.", need, freeText(worst, board, memory), grouped(missing));
    }
    const std::string free = freeText(worst, board, memory);
    if (proven) {
        return doesNotFit("{}; {}: that would do, but there is no way to lay the buffers out in it.", need, free);
    }
    return advised(Advice::searchLonger,
                   doesNotFit("{}; {}: that would do, but no way to lay the buffers out in it was found.", need, free));
}

}  // namespace pinfold
