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

// Sets of spaces are looked at one by one up to this many spaces.
constexpr std::size_t maxSpacesInSets = 8;

std::optional<PlaceOption> optionFor(const AssignItem& item, const Place& place, const Space& space) {
    PlaceOption option;
    option.space = place.space;
    option.cost = place.cost;
    option.alignment = std::max(item.alignment, space.alignment);
    option.size = alignUp(item.bytes, option.alignment);
    option.before = item.before;
    option.after = std::max<std::int64_t>(0, item.bytes + item.after - option.size);
    option.fixed = place.fixed;
    const std::int64_t room = space.capacity - option.size - option.after;
    if (room < 0 || alignUp(option.before, option.alignment) > room) return std::nullopt;
    if (option.fixed) {
        const std::int64_t offset = *option.fixed;
        if (offset < option.before || offset > room || offset % option.alignment != 0) return std::nullopt;
    }
    return option;
}

ProblemItem problemItem(const AssignItem& item, std::span<const Space> spaces) {
    assert(item.lower < item.upper && item.bytes >= 0 && item.before >= 0 && item.after >= 0);
    ProblemItem result{item.lower, item.upper, item.group, {}, 0, 0};
    for (const Place& place : item.places) {
        const auto option = optionFor(item, place, spaces[static_cast<std::size_t>(place.space)]);
        if (option) result.options.push_back(*option);
    }
    std::sort(result.options.begin(), result.options.end(),
              [](const PlaceOption& a, const PlaceOption& b) { return a.space < b.space; });
    if (result.options.empty()) return result;
    result.leastCost = result.options.front().cost;
    for (const PlaceOption& option : result.options) result.leastCost = std::min(result.leastCost, option.cost);
    return result;
}

bool twins(const ProblemItem& a, const ProblemItem& b) {
    if (a.lower != b.lower || a.upper != b.upper || a.group != b.group || a.options != b.options) return false;
    return std::none_of(a.options.begin(), a.options.end(), [](const PlaceOption& o) { return o.fixed.has_value(); });
}

bool comesBefore(const ProblemItem& a, const ProblemItem& b) {
    const auto key = [](const ProblemItem& item) {
        const std::int64_t size = item.options.empty() ? 0 : item.options.front().size;
        return std::tuple(item.group, item.lower, -size, -item.upper, item.options.size());
    };
    if (key(a) != key(b)) return key(a) < key(b);
    const auto optionKey = [](const PlaceOption& o) {
        return std::tuple(o.space, o.cost, o.size, o.alignment, o.before, o.after, o.fixed);
    };
    return std::lexicographical_compare(
        a.options.begin(), a.options.end(), b.options.begin(), b.options.end(),
        [&](const PlaceOption& x, const PlaceOption& y) { return optionKey(x) < optionKey(y); });
}

// The peak loads of all groups together, of the items that can be nowhere but in the spaces of the set.
using SpaceSet = std::vector<bool>;
std::int64_t loadWithin(const AssignProblem& problem, const SpaceSet& spaces) {
    std::vector<std::vector<PackItem>> groups(problem.groups.size());
    for (const ProblemItem& item : problem.items) {
        std::int64_t size = INT64_MAX;
        bool inside = true;
        for (const PlaceOption& option : item.options) {
            inside = inside && spaces[static_cast<std::size_t>(option.space)];
            size = std::min(size, option.size);
        }
        if (inside) groups[static_cast<std::size_t>(item.group)].push_back({item.lower, item.upper, size});
    }
    std::int64_t load = 0;
    for (const auto& group : groups) load += peakLoad(group);
    return load;
}

// Whether items that are confined to some spaces are more at one time than these hold.
bool overloaded(const AssignProblem& problem, const Stop& stop) {
    if (problem.spaces.size() > maxSpacesInSets) return false;
    std::set<SpaceSet> unions;  // of the sets that items are confined to
    for (const ProblemItem& item : problem.items) {
        SpaceSet set(problem.spaces.size());
        for (const PlaceOption& option : item.options) set[static_cast<std::size_t>(option.space)] = true;
        if (unions.contains(set)) continue;
        std::set<SpaceSet> more{set};
        for (SpaceSet other : unions) {
            for (std::size_t s = 0; s < set.size(); ++s) other[s] = other[s] || set[s];
            more.insert(std::move(other));
        }
        unions.merge(more);
    }
    return std::any_of(unions.begin(), unions.end(), [&](const SpaceSet& set) {
        if (stop.stopped()) return false;
        std::int64_t room = 0;
        for (std::size_t s = 0; s < set.size(); ++s) room += set[s] ? problem.spaces[s].capacity : 0;
        return loadWithin(problem, set) > room;
    });
}

void closeGapsInRanks(AssignProblem& problem) {
    std::map<int, int> ranks;
    for (const Space& space : problem.spaces) ranks[space.rank] = 0;
    for (auto& [given, rank] : ranks) rank = problem.ranks++;
    for (const Space& space : problem.spaces) problem.rank.push_back(ranks[space.rank]);
}

}  // namespace

AssignProblem makeProblem(std::span<const AssignItem> items, std::span<const Space> spaces, Objective objective,
                          const Stop& stop) {
    AssignProblem problem;
    problem.objective = objective;
    problem.spaces.assign(spaces.begin(), spaces.end());
    for (Space& space : problem.spaces) {
        space.capacity = std::max<std::int64_t>(0, space.capacity) / space.alignment * space.alignment;
    }
    closeGapsInRanks(problem);

    const std::set<int> groups = [&] {
        std::set<int> numbers;
        for (const AssignItem& item : items) numbers.insert(item.group);
        return numbers;
    }();
    problem.groups.assign(groups.begin(), groups.end());
    for (std::size_t i = 0; i < items.size(); ++i) {
        ProblemItem item = problemItem(items[i], problem.spaces);
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
    problem.leastTotal = loadWithin(problem, SpaceSet(spaces.size(), true));
    problem.hopeless = overloaded(problem, stop);
    return problem;
}

Score scoreOf(const AssignProblem& problem, std::int64_t cost, std::span<const std::int64_t> bytes) {
    Score score(static_cast<std::size_t>(problem.ranks) + 2);
    score[placeOfCost(problem.objective)] = cost;
    for (std::size_t s = 0; s < bytes.size(); ++s) {
        score[placeOfTotal(problem.objective)] += bytes[s];
        score[placeOfRank(problem, s)] += bytes[s];
    }
    return score;
}

}  // namespace pinfold
