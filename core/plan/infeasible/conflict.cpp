// Two kinds of conflict.
//
// Load: in some tick the buffers that may be nowhere but in some set of memories are larger, together, than these
// memories (as in Hall's theorem). Of all sets and ticks the one is taken where most bytes are missing; the largest
// buffers of that tick, up to the first that is too many, are the smallest set that shows it.
//
// Everything else (buffers that do not divide up over memories, that leave gaps over time, or are read beyond their
// ends where the memory ends) is found by leaving out: what cannot be placed even without a buffer does not need that
// buffer to be a conflict. First only what lives in one tick is looked at, then everything; many are left out at once
// as long as that goes (Zeller & Hildebrandt, "Simplifying and Isolating Failure-Inducing Input", IEEE TSE 2002).
#include "plan/infeasible/conflict.h"

#include "base/index.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <map>
#include <numeric>
#include <set>
#include <span>

namespace pinfold {

Ranges allowedRanges(const AssignItem& item) {
    Ranges ranges;
    for (const AssignOption& option : item.options) ranges.push_back(option.range);
    std::sort(ranges.begin(), ranges.end());
    return ranges;
}

namespace {

constexpr std::size_t maxSubsets = 256;  // of memories
constexpr std::size_t maxTicks = 24;     // that are looked at one by one
constexpr std::int64_t maxAlignment = 4096;

// The fewest bytes that an item takes with one of its options.
std::int64_t minSize(const PlanProblem& problem, const AssignItem& item) {
    std::int64_t size = std::numeric_limits<std::int64_t>::max();
    for (const AssignOption& option : item.options) {
        const std::int64_t unit = std::max(item.alignment, problem.ranges[at(option.range)].alignment);
        size = std::min(size, alignUp(item.bytes, unit));
    }
    return size;
}

// Bytes of a range that can be used at all.
std::int64_t wholeUnits(const MemoryRange& range) { return range.capacity / range.alignment * range.alignment; }

struct Worst {
    std::int64_t bytes = 0;
    int tick = 0;
};

// The items of a problem with what is asked of them again and again.
class Demands {
public:
    explicit Demands(const PlanProblem& problem) : problem_(problem) {
        for (const AssignItem& item : problem.items) {
            sizes_.push_back(minSize(problem, item));
            ranges_.push_back(allowedRanges(item));
        }
    }

    [[nodiscard]] std::int64_t sizeOf(int item) const { return sizes_[at(item)]; }
    [[nodiscard]] bool confined(std::size_t item, const Ranges& ranges) const {
        return std::includes(ranges.begin(), ranges.end(), ranges_[item].begin(), ranges_[item].end());
    }

    // Per group of those that never share bytes: when the items that are confined to the ranges need most.
    [[nodiscard]] std::map<int, Worst> worstOf(const Ranges& ranges) const {
        std::map<int, std::map<std::int64_t, std::int64_t>> changes;
        for (std::size_t i = 0; i < problem_.items.size(); ++i) {
            const AssignItem& item = problem_.items[i];
            if (!confined(i, ranges)) continue;
            changes[item.group][item.lower] += sizes_[i];
            changes[item.group][item.upper] -= sizes_[i];
        }
        std::map<int, Worst> worst;
        for (const auto& [group, byTick] : changes) {
            std::int64_t load = 0;
            for (const auto& [tick, change] : byTick) {
                load += change;
                if (load > worst[group].bytes) worst[group] = {load, static_cast<int>(tick)};
            }
        }
        return worst;
    }

    [[nodiscard]] std::int64_t capacityOf(const Ranges& ranges) const {
        std::int64_t capacity = 0;
        for (const int range : ranges) capacity += wholeUnits(problem_.ranges[at(range)]);
        return capacity;
    }

    // Bytes that the ranges lack at the worst moment; negative if they have more than that.
    [[nodiscard]] std::int64_t lackOf(const Ranges& ranges) const {
        std::int64_t lack = -capacityOf(ranges);
        for (const auto& [group, worst] : worstOf(ranges)) lack += worst.bytes;
        return lack;
    }

