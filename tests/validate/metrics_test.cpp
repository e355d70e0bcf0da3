#include "validate/metrics.h"
#include "validate/bytes_of_all.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace pinfold {
namespace {

using test::bytesOfAll;

Metrics floats(const std::vector<float>& reference, const std::vector<float>& got, double tolerance = 1e-5) {
    return compare(DType::float32, bytesOfAll(reference), bytesOfAll(got), tolerance);
}

constexpr float nan = std::numeric_limits<float>::quiet_NaN();
constexpr float infinity = std::numeric_limits<float>::infinity();

TEST(Metrics, AgreeWithAHandComputedExample) {
    // Errors 0, 1, -2, 0: squares 5, absolute 3. Reference 1² + 2² + 2² + 4² = 25, got 1² + 3² + 0 + 4² = 26.
    const Metrics metrics = floats({1, 2, 2, 4}, {1, 3, 0, 4}, 0.25);
    EXPECT_DOUBLE_EQ(*metrics.maxAbsError, 2);
    EXPECT_DOUBLE_EQ(*metrics.mae, 0.75);
    EXPECT_DOUBLE_EQ(*metrics.rmse, std::sqrt(1.25));
    EXPECT_DOUBLE_EQ(*metrics.l2r, std::sqrt(5.0 / 25.0));
    EXPECT_DOUBLE_EQ(*metrics.cosine, 23 / (5 * std::sqrt(26.0)));
    EXPECT_EQ(metrics.elements, 4);
    EXPECT_EQ(metrics.mismatches, 1);  // the limit is 0.25 × 4 = 1, and 1 is within it
    EXPECT_FALSE(metrics.passed);
}

TEST(Metrics, EqualArraysPassWithoutError) {
    const Metrics metrics = floats({1, -2, 3}, {1, -2, 3}, 0);
    EXPECT_TRUE(metrics.passed);
    EXPECT_EQ(metrics.maxAbsError, 0);
    EXPECT_EQ(metrics.l2r, 0);
    EXPECT_DOUBLE_EQ(*metrics.cosine, 1);
}

TEST(Metrics, ToleranceIsRelativeToTheLargestReference) {
    EXPECT_TRUE(floats({1000, 0}, {1000, 0.009F}).passed);
    EXPECT_FALSE(floats({1000, 0}, {1000, 0.011F}).passed);
    EXPECT_FALSE(floats({1, 0}, {1, 0.009F}).passed);
}

TEST(Metrics, ScaleOfTheWholeArrayJudgesAPartOfIt) {
    const std::string reference = bytesOfAll<float>({0, 1}), got = bytesOfAll<float>({0.009F, 1});
    EXPECT_FALSE(compare(DType::float32, reference, got, 1e-5).passed);
    EXPECT_TRUE(compare(DType::float32, reference, got, 1e-5, 1000.0).passed);
}

TEST(Metrics, IntegersMustMatchExactlyWhateverTheTolerance) {
    const auto reference = bytesOfAll<std::int8_t>({100, -100}), got = bytesOfAll<std::int8_t>({100, -99});
    const Metrics metrics = compare(DType::int8, reference, got, 0.5);
    EXPECT_EQ(metrics.mismatches, 1);
    EXPECT_FALSE(metrics.passed);
    EXPECT_EQ(metrics.maxAbsError, 1);
}

TEST(Metrics, LargeIntegersThatNoDoubleTellsApartAreMismatches) {
    const std::int64_t large = (std::int64_t{1} << 60) + 1;
    EXPECT_EQ(
        compare(DType::int64, bytesOfAll<std::int64_t>({large}), bytesOfAll<std::int64_t>({large - 1})).mismatches, 1);
    const std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
    const Metrics metrics =
        compare(DType::uint64, bytesOfAll<std::uint64_t>({largest}), bytesOfAll<std::uint64_t>({largest - 1}));
    EXPECT_EQ(metrics.mismatches, 1);
    EXPECT_EQ(metrics.maxAbsError, 1);
}

TEST(Metrics, DistanceOfOppositeExtremesDoesNotOverflow) {
    using Limits = std::numeric_limits<std::int64_t>;
    const Metrics metrics =
        compare(DType::int64, bytesOfAll<std::int64_t>({Limits::min()}), bytesOfAll<std::int64_t>({Limits::max()}));
    EXPECT_DOUBLE_EQ(*metrics.maxAbsError, std::ldexp(1, 64));
}

TEST(Metrics, SquaresOfLargeDoublesDoNotOverflow) {
    const Metrics metrics = compare(DType::float64, bytesOfAll<double>({1e300, 0}), bytesOfAll<double>({0, 1e300}));
    EXPECT_DOUBLE_EQ(*metrics.l2r, std::sqrt(2.0));
    EXPECT_DOUBLE_EQ(*metrics.cosine, 0);
}

TEST(Metrics, AZeroReferenceHasNoRelativeFigures) {
    const Metrics metrics = floats({0, 0}, {0, 1});
    EXPECT_FALSE(metrics.l2r);
    EXPECT_FALSE(metrics.cosine);
    EXPECT_EQ(metrics.maxAbsError, 1);
    EXPECT_EQ(metrics.mismatches, 1);
}

TEST(Metrics, NoElementsHaveNoFiguresAndPass) {
    const Metrics metrics = floats({}, {});
    EXPECT_FALSE(metrics.maxAbsError || metrics.rmse || metrics.mae || metrics.l2r || metrics.cosine);
    EXPECT_TRUE(metrics.passed);
}

TEST(Metrics, NanMatchesOnlyNan) {
    EXPECT_TRUE(floats({nan, 1}, {nan, 1}).passed);
    EXPECT_EQ(floats({nan, 1}, {nan, 1}).maxAbsError, 0);
    for (const Metrics& metrics : {floats({nan, 1}, {1, 1}), floats({1, 1}, {nan, 1}), floats({1, 1}, {infinity, 1})}) {
        EXPECT_EQ(metrics.mismatches, 1);
        EXPECT_FALSE(metrics.passed);
        EXPECT_FALSE(metrics.maxAbsError || metrics.rmse || metrics.mae || metrics.l2r || metrics.cosine);
    }
}

TEST(Metrics, AnInfinityMatchesOnlyItselfAndDoesNotWidenTheTolerance) {
    EXPECT_TRUE(floats({infinity, -infinity}, {infinity, -infinity}).passed);
    EXPECT_FALSE(floats({infinity}, {-infinity}).passed);
    EXPECT_EQ(floats({infinity, 1}, {infinity, 2}).mismatches, 1);
}

TEST(Argmax, TakesTheFirstOfEqualElementsAndNeverNan) {
    EXPECT_EQ(argmax(DType::int8, bytesOfAll<std::int8_t>({-3, 5, 5})), 1U);
    EXPECT_EQ(argmax(DType::float32, bytesOfAll<float>({nan, -1, -2})), 1U);
    EXPECT_FALSE(argmax(DType::float32, bytesOfAll<float>({nan})));
    const std::int64_t large = std::int64_t{1} << 60;
    EXPECT_EQ(argmax(DType::int64, bytesOfAll<std::int64_t>({large, large + 1})), 1U);
}

}  // namespace
}  // namespace pinfold
