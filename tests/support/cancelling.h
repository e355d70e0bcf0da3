// Cancelling jobs on their way.
#pragma once

#include "base/cancel.h"

#include <chrono>
#include <functional>

namespace pinfold::test {

// Runs the job on a thread of its own and cancels it after `delay`. Returns how long it took to end from there on; zero
// if it was done before.
std::chrono::nanoseconds timeToStop(std::chrono::milliseconds delay,
                                    const std::function<void(const CancelToken&)>& job);

// A job must stop within 50 ms of being cancelled. Tests allow for more, for the machine may be busy; what it really
// takes is measured by tests/bench/cancel_times.
inline constexpr std::chrono::milliseconds longestTimeToStop{1'000};

}  // namespace pinfold::test
