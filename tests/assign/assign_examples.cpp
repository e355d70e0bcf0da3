#include "assign/assign_examples.h"

#include <fmt/format.h>
#include <algorithm>
#include <map>
#include <numeric>
#include <random>
#include <set>

namespace pinfold::test {
namespace {

std::int64_t roundUp(std::int64_t value, std::int64_t unit) { return (value + unit - 1) / unit * unit; }

class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}
    // In [low, high].
    std::int64_t from(std::int64_t low, std::int64_t high) {
        return low + static_cast<std::int64_t>(engine_() % static_cast<std::uint64_t>(high - low + 1));
    }
    bool oneIn(std::int64_t count) { return from(1, count) == 1; }

private:
    std::mt19937_64 engine_;
};

std::int64_t alignmentOf(const AssignItem& item, const MemoryRange& range) {
    return std::max(item.alignment, range.alignment);
}
// Whether they need different bytes.
bool meet(const AssignItem& a, const AssignItem& b) {
    return a.lower < b.upper && b.lower < a.upper && a.bytes > 0 && b.bytes > 0;
}

const AssignOption* optionIn(const AssignItem& item, int range) {
    for (const AssignOption& option : item.options) {
        if (option.range == range) return &option;
    }
    return nullptr;
}

std::vector<std::int64_t> toScore(const AssignQuestion& question, Objective objective, std::int64_t cost,
                                  const std::vector<std::int64_t>& bytes) {
    std::map<int, std::int64_t> byRank;
    for (std::size_t r = 0; r < bytes.size(); ++r) byRank[-question.ranges[r].rank] += bytes[r];
    const std::int64_t total = std::accumulate(bytes.begin(), bytes.end(), std::int64_t{0});
    std::vector<std::int64_t> score = {cost, total};
    if (objective == Objective::size) std::swap(score[0], score[1]);
    score.push_back(std::ranges::count_if(bytes, [](std::int64_t b) { return b > 0; }) > 1 ? 1 : 0);
    for (const auto& [rank, sum] : byRank) score.push_back(sum);
    return score;
}

// Tries every offset of every item of one range.
class RangeEnumeration {
public:
    RangeEnumeration(const AssignQuestion& question, int range, std::vector<int> items)
        : question_(question),
          memory_(question.ranges[static_cast<std::size_t>(range)]),
          range_(range),
          items_(std::move(items)),
          offsets_(items_.size()) {
        capacity_ = memory_.capacity / memory_.alignment * memory_.alignment;
    }

    // The fewest bytes of all pools.
    std::optional<std::int64_t> run() {
        extend(0);
        return best_;
    }

private:
    struct Hull {
        std::int64_t begin = INT64_MAX, end = 0, unit = 1;
    };

    const AssignItem& item(std::size_t i) const { return question_.items[static_cast<std::size_t>(items_[i])]; }
    std::int64_t sizeOf(std::size_t i) const { return roundUp(item(i).bytes, alignmentOf(item(i), memory_)); }

    std::map<int, Hull> hulls(std::size_t count) const {
        std::map<int, Hull> result;
        for (std::size_t i = 0; i < count; ++i) {
            Hull& hull = result[item(i).group];
            hull.unit = std::max(hull.unit, alignmentOf(item(i), memory_));
            hull.begin = std::min(hull.begin, offsets_[i]);
            hull.end = std::max(hull.end, offsets_[i] + sizeOf(i));
        }
        for (auto& [group, hull] : result) hull.begin = hull.begin / hull.unit * hull.unit;
        return result;
    }

    bool sound(std::size_t count, const std::map<int, Hull>& pools) const {
        const std::size_t last = count - 1;
        for (std::size_t i = 0; i < last; ++i) {
            if (item(i).group != item(last).group || !meet(item(i), item(last))) continue;
            if (offsets_[i] < offsets_[last] + sizeOf(last) && offsets_[last] < offsets_[i] + sizeOf(i)) return false;
        }
        for (const auto& [a, first] : pools) {
            for (const auto& [b, second] : pools) {
                if (a < b && first.begin < second.end && second.begin < first.end) return false;
            }
            for (std::size_t i = 0; i < count; ++i) {
                if (item(i).group == a || first.begin == first.end) continue;
                const std::int64_t from = offsets_[i] - item(i).before;
                const std::int64_t to = offsets_[i] + item(i).bytes + item(i).after;
                if (from < first.end && first.begin < to) return false;
            }
        }
        return true;
    }

    void extend(std::size_t count) {
        const auto pools = hulls(count);
        std::int64_t bytes = 0;
        for (const auto& [group, hull] : pools) bytes += hull.end - hull.begin;
        if (best_ && bytes >= *best_) return;
        if (count > 0 && !sound(count, pools)) return;
        if (count == items_.size()) {
            best_ = bytes;
            return;
        }
        const AssignItem& next = item(count);
        const std::int64_t unit = alignmentOf(next, memory_);
        const std::optional<std::int64_t> fixed = optionIn(next, range_)->fixed;
        const std::int64_t end = capacity_ - std::max(sizeOf(count), next.bytes + next.after);
        for (std::int64_t offset = roundUp(next.before, unit); offset <= end; offset += unit) {
            if (fixed && offset != *fixed) continue;
            offsets_[count] = offset;
            extend(count + 1);
        }
    }

