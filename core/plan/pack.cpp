// Packing rectangles of time × size into as few bytes as possible ("dynamic storage allocation", NP-hard).
//
// First fit: take the items in some order and give each the lowest offset at which it collides with none of those
// placed before. Some order gives an optimal packing: that of the offsets in any optimal packing, since then no item
// comes to lie higher than there. So we search over orders.
//
//  1. A few orders that are known to be good: largest first, largest area first, longest life first, those at the time
//     of the highest load first … (Pisarchyk and Lee, arXiv 2001.03288, compare such rules).
//  2. From the best of them a local search. A step changes the order a little and is kept if the packing does not get
//     worse; steps sideways matter, since many orders give the same height. Half of the steps move an item that sticks
//     out at the top to an earlier turn, the others swap two items. When nothing helped for a while, a few random swaps
//     lead away from the best order known, or the next of the good orders takes its turn.
//
// No packing is lower than the peak load, the largest sum of sizes that live at one time: the search stops when it is
// reached. A first fit also stops as soon as an item sticks out over what has to be beaten, which makes most steps
// cheap. The random numbers are seeded, and the budget counts work, so the same items always get the same offsets.
#include "plan/pack.h"

#include <algorithm>
#include <cassert>
#include <cstddef>
#include <numeric>
#include <optional>

namespace pinfold {
namespace {

using Order = std::vector<std::uint32_t>;  // indices of items

// A first fit compares each item with most of those before it. Beyond this many comparisons, some seconds of work for
// a hundred thousand items, the rest is put on top.
constexpr std::int64_t mostComparisons = std::int64_t{1} << 32;

// SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014).
class Random {
public:
    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15u;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
        return z ^ (z >> 31);
    }
    // In [0, count); count > 0.
    std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }

private:
    std::uint64_t state_ = 1;
};

std::int64_t aligned(std::int64_t offset, std::int64_t alignment) {
    return (offset + alignment - 1) / alignment * alignment;
}

// First fit, again and again, with the work counted. Cancelled, it puts the rest on top of what is placed.
class FirstFit {
public:
    FirstFit(std::span<const PackItem> items, const PackBudget& budget, const CancelToken& cancel)
        : items_(items), cancel_(cancel), workLeft_(budget.placements) {
        placed_.reserve(items.size());
        offsets_.resize(items.size());
    }

    // The height of the packing that `order` gives, or none if it exceeds `limit`. The offsets are in offsets() then.
    std::optional<std::int64_t> run(const Order& order, std::int64_t limit) {
        placed_.clear();
        top_ = 0;
        std::int64_t height = 0;
        for (const bool fixed : {true, false}) {
            for (const std::uint32_t index : order) {
                if (items_[index].fixed.has_value() != fixed) continue;
                const std::int64_t end = place(index) + items_[index].after;
                if (end > limit) return std::nullopt;
                height = std::max(height, end);
            }
        }
        return height;
    }

    [[nodiscard]] const std::vector<std::int64_t>& offsets() const { return offsets_; }
    [[nodiscard]] bool exhausted() const { return workLeft_ <= 0 || cancel_.cancelled(); }

private:
    struct Placed {
        std::int64_t offset, end;
        std::int64_t lower, upper;
    };

    // Returns the item's end.
    std::int64_t place(std::uint32_t index) {
        const PackItem& item = items_[index];
        const bool hurry = comparisons_ > mostComparisons || cancel_.cancelled();
        const std::int64_t offset = item.fixed ? *item.fixed
                                    : hurry    ? aligned(std::max(top_, item.before), item.alignment)
                                               : lowestGap(item);
        const std::int64_t end = offset + item.size;
        top_ = std::max(top_, end);
        offsets_[index] = offset;
        if (hurry || item.size == 0) return end;  // nothing is looked for below any more
        const auto at = std::upper_bound(placed_.begin(), placed_.end(), offset,
                                         [](std::int64_t value, const Placed& p) { return value < p.offset; });
        placed_.insert(at, {offset, end, item.lower, item.upper});
        return end;
    }

