#include "assign/problem.h"

#include "base/align.h"

#include <algorithm>
#include <cassert>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

namespace pinfold {
namespace {

// Sets of ranges are looked at one by one up to this many ranges.
constexpr std::size_t maxRangesInSets = 8;

std::optional<ProblemOption> optionFor(const AssignItem& item, const AssignOption& asked, const MemoryRange& range) {
    ProblemOption option;
    option.range = asked.range;
    option.cost = asked.cost;
    option.alignment = std::max(item.alignment, range.alignment);
    option.size = alignUp(item.bytes, option.alignment);
    option.before = item.before;
    option.after = std::max<std::int64_t>(0, item.bytes + item.after - option.size);
    option.fixed = asked.fixed;
    const std::int64_t maxOffset = range.capacity - option.size - option.after;
    if (maxOffset < 0 || alignUp(option.before, option.alignment) > maxOffset) return std::nullopt;
    if (option.fixed) {
        const std::int64_t offset = *option.fixed;
        if (offset < option.before || offset > maxOffset || offset % option.alignment != 0) return std::nullopt;
    }
    return option;
}

ProblemItem problemItem(const AssignItem& item, std::span<const MemoryRange> ranges) {
    assert(item.lower < item.upper && item.bytes >= 0 && item.before >= 0 && item.after >= 0);
    ProblemItem result{item.lower, item.upper, item.group, {}, 0, 0};
    for (const AssignOption& asked : item.options) {
        const auto option = optionFor(item, asked, ranges[static_cast<std::size_t>(asked.range)]);
        if (option) result.options.push_back(*option);
    }
    std::sort(result.options.begin(), result.options.end(),
              [](const ProblemOption& a, const ProblemOption& b) { return a.range < b.range; });
    if (result.options.empty()) return result;
    result.minCost = result.options.front().cost;
    for (const ProblemOption& option : result.options) result.minCost = std::min(result.minCost, option.cost);
    return result;
}

bool twins(const ProblemItem& a, const ProblemItem& b) {
    if (a.lower != b.lower || a.upper != b.upper || a.group != b.group || a.options != b.options) return false;
    return std::none_of(a.options.begin(), a.options.end(), [](const ProblemOption& o) { return o.fixed.has_value(); });
}

bool comesBefore(const ProblemItem& a, const ProblemItem& b) {
    const auto key = [](const ProblemItem& item) {
        const std::int64_t size = item.options.empty() ? 0 : item.options.front().size;
        return std::tuple(item.group, item.lower, -size, -item.upper, item.options.size());
    };
    if (key(a) != key(b)) return key(a) < key(b);
    const auto optionKey = [](const ProblemOption& o) {
        return std::tuple(o.range, o.cost, o.size, o.alignment, o.before, o.after, o.fixed);
    };
    return std::lexicographical_compare(
        a.options.begin(), a.options.end(), b.options.begin(), b.options.end(),
        [&](const ProblemOption& x, const ProblemOption& y) { return optionKey(x) < optionKey(y); });
}

// The peak loads of all groups together, of the items that can be nowhere but in the ranges of the set.
using RangeSet = std::vector<bool>;
std::int64_t loadWithin(const AssignProblem& problem, const RangeSet& ranges) {
    std::vector<std::vector<PackItem>> groups(problem.groups.size());
    for (const ProblemItem& item : problem.items) {
        std::int64_t size = INT64_MAX;
        bool inside = true;
        for (const ProblemOption& option : item.options) {
            inside = inside && ranges[static_cast<std::size_t>(option.range)];
            size = std::min(size, option.size);
        }
        if (inside) groups[static_cast<std::size_t>(item.group)].push_back({item.lower, item.upper, size});
    }
    std::int64_t load = 0;
    for (const auto& group : groups) load += peakLoad(group);
    return load;
}

// Whether items that are confined to some ranges are more at one time than these hold.
bool overloaded(const AssignProblem& problem, const Stop& stop) {
    if (problem.ranges.size() > maxRangesInSets) return false;
    std::set<RangeSet> unions;  // of the sets that items are confined to
    for (const ProblemItem& item : problem.items) {
        RangeSet set(problem.ranges.size());
        for (const ProblemOption& option : item.options) set[static_cast<std::size_t>(option.range)] = true;
        if (unions.contains(set)) continue;
        std::set<RangeSet> more{set};
        for (RangeSet other : unions) {
            for (std::size_t r = 0; r < set.size(); ++r) other[r] = other[r] || set[r];
            more.insert(std::move(other));
        }
        unions.merge(more);
    }
    return std::any_of(unions.begin(), unions.end(), [&](const RangeSet& set) {
        if (stop.stopped()) return false;
        std::int64_t capacity = 0;
        for (std::size_t r = 0; r < set.size(); ++r) capacity += set[r] ? problem.ranges[r].capacity : 0;
        return loadWithin(problem, set) > capacity;
    });
}

void closeGapsInRanks(AssignProblem& problem) {
    std::map<int, int> ranks;
    for (const MemoryRange& range : problem.ranges) ranks[range.rank] = 0;
    for (auto& [given, rank] : ranks) rank = problem.ranks++;
    for (const MemoryRange& range : problem.ranges) problem.rank.push_back(ranks[range.rank]);
}

}  // namespace

AssignProblem makeProblem(std::span<const AssignItem> items, std::span<const MemoryRange> ranges, Objective objective,
                          const Stop& stop) {
    AssignProblem problem;
    problem.objective = objective;
    problem.ranges.assign(ranges.begin(), ranges.end());
    for (MemoryRange& range : problem.ranges) {
        range.capacity = std::max<std::int64_t>(0, range.capacity) / range.alignment * range.alignment;
    }
    closeGapsInRanks(problem);

    const std::set<int> groups = [&] {
        std::set<int> numbers;
        for (const AssignItem& item : items) numbers.insert(item.group);
        return numbers;
    }();
    problem.groups.assign(groups.begin(), groups.end());
    for (std::size_t i = 0; i < items.size(); ++i) {
        ProblemItem item = problemItem(items[i], problem.ranges);
        item.source = static_cast<int>(i);
        item.group = static_cast<int>(std::lower_bound(problem.groups.begin(), problem.groups.end(), item.group) -
                                      problem.groups.begin());
        problem.hopeless = problem.hopeless || item.options.empty();
        problem.items.push_back(std::move(item));
    }
    if (problem.hopeless) return problem;

    std::stable_sort(problem.items.begin(), problem.items.end(), comesBefore);
    problem.twin.resize(problem.items.size());
    for (std::size_t i = 1; i < problem.items.size(); ++i) {
        problem.twin[i] = twins(problem.items[i - 1], problem.items[i]) ? 1 : 0;
    }
    problem.minTotal = loadWithin(problem, RangeSet(ranges.size(), true));
    problem.hopeless = overloaded(problem, stop);
    return problem;
}

Score scoreOf(const AssignProblem& problem, std::int64_t cost, std::span<const std::int64_t> bytes) {
    Score score(static_cast<std::size_t>(problem.ranks) + 2);
    score[indexOfCost(problem.objective)] = cost;
    for (std::size_t r = 0; r < bytes.size(); ++r) {
        score[indexOfTotal(problem.objective)] += bytes[r];
        score[indexOfRank(problem, r)] += bytes[r];
    }
    return score;
}

}  // namespace pinfold
