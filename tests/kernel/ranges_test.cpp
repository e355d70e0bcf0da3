// Which bytes a kernel can reach, how often, and how many multiply-accumulates it does.
#include "kernel/kernel_text.h"

#include <fmt/format.h>

namespace pinfold {
namespace {

using test::loop;
using test::readBody;

// What `((int8_t*)a0)[index]` reaches, inside two loops with i and j.
BufferUse reach(const std::string& before, const std::string& index) {
    const Kernel kernel =
        readBody(2, fmt::format("  for (int32_t i = 0; i < 10; ++i) {{ for (int32_t j = 0; j < 6; ++j) {{ {} "
                                "((int8_t*)a1)[0] = {}; }} }}\n",
                                before, index));
    EXPECT_TRUE(kernel.read) << kernel.whyNotRead;
    return kernel.read ? kernel.arguments[0] : BufferUse{};
}

BufferUse reach(const std::string& index) { return reach("", "((int8_t*)a0)[" + index + "]"); }

void expectRange(const BufferUse& use, std::int64_t low, std::int64_t end) {
    EXPECT_EQ(use.lowestByte, low);
    EXPECT_EQ(use.endByte, end);
    EXPECT_TRUE(use.boundsKnown);
}

TEST(KernelRanges, FollowFromLinearIndices) {
    expectRange(reach("(i * 6) + j"), 0, 60);
    expectRange(reach("((i * 8) + j) - 9"), -9, 69);
    expectRange(reach("9 - i"), 0, 10);
    expectRange(reach("(i << 2) + (j - i)"), 0, 33);
    expectRange(reach("i - i"), 0, 1);
}

TEST(KernelRanges, ElementsOfSeveralBytes) {
    const Kernel kernel = readBody(2, loop(4, "((float*)a1)[i + 2] = ((double*)a0)[i - 1];"));
    EXPECT_EQ(kernel.arguments[0].lowestByte, -8);
    EXPECT_EQ(kernel.arguments[0].endByte, 24);
    EXPECT_EQ(kernel.arguments[1].lowestByte, 8);
    EXPECT_EQ(kernel.arguments[1].endByte, 24);
    EXPECT_EQ(kernel.arguments[1].lowestWrittenByte, 8);
    EXPECT_EQ(kernel.arguments[1].endWrittenByte, 24);
    EXPECT_EQ(kernel.arguments[0].endWrittenByte, 0);
}

TEST(KernelRanges, DivisionRemainderShiftAndMask) {
    expectRange(reach("((i / 3) * 10) + (i % 3)"), 0, 33);
    expectRange(reach("(i >> 1) + (j & 3)"), 0, 8);
    expectRange(reach("(i + 20) % 32"), 20, 30);
    expectRange(reach("(j - 3) / 2"), -1, 2);
    expectRange(reach("(j - 3) % 2"), -1, 2);
    expectRange(reach("(j - 3) >> 1"), -2, 2);
    expectRange(reach("i / (j + 1)"), 0, 10);
}

TEST(KernelRanges, ThroughVariables) {
    expectRange(reach("int32_t x = (i * 10); int64_t y = x + j;", "((int8_t*)a0)[y]"), 0, 96);
    expectRange(reach("int32_t x; if (i < 5) { x = i; } else { x = 20; }", "((int8_t*)a0)[x]"), 0, 21);
}

TEST(KernelRanges, AVariableThatAnInnerLoopChangesIsUnknown) {
    const BufferUse use = reach(
        "int32_t x = 0; for (int32_t k = 0; k < 3; ++k) { ((int8_t*)a1)[0] = ((int8_t*)a0)[x]; x = x + 50; }", "0");
    EXPECT_FALSE(use.boundsKnown);
}

TEST(KernelRanges, GuardedLoadsStayInside) {
    expectRange(reach("", "(1 <= i) && (i < 9) ? ((int8_t*)a0)[i - 1] : 0"), 0, 8);
    expectRange(reach("", "(((1 <= i) && (i < 9)) && (1 <= j)) && (j < 5) ? ((int8_t*)a0)[((i * 4) + j) - 5] : 0"), 0,
                32);
    expectRange(reach("", "(i < 1) || (8 < i) ? 0 : ((int8_t*)a0)[i - 1]"), 0, 8);
    expectRange(reach("", "!(i < 1) ? ((int8_t*)a0)[i - 1] : 0"), 0, 9);
    expectRange(reach("", "i == 3 ? ((int8_t*)a0)[i] : 0"), 3, 4);
    expectRange(reach("", "i != 3 ? 0 : ((int8_t*)a0)[i]"), 3, 4);
    expectRange(reach("bool inside = (1 <= i) && (i < 9);", "inside ? ((int8_t*)a0)[i - 1] : 0"), 0, 8);
    expectRange(reach("int8_t x = 0; if ((2 <= i) && (i > 3)) { x = ((int8_t*)a0)[i]; }", "x"), 4, 10);
    expectRange(reach("int8_t x = 0; if (i >= 3) { } else { x = ((int8_t*)a0)[i]; }", "x"), 0, 3);
}

TEST(KernelRanges, TheRightSideOfAndRunsOnlyUnderTheLeft) {
    expectRange(reach("", "(1 <= i) && (((int8_t*)a0)[i - 1] > 3) ? 1 : 0"), 0, 9);
    expectRange(reach("", "(i < 1) || (((int8_t*)a0)[i - 1] > 3) ? 1 : 0"), 0, 9);
}

TEST(KernelRanges, GuardsOfSums) {
    // A strided pooling window with its padding inlined.
    expectRange(reach("", "(1 <= ((i * 2) + j)) ? ((int8_t*)a0)[((i * 2) + j) - 1] : 0"), 0, 23);
    expectRange(reach("", "(1 <= ((i * 2) + j)) ? ((int8_t*)a0)[((i * 200) + (j * 100)) - 100] : 0"), 0, 2201);
    expectRange(reach("", "(((i * 6) + j) < 50) ? ((int8_t*)a0)[(j + (i * 6))] : 0"), 0, 50);
    expectRange(reach("", "(2 <= (i % 5)) ? ((int8_t*)a0)[(i % 5) - 2] : 0"), 0, 3);
    expectRange(reach("", "(i < 4) ? ((int8_t*)a0)[i / 2] : 0"), 0, 2);
}

TEST(KernelRanges, AHoistedLoadIsSpeculative) {
    expectRange(reach("int8_t x = ((int8_t*)a0)[i - 1];", "(1 <= i) ? x : 0"), -1, 9);
}

TEST(KernelRanges, AGuardEndsWithItsBranch) {
    expectRange(reach("", "((1 <= i) ? 0 : 1) + ((int8_t*)a0)[i - 1]"), -1, 9);
    expectRange(reach("if (5 <= i) { }", "((int8_t*)a0)[i - 1]"), -1, 9);
}

TEST(KernelRanges, DeadBranchesReachNothing) {
    const BufferUse use = reach("", "(0 != 0) ? ((int8_t*)a0)[1000] : ((int8_t*)a0)[i]");
    expectRange(use, 0, 10);
    EXPECT_EQ(use.reads, 60);
}

TEST(KernelRanges, ClampedIndicesAreKnown) {
    const std::string load = "int32_t x = ((int32_t*)a1)[0]; int32_t y = (x) < (9) ? (x) : (9);";
    expectRange(reach(load, "((int8_t*)a0)[((y) > (0) ? (y) : (0))]"), 0, 10);
}

TEST(KernelRanges, LoadedIndicesAreNot) {
    for (const char* type : {"int32_t", "int8_t", "uint8_t", "int64_t"}) {
        const BufferUse use = reach(fmt::format("{0} x = (({0}*)a1)[0];", type), "((int8_t*)a0)[x]");
        EXPECT_FALSE(use.boundsKnown) << type;
        EXPECT_GE(use.lowestByte, 0) << type;
    }
}

TEST(KernelRanges, UnsignedArithmeticWraps) {
    EXPECT_FALSE(reach("((uint32_t)(i - 1))").boundsKnown);
    EXPECT_FALSE(reach("((uint32_t)i) - 1U").boundsKnown);
    expectRange(reach("((uint32_t)i) + 1U"), 1, 11);
    expectRange(reach("(int64_t)((uint8_t)i)"), 0, 10);
    EXPECT_FALSE(reach("(int8_t)(i + 125)").boundsKnown);
}

TEST(KernelRanges, NumbersThatATypeCutsOff) {
    const BufferUse use = reach("int8_t x = 0; if ((int8_t)256) { } else { x = ((int8_t*)a0)[i]; }", "x");
    expectRange(use, 0, 10);
    const Kernel kernel = readBody(2, "  for (int8_t i = 300; i < 100; ++i) { ((int8_t*)a1)[i] = 1; }\n");
    EXPECT_GT(kernel.arguments[1].writes, 0);
    EXPECT_FALSE(reach("(char)(i + 120)").boundsKnown);
}

TEST(KernelRanges, LoopsOfAllKinds) {
    const auto range = [](const std::string& head) {
        const Kernel kernel = readBody(2, "  for (" + head + ") { ((int8_t*)a1)[0] = ((int8_t*)a0)[i]; }\n");
        EXPECT_TRUE(kernel.read) << kernel.whyNotRead;
        return kernel.arguments[0];
    };
    expectRange(range("int32_t i = 3; i <= 7; i++"), 3, 8);
    expectRange(range("int32_t i = 9; i >= 0; --i"), 0, 10);
    expectRange(range("int32_t i = 9; i > 0; i -= 2"), 1, 10);
    expectRange(range("int32_t i = 0; 10 > i; i += 3"), 0, 10);
    EXPECT_EQ(range("int32_t i = 0; i < 10; i += 3").reads, 4);
    EXPECT_EQ(range("int32_t i = 0; i < 10; i = i + 5").reads, 2);
    EXPECT_EQ(range("int32_t i = 9; i > 0; i -= 2").reads, 5);
    EXPECT_EQ(range("int32_t i = 5; i < 5; ++i").reads, 0);
    EXPECT_EQ(range("int32_t i = 5; i < 5; ++i").firstStatement, 0);
    EXPECT_FALSE(range("int32_t i = 0; i != 10; ++i").boundsKnown);
    EXPECT_FALSE(range("int32_t i = 0; i < ((int32_t*)a1)[0]; ++i").boundsKnown);
}

TEST(KernelRanges, InnerBoundsMayDependOnOuterCounters) {
    const Kernel kernel =
        readBody(2,
                 "  for (int32_t i = 0; i < 4; ++i) { for (int32_t j = i; j < (i + 3); ++j) { ((int8_t*)a1)[j - i] = "
                 "((int8_t*)a0)[j]; } }\n");
    expectRange(kernel.arguments[0], 0, 6);
    expectRange(kernel.arguments[1], 0, 3);
    EXPECT_EQ(kernel.arguments[0].reads, 12);
}

TEST(KernelCounts, AreProductsOfLoopBounds) {
    const Kernel kernel =
        readBody(2, "  for (int32_t o = 0; o < 5; ++o) {\n" +
                        loop(7, "((int16_t*)a1)[i] += ((int32_t*)a0)[i] + ((int32_t*)a0)[0];") + "  }\n");
    EXPECT_EQ(kernel.arguments[0].reads, 70);
    EXPECT_EQ(kernel.arguments[0].readBytes, 280);
    EXPECT_EQ(kernel.arguments[1].reads, 35);
    EXPECT_EQ(kernel.arguments[1].writes, 35);
    EXPECT_EQ(kernel.arguments[1].writtenBytes, 70);
    EXPECT_TRUE(kernel.countsKnown);
}

TEST(KernelCounts, LoopsOfUnknownLengthCountOnce) {
    const Kernel kernel =
        readBody(2, "  while (1) { if (!(((int32_t*)a0)[0] < 3)) { break; } ((float*)a1)[0] = 1.0f; }\n");
    ASSERT_TRUE(kernel.read);
    EXPECT_FALSE(kernel.countsKnown);
    EXPECT_EQ(kernel.arguments[0].reads, 1);
    EXPECT_EQ(kernel.arguments[1].writes, 1);
}

TEST(KernelCounts, Saturate) {
    std::string body = "((int8_t*)a1)[0] = ((int8_t*)a0)[i0] + 1;";
    for (int i = 0; i < 5; ++i)
        body = fmt::format("for (int64_t i{0} = 0; i{0} < 2000000000; ++i{0}) {{ {1} }}", i, body);
    const Kernel kernel = readBody(2, body);
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    EXPECT_EQ(kernel.arguments[0].reads, std::int64_t{1} << 62);
    EXPECT_EQ(kernel.arguments[0].endByte, 2000000000);
}

std::int64_t macsOf(const std::string& statement) {
    const Kernel kernel = readBody(2, "  float x = 0.0f;\n  float y[10];\n" + loop(10, statement));
    EXPECT_TRUE(kernel.read) << kernel.whyNotRead;
    return kernel.macs.value_or(-1);
}

TEST(KernelMacs, AreFoundInAllTheirForms) {
    EXPECT_EQ(macsOf("((float*)a1)[i] = (((float*)a1)[i] + (((float*)a0)[i] * 2.0f));"), 10);
    EXPECT_EQ(
        macsOf("((int32_t*)a1)[i] = ((int32_t*)a1)[i] + ((int32_t)((int8_t*)a0)[i]) * ((int32_t)((int8_t*)a0)[0]);"),
        10);
    EXPECT_EQ(macsOf("((int32_t*)a1)[i] = ((int32_t)((((int16_t*)a0)[i] * 3) + (int64_t)((int32_t*)a1)[i]));"), 10);
    EXPECT_EQ(macsOf("x = x + ((float*)a0)[i] * ((float*)a0)[i];"), 10);
    EXPECT_EQ(macsOf("x += ((float*)a0)[i] * ((float*)a0)[i];"), 10);
    EXPECT_EQ(macsOf("y[i] = (y[i] + (((float*)a0)[i] * 2.0f));"), 10);
    EXPECT_EQ(macsOf("y[i] = ((y[i] + (((float*)a0)[i] * 2.0f)) + (((float*)a0)[0] * 3.0f));"), 20);
}

TEST(KernelMacs, OtherArithmeticIsNone) {
    EXPECT_EQ(macsOf("((float*)a1)[i] = ((float*)a0)[i] * 2.0f;"), 0);
    EXPECT_EQ(macsOf("((float*)a1)[i] = ((float*)a1)[0] + (((float*)a0)[i] * 2.0f);"), 0);
    EXPECT_EQ(macsOf("((float*)a1)[i] = ((float*)a1)[i] + ((float*)a0)[i];"), 0);
    EXPECT_EQ(macsOf("x = y[i] + ((float*)a0)[i] * 2.0f;"), 0);
}

TEST(KernelCounts, StackArraysOfAllScopesAddUp) {
    const Kernel kernel = readBody(2, "  int16_t x[8];\n  alignas(16) float y[2 * 3];\n" +
                                          loop(3, "double z[4]; z[i] = 0.0; ((float*)a1)[i] = z[i];"));
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    EXPECT_EQ(kernel.stackBytes, 16 + 24 + 32);
}

}  // namespace
}  // namespace pinfold
