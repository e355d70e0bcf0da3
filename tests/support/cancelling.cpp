#include "support/cancelling.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace pinfold::test {

std::chrono::nanoseconds timeToStop(std::chrono::milliseconds delay,
                                    const std::function<void(const CancelToken&)>& job) {
    using Clock = std::chrono::steady_clock;
    CancelSource source;
    std::atomic<bool> started = false;
    std::atomic<bool> done = false;
    Clock::time_point ended;
    std::thread worker([&] {
        started = true;
        job(source.token());
        ended = Clock::now();
        done = true;
    });
    while (!started) std::this_thread::yield();
    const auto due = Clock::now() + delay;
    while (!done && Clock::now() < due) std::this_thread::yield();
    const Clock::time_point cancelled = Clock::now();
    source.cancel();
    worker.join();
    return std::max<std::chrono::nanoseconds>(std::chrono::nanoseconds::zero(), ended - cancelled);
}

}  // namespace pinfold::test
