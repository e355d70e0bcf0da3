// Lagrangian relaxation. Every byte of every range gets a price at every time; with prices, capacities can be left out:
// each item goes to where its cost and the price of its bytes over its life are least. The sum of these less the price
// of all capacity is a lower bound of the cost, whatever the prices (Held, Wolfe and Crowder, "Validation of
// subgradient optimization", 1974). Good prices are found by raising them where the ranges are overloaded and lowering
// them elsewhere. The more items live at one time, the closer the bound comes.
//
// What it wins: without prices the proven bound of made-up networks of 100 buffers is lower by 23 % on average and 76 %
// at worst (200 ticks of life, four ranges), and what they cost higher by 0.9 % on average.
//
// Numbers are in floating point here. What is given away as a bound is lowered by far more than rounding can matter.
#include "assign/prices.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pinfold {
namespace {

constexpr std::size_t maxRounds = 400;
constexpr std::size_t maxWork = 40'000'000;  // rounds × items × ranges
constexpr int patience = 12;                 // rounds without a better bound before steps get shorter
constexpr double roundingShare = 1e-10;      // of all that is summed up; a sum of 10^5 terms errs by 10^-11 at most

// One group's loads are highest when an item begins and none begins before the next one ends.
struct Times {
    std::vector<std::int64_t> starts;                       // of one group after the other
    std::vector<std::pair<std::size_t, std::size_t>> span;  // per item: the indices of the times of its life
};

Times findTimes(const AssignProblem& problem) {
    Times times;
    times.span.resize(problem.items.size());
    for (std::size_t begin = 0, end = 0; begin < problem.items.size(); begin = end) {
        std::vector<std::int64_t> uppers;
        for (end = begin; end < problem.items.size() && problem.items[end].group == problem.items[begin].group; ++end) {
            uppers.push_back(problem.items[end].upper);
        }
        std::sort(uppers.begin(), uppers.end());
        const auto first = static_cast<std::ptrdiff_t>(times.starts.size());
        for (std::size_t i = begin; i < end; ++i) {
            const std::int64_t lower = problem.items[i].lower;
            if (i + 1 < end) {
                const auto nextEnd = std::upper_bound(uppers.begin(), uppers.end(), lower);
                if (problem.items[i + 1].lower < *nextEnd) continue;  // one more begins while all of these live
            }
            times.starts.push_back(lower);
        }
        for (std::size_t i = begin; i < end; ++i) {
            const auto from =
                std::lower_bound(times.starts.begin() + first, times.starts.end(), problem.items[i].lower);
            const auto to = std::lower_bound(from, times.starts.end(), problem.items[i].upper);
            times.span[i] = {static_cast<std::size_t>(from - times.starts.begin()),
                             static_cast<std::size_t>(to - times.starts.begin())};
        }
    }
    return times;
}

class PriceSearch {
public:
    explicit PriceSearch(const AssignProblem& problem)
        : problem_(problem),
          times_(findTimes(problem)),
          count_(times_.starts.size()),
          prices_(problem.ranges.size() * count_),
          sums_(problem.ranges.size() * (count_ + 1)),
          loads_(problem.ranges.size() * (count_ + 1)) {}

    Prices run(std::optional<std::int64_t> known, const Stop& stop) {
        double step = 1.0;
        int idle = 0;
        const std::size_t work = problem_.items.size() * problem_.ranges.size() + prices_.size() + 1;
        const std::size_t rounds = std::min(maxRounds, maxWork / work + 1);
        std::vector<double> best = prices_;
        double bound = -1;
        for (std::size_t round = 0; round < rounds && step > 1e-4 && !stop.stopped(); ++round) {
            const double value = evaluate();
            if (value > bound) {
                if (value > bound + 1e-5 * std::abs(bound)) idle = 0;
                bound = value;
                best = prices_;
            } else if (++idle > patience) {
                idle = 0;
                step /= 2;
                prices_ = best;
                evaluate();
            }
            const double target = known ? static_cast<double>(*known) : bound + 0.05 * std::abs(bound) + 1;
            if (!move(step * std::max(target - value, 1e-3 * std::abs(target)))) break;
        }
        prices_ = std::move(best);
        return result(evaluate());
    }

private:
    double pricedCost(std::size_t item, const ProblemOption& option) const {
        const auto [from, to] = times_.span[item];
        const double* sums = &sums_[static_cast<std::size_t>(option.range) * (count_ + 1)];
        return static_cast<double>(option.cost) + static_cast<double>(option.size) * (sums[to] - sums[from]);
    }

