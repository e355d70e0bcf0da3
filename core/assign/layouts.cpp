#include "assign/layouts.h"

#include <algorithm>
#include <utility>

namespace pinfold {
namespace {

constexpr std::size_t maxRemembered = 2'000'000;  // items in all keys
constexpr std::int64_t nodesPerLayout = 100;      // at least
constexpr std::size_t maxInConflict = 200;        // items that are taken out one by one

}  // namespace

std::vector<std::vector<int>> itemsByRange(const AssignProblem& problem, const Choice& choice) {
    std::vector<std::vector<int>> items(problem.ranges.size());
    for (std::size_t i = 0; i < choice.size(); ++i) {
        const ProblemOption& option = problem.items[i].options[static_cast<std::size_t>(choice[i])];
        items[static_cast<std::size_t>(option.range)].push_back(static_cast<int>(i));
    }
    return items;
}

// FNV-1a over whole numbers.
std::size_t Layouts::Hash::operator()(const std::vector<int>& key) const {
    std::uint64_t hash = 0xCBF29CE484222325u;
    for (const int value : key) hash = (hash ^ static_cast<std::uint32_t>(value)) * 0x100000001B3u;
    return hash ^ (hash >> 32);
}

const RangeLayout& Layouts::layOut(int range, const std::vector<int>& items) {
    std::vector<int> key{range};
    key.insert(key.end(), items.begin(), items.end());
    if (const auto known = known_.find(key); known != known_.end()) return known->second;
    if (size_ > maxRemembered) {
        known_.clear();
        size_ = 0;
    }
    size_ += key.size();
    return known_.emplace(std::move(key), layOutAnew(range, items, budget_)).first->second;
}

RangeLayout Layouts::layOutAnew(int range, const std::vector<int>& items, const PackBudget& budget) {
    RangeLayout layout = layOutRange(problem_, range, items, budget, stop_);
    work_ += nodesPerLayout + static_cast<std::int64_t>(items.size()) + layout.placements / placementsPerNode;
    return layout;
}

Arrangement Layouts::arrange(const AssignProblem& asked, const Choice& choice) {
    Arrangement result;
    result.choice = choice;
    for (std::size_t i = 0; i < choice.size(); ++i) {
        result.cost += asked.items[i].options[static_cast<std::size_t>(choice[i])].cost;
    }
    std::vector<std::int64_t> bytes;
    std::vector<std::int64_t> lowerBounds;
    const std::vector<std::vector<int>> items = itemsByRange(asked, choice);
    for (std::size_t r = 0; r < items.size(); ++r) {
        result.layouts.push_back(layOut(static_cast<int>(r), items[r]));
        const RangeLayout& layout = result.layouts.back();
        if (layout.answer == PackAnswer::impossible || result.answer == PackAnswer::found) {
            result.answer = layout.answer;
            if (layout.answer != PackAnswer::found) result.failed = static_cast<int>(r);
        }
        if (layout.answer == PackAnswer::impossible) return result;
        bytes.push_back(layout.bytes);
        lowerBounds.push_back(layout.lowerBound);
    }
    result.lowerBound = scoreOf(asked, result.cost, lowerBounds);
    if (result.answer == PackAnswer::found) result.score = scoreOf(asked, result.cost, bytes);
    return result;
}

std::vector<int> Layouts::conflict(int range, std::vector<int> items) {
    if (items.size() > maxInConflict) return items;
    for (std::size_t chunk = (items.size() + 1) / 2; chunk > 0; chunk /= 2) {
        for (std::size_t at = 0; at < items.size() && !ended();) {
            std::vector<int> fewer = items;
            const auto begin = fewer.begin() + static_cast<std::ptrdiff_t>(at);
            fewer.erase(begin, begin + static_cast<std::ptrdiff_t>(std::min(chunk, items.size() - at)));
            if (!fewer.empty() && layOut(range, fewer).answer == PackAnswer::impossible) {
                items = std::move(fewer);
            } else {
                at += chunk;
            }
        }
    }
    return items;
}

}  // namespace pinfold
