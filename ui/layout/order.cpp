// Few crossings: sweeps down and up, in each of which the items of a layer go to the mean position of their neighbours
// in the layer before (Sugiyama, Tagawa & Toda 1981); the best order seen is kept.
//
// The first rounds let main paths decide alone, so that a chain stays where it is and its skips lie beside it; a mean
// over all neighbours would draw the chain through its skips. The rounds after that start from the best of these and
// take all neighbours; their result is taken if it has fewer crossings even though main paths that cross trunks, and so
// could not be straight, count four times.
#include "ui/layout/order.h"

#include "ui/layout/sweep.h"

#include <numeric>

namespace pinfold::layout {
namespace {

constexpr int maxRounds = 8;   // of one rule; a round is a sweep up and a sweep down
constexpr int idleRounds = 2;  // without an improvement, then it ends
constexpr std::int64_t bendCost = 16;

class Ordering {
public:
    Ordering(const LayeredItems& items, LayoutStop& stop) : items_(items), stop_(stop) {
        current_.resize(static_cast<std::size_t>(items.size()));
        std::iota(current_.begin(), current_.end(), 0);
    }

    std::optional<ItemOrder> run() {
        if (!sweep(true, SweepRule::firstOrder)) return std::nullopt;
        for (const SweepRule rule : {SweepRule::mainPaths, SweepRule::mean}) {
            current_ = best_.rank;
            for (int round = 0, idle = 0; round < maxRounds && idle < idleRounds && best_.crossings > 0; ++round) {
                const auto before = bestScore_;
                if (!sweep(false, rule) || !sweep(true, rule)) return std::nullopt;
                idle = bestScore_ < before ? 0 : idle + 1;
            }
        }
        return std::move(best_);
    }

private:
    // False if stopped.
    bool sweep(bool down, SweepRule rule) {
        LayerSweep sweep(items_, current_, down, rule);
        while (sweep.advance()) {
            if (stop_.after(sweep.row().size() + sweep.links().size())) return false;
        }
        const std::vector<int> order = sweep.order();
        for (std::size_t i = 0; i < order.size(); ++i) {
            current_[static_cast<std::size_t>(order[i])] = static_cast<int>(i);
        }
        const std::int64_t score = sweep.crossings() + bendCost * sweep.bends();
        if (bestScore_ < 0 || score < bestScore_) {
            bestScore_ = score;
            best_ = {current_, sweep.crossings()};
        }
        return true;
    }

    const LayeredItems& items_;
    LayoutStop& stop_;
    std::vector<int> current_;
    ItemOrder best_;
    std::int64_t bestScore_ = -1;
};

}  // namespace

std::optional<ItemOrder> orderItems(const LayeredItems& items, LayoutStop& stop) { return Ordering(items, stop).run(); }

}  // namespace pinfold::layout
