// Some order makes first fit give an optimal packing: that of the offsets in any optimal packing, since then no item
// comes to lie higher than there. So we search over orders.
//
//  1. A few orders that are known to be good: largest first, largest area first, longest life first, those at the time
//     of the highest load first … (Pisarchyk and Lee, arXiv 2001.03288, compare such rules). For many items: in the
//     order of time inside of steps of size, as boxes of like size leave few gaps (idealloc, arXiv 2504.04874).
//  2. From the best of them a local search. A step changes the order a little and is kept if the packing does not get
//     worse; steps sideways matter, since many orders give the same height. Half of the steps move an item that sticks
//     out at the top to an earlier turn, the others swap two items. When nothing helped for a while, a few random swaps
//     lead away from the best order known, or the next of the good orders takes its turn.
//
// A first fit also stops as soon as an item sticks out over what has to be beaten, which makes most steps cheap. The
// random numbers are seeded: the same items always get the same offsets.
#include "pack/orders.h"

#include "pack/split_mix.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>
#include <optional>
#include <tuple>
#include <utility>

namespace pinfold {
namespace {

constexpr std::size_t manyItems = 500;
constexpr std::int64_t maxVisitsForFree = std::int64_t{1} << 28;  // of first fit, some five seconds

// The load over time, for questions about ranges of sections.
class LoadProfile {
public:
    LoadProfile(std::span<const PackItem> items, const PackSections& sections) : sections_(sections) {
        width_ = std::max<std::size_t>(1, sections_.times.size());
        tree_.assign(2 * width_, 0);
        for (std::size_t i = 0; i < items.size(); ++i) {
            tree_[width_ + static_cast<std::size_t>(sections_.first[i])] += items[i].size;
            tree_[width_ + static_cast<std::size_t>(sections_.last[i])] -= items[i].size;
        }
        for (std::size_t s = 1; s < width_; ++s) tree_[width_ + s] += tree_[width_ + s - 1];
        const auto peak = std::max_element(tree_.begin() + static_cast<std::ptrdiff_t>(width_), tree_.end());
        peakLoad_ = *peak;
        peakTime_ = sections_.times[static_cast<std::size_t>(peak - tree_.begin()) - width_];
        for (std::size_t node = width_ - 1; node > 0; --node) {
            tree_[node] = std::max(tree_[2 * node], tree_[2 * node + 1]);
        }
    }

    [[nodiscard]] std::int64_t peakLoad() const { return peakLoad_; }
    [[nodiscard]] std::int64_t peakTime() const { return peakTime_; }  // the first with the highest load
    // The highest load in an item's life.
    [[nodiscard]] std::int64_t highestOf(std::size_t item) const {
        std::int64_t highest = 0;
        std::size_t begin = width_ + static_cast<std::size_t>(sections_.first[item]);
        std::size_t end = width_ + static_cast<std::size_t>(sections_.last[item]);
        for (; begin < end; begin /= 2, end /= 2) {
            if (begin % 2 == 1) highest = std::max(highest, tree_[begin++]);
            if (end % 2 == 1) highest = std::max(highest, tree_[--end]);
        }
        return highest;
    }

private:
    const PackSections& sections_;
    std::size_t width_ = 0;
    std::vector<std::int64_t> tree_;  // of maxima; the loads of the sections are its leaves
    std::int64_t peakLoad_ = 0;
    std::int64_t peakTime_ = 0;
};

// Steps of the load at an item's busiest time; steps of its size, each smaller than the one before by a factor.
struct StepRule {
    double loadSteps;
    double sizeFactor;
    bool forwards;  // inside of one step in the order of time, or backwards
};
constexpr StepRule stepRules[] = {{20, 1.7, true}, {10, 1.7, true},  {10, 1.4, true},
                                  {20, 2.5, true}, {20, 1.7, false}, {10, 1.4, false}};

PackOrder orderBySteps(std::span<const PackItem> items, const LoadProfile& profile, const StepRule& rule) {
    using Key = std::tuple<int, int, std::int64_t>;
    std::vector<Key> keys;
    for (std::size_t i = 0; i < items.size(); ++i) {
        const PackItem& item = items[i];
        const auto peak = static_cast<double>(std::max<std::int64_t>(1, profile.peakLoad()));
        const double load = static_cast<double>(profile.highestOf(i)) / peak;
        const double size = static_cast<double>(std::max<std::int64_t>(1, item.size)) / peak;
        keys.emplace_back(-static_cast<int>(load * rule.loadSteps),
                          -static_cast<int>(std::floor(std::log(size) / std::log(rule.sizeFactor))),
                          rule.forwards ? item.lower : -item.upper);
    }
    PackOrder order(items.size());
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return keys[a] < keys[b]; });
    return order;
}