    const AssignQuestion& question_;
    const MemoryRange& memory_;
    int range_;
    std::int64_t capacity_ = 0;
    std::vector<int> items_;
    std::vector<std::int64_t> offsets_;
    std::optional<std::int64_t> best_;
};

// Tries every range of every item.
class Enumeration {
public:
    Enumeration(const AssignQuestion& question, Objective objective)
        : question_(question), objective_(objective), sets_(question.ranges.size()) {}

    std::optional<std::vector<std::int64_t>> run() {
        extend(0, 0);
        return best_;
    }

private:
    void extend(std::size_t count, std::int64_t cost) {
        if (objective_ == Objective::cost && best_ && cost > best_->front()) return;
        if (count < question_.items.size()) {
            for (const AssignOption& option : question_.items[count].options) {
                auto& set = sets_[static_cast<std::size_t>(option.range)];
                set.push_back(static_cast<int>(count));
                extend(count + 1, cost + option.cost);
                set.pop_back();
            }
            return;
        }
        std::vector<std::int64_t> bytes;
        for (std::size_t r = 0; r < sets_.size(); ++r) {
            const auto fewest = minBytes(static_cast<int>(r));
            if (!fewest) return;
            bytes.push_back(*fewest);
        }
        const auto score = toScore(question_, objective_, cost, bytes);
        if (!best_ || score < *best_) best_ = score;
    }

    std::optional<std::int64_t> minBytes(int range) {
        const std::vector<int>& items = sets_[static_cast<std::size_t>(range)];
        const auto [entry, isNew] = known_.try_emplace({range, items});
        if (isNew) entry->second = RangeEnumeration(question_, range, items).run();
        return entry->second;
    }

    const AssignQuestion& question_;
    Objective objective_;
    std::vector<std::vector<int>> sets_;  // of items, per range
    std::map<std::pair<int, std::vector<int>>, std::optional<std::int64_t>> known_;
    std::optional<std::vector<std::int64_t>> best_;
};

}  // namespace

AssignQuestion smallQuestion(std::uint64_t seed, const SmallQuestionTraits& traits) {
    Dice dice(seed);
    AssignQuestion question;
    const std::int64_t ranges = dice.from(2, 3);
    for (int r = 0; r < ranges; ++r) {
        const std::int64_t alignment = dice.oneIn(3) ? dice.oneIn(2) ? 4 : 2 : 1;
        question.ranges.push_back({dice.from(3, 11), alignment, dice.oneIn(4) && r > 0 ? r - 1 : r});
    }
    const std::int64_t count = dice.from(1, 8);
    for (std::int64_t i = 0; i < count; ++i) {
        AssignItem item;
        item.lower = dice.from(0, 7);
        item.upper = item.lower + dice.from(1, 4);
        item.bytes = dice.oneIn(20) ? 0 : dice.from(1, 6);
        item.alignment = dice.oneIn(6) ? 2 : 1;
        if (traits.reach && item.bytes > 0 && dice.oneIn(3)) item.before = dice.from(0, 3);
        if (traits.reach && item.bytes > 0 && dice.oneIn(3)) item.after = dice.from(0, 3);
        if (traits.groups) item.group = static_cast<int>(dice.from(3, 5));
        const std::int64_t weight = dice.from(0, 4);
        for (int r = 0; r < ranges; ++r) {
            if (dice.oneIn(6) && !(item.options.empty() && r + 1 == ranges)) continue;
            AssignOption option{r, weight * (question.ranges[static_cast<std::size_t>(r)].rank + 1)};
            if (dice.oneIn(8)) option.cost = dice.from(0, 6);
            if (traits.fixed && dice.oneIn(6)) option.fixed = dice.from(0, 6);
            item.options.push_back(option);
        }
        question.items.push_back(item);
    }
    return question;
}

AssignQuestion networkQuestion(std::uint64_t seed, const NetworkTraits& traits) {
    Dice dice(seed);
    AssignQuestion question;
    std::vector<PackItem> all;
    for (int i = 0; i < traits.items; ++i) {
        AssignItem item;
        item.lower = i;
        item.upper = i + (dice.oneIn(12) ? dice.from(2, 10) * traits.meanLife : dice.from(1, 2 * traits.meanLife - 1));
        item.bytes = dice.oneIn(3) ? dice.from(16, 600) : dice.from(2, 40) * 512;
        item.alignment = 16;
        const std::int64_t accesses = item.bytes * dice.from(1, 40);
        for (int r = 0; r < traits.ranges; ++r) item.options.push_back({r, accesses * (1 + 2 * r)});
        all.push_back({item.lower, item.upper, roundUp(item.bytes, 16)});
        question.items.push_back(item);
    }
    const auto peak = static_cast<double>(peakLoad(all));
    for (int r = 0; r < traits.ranges; ++r) {
        const bool slowest = r + 1 == traits.ranges;
        const double share = slowest ? traits.slow : traits.fast / (traits.ranges - 1);
        question.ranges.push_back({static_cast<std::int64_t>(peak * share), 16, r});
    }
    return question;
}