    std::int64_t lowestGap(const PackItem& item) {
        std::int64_t offset = aligned(item.before, item.alignment);
        if (item.size == 0) return offset;
        std::int64_t looked = 0;
        for (const Placed& other : placed_) {  // by offset
            ++looked;
            if (other.lower >= item.upper || item.lower >= other.upper) continue;
            if (other.offset >= offset + item.size) break;
            offset = std::max(offset, aligned(other.end, item.alignment));
        }
        workLeft_ -= 1 + looked / 64;
        comparisons_ += looked;
        return offset;
    }

    std::span<const PackItem> items_;
    const CancelToken& cancel_;
    std::int64_t workLeft_;
    std::int64_t comparisons_ = 0;
    std::int64_t top_ = 0;        // end of the highest item
    std::vector<Placed> placed_;  // sorted by offset
    std::vector<std::int64_t> offsets_;
};

// Start and end of every item as the load's changes, in order of time; ends come before starts.
std::vector<std::pair<std::int64_t, std::int64_t>> loadChanges(std::span<const PackItem> items) {
    std::vector<std::pair<std::int64_t, std::int64_t>> changes;
    changes.reserve(items.size() * 2);
    for (const PackItem& item : items) {
        changes.emplace_back(item.lower, item.size);
        changes.emplace_back(item.upper, -item.size);
    }
    std::sort(changes.begin(), changes.end());
    return changes;
}

struct Peak {
    std::int64_t time = 0;  // the first with the highest load
    std::int64_t load = 0;
};

Peak findPeak(std::span<const PackItem> items) {
    Peak peak;
    std::int64_t load = 0;
    for (const auto& [time, change] : loadChanges(items)) {
        load += change;
        if (load > peak.load) peak = {time, load};
    }
    return peak;
}

// The orders to begin with. Ties are broken by the items' own order.
std::vector<Order> goodOrders(std::span<const PackItem> items, std::int64_t peakTime) {
    const auto sorted = [&](auto key) {
        Order order(items.size());
        std::iota(order.begin(), order.end(), 0u);
        std::stable_sort(order.begin(), order.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return key(items[a]) < key(items[b]); });
        return order;
    };
    const auto life = [](const PackItem& item) { return item.upper - item.lower; };
    const auto area = [&](const PackItem& item) {
        return static_cast<double>(life(item)) * static_cast<double>(item.size);
    };
    const auto fromPeak = [&](const PackItem& item) {
        if (item.lower > peakTime) return item.lower - peakTime;
        return item.upper <= peakTime ? peakTime - item.upper + 1 : 0;
    };
    using Two = std::pair<std::int64_t, std::int64_t>;
    return {
        sorted([&](const PackItem& i) { return Two(-i.size, -life(i)); }),
        sorted([&](const PackItem& i) { return -area(i); }),
        sorted([&](const PackItem& i) { return Two(-life(i), -i.size); }),
        sorted([&](const PackItem& i) { return Two(fromPeak(i), -i.size); }),
        sorted([&](const PackItem& i) { return Two(fromPeak(i), -life(i)); }),
        sorted([&](const PackItem& i) { return Two(i.lower, -i.size); }),
        sorted([&](const PackItem& i) { return Two(i.lower, -life(i)); }),
        sorted([&](const PackItem& i) { return Two(-i.upper, -i.size); }),
    };
}

class Search {
public:
    Search(std::span<const PackItem> items, const PackBudget& budget, const CancelToken& cancel)
        : items_(items), firstFit_(items, budget, cancel) {
        const Peak peak = findPeak(items);
        best_.lowerBound = peak.load;
        for (const PackItem& item : items) {
            const std::int64_t offset = item.fixed.value_or(aligned(item.before, item.alignment));
            best_.lowerBound = std::max(best_.lowerBound, offset + item.size + item.after);
        }
        orders_ = goodOrders(items, peak.time);
    }

    Packing run() {
        tryGoodOrders();
        for (std::size_t round = 0; !done(); ++round) {
            Order order = round % 2 == 0 ? bestOrder_ : orders_[round / 2 % orders_.size()];
            if (round >= 2) shake(order);
            climb(std::move(order));
        }
        best_.optimal = best_.bytes == best_.lowerBound;
        return std::move(best_);
    }

private:
    [[nodiscard]] bool done() const {
        return best_.bytes == best_.lowerBound || items_.size() < 2 || firstFit_.exhausted();
    }

    void keep(const Order& order, std::int64_t height) {
        best_.bytes = height;
        best_.offsets = firstFit_.offsets();
        bestOrder_ = order;
    }