    // The bound for the present prices; fills in the loads of what is cheapest with them.
    double evaluate() {
        std::fill(loads_.begin(), loads_.end(), 0.0);
        double value = 0;
        magnitude_ = 0;
        for (std::size_t r = 0; r < problem_.ranges.size(); ++r) {
            double* sums = &sums_[r * (count_ + 1)];
            for (std::size_t t = 0; t < count_; ++t) sums[t + 1] = sums[t] + prices_[r * count_ + t];
            value -= sums[count_] * static_cast<double>(problem_.ranges[r].capacity);
        }
        magnitude_ = -value;
        for (std::size_t i = 0; i < problem_.items.size(); ++i) {
            const ProblemOption* cheapest = nullptr;
            double minimum = 0;
            for (const ProblemOption& option : problem_.items[i].options) {
                const double cost = pricedCost(i, option);
                if (cheapest && cost >= minimum) continue;
                cheapest = &option;
                minimum = cost;
            }
            value += minimum;
            magnitude_ += minimum;
            double* loads = &loads_[static_cast<std::size_t>(cheapest->range) * (count_ + 1)];
            loads[times_.span[i].first] += static_cast<double>(cheapest->size);
            loads[times_.span[i].second] -= static_cast<double>(cheapest->size);
        }
        return value;
    }

    // A step of the size that would close `gap` if the bound were linear. False if the loads fit exactly.
    bool move(double gap) {
        double square = 0;
        std::vector<double> excess(prices_.size());
        for (std::size_t r = 0; r < problem_.ranges.size(); ++r) {
            double load = 0;
            for (std::size_t t = 0; t < count_; ++t) {
                load += loads_[r * (count_ + 1) + t];
                double& over = excess[r * count_ + t];
                over = load - static_cast<double>(problem_.ranges[r].capacity);
                if (over < 0 && prices_[r * count_ + t] <= 0) over = 0;
                square += over * over;
            }
        }
        if (square <= 0) return false;
        for (std::size_t k = 0; k < prices_.size(); ++k) {
            prices_[k] = std::max(0.0, prices_[k] + gap / square * excess[k]);
        }
        return true;
    }

    Prices result(double bound) {
        const double margin = roundingShare * magnitude_ * std::max(1.0, static_cast<double>(count_) * 1e-5);
        Prices prices;
        std::int64_t minSum = 0;
        for (const ProblemItem& item : problem_.items) minSum += item.minCost;
        prices.minCost = std::max(minSum, static_cast<std::int64_t>(std::ceil(bound - margin)));
        for (std::size_t i = 0; i < problem_.items.size(); ++i) {
            std::vector<double> priced;
            for (const ProblemOption& option : problem_.items[i].options) priced.push_back(pricedCost(i, option));
            const double cheapest = *std::min_element(priced.begin(), priced.end());
            std::vector<double> regret;
            for (const double cost : priced) {
                const double above = bound - margin + (cost - cheapest) - static_cast<double>(prices.minCost);
                regret.push_back(std::max(0.0, above));
            }
            prices.priced.push_back(std::move(priced));
            prices.regret.push_back(std::move(regret));
        }
        return prices;
    }

    const AssignProblem& problem_;
    Times times_;
    std::size_t count_;
    std::vector<double> prices_;  // ranges × times: of a byte
    std::vector<double> sums_;    // ranges × (times + 1): of the prices before
    std::vector<double> loads_;   // ranges × (times + 1): changes of the load
    double magnitude_ = 0;        // of what was summed up for the bound
};

}  // namespace

Prices findPrices(const AssignProblem& problem, std::optional<std::int64_t> known, const Stop& stop) {
    return PriceSearch(problem).run(known, stop);
}

}  // namespace pinfold
