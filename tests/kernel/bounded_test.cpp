// C that was made to keep its reader busy: the work grows with the text, and what no generator of code writes is
// refused before it costs time or memory.
#include "kernel/kernel_text.h"
#include "kernel/source_safety.h"
#include "support/cancelling.h"
#include "support/growth.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <functional>

namespace pinfold {
namespace {

using test::expectLinearWork;
using test::kernelText;
using test::readBody;
using testing::HasSubstr;

std::string many(std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

// `pattern` with the number in it.
std::string counted(std::string_view pattern, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += fmt::format(fmt::runtime(pattern), i);
    return all;
}

constexpr std::string_view signature =
    "int32_t k{}(void* args, int32_t* a, int32_t b, void* c, int32_t* d, void* e) {{ {} }}\n";

struct Growing {
    const char* what;
    std::function<std::string(int)> text;
};

// Whole files.
std::vector<Growing> growingFiles() {
    return {
        {"blank lines", [](int n) { return many("\n\n\n\n\n\n\n\n", n); }},
        {"a comment", [](int n) { return "/*" + many("******* ", n) + "*/"; }},
        {"lines of comments", [](int n) { return many("// word\n", n); }},
        {"a long word in a comment", [](int n) { return "/* " + many("aaaaaaaa", n) + " */"; }},
        {"variables", [](int n) { return counted("static int x{};\n", n); }},
        {"one variable many times", [](int n) { return many("extern int x;\n", n); }},
        {"an initialiser", [](int n) { return "static const int x[] = {" + many("0x12, ", n) + "};"; }},
        {"a deep initialiser", [](int n) { return "int x[] = " + many("{", n) + many("}", n) + ";"; }},
        {"a string", [](int n) { return "char* s = \"" + many("\\n23456", n) + "\";"; }},
        {"macros", [](int n) { return counted("#define M{}\n", n); }},
        {"conditions", [](int n) { return many("#if A\n#else\n#endif\n", n); }},
        {"nested conditions", [](int n) { return many("#if A\n", n) + many("#endif\n", n); }},
        {"conditions for C++", [](int n) { return many("#ifdef __cplusplus\nextern\n#endif\n", n); }},
        {"nested conditions for C++", [](int n) { return many("#ifdef __cplusplus\n", n) + many("#endif\n", n); }},
        {"a condition for C++ that never ends", [](int n) { return many("#ifdef __cplusplus\n", n); }},
        {"blocks of a language", [](int n) { return many("extern \"C\" {", n) + many("}", n); }},
        {"structs", [](int n) { return counted("struct s{} {{ int a; }};\n", n); }},
        {"a struct in a struct", [](int n) { return "struct a {" + many("struct {", n) + many("};", n) + "};"; }},
        {"functions", [](int n) { return counted("int f{}(int a) {{ return a; }}\n", n); }},
        {"a long function that is no kernel",
         [](int n) { return "void f(void) {" + many("{(;", n) + many("}", n) + "}"; }},
        {"kernels",
         [](int n) {
             std::string text;
             for (int i = 0; i < n; ++i) text += fmt::format(fmt::runtime(signature), i, "return 0;");
             return text;
         }},
    };
}

// Bodies of a kernel with one argument, `a0`.
std::vector<Growing> growingBodies() {
    return {
        {"statements", [](int n) { return many("((float*)a0)[0] = 1.0f;\n", n); }},
        {"loops", [](int n) { return many("for (int32_t i = 0; i < 4; ++i) { ((float*)a0)[i] = 1.0f; }\n", n); }},
        {"variables", [](int n) { return counted("int32_t v{} = 1;\n", n); }},
        {"variables of variables", [](int n) { return "int32_t v = 1;\n" + counted("int32_t v{0} = v;\n", n); }},
        {"declarators", [](int n) { return "int32_t x" + counted(", x{} = 1", n) + ";"; }},
        {"blocks", [](int n) { return many("{ int32_t x = 1; }\n", n); }},
        {"arguments of a call", [](int n) { return "f(1" + many(", a0", n) + ");"; }},
        {"conditions of accesses", [](int n) { return many("if (dev_id < 3) { ((float*)a0)[dev_id] = 1.0f; }\n", n); }},
        {"choices", [](int n) { return many("((float*)a0)[(dev_id < 2) ? dev_id : 0] = 1.0f;\n", n); }},
        {"sums", [](int n) { return many("((float*)a0)[1 + 2 + 3 + dev_id] = 1.0f;\n", n); }},
        {"quotients",
         [](int n) { return counted("((float*)a0)[(dev_id + {0}) / 7 + (dev_id * {0}) % 5] = 1.0f;\n", n); }},
        {"products that are added up",
         [](int n) { return many("((float*)a0)[0] = ((float*)a0)[0] + 2.0f * 3.0f;\n", n); }},
        {"strings", [](int n) { return "f(" + many("\"ab\" ", n) + ");"; }},
        {"qualifiers", [](int n) { return many("const ", n) + "int32_t x = 1;"; }},
        {"workspaces",
         [](int n) { return counted("void* w{} = TVMBackendAllocWorkspace(1, dev_id, (uint64_t)64, 0, 8);\n", n); }},
    };
}

TEST(BoundedKernels, WorkGrowsWithTheText) {
    for (const Growing& kind : growingFiles()) {
        SCOPED_TRACE(kind.what);
        expectLinearWork(500, 100, [&](int n, const CancelToken& cancel) {
            const auto kernels = readKernels(kind.text(n), "big.c", cancel);
            EXPECT_TRUE(kernels.ok()) << kernels.error().message;
        });
    }
    for (const Growing& kind : growingBodies()) {
        SCOPED_TRACE(kind.what);
        expectLinearWork(500, 250, [&](int n, const CancelToken& cancel) {
            const auto kernels = readKernels(kernelText(1, kind.text(n)), "big.c", cancel);
            EXPECT_TRUE(kernels.ok()) << kernels.error().message;
        });
    }
}

TEST(BoundedKernels, EndSoonWhereverTheyAreCancelled) {
    for (const Growing& kind : growingFiles()) {
        SCOPED_TRACE(kind.what);
        const std::string text = kind.text(3000);
        const auto job = [&](const CancelToken& cancel) { (void)readKernels(text, "big.c", cancel); };
        test::cancelAtMoments(test::timesAsked(job), 8, job);
    }
    for (const Growing& kind : growingBodies()) {
        SCOPED_TRACE(kind.what);
        const std::string text = kernelText(1, kind.text(300));
        const auto job = [&](const CancelToken& cancel) { (void)readKernels(text, "big.c", cancel); };
        test::cancelAtMoments(test::timesAsked(job), 8, job);
    }
}

// A call is looked at up to where it would have ended, be it in another one.
TEST(BoundedKernels, CallsForWorkspacesInsideOfEachOther) {
    for (const std::string_view call :
         {"TVMBackendAllocWorkspace(", "TVMBackendAllocWorkspace(1, ", "TVMBackendAllocWorkspace((",
          "TVMBackendAllocWorkspace[", "x(TVMBackendAllocWorkspace("}) {
        SCOPED_TRACE(call);
        expectLinearWork(1500, 800, [&](int n, const CancelToken& cancel) {
            const auto kernels = readKernels(kernelText(1, many(call, n) + ";"), "big.c", cancel);
            ASSERT_TRUE(kernels.ok()) << kernels.error().message;
            EXPECT_THAT(kernels->front().refusal, HasSubstr("in an unknown way"));
        });
    }
}

// Facts of guards, over quotients of sums of quotients: a few bytes of index could cost a millisecond each.
TEST(BoundedKernels, IndicesThatAreTooComplicatedLiveForTheWholeOperator) {
    std::string sum = "0";
    for (int i = 2; i < 11; ++i) sum += fmt::format(" + (dev_id + {0}) / {0}", i);
    std::string text;
    for (int i = 1; i < 10; ++i) text += fmt::format("int32_t v{} = ({}) / {};\n", i, sum, i + 1);
    std::string index = "0";
    for (int i = 1; i < 10; ++i) index += fmt::format(" + v{0} * {0}", i);
    for (int i = 0; i < 32; ++i) text += fmt::format("if (({}) * {} < {}) {{\n", index, i + 2, 1000 * i);
    const std::string store = fmt::format("((float*)a0)[{}] = 1.0f;\n", index);
    const std::string end = many("}", 32);
    const Kernel few = readBody(1, text + store + end);
    EXPECT_TRUE(few.read) << few.whyNotRead;
    const Kernel much = readBody(1, text + many(store, 3000) + end);
    EXPECT_FALSE(much.read);
    EXPECT_THAT(much.whyNotRead, HasSubstr("too complicated"));
    EXPECT_TRUE(much.refusal.empty()) << much.refusal;
}

TEST(BoundedKernels, WhatNoModelHasIsRefused) {
    const auto refusal = [](const std::string& text) {
        const auto kernels = readKernels(text, "big.c");
        return kernels.ok() ? "accepted" : kernels.error().message;
    };
    EXPECT_THAT(refusal(counted("int x{};\n", 100'001)), HasSubstr("more than 100000 variables"));
    EXPECT_THAT(refusal(counted("#define M{}\n", 100'001)), HasSubstr("more than 100000 macros"));
    EXPECT_THAT(refusal("int x = 0" + counted("\n#define M{}", 100'001) + "\n;"), HasSubstr("more than 100000 macros"));
    EXPECT_THAT(refusal("int " + std::string(1025, 'a') + ";"), HasSubstr("has a name of 1025 characters"));
    EXPECT_THAT(refusal(kernelText(1, "int32_t " + std::string(100'000, 'a') + " = 1;")),
                HasSubstr("a name of 100000 characters"));
    std::string kernels;
    for (int i = 0; i < 20'001; ++i) kernels += fmt::format(fmt::runtime(signature), i, "");
    EXPECT_THAT(refusal(kernels), HasSubstr("more than 20000 kernels"));
    std::string arguments;
    for (int i = 0; i < 500; ++i) arguments += fmt::format(fmt::runtime(signature), i, "void* x = args[1023];");
    EXPECT_THAT(refusal(arguments), HasSubstr("more than 500000 arguments"));
}

std::string scanned(const std::string& text, const CancelToken& cancel = {}) {
    const auto done = refuseFileAccess(text, "big.c", cancel);
    return done.ok() ? "" : done.error().message;
}

TEST(BoundedSafety, ConditionsInOneLine) {
    for (const std::string_view word : {"#if ", "#if 1 #if ", "#ifdef A #", "#elif ", "#if x # "}) {
        SCOPED_TRACE(word);
        const std::string text = many(word, 200'000) + "\n";
        const std::int64_t asked =
            test::timesAsked([&](const CancelToken& cancel) { EXPECT_NE(scanned(text, cancel), ""); });
        EXPECT_LE(asked, 16);
    }
    EXPECT_EQ(scanned("#ifdef __cplusplus  // see #3\n#endif\n"), "");
    EXPECT_EQ(scanned("#if A\n#if B\n#endif\n#endif\n"), "");
}

TEST(BoundedSafety, WorkGrowsWithTheText) {
    for (const Growing& kind : growingFiles()) {
        SCOPED_TRACE(kind.what);
        expectLinearWork(500, 100,
                         [&](int n, const CancelToken& cancel) { (void)scanned(kind.text(n) + ";\n", cancel); });
    }
}

}  // namespace
}  // namespace pinfold
