// How much the packing core may still do. Internal to core/plan/pack*.
#pragma once

#include "base/cancel.h"
#include "pack/pack.h"

#include <chrono>
#include <cstdint>
#include <optional>

namespace pinfold {

// One for a whole call, handed on to everything that works.
class PackWork {
public:
    PackWork(const PackBudget& budget, const CancelToken& cancel)
        : given_(budget.placements), left_(budget.placements), deadline_(budget.deadline), cancel_(cancel) {}

    // In placements of an item among few others, some 50 ns.
    void spend(std::int64_t placements) {
        left_ -= placements;
        if (!deadline_) return;
        untilClock_ -= placements;
        if (untilClock_ > 0) return;
        untilClock_ = 2'000;
        if (std::chrono::steady_clock::now() >= *deadline_) late_ = true;
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
    std::optional<std::chrono::steady_clock::time_point> deadline_;
    const CancelToken& cancel_;
};

}  // namespace pinfold