// Ties are broken by the items' own order.
template <typename Key>
PackOrder orderBy(std::span<const PackItem> items, const Key& key) {
    PackOrder order(items.size());
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return key(items[a]) < key(items[b]); });
    return order;
}

constexpr std::size_t sortRules = 8;

PackOrder orderBySorting(std::span<const PackItem> items, const LoadProfile& profile, std::size_t rule) {
    using Two = std::pair<std::int64_t, std::int64_t>;
    const auto life = [](const PackItem& item) { return item.upper - item.lower; };
    const auto area = [&](const PackItem& item) {
        return static_cast<double>(life(item)) * static_cast<double>(item.size);
    };
    const auto fromPeak = [peakTime = profile.peakTime()](const PackItem& item) {
        if (item.lower > peakTime) return item.lower - peakTime;
        return item.upper <= peakTime ? peakTime - item.upper + 1 : 0;
    };
    switch (rule) {
        case 0: return orderBy(items, [&](const PackItem& i) { return Two(-i.size, -life(i)); });
        case 1: return orderBy(items, [&](const PackItem& i) { return -area(i); });
        case 2: return orderBy(items, [&](const PackItem& i) { return Two(-life(i), -i.size); });
        case 3: return orderBy(items, [&](const PackItem& i) { return Two(fromPeak(i), -i.size); });
        case 4: return orderBy(items, [&](const PackItem& i) { return Two(fromPeak(i), -life(i)); });
        case 5: return orderBy(items, [&](const PackItem& i) { return Two(i.lower, -i.size); });
        case 6: return orderBy(items, [&](const PackItem& i) { return Two(i.lower, -life(i)); });
        default: return orderBy(items, [&](const PackItem& i) { return Two(-i.upper, -i.size); });
    }
}

}  // namespace

// The orders that are known to be good. Each is made when it is first asked for: sorting many items takes its time.
class PackOrders::GoodOrders {
public:
    GoodOrders(std::span<const PackItem> items, const PackSections& sections)
        : items_(items), sections_(sections), orders_(std::size(stepRules) + sortRules) {}

    [[nodiscard]] std::size_t size() const { return orders_.size(); }

    const PackOrder& at(std::size_t index) {
        PackOrder& order = orders_[index];
        if (!order.empty()) return order;
        if (!profile_) profile_.emplace(items_, sections_);
        // For many items the order of time inside of coarse steps of size is best, and the busiest times before all
        // others.
        const std::size_t firstSteps = items_.size() > manyItems ? 0 : sortRules;
        const bool bySteps = index >= firstSteps && index < firstSteps + std::size(stepRules);
        order = bySteps ? orderBySteps(items_, *profile_, stepRules[index - firstSteps])
                        : orderBySorting(items_, *profile_, firstSteps == 0 ? index - std::size(stepRules) : index);
        return order;
    }

private:
    std::span<const PackItem> items_;
    const PackSections& sections_;
    std::optional<LoadProfile> profile_;
    std::vector<PackOrder> orders_;
};

std::uint64_t PackOrders::Random::next() {
    const std::uint64_t number = splitMix(state_);
    state_ += splitMixStep;
    return number;
}

PackOrders::PackOrders(std::span<const PackItem> items, PackWork& work)
    : items_(items),
      work_(work),
      sections_(work.interrupted() ? PackSections{} : findSections(items)),
      firstFit_(items, sections_, work),
      goodOrders_(std::make_unique<GoodOrders>(items, sections_)) {}

