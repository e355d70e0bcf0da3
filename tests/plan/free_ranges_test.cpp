// Reserved memory and the ranges that are left free.
#include "plan/free_ranges.h"

#include "plan/example_models.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pinfold {
namespace {

using test::exampleBoard;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr std::int64_t stack = 4096;

std::vector<ReservedRange> reserved(const std::vector<std::string>& texts) {
    auto ranges = resolveReserved(texts, exampleBoard(), stack);
    EXPECT_TRUE(ranges.ok()) << (ranges.ok() ? "" : ranges.error().message);
    return ranges.ok() ? *std::move(ranges) : std::vector<ReservedRange>();
}

std::string errorOf(const std::vector<std::string>& texts) {
    const auto ranges = resolveReserved(texts, exampleBoard(), stack);
    return ranges.ok() ? "" : ranges.error().message;
}

TEST(Reserve, TakesTheEndOfARegionBeforeTheStack) {
    const auto ranges = reserved({"FAST=1024", "SLOW=0x100", "SLOW=256"});
    ASSERT_EQ(ranges.size(), 3u);
    EXPECT_EQ(ranges[0].address, 0x10000c00u);
    EXPECT_EQ(ranges[1].address, 0x20010000u - 4096 - 4096 - 256);
    EXPECT_EQ(ranges[2].address, ranges[1].address - 256);
}

TEST(Reserve, InTheMiddleLeavesTwoRanges) {
    const auto free = freeRanges(exampleBoard(), 16, stack, reserved({"FAST=0x10000404+1000"}));
    ASSERT_EQ(free.size(), 3u);
    EXPECT_EQ(free[0].address, 0x10000000u);
    EXPECT_EQ(free[0].capacity, 0x404);
    EXPECT_EQ(free[1].address, 0x100007f0u);  // 0x404 + 1000 = 0x7ec
    EXPECT_EQ(free[1].capacity, 0x1000 - 0x7f0);
    EXPECT_EQ(free[0].region, free[1].region);
    EXPECT_EQ(free[2].capacity, 65'536 - stack - firmwareStaticBytes);
    EXPECT_GT(free[2].region, free[0].region);
}

TEST(Reserve, WholeRegionLeavesNothingFreeThere) {
    const auto free = freeRanges(exampleBoard(), 16, stack, reserved({"FAST=4096"}));
    ASSERT_EQ(free.size(), 1u);
    EXPECT_EQ(free[0].region, 2);
}

TEST(Reserve, WhatCannotBeReservedIsSaid) {
    EXPECT_THAT(errorOf({"FAST"}), HasSubstr("REGION=BYTES"));
    EXPECT_THAT(errorOf({"FAST="}), HasSubstr("REGION=BYTES"));
    EXPECT_THAT(errorOf({"FAST=-1"}), HasSubstr("REGION=BYTES"));
    EXPECT_THAT(errorOf({"FAST=0"}), HasSubstr("REGION=BYTES"));
    EXPECT_THAT(errorOf({"FAST=1k"}), HasSubstr("REGION=BYTES"));
    EXPECT_THAT(errorOf({"FAST=+8"}), HasSubstr("REGION=BYTES"));
    EXPECT_THAT(errorOf({"FAST=99999999999999999999"}), HasSubstr("REGION=BYTES"));
    EXPECT_THAT(errorOf({"FLASH=8"}), HasSubstr("there are FAST, SLOW"));
    EXPECT_THAT(errorOf({"FAZT=8"}), HasSubstr("no RAM region FAZT"));
    EXPECT_THAT(errorOf({"FAST=4097"}), HasSubstr("only 4,096 bytes"));
    EXPECT_THAT(errorOf({"FAST=0x0fffffff+16"}), HasSubstr("leaves FAST"));
    EXPECT_THAT(errorOf({"FAST=0x10000ff0+17"}), HasSubstr("leaves FAST"));
    EXPECT_THAT(errorOf({"FAST=0x7fffffffffffffff+9223372036854775807"}), HasSubstr("leaves FAST"));
    EXPECT_THAT(errorOf({"SLOW=0x2000fff0+8"}), HasSubstr("into the stack"));
    EXPECT_THAT(errorOf({"FAST=0x10000000+32", "FAST=0x1000001f+8"}), HasSubstr("overlap"));
}

TEST(Reserve, PlansLeaveReservedBytesAlone) {
    const Board board = exampleBoard();
    const Model model = test::randomModel(11, 12);
    PlanOptions options;
    options.reserve = {"FAST=0x10000800+64", "SLOW=1000", "SLOW=0x20000100+256"};
    const Plan plan = test::planOf(model, board, options);
    ASSERT_EQ(plan.reserved.size(), 3u);
    EXPECT_THAT(test::faultsOf(plan), IsEmpty());
    EXPECT_THAT(test::faultsOnBoard(plan, board), IsEmpty());
}

}  // namespace
}  // namespace pinfold
