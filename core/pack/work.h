// How much the packing core may still do. Internal to core/pack.
#pragma once

#include "base/cancel.h"
#include "pack/pack.h"

#include <cstdint>

namespace pinfold {

// One for a whole call, handed on to everything that works.
class PackWork {
public:
    PackWork(const PackBudget& budget, const CancelToken& cancel)
        : given_(budget.placements), left_(budget.placements), deadline_(budget.deadline), cancel_(cancel) {}

    // In placements of an item among few others, some 50 ns.
    void spend(std::int64_t placements) {
        left_ -= placements;
        if (!deadline_.when) return;
        untilClock_ -= placements;
        if (untilClock_ > 0) return;
        untilClock_ = 2'000;
        if (deadline_.passed()) late_ = true;
    }
    [[nodiscard]] std::int64_t left() const { return left_; }
    [[nodiscard]] std::int64_t spent() const { return given_ - left_; }
    // Everything has to end, even a first answer.
    [[nodiscard]] bool interrupted() const { return late_ || cancel_.cancelled(); }
    [[nodiscard]] bool exhausted() const { return left_ <= 0 || interrupted(); }

private:
    std::int64_t given_;
    std::int64_t left_;
    std::int64_t untilClock_ = 0;
    bool late_ = false;
    Deadline deadline_;
    const CancelToken& cancel_;
};

}  // namespace pinfold
