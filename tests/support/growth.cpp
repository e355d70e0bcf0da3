#include "support/growth.h"

#include "support/cancelling.h"

#include <gtest/gtest.h>

#include <string>

namespace pinfold::test {

void expectLinearWork(int size, double mostEach, const std::function<void(int size, const CancelToken&)>& job) {
    constexpr double tolerance = 1.125;
    constexpr double rounding = 4;  // long loops ask every some thousand steps
    const auto work = [&](int times) {
        const std::int64_t asked = timesAsked([&](const CancelToken& cancel) { job(times * size, cancel); });
        return static_cast<double>(asked);
    };
    const double once = work(1);
    EXPECT_GT(once, 0);
    for (const int times : {2, 4}) {
        SCOPED_TRACE(std::to_string(times) + " times " + std::to_string(size));
        const double asked = work(times);
        EXPECT_LE(asked, tolerance * times * once + rounding);
        EXPECT_LE(asked, mostEach * times * size);
    }
}

}  // namespace pinfold::test
