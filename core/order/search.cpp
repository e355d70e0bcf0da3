// Depth-first search over sets of operators that have run.
//
// What an operator needs depends on the set of those that ran before it, not on their order; so a set from which there
// is no way on is remembered and never looked at twice (dynamic programming over downsets of the graph, and the ceiling
// is the budget of Ahn et al., "Ordering Chaos: Memory-Aware Scheduling of Irregularly Wired Neural Networks for Edge
// Devices", MLSys 2020). Two rules keep the number of sets small.
//
// - A lone operator: where only one can be next, it is.
// - A harmless chain: a chain of operators, each made ready by the one before, that stays under the ceiling and at
//   whose end no more bytes live than at its start. Running it at once is never wrong: take any order that stays
//   under the ceiling, and move the chain to its front. What runs meanwhile has at every point the chain's end after
//   it instead of its start or middle, so no more bytes live; and tensors that both read are given away earlier, not
//   later. (Shortest such chain, so every point inside it has more bytes than its end. It is what Liu calls a
//   hill-valley segment: "An application of generalized tree pebbling to sparse matrix factorization", SIAM J. Alg.
//   Disc. Meth. 1987.)
#include "order/search.h"

#include <algorithm>
#include <cassert>
#include <limits>

namespace pinfold {
namespace {

constexpr std::size_t longestChain = 64;

std::uint64_t scramble(std::uint64_t x) {  // the finalizer of SplitMix64
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
    return x ^ (x >> 31);
}

}  // namespace

void OrderSearch::DeadSets::insert(Key key, std::int64_t ceiling) {
    if (2 * (used_ + 1) > entries_.size()) {
        std::vector<Entry> old = std::move(entries_);
        entries_.assign(std::max<std::size_t>(64, 2 * old.size()), {});
        for (const Entry& entry : old) {
            if (entry.ceiling >= 0) entries_[slotOf(entry.key)] = entry;
        }
    }
    Entry& entry = entries_[slotOf(key)];
    if (entry.ceiling < 0) ++used_;
    entry = {key, std::max(entry.ceiling, ceiling)};
}

std::optional<std::int64_t> OrderSearch::DeadSets::ceilingOf(Key key) const {
    if (entries_.empty()) return std::nullopt;
    const Entry& entry = entries_[slotOf(key)];
    if (entry.ceiling < 0) return std::nullopt;
    return entry.ceiling;
}

std::size_t OrderSearch::DeadSets::slotOf(Key key) const {
    const std::size_t mask = entries_.size() - 1;
    std::size_t slot = static_cast<std::size_t>(key.low) & mask;
    while (entries_[slot].ceiling >= 0 && !(entries_[slot].key == key)) slot = (slot + 1) & mask;
    return slot;
}

OrderSearch::OrderSearch(OrderState& state, std::span<const int> operators, OrderBudget& budget)
    : state_(&state), budget_(&budget), remaining_(operators.size()) {
    state_->restrictTo(operators);
}

OrderSearch::Key OrderSearch::keyOf(int op) {
    const std::uint64_t seed = (static_cast<std::uint64_t>(op) + 1) * 0x9E3779B97F4A7C15u;
    return {scramble(seed), scramble(seed ^ 0xD1B54A32D192ED03u)};
}

void OrderSearch::run(int op) {
    state_->run(op);
    path_.push_back(op);
    const Key key = keyOf(op);
    key_ = {key_.low ^ key.low, key_.high ^ key.high};
}

void OrderSearch::takeBackTo(std::size_t path) {
    while (path_.size() > path) {
        const Key key = keyOf(path_.back());
        key_ = {key_.low ^ key.low, key_.high ^ key.high};
        state_->takeBack(path_.back());
        path_.pop_back();
    }
}

OrderAnswer OrderSearch::find(std::int64_t ceiling, std::int64_t states) {
    ceiling_ = ceiling;
    minCeiling_ = std::numeric_limits<std::int64_t>::max();
    stopAt_ = std::max<std::int64_t>(0, budget_->left() - states);
    branches_.clear();
    candidates_.clear();
    assert(path_.empty());
    for (;;) {
        const Descent descent = descend();
        if (descent == Descent::complete || descent == Descent::outOfBudget) {
            const bool complete = descent == Descent::complete;
            if (complete) found_ = path_;
            takeBackTo(0);
            return complete ? OrderAnswer::found : OrderAnswer::undecided;
        }
        if (!nextCandidate()) return OrderAnswer::impossible;
    }
}

// From the set that is reached: along ways without a choice, up to the next choice.
OrderSearch::Descent OrderSearch::descend() {
    while (path_.size() < remaining_) {
        if (outOfBudget()) return Descent::outOfBudget;
        if (state_->ready().size() == 1) {
            if (!takeOnlyWay()) return Descent::deadEnd;
        } else if (!takeHarmlessChain()) {
            return openBranch() ? Descent::branch : Descent::deadEnd;
        }
    }
    return Descent::complete;
}

bool OrderSearch::takeOnlyWay() {
    const int op = state_->ready().front();
    budget_->spend(1);
    const std::int64_t peak = state_->peakOf(op);
    if (peak > ceiling_) {
        exceeded(peak);
        return false;
    }
    run(op);
    return true;
}

bool OrderSearch::takeHarmlessChain() {
    const std::size_t start = path_.size();
    const std::int64_t live = state_->live();
    for (std::size_t i = 0; i < state_->ready().size() && !budget_->ended(); ++i) {
        int op = state_->ready()[i];
        while (path_.size() - start < longestChain) {
            budget_->spend(1);
            if (state_->peakOf(op) > ceiling_) break;
            const std::size_t ready = state_->ready().size();
            run(op);
            if (state_->live() <= live) return true;
            if (state_->ready().size() < ready) break;  // it made none ready
            op = state_->ready().back();
        }
        takeBackTo(start);
    }
    return false;
}

// False: nothing can be next.
bool OrderSearch::openBranch() {
    if (const auto ceiling = dead_.ceilingOf(key_); ceiling && *ceiling >= ceiling_) {
        // Sets that died under this very ceiling have had their say when they did.
        if (*ceiling > ceiling_) exceeded(*ceiling + 1);
        return false;
    }
    const std::size_t first = candidates_.size();
    for (const int op : state_->ready()) {
        budget_->spend(1);
        const std::int64_t peak = state_->peakOf(op);
        if (peak > ceiling_) {
            exceeded(peak);
        } else {
            candidates_.push_back({state_->liveAfter(op), op});
        }
    }
    if (candidates_.size() == first) {
        dead_.insert(key_, ceiling_);
        return false;
    }
    std::sort(candidates_.begin() + static_cast<std::ptrdiff_t>(first), candidates_.end(),
              [](const Candidate& a, const Candidate& b) { return a.live != b.live ? a.live < b.live : a.op < b.op; });
    branches_.push_back({key_, path_.size(), first, first});
    return true;
}

// Goes back to the last choice that has something left to try, and tries it.
bool OrderSearch::nextCandidate() {
    while (!branches_.empty()) {
        Branch& branch = branches_.back();
        takeBackTo(branch.path);
        if (branch.next < candidates_.size()) {
            run(candidates_[branch.next++].op);
            return true;
        }
        dead_.insert(branch.key, ceiling_);
        candidates_.resize(branch.first);
        branches_.pop_back();
    }
    takeBackTo(0);
    return false;
}

std::vector<int> OrderSearch::firstByIndex(std::vector<int> known, std::int64_t ceiling, std::int64_t states) {
    assert(known.size() == remaining_);
    const std::int64_t stopAt = budget_->left() - states;
    std::vector<int> order;
    std::vector<int> ready;
    while (order.size() < known.size()) {
        const int next = known[order.size()];
        int chosen = next;
        ready.assign(state_->ready().begin(), state_->ready().end());
        std::sort(ready.begin(), ready.end());
        for (const int op : ready) {
            if (op == next || budget_->left() <= stopAt || budget_->ended()) break;
            budget_->spend(1);
            if (state_->peakOf(op) > ceiling) continue;
            // From here on `op` belongs to what ran before the search, so that find() leaves it where it is.
            const Key before = key_;
            run(op);
            path_.clear();
            --remaining_;
            const OrderAnswer answer = find(ceiling, budget_->left() - stopAt);
            state_->takeBack(op);
            key_ = before;
            ++remaining_;
            if (answer != OrderAnswer::found) continue;
            chosen = op;
            known.resize(order.size());
            known.push_back(op);
            known.insert(known.end(), found_.begin(), found_.end());
            break;
        }
        run(chosen);
        path_.clear();
        --remaining_;
        order.push_back(chosen);
    }
    for (auto op = order.rbegin(); op != order.rend(); ++op) state_->takeBack(*op);
    return order;
}

}  // namespace pinfold
