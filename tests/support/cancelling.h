// Cancelling jobs on their way.
#pragma once

#include "base/cancel.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <vector>

namespace pinfold::test {

// Runs the job, and cancels it from another thread after `delay`, unless it is done before. Returns when it has ended.
void cancelAfter(std::chrono::milliseconds delay, const std::function<void(const CancelToken&)>& job);

// Its token counts how often it is asked, and is cancelled from the `moment`-th time on.
class CountedCancel {
public:
    static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();

    explicit CountedCancel(std::int64_t moment = never);
    [[nodiscard]] CancelToken token() const;
    [[nodiscard]] std::int64_t asked() const;
    // Times that it said so: how often the job asked again before it ended, and once.
    [[nodiscard]] std::int64_t saidSo() const;

private:
    class Flag;
    std::shared_ptr<Flag> flag_;
};

using Job = std::function<void(const CancelToken&)>;

// How often the job asks its token when nobody cancels it.
std::int64_t timesAsked(const Job& job);

// Numbers from 1 to `last`, each about half as large again as the one before; `last` is one of them.
std::vector<std::int64_t> momentsUpTo(std::int64_t last);

// Runs the job once for each of momentsUpTo(last) and cancels it when it asks its token for the so manyth time. It has
// to ask that often, and to end after at most `after` more questions.
void cancelAtMoments(std::int64_t last, std::int64_t after, const Job& job);

}  // namespace pinfold::test
