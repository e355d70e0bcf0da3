#include "base/result.h"
#include "base/cancel.h"

#include <gtest/gtest.h>

#include <memory>
#include <thread>

namespace pinfold {
namespace {

Result<int> parse(bool good) {
    if (good) return 7;
    return badInput("{} is wrong", "x");
}

Result<int> doubled(bool good) {
    PINFOLD_TRY(const int value, parse(good));
    return 2 * value;
}

Result<void> checked(bool good) {
    PINFOLD_CHECK(parse(good));
    return {};
}

Outcome<int> job(const CancelToken& token, bool good) {
    if (token.cancelled()) return Cancelled{};
    if (!good) return toolFailed("it broke");
    return 7;
}

Outcome<int> outer(const CancelToken& token, bool good) {
    PINFOLD_TRY_OUTCOME(const int value, job(token, good));
    return value + 1;
}

TEST(Result, PassesValuesAndErrorsOn) {
    EXPECT_EQ(*doubled(true), 14);
    EXPECT_EQ(doubled(false).error().message, "x is wrong");
    EXPECT_EQ(doubled(false).error().kind, ErrorKind::badInput);
    EXPECT_TRUE(checked(true).ok());
    EXPECT_EQ(checked(false).error().message, "x is wrong");
}

TEST(Result, MovesWhatCannotBeCopied) {
    Result<std::unique_ptr<int>> result(std::make_unique<int>(3));
    const std::unique_ptr<int> taken = *std::move(result);
    EXPECT_EQ(*taken, 3);
}

TEST(Outcome, TellsValuesErrorsAndCancelledApart) {
    CancelSource source;
    EXPECT_EQ(std::get<0>(*outer(source.token(), true)), 8);
    EXPECT_EQ(outer(source.token(), false).error().message, "it broke");
    source.cancel();
    const auto cancelled = outer(source.token(), true);
    ASSERT_TRUE(cancelled.ok());
    EXPECT_TRUE(isCancelled(*cancelled));
}

TEST(CancelToken, IsSeenByOtherThreadsAndOutlivesItsSource) {
    EXPECT_FALSE(CancelToken().cancelled());
    CancelToken token;
    {
        CancelSource source;
        token = source.token();
        EXPECT_FALSE(token.cancelled());
        std::thread([&source] { source.cancel(); }).join();
    }
    EXPECT_TRUE(token.cancelled());
}

}  // namespace
}  // namespace pinfold
