// When a search has to end before it is done.
#pragma once

#include "base/cancel.h"

#include <chrono>
#include <optional>
#include <utility>

namespace pinfold {

// The moment at which work ends at the latest; a default one never comes.
struct Deadline {
    using Clock = std::chrono::steady_clock;

    std::optional<Clock::time_point> when{};
    Clock::time_point (*now)() = Clock::now;  // tests have a clock that counts how often it is looked at

    // A look at the clock: not for the innermost loops.
    [[nodiscard]] bool passed() const { return when && now() >= *when; }
};

// Cancelled, or out of time. Safe to copy.
class Stop {
public:
    explicit Stop(CancelToken cancel, Deadline deadline = {}) : cancel_(std::move(cancel)), deadline_(deadline) {}

    [[nodiscard]] bool cancelled() const { return cancel_.cancelled(); }
    // May look at the clock: not for the innermost loops.
    [[nodiscard]] bool stopped() const { return cancelled() || deadline_.passed(); }
    [[nodiscard]] const CancelToken& token() const { return cancel_; }

private:
    CancelToken cancel_;
    Deadline deadline_;
};

}  // namespace pinfold