std::string brokenPromise(const AssignQuestion& question, const Assignment& answer) {
    const std::size_t count = question.items.size();
    if (answer.pools.size() != count || answer.offsets.size() != count) return "Not every item has a place.";
    std::int64_t cost = 0;
    std::vector<std::int64_t> ends(answer.used.size());
    std::vector<std::int64_t> at(count);  // from the begin of the range
    for (std::size_t i = 0; i < count; ++i) {
        const AssignItem& item = question.items[i];
        const auto index = static_cast<std::size_t>(answer.pools[i]);
        if (index >= answer.used.size()) return fmt::format("Item {} is in a pool that is not there.", i);
        const AssignedPool& pool = answer.used[index];
        const MemoryRange& range = question.ranges[static_cast<std::size_t>(pool.range)];
        const AssignOption* option = optionIn(item, pool.range);
        if (!option || pool.group != item.group) return fmt::format("Item {} must not be in pool {}.", i, index);
        cost += option->cost;
        const std::int64_t unit = alignmentOf(item, range);
        at[i] = pool.base + answer.offsets[i];
        ends[index] = std::max(ends[index], answer.offsets[i] + roundUp(item.bytes, unit));
        if (answer.offsets[i] < 0 || at[i] % unit != 0 || pool.base % unit != 0) {
            return fmt::format("Item {} is at {} in a pool at {}, not aligned to {}.", i, at[i], pool.base, unit);
        }
        if (option->fixed && at[i] != *option->fixed) return fmt::format("Item {} is not at its fixed offset.", i);
        if (at[i] - item.before < pool.base - pool.guardBefore) return fmt::format("Item {} reaches below.", i);
        if (at[i] + item.bytes + item.after > pool.base + pool.bytes + pool.guardAfter) {
            return fmt::format("Item {} reaches too far after it.", i);
        }
        for (std::size_t j = 0; j < i; ++j) {
            if (answer.pools[j] != answer.pools[i] || !meet(item, question.items[j])) continue;
            const std::int64_t other = roundUp(question.items[j].bytes, alignmentOf(question.items[j], range));
            if (at[i] < at[j] + other && at[j] < at[i] + roundUp(item.bytes, unit)) {
                return fmt::format("Items {} and {} overlap.", j, i);
            }
        }
    }
    if (cost != answer.cost || answer.costBound > cost) return "The cost is wrong.";
    for (std::size_t p = 0; p < answer.used.size(); ++p) {
        const AssignedPool& pool = answer.used[p];
        const MemoryRange& range = question.ranges[static_cast<std::size_t>(pool.range)];
        if (pool.bytes != ends[p] || pool.lowerBound > pool.bytes) return fmt::format("Pool {} has a wrong size.", p);
        if (pool.guardBefore < 0 || pool.guardBefore % range.alignment != 0 || pool.guardAfter < 0 ||
            pool.guardAfter % range.alignment != 0) {
            return fmt::format("Pool {} has a wrong guard.", p);
        }
        if (pool.base < pool.guardBefore || pool.base + pool.bytes + pool.guardAfter > range.capacity) {
            return fmt::format("Pool {} leaves its range.", p);
        }
        for (std::size_t q = 0; q < answer.used.size(); ++q) {
            const AssignedPool& other = answer.used[q];
            if (q == p || other.range != pool.range) continue;
            if (other.group == pool.group) return fmt::format("Pools {} and {} should be one.", p, q);
            if (pool.base - pool.guardBefore < other.base + other.bytes &&
                other.base < pool.base + pool.bytes + pool.guardAfter) {
                return fmt::format("Pool {} or its guards touch pool {}.", p, q);
            }
        }
        if (p == 0) continue;
        const AssignedPool& earlier = answer.used[p - 1];
        if (std::pair(earlier.range, earlier.group) >= std::pair(pool.range, pool.group)) return "Pools are unsorted.";
    }
    return "";
}

std::vector<std::int64_t> scoreOf(const AssignQuestion& question, const Assignment& answer, Objective objective) {
    std::vector<std::int64_t> bytes(question.ranges.size());
    for (const AssignedPool& pool : answer.used) bytes[static_cast<std::size_t>(pool.range)] += pool.bytes;
    return toScore(question, objective, answer.cost, bytes);
}

std::optional<std::vector<std::int64_t>> bestScore(const AssignQuestion& question, Objective objective) {
    return Enumeration(question, objective).run();
}

}  // namespace pinfold::test
