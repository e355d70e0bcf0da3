// Whether some operators can run one after the other without ever needing more than so many bytes.
#pragma once

#include "base/stop.h"
#include "order/graph.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pinfold {

// How much more may be looked at; shared by all parts of one search.
class OrderBudget {
public:
    OrderBudget(std::int64_t states, Stop stop) : left_(states), stop_(std::move(stop)) {}
    void spend(std::int64_t states) {
        left_ -= states;
        untilLook_ -= states;
        if (untilLook_ <= 0) look();
    }
    [[nodiscard]] std::int64_t left() const { return left_; }
    // Stopped, as was found a short while ago at the latest: for inner loops that spend.
    [[nodiscard]] bool ended() const { return ended_; }
    // The same now.
    bool look() {
        untilLook_ = statesPerLook;
        ended_ = ended_ || stop_.stopped();
        return ended_;
    }

private:
    static constexpr std::int64_t statesPerLook = 1024;  // a fraction of a millisecond

    std::int64_t left_;
    std::int64_t untilLook_ = 0;
    bool ended_ = false;
    Stop stop_;
};

enum class OrderAnswer { found, impossible, undecided };

class OrderSearch {
public:
    // Orders of `operators`, in which every operator stands after those it needs; `state` stands where all that runs
    // before has run. Keeps `state` restricted to them until it is destroyed.
    OrderSearch(OrderState& state, std::span<const int> operators, OrderBudget& budget);
    ~OrderSearch() { state_->allowAll(); }
    OrderSearch(const OrderSearch&) = delete;
    OrderSearch& operator=(const OrderSearch&) = delete;

    // Looks for an order of what has not run in which no operator needs more than `ceiling` bytes, for at most `states`
    // of the budget.
    OrderAnswer find(std::int64_t ceiling, std::int64_t states);
    [[nodiscard]] const std::vector<int>& found() const { return found_; }
    // After `impossible`: no order needs less than this, which is more than the ceiling was.
    [[nodiscard]] std::int64_t minCeiling() const { return minCeiling_; }

    // The first of all such orders by the operators' indices, given one of them; less than the first where the budget
    // ends.
    std::vector<int> firstByIndex(std::vector<int> known, std::int64_t ceiling, std::int64_t states);

private:
    // A set of operators that have run, in 128 bits. Two sets that were taken for one could hide an order, but never
    // give a wrong one.
    struct Key {
        std::uint64_t low = 0;
        std::uint64_t high = 0;
        bool operator==(const Key&) const = default;
    };
    // Sets from which no order was found under a ceiling. Open addressing.
    class DeadSets {
    public:
        void insert(Key key, std::int64_t ceiling);
        [[nodiscard]] std::optional<std::int64_t> ceilingOf(Key key) const;

    private:
        struct Entry {
            Key key;
            std::int64_t ceiling = -1;  // -1: free
        };
        [[nodiscard]] std::size_t slotOf(Key key) const;
        std::vector<Entry> entries_;
        std::size_t used_ = 0;
    };
    // A set with several ways on.
    struct Branch {
        Key key;
        std::size_t path = 0;   // operators that have run here
        std::size_t first = 0;  // its candidates
        std::size_t next = 0;   // of them, the next to try
    };
    struct Candidate {
        std::int64_t live = 0;
        int op = 0;
    };
    enum class Descent { complete, branch, deadEnd, outOfBudget };

    Descent descend();
    bool takeOnlyWay();
    bool takeHarmlessChain();
    bool openBranch();
    bool nextCandidate();
    void run(int op);
    void takeBackTo(std::size_t path);
    void exceeded(std::int64_t peak) { minCeiling_ = std::min(minCeiling_, peak); }
    [[nodiscard]] bool outOfBudget() const { return budget_->ended() || budget_->left() <= stopAt_; }
    static Key keyOf(int op);

    OrderState* state_;
    OrderBudget* budget_;
    std::size_t remaining_;
    Key key_;
    DeadSets dead_;
    std::int64_t ceiling_ = 0;
    std::int64_t minCeiling_ = 0;
    std::int64_t stopAt_ = 0;  // of the budget
    std::vector<int> path_;
    std::vector<Branch> branches_;
    std::vector<Candidate> candidates_;
    std::vector<int> found_;
};

}  // namespace pinfold