    // Unions of the sets of memories that items are confined to.
    [[nodiscard]] std::set<Ranges> confinements() const {
        std::set<Ranges> sets;
        for (const Ranges& ranges : ranges_) {
            if (sets.size() < maxSubsets) sets.insert(ranges);
        }
        const std::vector<Ranges> single(sets.begin(), sets.end());
        std::vector<Ranges> unions = single;
        for (std::size_t i = 0; i < unions.size(); ++i) {
            for (const Ranges& other : single) {
                if (sets.size() >= maxSubsets) return sets;
                Ranges joined;
                std::set_union(unions[i].begin(), unions[i].end(), other.begin(), other.end(),
                               std::back_inserter(joined));
                if (sets.insert(joined).second) unions.push_back(joined);
            }
        }
        return sets;
    }

private:
    const PlanProblem& problem_;
    std::vector<std::int64_t> sizes_;
    std::vector<Ranges> ranges_;
};

class Finder {
public:
    Finder(const PlanProblem& problem, PlanTrials& trials) : problem_(problem), trials_(trials), demands_(problem) {}

    std::optional<Conflict> find() {
        if (auto overload = findOverload()) return overload;
        if (trials_.cancelled()) return std::nullopt;
        std::vector<int> all(problem_.items.size());
        std::iota(all.begin(), all.end(), 0);
        if (answer(all) == AssignAnswer::found) return std::nullopt;
        for (const int tick : heaviestTicks(all)) {
            if (trials_.cancelled()) return std::nullopt;
            const std::vector<int> alive = aliveAt(tick);
            if (answer(alive) != AssignAnswer::found) return shrunk(alive, tick);
        }
        Conflict conflict = shrunk(std::move(all), 0);
        conflict.tick = heaviestTicks(conflict.items).front();
        return conflict;
    }

private:
    AssignAnswer answer(const std::vector<int>& items) {
        std::vector<AssignItem> some;
        for (const int i : items) some.push_back(problem_.items[at(i)]);
        return some.empty() ? AssignAnswer::found : trials_.place(some, problem_.ranges);
    }

    std::vector<int> aliveAt(int tick) const {
        std::vector<int> alive;
        for (std::size_t i = 0; i < problem_.items.size(); ++i) {
            if (problem_.items[i].lower <= tick && tick < problem_.items[i].upper) alive.push_back(static_cast<int>(i));
        }
        return alive;
    }

    std::optional<Conflict> findOverload() {
        std::int64_t maxLack = 0;
        Ranges worstRanges;
        for (const Ranges& ranges : demands_.confinements()) {
            if (trials_.cancelled()) return std::nullopt;
            const std::int64_t lack = demands_.lackOf(ranges);
            if (lack <= maxLack) continue;
            maxLack = lack;
            worstRanges = ranges;
        }
        if (maxLack == 0) return std::nullopt;
        const auto worst = demands_.worstOf(worstRanges);
        const auto heaviest = std::max_element(
            worst.begin(), worst.end(), [](const auto& a, const auto& b) { return a.second.bytes < b.second.bytes; });
        return shrunk(largestBeyond(worstRanges, worst), heaviest->second.tick);
    }

    // The largest items of these moments, up to the first that is too many.
    std::vector<int> largestBeyond(const Ranges& ranges, const std::map<int, Worst>& worst) const {
        std::vector<int> items;
        for (std::size_t i = 0; i < problem_.items.size(); ++i) {
            const AssignItem& item = problem_.items[i];
            const auto moment = worst.find(item.group);
            if (moment == worst.end() || !demands_.confined(i, ranges)) continue;
            if (item.lower <= moment->second.tick && moment->second.tick < item.upper) {
                items.push_back(static_cast<int>(i));
            }
        }
        std::stable_sort(items.begin(), items.end(),
                         [&](int a, int b) { return demands_.sizeOf(a) > demands_.sizeOf(b); });
        std::int64_t left = demands_.capacityOf(ranges);
        std::size_t count = 0;
        while (left >= 0) left -= demands_.sizeOf(items[count++]);
        items.resize(count);
        return items;
    }

