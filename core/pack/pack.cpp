// Packing rectangles of time × size into as few bytes as possible ("dynamic storage allocation", NP-hard).
//
// Three parts work together:
//  - First fit over good orders gives an answer at once, and a local search over orders improves it (orders.cpp).
//    That is all for more items than the exact search can hold.
//  - The exact search finds a packing into a capacity or proves that there is none (search.cpp).
//  - pack() closes the gap between the two. Its lower bound starts at the peak load, which most problems reach. The
//    exact search is asked for a packing as small as the bound, for one half way between the bound and the best, and
//    for one just below the best; a proof raises the bound, a packing lowers the best. These and the local search take
//    turns with growing shares of work until the gap is closed or the budget is spent.
#include "pack/pack.h"

#include "pack/orders.h"
#include "pack/problem.h"
#include "pack/search.h"
#include "pack/work.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <optional>
#include <utility>

namespace pinfold {
namespace {

constexpr std::int64_t firstShare = 100'000;  // placements

void checkItems([[maybe_unused]] std::span<const PackItem> items) {
    for ([[maybe_unused]] const PackItem& item : items) {
        assert(item.lower < item.upper && item.size >= 0 && item.alignment >= 1);
        assert(item.before >= 0 && item.after >= 0);
    }
}

// The places that the search found, and those of items that take no bytes.
std::vector<std::int64_t> allOffsets(std::span<const PackItem> items, const PackSearch& search) {
    std::vector<std::int64_t> offsets;
    for (const PackItem& item : items) offsets.push_back(lowestOffset(item));
    const std::vector<std::int64_t> found = search.offsets();
    for (std::size_t p = 0; p < found.size(); ++p) offsets[search.problem().pieces[p].item] = found[p];
    return offsets;
}

std::int64_t bytesOf(std::span<const PackItem> items, const std::vector<std::int64_t>& offsets) {
    std::int64_t bytes = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        bytes = std::max(bytes, offsets[i] + items[i].size + items[i].after);
    }
    return bytes;
}

class Optimizer {
public:
    Optimizer(std::span<const PackItem> items, PackWork& work, const PackingSink& better)
        : items_(items), work_(work), better_(better), orders_(items, work) {}

    Packing run() {
        if (!work_.interrupted()) best_.lowerBound = simpleLowerBound(items_);
        orders_.tryGoodOrders(best_.lowerBound);
        best_.bytes = std::numeric_limits<std::int64_t>::max();
        takeFromOrders();
        if (!done()) {
            if (auto problem = makePackProblem(items_)) search_.emplace(*std::move(problem), work_);
        }
        for (std::int64_t share = firstShare; !done(); share += share / 2) {
            if (search_) searchBetween(share);
            if (done()) break;
            orders_.improve(best_.lowerBound, share);
            takeFromOrders();
        }
        best_.placements = work_.spent();
        return std::move(best_);
    }

private:
    [[nodiscard]] bool done() const { return best_.optimal || work_.exhausted(); }

    void searchBetween(std::int64_t share) {
        while (!done() && decide(best_.lowerBound, share) == PackAnswer::impossible) {
        }
        if (!done()) decide(best_.lowerBound + (best_.bytes - best_.lowerBound) / 2, share);
        if (!done()) decide(best_.bytes - 1, share);
    }

    PackAnswer decide(std::int64_t capacity, std::int64_t share) {
        const PackAnswer answer = search_->run(capacity, share);
        if (answer == PackAnswer::found) {
            take(allOffsets(items_, *search_));
        } else if (answer == PackAnswer::impossible) {
            // The best packing shows that some capacity does.
            best_.lowerBound = std::max(best_.lowerBound, std::min(best_.bytes, *search_->neededBytes()));
            tell();
        }
        return answer;
    }

    void takeFromOrders() {
        if (orders_.bytes() < best_.bytes) take(orders_.offsets());
    }

    void take(std::vector<std::int64_t> offsets) {
        best_.bytes = bytesOf(items_, offsets);
        best_.offsets = std::move(offsets);
        tell();
    }

    void tell() {
        best_.optimal = best_.bytes == best_.lowerBound;
        if (better_) better_(best_);
    }

    std::span<const PackItem> items_;
    PackWork& work_;
    const PackingSink& better_;
    PackOrders orders_;
    std::optional<PackSearch> search_;
    Packing best_;
};

PackDecision decide(std::span<const PackItem> items, std::int64_t capacity, PackWork& work) {
    PackOrders orders(items, work);
    orders.tryGoodOrders(capacity);
    if (orders.bytes() <= capacity) return {PackAnswer::found, orders.offsets()};
    if (work.exhausted()) return {};
    if (auto problem = makePackProblem(items)) {
        PackSearch search(*std::move(problem), work);
        const PackAnswer answer = search.run(capacity, work.left());
        return {answer, answer == PackAnswer::found ? allOffsets(items, search) : std::vector<std::int64_t>{}};
    }
    orders.improve(capacity, work.left());
    if (orders.bytes() <= capacity) return {PackAnswer::found, orders.offsets()};
    return {};
}

}  // namespace

Packing pack(std::span<const PackItem> items, const PackBudget& budget, const CancelToken& cancel,
             const PackingSink& better) {
    checkItems(items);
    if (items.empty()) return {{}, 0, 0, true};
    if (!fixedPlacesHold(items)) return {};
    PackWork work(budget, cancel);
    return Optimizer(items, work, better).run();
}

PackDecision packInto(std::span<const PackItem> items, std::int64_t capacity, const PackBudget& budget,
                      const CancelToken& cancel) {
    checkItems(items);
    if (!fixedPlacesHold(items) || simpleLowerBound(items) > capacity) return {PackAnswer::impossible, {}};
    if (items.empty()) return {PackAnswer::found, {}};
    PackWork work(budget, cancel);
    PackDecision decision = decide(items, capacity, work);
    decision.placements = work.spent();
    return decision;
}

}  // namespace pinfold
