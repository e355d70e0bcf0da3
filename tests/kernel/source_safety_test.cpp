// C sources that make a compiler read the user's files.
#include "kernel/source_safety.h"

#include "kernel/kernel_text.h"
#include "model/model.h"
#include "support/archive_builder.h"
#include "support/must.h"

#include <gmock/gmock.h>

namespace pinfold {
namespace {

using testing::HasSubstr;

std::string problem(std::string_view text) {
    const auto checked = refuseFileAccess(text, "lib1.c");
    if (checked.ok()) return "";
    EXPECT_EQ(checked.error().kind, ErrorKind::badInput);
    return checked.error().message;
}

TEST(SourceSafety, WhatTvmWritesIsAccepted) {
    for (const std::string text :
         {"// tvm target: c -keys=cpu \n#define TVM_EXPORTS\n#include \"tvm/runtime/c_runtime_api.h\"\n",
          "#include <tvm/runtime/crt/module.h>\r\n#include <math.h>\r\n", "#include \"dlpack/dlpack.h\"\n",
          "#include <tvmgen_kws_int8.h>\n# include <inttypes.h> // integers\n",
          "#ifdef __cplusplus\nextern \"C\" {\n#endif // C++\n", "#ifndef X_EXISTS\n#define X_EXISTS\n#endif\n",
          "__attribute__((section(\".rodata.tvm\"), ))\nstatic int x[4] __attribute__((packed, aligned(16)));\n",
          "int32_t f() { return g(\"Assert fail: \\\"a\\\" != '#include'\\n\"); } char c = '\"'; int d = a[b[0]];\n",
          "/* #include \"/etc/passwd\" and asm */ // asm(\"\")\n#pragma GCC unroll 4\n#pragma unroll\n",
          "static const char* __tvm_main__ = 0; _Static_assert(1, \"it's one\");\n"}) {
        EXPECT_EQ(problem(text), "");
    }
    EXPECT_EQ(problem(test::kernelText(3, "  if (a ? b : c) return -1;\n")), "");
}

TEST(SourceSafety, OtherFilesAreNotIncluded) {
    for (const std::string text : {"#include \"/etc/passwd\"",
                                   "#include </etc/passwd>",
                                   "#include \"../secret.h\"",
                                   "#include \"secret\"",
                                   "#include \"tvm/runtime/../../../secret\"",
                                   "#include \"tvmgen_/../../secret\"",
                                   "#include FILE",
                                   "#include \"math.h\" \"x\"",
                                   "  #  include \"/etc/passwd\"",
                                   "/**/#include \"/etc/passwd\"",
                                   "#include /**/ \"/etc/passwd\"",
                                   "#if 0\n#include \"/etc/passwd\"\n#endif",
                                   "#import \"/etc/passwd\"",
                                   "#include_next \"/etc/passwd\"",
                                   "#embed \"/etc/passwd\"",
                                   "#line 1 \"/etc/passwd\"",
                                   "# 1 \"/etc/passwd\"",
                                   "#ident \"x\"",
                                   "#pragma GCC dependency \"/etc/passwd\"",
                                   "#pragma weak a",
                                   "#ifdef __cplusplus\n"
                                   "#include \"/etc/passwd\"\n#endif",
                                   "#if __cplusplus || 1\n#include \"/etc/passwd\"\n#endif"}) {
        EXPECT_THAT(problem(text), HasSubstr("lib1.c, line ")) << text;
    }
    EXPECT_THAT(problem("\n\n#include \"/etc/passwd\"\n"), HasSubstr("lib1.c, line 3: includes \"/etc/passwd\""));
}

TEST(SourceSafety, AssemblerIsRefused) {
    for (const std::string text :
         {"asm(\".incbin \\\"/etc/passwd\\\"\");", "__asm__ volatile (\"nop\");", "__asm(\"nop\");",
          "int x asm(\"y\");", "_Pragma(\"weak a\")", "#if __has_include(</etc/passwd>)\n#endif",
          "__weak_reference(a, b;.incbin \"/etc/passwd\");", "_ATTRIBUTE((section(\"a\\nb\"))) int x;",
          "__attribute__((section(\".x\\n.incbin \\\"/etc/passwd\\\"\\n\"))) int x;",
          "__attribute__ /* ) */ ((aligned(4), section(\".x;.incbin\"))) int x;", "[[gnu::section(\"a;b\")]] int x;",
          "[ /**/ [gnu::section(\"a;b\")]] int x;"}) {
        EXPECT_NE(problem(text), "") << text;
    }
}

TEST(SourceSafety, NothingIsHidden) {
    for (const std::string text : {"#inc\\\nlude \"/etc/passwd\"",
                                   "as\\\nm(\"\");",
                                   "as\\ \nm(\"\");",
                                   "// a \\\n#include \"/etc/passwd\"",
                                   "// a ?\?/\nint b;",
                                   "/* a *\\\n/ asm(\"\"); /* */",
                                   "/* a *\\ \r\n/ asm(\"\"); /* */",
                                   "%:include \"/etc/passwd\"",
                                   "?\?=include \"/etc/passwd\"",
                                   "<:<:gnu::section(\"a;b\"):>:> int x;",
                                   "#define A asm",
                                   "#define A(x) x",
                                   "#define A a##sm",
                                   "#define __attribute__",
                                   "#define __cplusplus",
                                   "#define asm",
                                   "#undef A",
                                   "char* a = R\"(\" )\"; asm(\"\"); //\";",
                                   "char* a = \"b\n\";",
                                   "/* never ends",
                                   "char* a = \"b\\\n\";"}) {
        EXPECT_NE(problem(text), "") << text;
    }
}

TEST(SourceSafety, AnArchiveWithSuchASourceIsNotImported) {
    test::SyntheticModel model("spy");
    model.preamble("#include \"/etc/passwd\"\n");
    model.output(model.elementwise("negate", {model.input("a", {DType::float32, {4}})}, "-in0[i]"));
    auto archive = test::uncancelled(readArchiveBytes(test::packTar(model.files()), "spy.tar"));
    ASSERT_TRUE(archive.ok()) << archive.error().message;
    const auto imported = test::uncancelled(importModel(*archive, std::move(archive->modules.front())));
    ASSERT_FALSE(imported.ok());
    EXPECT_EQ(imported.error().kind, ErrorKind::badInput);
    EXPECT_THAT(imported.error().message, HasSubstr("includes \"/etc/passwd\""));
}

TEST(SourceSafety, AnyTextIsScannedToItsEnd) {
    for (const std::string text : {"\"", "'", "\\", "\"\\", "/", "/*", "#", "# ", "#include", "#include <", "?\?", "[[",
                                   "__attribute__", "__attribute__)))", "", "a"}) {
        problem(text);
        problem(text + std::string(1, '\0'));
    }
    EXPECT_EQ(problem("a"), "");
}

}  // namespace
}  // namespace pinfold
