// When a search has to end before it is done.
#pragma once

#include "base/cancel.h"

#include <chrono>
#include <optional>
#include <utility>

namespace pinfold {

using Deadline = std::optional<std::chrono::steady_clock::time_point>;

// Cancelled, or out of time. Safe to copy.
class Stop {
public:
    explicit Stop(CancelToken cancel, Deadline deadline = {}) : cancel_(std::move(cancel)), deadline_(deadline) {}

    [[nodiscard]] bool cancelled() const { return cancel_.cancelled(); }
    // As quick as a look at the clock: not for the innermost loops.
    [[nodiscard]] bool stopped() const {
        return cancelled() || (deadline_ && std::chrono::steady_clock::now() >= *deadline_);
    }
    [[nodiscard]] const CancelToken& token() const { return cancel_; }
    [[nodiscard]] const Deadline& deadline() const { return deadline_; }

private:
    CancelToken cancel_;
    Deadline deadline_;
};

}  // namespace pinfold