    void tryGoodOrders() {
        best_.bytes = INT64_MAX;
        for (const Order& order : orders_) {
            const auto height = firstFit_.run(order, best_.bytes - 1);  // the first always succeeds
            if (height) keep(order, *height);
            if (done()) return;
        }
    }

    void shake(Order& order) {
        const std::size_t swaps = 2 + random_.below(1 + order.size() / 4);
        for (std::size_t s = 0; s < swaps; ++s) {
            std::swap(order[random_.below(order.size())], order[random_.below(order.size())]);
        }
    }

    // Steps from an order until many in a row have not lowered the packing.
    void climb(Order order) {
        const auto start = firstFit_.run(order, INT64_MAX);
        std::int64_t height = *start;
        std::vector<std::int64_t> offsets = firstFit_.offsets();
        if (height < best_.bytes) keep(order, height);

        const std::size_t patience = 64 + 8 * order.size();
        Order next;
        for (std::size_t idle = 0; idle < patience && !done(); ++idle) {
            next = order;
            step(next, offsets, height);
            const auto reached = firstFit_.run(next, height);
            if (!reached) continue;
            if (*reached < height) idle = 0;
            height = *reached;
            offsets = firstFit_.offsets();
            order.swap(next);
            if (height < best_.bytes) keep(order, height);
        }
    }

    void step(Order& order, const std::vector<std::int64_t>& offsets, std::int64_t height) {
        if (random_.below(2) == 0) {
            std::swap(order[random_.below(order.size())], order[random_.below(order.size())]);
            return;
        }
        // One of the items at the top takes an earlier turn.
        const std::size_t begin = random_.below(order.size());
        for (std::size_t i = 0; i < order.size(); ++i) {
            const std::size_t at = (begin + i) % order.size();
            const std::uint32_t index = order[at];
            if (offsets[index] + items_[index].size + items_[index].after < height || at == 0) continue;
            const auto to = static_cast<std::ptrdiff_t>(random_.below(at));
            const auto from = static_cast<std::ptrdiff_t>(at);
            std::rotate(order.begin() + to, order.begin() + from, order.begin() + from + 1);
            return;
        }
    }

    std::span<const PackItem> items_;
    FirstFit firstFit_;
    Random random_;
    std::vector<Order> orders_;
    Packing best_;
    Order bestOrder_;
};

// Whether the items with fixed offsets can be where they must be.
bool fixedPlacesHold(std::span<const PackItem> items) {
    std::vector<const PackItem*> fixed;
    for (const PackItem& item : items) {
        if (!item.fixed) continue;
        if (*item.fixed < item.before || *item.fixed % item.alignment != 0) return false;
        if (item.size > 0) fixed.push_back(&item);
    }
    for (std::size_t a = 0; a < fixed.size(); ++a) {
        for (std::size_t b = 0; b < a; ++b) {
            if (fixed[a]->lower >= fixed[b]->upper || fixed[b]->lower >= fixed[a]->upper) continue;
            if (*fixed[a]->fixed < *fixed[b]->fixed + fixed[b]->size &&
                *fixed[b]->fixed < *fixed[a]->fixed + fixed[a]->size) {
                return false;
            }
        }
    }
    return true;
}

}  // namespace

std::int64_t peakLoad(std::span<const PackItem> items) { return findPeak(items).load; }

Packing pack(std::span<const PackItem> items, const PackBudget& budget, const CancelToken& cancel,
             const PackingSink& better) {
    for ([[maybe_unused]] const PackItem& item : items) assert(item.lower < item.upper && item.size >= 0);
    if (items.empty()) return {{}, 0, 0, true};
    if (!fixedPlacesHold(items)) return {};
    Packing packing = Search(items, budget, cancel).run();
    if (better) better(packing);
    return packing;
}

PackDecision packInto(std::span<const PackItem> items, std::int64_t capacity, const PackBudget& budget,
                      const CancelToken& cancel) {
    if (!fixedPlacesHold(items)) return {PackAnswer::impossible, {}};
    Packing packing = pack(items, budget, cancel);
    if (packing.bytes <= capacity) return {PackAnswer::found, std::move(packing.offsets)};
    return {packing.lowerBound > capacity ? PackAnswer::impossible : PackAnswer::undecided, {}};
}

}  // namespace pinfold
