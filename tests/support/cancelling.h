// Cancelling jobs on their way.
#pragma once

#include "base/cancel.h"

#include <chrono>
#include <functional>

namespace pinfold::test {

// Runs the job, and cancels it from another thread after `delay`, unless it is done before. Returns when it has ended.
void cancelAfter(std::chrono::milliseconds delay, const std::function<void(const CancelToken&)>& job);

}  // namespace pinfold::test