PackOrders::~PackOrders() = default;

bool PackOrders::done() const { return bytes_ <= enough_ || work_.exhausted() || work_.left() <= stopAt_; }

void PackOrders::keep(const PackOrder& order, std::int64_t bytes) {
    bytes_ = bytes;
    offsets_ = firstFit_.offsets();
    bestOrder_ = order;
}

void PackOrders::tryGoodOrders(std::int64_t enough) {
    enough_ = enough;
    stopAt_ = std::numeric_limits<std::int64_t>::min();
    bytes_ = std::numeric_limits<std::int64_t>::max();
    // Many items take all orders by steps, however small the budget, unless there is none: nothing else helps them as
    // much. But where most of them live at the same time, each order takes long, and there are few gaps to fill.
    std::size_t free = items_.size() > manyItems && work_.left() > 0 ? std::size(stepRules) : 1;
    if (work_.interrupted()) {
        PackOrder any(items_.size());
        std::iota(any.begin(), any.end(), 0u);
        keep(any, *firstFit_.run(any, bytes_));
        return;
    }
    for (std::size_t i = 0; i < goodOrders_->size(); ++i) {
        const PackOrder& order = goodOrders_->at(i);
        const auto bytes = firstFit_.run(order, bytes_ - 1);  // the first always succeeds
        if (bytes) keep(order, *bytes);
        if (free > 0) --free;
        if (firstFit_.visits() > maxVisitsForFree) free = 0;
        if (bytes_ <= enough_ || work_.interrupted() || (free == 0 && work_.exhausted())) return;
    }
}

void PackOrders::improve(std::int64_t enough, std::int64_t placements) {
    enough_ = enough;
    stopAt_ = work_.left() - placements;
    for (; !done(); ++round_) {
        PackOrder order = round_ % 2 == 0 ? bestOrder_ : goodOrders_->at(round_ / 2 % goodOrders_->size());
        if (round_ >= 2) shake(order);
        climb(std::move(order));
    }
}

void PackOrders::shake(PackOrder& order) {
    const std::size_t swaps = 2 + random_.below(1 + order.size() / 4);
    for (std::size_t s = 0; s < swaps; ++s) {
        std::swap(order[random_.below(order.size())], order[random_.below(order.size())]);
    }
}

// Steps from an order until many in a row have not lowered the packing.
void PackOrders::climb(PackOrder order) {
    const auto start = firstFit_.run(order, std::numeric_limits<std::int64_t>::max());
    std::int64_t bytes = *start;
    std::vector<std::int64_t> offsets = firstFit_.offsets();
    if (bytes < bytes_) keep(order, bytes);

    const std::size_t patience = 64 + 8 * order.size();
    PackOrder next;
    for (std::size_t idle = 0; idle < patience && !done(); ++idle) {
        next = order;
        step(next, offsets, bytes);
        const auto reached = firstFit_.run(next, bytes);
        if (!reached) continue;
        if (*reached < bytes) idle = 0;
        bytes = *reached;
        offsets = firstFit_.offsets();
        order.swap(next);
        if (bytes < bytes_) keep(order, bytes);
    }
}

void PackOrders::step(PackOrder& order, const std::vector<std::int64_t>& offsets, std::int64_t bytes) {
    if (random_.below(2) == 0) {
        std::swap(order[random_.below(order.size())], order[random_.below(order.size())]);
        return;
    }
    // One of the items at the top takes an earlier turn.
    const std::size_t begin = random_.below(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::size_t at = (begin + i) % order.size();
        const std::uint32_t index = order[at];
        if (offsets[index] + items_[index].size + items_[index].after < bytes || at == 0) continue;
        const auto to = static_cast<std::ptrdiff_t>(random_.below(at));
        const auto from = static_cast<std::ptrdiff_t>(at);
        std::rotate(order.begin() + to, order.begin() + from, order.begin() + from + 1);
        return;
    }
}

}  // namespace pinfold
