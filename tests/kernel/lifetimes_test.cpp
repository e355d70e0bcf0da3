// The rules of docs/architecture.md, "Lifetimes", one by one: each test fails if its rule is left out.
#include "kernel/kernel_text.h"

#include <fmt/format.h>

#include <utility>

namespace pinfold {
namespace {

using test::bodyLine;
using test::copyFirst;
using test::expectLife;
using test::loop;
using test::readBody;

const std::string doubleSecond = loop(4, "((float*)a1)[i] = ((float*)a1)[i] * 2.0f;");

TEST(KernelLifetimes, AreThoseOfTheStatementsThatAccessElements) {
    const Kernel kernel = readBody(2, copyFirst + doubleSecond);
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    EXPECT_EQ(kernel.refusal, "");
    ASSERT_EQ(kernel.statements.size(), 2U);
    EXPECT_EQ(kernel.statements[0].firstLine, bodyLine(2));
    EXPECT_EQ(kernel.statements[1].lastLine, bodyLine(2) + 1);
    expectLife(kernel.arguments[0], 0, 0);
    expectLife(kernel.arguments[1], 0, 1);
}

TEST(KernelLifetimes, StatementsWithoutAccessAreNoTicks) {
    const Kernel kernel = readBody(2, "  int32_t x = 3;\n  float local[4];\n" + loop(4, "local[i] = x;") + copyFirst +
                                          loop(4, "local[i] = local[i] + 1.0f;") + doubleSecond);
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    EXPECT_EQ(kernel.statements.size(), 2U);
    EXPECT_EQ(kernel.stackBytes, 16);
}

TEST(KernelLifetimes, AnUnusedArgumentHasNone) {
    const Kernel kernel = readBody(3, copyFirst);
    ASSERT_TRUE(kernel.read);
    EXPECT_EQ(kernel.refusal, "");
    expectLife(kernel.arguments[2], -1, -1);
}

TEST(KernelLifetimes, WorkspaceLivesFromItsFirstToItsLastAccess) {
    const Kernel kernel = readBody(2,
                                   "  void* w = TVMBackendAllocWorkspace(1, dev_id, (uint64_t)2048, 2, 32);\n"
                                   "  if (w == NULL) {\n    return -1;\n  }\n" +
                                       copyFirst + loop(4, "((float*)w)[i] = ((float*)a0)[i];") +
                                       loop(4, "((float*)a1)[i] = ((float*)w)[i];") + doubleSecond +
                                       "  if (TVMBackendFreeWorkspace(1, dev_id, w) != 0) {\n    return -1;\n  }");
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    ASSERT_EQ(kernel.workspaces.size(), 1U);
    EXPECT_EQ(kernel.workspaces[0].name, "w");
    EXPECT_EQ(kernel.workspaces[0].bytes, 2048);
    EXPECT_EQ(kernel.workspaces[0].line, bodyLine(2));
    EXPECT_FALSE(kernel.workspaces[0].use.escapes);
    expectLife(kernel.workspaces[0].use, 1, 2);
    EXPECT_EQ(kernel.statements.size(), 4U);
}

std::string loopWithWorkspace(const std::string& name) {
    return "  for (int32_t o = 0; o < 3; ++o) {\n    void* " + name +
           " = TVMBackendAllocWorkspace(1, dev_id, (uint64_t)4096, 2, 32);\n    if (" + name +
           " == NULL) {\n      return -1;\n    }\n" + loop(4, "((float*)" + name + ")[i] = ((float*)a0)[i];") +
           loop(4, "((float*)a1)[i] = ((float*)" + name + ")[i];") + "    if (TVMBackendFreeWorkspace(1, dev_id, " +
           name + ") != 0) {\n      return -1;\n    }\n  }\n";
}

TEST(KernelLifetimes, WorkspaceInsideALoopLivesAsLongAsTheWholeLoop) {
    const Kernel kernel = readBody(2, copyFirst + loopWithWorkspace("w") + doubleSecond);
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    ASSERT_EQ(kernel.statements.size(), 3U);
    expectLife(kernel.workspaces.at(0).use, 1, 1);
    EXPECT_EQ(kernel.workspaces[0].use.writes, 12);
}

TEST(KernelLifetimes, TwoLoopsSideBySideMayEachHoldAWorkspace) {
    const Kernel kernel = readBody(2, loopWithWorkspace("w") + loopWithWorkspace("v"));
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    ASSERT_EQ(kernel.workspaces.size(), 2U);
    expectLife(kernel.workspaces[0].use, 0, 0);
    expectLife(kernel.workspaces[1].use, 1, 1);
    EXPECT_NE(kernel.workspaces[0].line, kernel.workspaces[1].line);
}

TEST(KernelLifetimes, AShadowingNameIsAnotherBuffer) {
    const Kernel kernel = readBody(2, loopWithWorkspace("w") + loopWithWorkspace("w") + loopWithWorkspace("a0"));
    // In the third loop a0 is a workspace, so its own initial load is of the workspace too.
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    expectLife(kernel.workspaces.at(1).use, 1, 1);
    expectLife(kernel.workspaces.at(2).use, 2, 2);
    expectLife(kernel.arguments[0], 0, 1);
}

TEST(KernelLifetimes, NamesOfVariablesSayNothing) {
    const std::string text =
        "int32_t k(void* x, int32_t* y, int32_t n, void* o, int32_t* c, void* h) {\n"
        "  void* p1 = (((TVMValue*)x)[0].v_handle);\n"
        "  void* p0 = (((TVMValue*)x)[1].v_handle);\n"
        "  void* out = (((DLTensor*)p1)[0].data);\n"
        "  void* in = (((DLTensor*)p0)[0].data);\n"
        "  for (int32_t i = 0; i < 4; ++i) { ((float*)in)[i] = ((float*)out)[i]; }\n"
        "  return 0;\n}\n";
    const Kernel kernel = test::readOne(text);
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    ASSERT_EQ(kernel.arguments.size(), 2U);
    EXPECT_EQ(kernel.arguments[0].reads, 4);
    EXPECT_EQ(kernel.arguments[1].writes, 4);
}

TEST(KernelLifetimes, ComparingWithNullAndFreeingIsNoUse) {
    const Kernel kernel =
        readBody(2, "  if (a0 == NULL) { return -1; }\n  if (NULL != a1) { }\n  if (!a1) { return -1; }\n" + copyFirst +
                        doubleSecond);
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    EXPECT_EQ(kernel.statements.size(), 2U);
    expectLife(kernel.arguments[0], 0, 0);
    EXPECT_FALSE(kernel.arguments[0].escapes);
}

TEST(KernelLifetimes, MathFunctionsTakeElements) {
    const Kernel kernel = readBody(2, loop(4, "((float*)a1)[i] = fmaxf(expf(((float*)a0)[i]), 0.0f);") + doubleSecond);
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    EXPECT_FALSE(kernel.arguments[0].escapes);
    expectLife(kernel.arguments[0], 0, 0);
}

// Each of these takes the address of a0 somewhere in the first of two statements.
class KernelEscape : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(KernelEscape, KeepsTheBufferUntilTheEnd) {
    const Kernel kernel = readBody(2, std::string(GetParam().second) + "\n" + doubleSecond);
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    EXPECT_TRUE(kernel.arguments[0].escapes);
    EXPECT_FALSE(kernel.arguments[0].boundsKnown);
    ASSERT_GE(kernel.statements.size(), 2U);
    expectLife(kernel.arguments[0], 0, static_cast<int>(kernel.statements.size()) - 1);
    EXPECT_FALSE(kernel.arguments[1].escapes);
}

INSTANTIATE_TEST_SUITE_P(Ways, KernelEscape,
                         testing::Values(std::pair{"call", "  some_function(a0, 3);"},
                                         std::pair{"callAfterACast", "  some_function((float*)a0);"},
                                         std::pair{"mathCall", "  float x = expf(a0);"},
                                         std::pair{"copy", "  void* q = a0;"},
                                         std::pair{"castCopy", "  float* q = (float*)a0;"},
                                         std::pair{"laterAssignment", "  float* q;\n  q = (float*)a0;"},
                                         std::pair{"arithmetic", "  float x = *((float*)a0 + 2);"},
                                         std::pair{"addressOfElement", "  float* q = &((float*)a0)[2];"},
                                         std::pair{"integer", "  int64_t q = (int64_t)a0;"},
                                         std::pair{"choice", "  float* q = 1 ? (float*)a0 : (float*)0;"},
                                         std::pair{"memory", "  void* q[2];\n  q[0] = a0;"},
                                         std::pair{"comparison", "  int32_t q = a0 == a0;"},
                                         std::pair{"handle", "  some_function(arg_a0);"},
                                         std::pair{"rawHandle", "  void* q = ((void**)arg_a0)[0];"},
                                         std::pair{"indexOfAnother", "  float x = ((float*)a1)[(int32_t)a0];"},
                                         std::pair{"addressOfTheVariable", "  some_function(&arg_a0);\n"}),
                         [](const auto& way) { return way.param.first; });

TEST(KernelLifetimes, AnEscapeOfTheArgumentsIsOneOfAll) {
    const Kernel kernel = readBody(2, copyFirst + "  some_function(args);\n" + doubleSecond);
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    ASSERT_EQ(kernel.statements.size(), 3U);
    expectLife(kernel.arguments[0], 0, 2);
    expectLife(kernel.arguments[1], 0, 2);
}

TEST(KernelLifetimes, AnEscapeAfterTheLastAccessStillCounts) {
    const Kernel kernel = readBody(2, copyFirst + doubleSecond + "  some_function(a0);\n");
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    ASSERT_EQ(kernel.statements.size(), 3U);
    expectLife(kernel.arguments[0], 0, 2);
    expectLife(kernel.arguments[1], 0, 1);
}

TEST(KernelLifetimes, WorkspacesEscapeToo) {
    const Kernel kernel = readBody(2, "  void* w = TVMBackendAllocWorkspace(1, dev_id, (uint64_t)2048, 2, 32);\n" +
                                          copyFirst + "  some_function(w);\n" + doubleSecond + copyFirst);
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    expectLife(kernel.workspaces.at(0).use, 1, 3);
}

TEST(KernelLifetimes, AVariableThatChangesLetsAllEscapeThatItHeld) {
    const Kernel kernel =
        readBody(3, copyFirst + "  void* q = (((DLTensor*)arg_a2)[0].data);\n  q = a0;\n" + doubleSecond);
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    const int last = static_cast<int>(kernel.statements.size()) - 1;
    expectLife(kernel.arguments[0], 0, last);
    EXPECT_EQ(kernel.arguments[2].lastStatement, last);
}

TEST(KernelLifetimes, AccessesUnderConditionsCount) {
    const Kernel kernel = readBody(3, copyFirst +
                                          loop(4,
                                               "if (i < 2) { ((float*)a1)[i] = 0.0f; } else { ((float*)a1)[i] = "
                                               "((float*)a2)[i]; }") +
                                          "  if (((bool*)a0)[0]) {\n  }\n");
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    ASSERT_EQ(kernel.statements.size(), 3U);
    expectLife(kernel.arguments[2], 1, 1);
    expectLife(kernel.arguments[1], 0, 1);
    expectLife(kernel.arguments[0], 0, 2);
}

TEST(KernelLifetimes, LoopBoundsAndWhileConditionsAreAccesses) {
    const Kernel kernel =
        readBody(3, copyFirst + "  for (int32_t j = 0; j < ((int32_t*)a2)[0]; ++j) { ((float*)a1)[j] = 0.0f; }\n" +
                        "  while (1) { if (!(((int32_t*)a0)[0] < 3)) { break; } ((float*)a1)[0] = 1.0f; }\n");
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    ASSERT_EQ(kernel.statements.size(), 3U);
    expectLife(kernel.arguments[2], 1, 1);
    expectLife(kernel.arguments[0], 0, 2);
}

// What follows is not understood, so the whole kernel falls back to whole operators; its workspaces are still known.
class KernelUnknownStatement : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(KernelUnknownStatement, MakesTheWholeKernelUnread) {
    const Kernel kernel = readBody(2, "  void* w = TVMBackendAllocWorkspace(1, dev_id, (uint64_t)2048, 2, 32);\n" +
                                          copyFirst + GetParam().second + "\n" + doubleSecond);
    EXPECT_FALSE(kernel.read);
    EXPECT_NE(kernel.whyNotRead, "");
    EXPECT_EQ(kernel.refusal, "");
    EXPECT_TRUE(kernel.statements.empty());
    EXPECT_FALSE(kernel.macs.has_value());
    EXPECT_EQ(kernel.argumentCount, 2);
    EXPECT_EQ(kernel.arguments.size(), 2U);
    ASSERT_EQ(kernel.workspaces.size(), 1U);
    EXPECT_EQ(kernel.workspaces[0].bytes, 2048);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, KernelUnknownStatement,
    testing::Values(std::pair{"gotoAndLabel", "  again: goto again;"}, std::pair{"label", "  again: ;"},
                    std::pair{"switchStatement", "  switch (1) { case 1: break; }"},
                    std::pair{"doLoop", "  do { } while (0);"}, std::pair{"assembler", "  asm(\"nop\");"},
                    std::pair{"directive", "#if 1\n  a0;\n#endif"}, std::pair{"undeclaredName", "  int32_t x = magic;"},
                    std::pair{"garbage", "  int32_t x = = 3;"}, std::pair{"sizeOf", "  int32_t x = sizeof(int);"},
                    std::pair{"returnInTheMiddle", "  if (dev_id == 3) { return 0; }"},
                    std::pair{"unknownElementType", "  ((float4*)a0)[0] = 1;"},
                    std::pair{"changedParameter", "  args = a0;"},
                    std::pair{"storeIntoADescriptor", "  ((DLTensor*)arg_a0)[0].data = a1;"},
                    std::pair{"staticVariable", "  static int32_t x = 3;"},
                    std::pair{"restrictedPointer", "  float* restrict fast = (float*)(((DLTensor*)arg_a0)[0].data);"},
                    std::pair{"restrictedPointerOfGcc", "  void* __restrict__ fast = ((DLTensor*)arg_a0)[0].data;"}),
    [](const auto& kind) { return kind.param.first; });

TEST(KernelLifetimes, AMacroOfTheFileMakesAKernelUnread) {
    const std::string text = test::kernelText(2, copyFirst);
    EXPECT_TRUE(test::readOne("#define TVM_EXPORTS\n" + text).read);
    EXPECT_TRUE(test::readOne("#define unused a1\n" + text).read);
    EXPECT_FALSE(test::readOne("#define a1 a0\n" + text).read);
}

TEST(KernelLifetimes, ReturningAnErrorInTheMiddleIsNormal) {
    EXPECT_TRUE(readBody(2, copyFirst + "  if (dev_id == 3) { return -1; }\n" + doubleSecond).read);
}

}  // namespace
}  // namespace pinfold
