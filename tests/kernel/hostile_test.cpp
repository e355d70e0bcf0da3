// Text that no code generator wrote. All of it must end quickly, without a crash, under the sanitizers too.
#include "kernel/kernel_text.h"

#include <gmock/gmock.h>

#include <string>

namespace pinfold {
namespace {

using test::kernelText;
using test::readBody;
using testing::HasSubstr;

std::string repeat(const std::string& text, int times) {
    std::string result;
    for (int i = 0; i < times; ++i) result += text;
    return result;
}

TEST(KernelHostile, TextThatIsNoCIsAnErrorWithFileAndLine) {
    for (const char* text : {"hello world", "int x = {1, 2", "\n\n}", "int f() { if (", "int f() { /* ", "char c = 'x",
                             "int f() { \"\n\"; }", "\x01\x02", "int a[3;", "{}", "extern \"C\" {",
                             "int x = 3); int y;", "@", "int f(void* a) { ` }"}) {
        const auto kernels = readKernels(text, "evil.c");
        ASSERT_FALSE(kernels.ok()) << text;
        EXPECT_THAT(kernels.error().message, HasSubstr("evil.c: line ")) << text;
        EXPECT_EQ(kernels.error().kind, ErrorKind::badInput);
    }
    EXPECT_TRUE(readKernels("", "empty.c").ok());
    EXPECT_TRUE(readKernels(std::string_view("\0", 0), "empty.c").ok());
    EXPECT_FALSE(readKernels(std::string_view("\0", 1), "nul.c").ok());
}

TEST(KernelHostile, EveryTruncationOfAKernelIsSurvived) {
    const std::string text =
        kernelText(2, "  for (int32_t i = 0; (i < 4); ++i) { ((float*)a1)[i] = ((float*)a0)[i]; }");
    for (std::size_t size = 0; size + 1 < text.size(); ++size) {
        const auto kernels = readKernels(std::string_view(text).substr(0, size), "cut.c");
        EXPECT_TRUE(!kernels.ok() || kernels->empty()) << size;
    }
}

TEST(KernelHostile, DeepNestingIsNotUnderstood) {
    const int deep = 50'000;
    for (const std::string& statement :
         {repeat("(", deep) + "1" + repeat(")", deep) + ";", repeat("{", deep) + repeat("}", deep),
          repeat("if (1) ", deep) + ";", "dev_id = " + repeat("dev_id = ", deep) + "1;", repeat("!", deep) + "1;",
          "dev_id" + repeat(" + 1", deep) + ";", repeat("1 ? ", deep) + "1" + repeat(": 1", deep) + ";",
          repeat("1 ? 1 : ", deep) + "1;", repeat("(int32_t)", deep) + "1;", "dev_id" + repeat("[0]", deep) + ";",
          repeat("f(", deep) + repeat(")", deep) + ";", repeat("for (;;) ", deep) + ";", repeat("- ", deep) + "1;",
          repeat("while (1) {", deep) + repeat("}", deep)}) {
        const Kernel kernel = readBody(1, "  int32_t x = 0;\n" + statement);
        EXPECT_FALSE(kernel.read) << statement.substr(0, 20);
        EXPECT_THAT(kernel.whyNotRead, HasSubstr("too deeply")) << statement.substr(0, 20);
    }
}

TEST(KernelHostile, LongLinesAndManyStatements) {
    const Kernel line = readBody(1, "  int32_t x = 0; " + repeat("x = x + 1; ", 20'000) + repeat(" ", 1 << 20));
    EXPECT_TRUE(line.read) << line.whyNotRead;
    const Kernel ticks = readBody(1, repeat("((float*)a0)[0] = 1.0f;\n", 20'000));
    ASSERT_TRUE(ticks.read) << ticks.whyNotRead;
    EXPECT_EQ(ticks.statements.size(), 20'000U);
    std::string names = "  int32_t x0 = 1;\n";
    for (int i = 1; i < 5'000; ++i) {
        names += "  int32_t x" + std::to_string(i) + " = (x" + std::to_string(i - 1) + " / 2) + (x" +
                 std::to_string(i - 1) + " % 3);\n";
    }
    const Kernel chain = readBody(1, names + "  if ((x4999 < 3) && (dev_id < 2)) { ((float*)a0)[x4999] = 1.0f; }");
    EXPECT_TRUE(chain.read) << chain.whyNotRead;
}

TEST(KernelHostile, ManyGuardsAndManyAtoms) {
    std::string text = "  for (int32_t i = 0; i < 9; ++i) {\n";
    for (int i = 0; i < 50; ++i) text += "if (((i * " + std::to_string(i + 2) + ") % 7) < 5) {\n";
    text += repeat("((float*)a0)[i] = 1.0f;\n", 1000) + repeat("}", 51);
    EXPECT_TRUE(readBody(1, text).read);
    std::string sum = "((float*)a0)[dev_id";
    for (int i = 2; i < 150; ++i) sum += " + (dev_id / " + std::to_string(i) + ")";
    EXPECT_TRUE(readBody(1, repeat(sum + "] = 1.0f;\n", 50)).read);
    EXPECT_TRUE(readBody(1, "  if (" + repeat("(dev_id < 3) && ", 200) + "1) { ((float*)a0)[0] = 1.0f; }").read);
}

TEST(KernelHostile, AnEndlessKernelIsRefused) {
    const Kernel kernel = readBody(1, repeat("((float*)a0)[0] = 1.0f;\n", 100'000));
    EXPECT_FALSE(kernel.read);
    EXPECT_THAT(kernel.refusal, HasSubstr("too long"));
}

TEST(KernelHostile, NumbersAtTheEdges) {
    for (const char* index : {"9223372036854775807",
                              "18446744073709551615U",
                              "(9223372036854775807 * 9223372036854775807)",
                              "(0 - 9223372036854775807) - 9223372036854775807",
                              "-(-9223372036854775807 - 1)",
                              "1 / 0",
                              "1 % 0",
                              "dev_id / 0",
                              "dev_id % (0 - 1)",
                              "1 << 63",
                              "1 << 64",
                              "1 << (0 - 1)",
                              "dev_id >> 64",
                              "(dev_id * 4611686018427387904) * 4",
                              "(-9223372036854775807 - 1) / (0 - 1)",
                              "(-9223372036854775807 - 1) % (0 - 1)",
                              "~dev_id",
                              "(uint64_t)(dev_id - 5)",
                              "0xffffffffffffffff",
                              "dev_id & (0 - 4)",
                              "dev_id & dev_id",
                              "dev_id | 3"}) {
        const Kernel kernel = readBody(1, std::string("  ((double*)a0)[") + index + "] = 1.0;");
        EXPECT_TRUE(kernel.read) << index << kernel.whyNotRead;
    }
    // A division that no processor can do, in the search for what the guard says of the index.
    EXPECT_TRUE(readBody(1,
                         "  for (int64_t i = 0; i < 4; ++i) { for (int64_t j = 0; j < 4; ++j) { if (i < j) {\n"
                         "    ((double*)a0)[(i * 3) + (j * (-9223372036854775807 - 1))] = 1.0;\n  } } }")
                    .read);
    EXPECT_FALSE(readBody(1, "  int32_t x = 99999999999999999999;").read);
    EXPECT_FALSE(readBody(1, "  int32_t x = 08;").read);
    for (const char* head :
         {"int64_t i = -9223372036854775807; i < 9223372036854775807; ++i", "int32_t i = 0; i < 4; i += 0",
          "int64_t i = 0; i < 9223372036854775807; i += 9223372036854775807",
          "int64_t i = 0; i < 4; i -= (-9223372036854775807 - 1)",
          "int64_t i = 0; i < 4; i += -(-9223372036854775807 - 1)",
          "int64_t i = 9223372036854775807; i >= -9223372036854775807; --i", ";;", "int32_t i; i < 3; ++i",
          "int32_t i = 0, j = 0; i < 3; ++i", "int32_t i = 0; i < 3; i = i * 2"}) {
        const Kernel kernel = readBody(1, std::string("  for (") + head + ") { ((double*)a0)[0] = 1.0; }");
        EXPECT_TRUE(kernel.read) << head << kernel.whyNotRead;
    }
    EXPECT_EQ(readBody(1, "  double x[9223372036854775807]; double y[9223372036854775807];").stackBytes,
              std::int64_t{1} << 62);
}

TEST(KernelHostile, ArgumentIndicesAreLimited) {
    const Kernel kernel = readBody(1, "  void* x = (((TVMValue*)args)[2000000000].v_handle);");
    EXPECT_LE(kernel.argumentCount, 1024);
    EXPECT_TRUE(kernel.arguments[0].escapes);
}

}  // namespace
}  // namespace pinfold