    // When the items' sizes together are the most, the worst first.
    std::vector<int> heaviestTicks(std::span<const int> items) const {
        std::map<std::int64_t, std::int64_t> changes;
        for (const int i : items) {
            changes[problem_.items[at(i)].lower] += demands_.sizeOf(i);
            changes[problem_.items[at(i)].upper] -= demands_.sizeOf(i);
        }
        std::vector<std::pair<std::int64_t, int>> loads;
        std::int64_t load = 0;
        for (const auto& [tick, change] : changes) loads.emplace_back(-(load += change), static_cast<int>(tick));
        std::sort(loads.begin(), loads.end());
        std::vector<int> ticks;
        for (std::size_t i = 0; i < std::min(maxTicks, loads.size()); ++i) ticks.push_back(loads[i].second);
        return ticks;
    }

    // Leaves out what is not needed to make a conflict; small ones first, so that it is the large ones that stay.
    Conflict shrunk(std::vector<int> items, int tick) {
        std::stable_sort(items.begin(), items.end(),
                         [&](int a, int b) { return demands_.sizeOf(a) < demands_.sizeOf(b); });
        leaveOut(items, trials_, [&](const std::vector<int>& rest) { return answer(rest) != AssignAnswer::found; });
        std::sort(items.begin(), items.end());
        Conflict conflict{std::move(items), {}, tick, false};
        conflict.proven = answer(conflict.items) == AssignAnswer::impossible;
        std::set<int> ranges;
        for (const int i : conflict.items) {
            for (const AssignOption& option : problem_.items[at(i)].options) ranges.insert(option.range);
        }
        conflict.ranges.assign(ranges.begin(), ranges.end());
        return conflict;
    }

    const PlanProblem& problem_;
    PlanTrials& trials_;
    const Demands demands_;
};

}  // namespace

std::optional<Conflict> findConflict(const PlanProblem& problem, PlanTrials& trials) {
    return Finder(problem, trials).find();
}

std::int64_t missingBytes(const PlanProblem& problem, std::span<const FreeRange> ranges, const Conflict& conflict,
                          PlanTrials& trials) {
    const Demands demands(problem);
    std::vector<AssignItem> confined;
    std::int64_t total = 0;  // of all of them side by side
    for (std::size_t i = 0; i < problem.items.size(); ++i) {
        if (!demands.confined(i, conflict.ranges)) continue;
        const AssignItem& item = problem.items[i];
        confined.push_back(item);
        total += item.before + demands.sizeOf(static_cast<int>(i)) + item.after + 3 * maxAlignment;
    }
    const std::int64_t lack = std::max<std::int64_t>(1, demands.lackOf(conflict.ranges));
    std::int64_t missing = std::numeric_limits<std::int64_t>::max();
    for (const int r : conflict.ranges) {
        const bool last = at(r) + 1 == ranges.size() || ranges[at(r)].region != ranges[at(r) + 1].region;
        if (!last) continue;
        const MemoryRange& range = problem.ranges[at(r)];
        const auto enough = [&](std::int64_t units) {
            if (trials.exhausted()) return true;  // then the load's word has to do
            std::vector<MemoryRange> larger = problem.ranges;
            larger[at(r)].capacity = wholeUnits(range) + units * range.alignment;
            return trials.place(confined, larger) == AssignAnswer::found;
        };
        // Units of the range's alignment: `low` are too few, `high` enough. First in growing steps from what the load
        // says.
        std::int64_t low = (lack - 1) / range.alignment;
        std::int64_t high = low + 1;
        for (std::int64_t step = 1; high * range.alignment < total && !enough(high); step *= 2) {
            low = high;
            high += step;
        }
        while (low + 1 < high) {
            const std::int64_t middle = low + (high - low) / 2;
            (enough(middle) ? high : low) = middle;
        }
        missing = std::min(missing, wholeUnits(range) + high * range.alignment - range.capacity);
    }
    return missing;
}

}  // namespace pinfold
