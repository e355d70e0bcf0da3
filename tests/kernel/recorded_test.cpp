// What the analysis says of real kernels, against what they do when they run.
#include "base/file.h"
#include "kernel/kernel_text.h"
#include "kernel/recorded_run.h"
#include "mlf/archive.h"
#include "support/must.h"
#include "support/shared_files.h"

#include <algorithm>
#include <filesystem>

namespace pinfold {
namespace {

// The statement that a line belongs to, or -1.
int statementOf(const Kernel& kernel, int line) {
    for (std::size_t i = 0; i < kernel.statements.size(); ++i) {
        if (kernel.statements[i].firstLine <= line && line <= kernel.statements[i].lastLine) return static_cast<int>(i);
    }
    return -1;
}

void compare(const Kernel& kernel, const BufferUse& said, const test::RecordedUse& seen, bool guarded) {
    if (seen.lines.empty()) {
        EXPECT_EQ(said.firstStatement, -1);
    } else {
        EXPECT_EQ(said.firstStatement, statementOf(kernel, seen.lines.front()));
        EXPECT_EQ(said.lastStatement, statementOf(kernel, seen.lines.back()));
        EXPECT_GE(said.firstStatement, 0);
    }
    EXPECT_EQ(said.writes, seen.writes);
    if (guarded) {
        EXPECT_GE(said.reads, seen.reads);
    } else {
        EXPECT_EQ(said.reads, seen.reads);
    }
    EXPECT_EQ(said.lowestByte, seen.lowestByte);
    EXPECT_EQ(said.endByte, seen.endByte);
}

// Does the source perhaps load anything under a condition? Then fewer loads may happen than are counted.
bool isGuarded(std::string_view source, const Kernel& kernel) {
    int line = 1;
    for (std::size_t i = 0; i < source.size() && line <= kernel.lastLine; ++i) {
        if (source[i] == '\n') ++line;
        if (line >= kernel.firstLine && source.substr(i, 4) == "? ((") return true;
    }
    return false;
}

void compareAll(const std::filesystem::path& path) {
    const auto archive = test::uncancelled(readArchive(path));
    ASSERT_TRUE(archive.ok()) << archive.error().message;
    for (const ArchiveModule& module : archive->modules) {
        for (const ArchiveFile& source : module.sources) {
            const auto kernels = readKernels(source.bytes, source.name);
            ASSERT_TRUE(kernels.ok()) << kernels.error().message;
            const auto folder = TemporaryFolder::create();
            ASSERT_TRUE(folder.ok()) << folder.error().message;
            test::RecordedSource recorded(source.bytes, folder->path());
            ASSERT_TRUE(recorded.ok()) << "the recorded kernels do not compile";
            for (const Kernel& kernel : *kernels) {
                SCOPED_TRACE(kernel.name);
                const auto run = recorded.run(kernel.name, kernel.argumentCount);
                ASSERT_TRUE(run);
                EXPECT_EQ(run->result, 0);
                const bool guarded = isGuarded(source.bytes, kernel);
                for (std::size_t i = 0; i < kernel.arguments.size(); ++i) {
                    SCOPED_TRACE(i);
                    compare(kernel, kernel.arguments[i], run->arguments[i], guarded);
                }
                ASSERT_EQ(run->workspaces.size(), kernel.workspaces.size());
                for (const KernelWorkspace& workspace : kernel.workspaces) {
                    SCOPED_TRACE(workspace.name);
                    ASSERT_TRUE(run->workspaces.contains(workspace.line));
                    compare(kernel, workspace.use, run->workspaces.at(workspace.line), guarded);
                }
            }
        }
    }
}

TEST(KernelRecorded, TheSampleDoesWhatTheAnalysisSays) { compareAll(test::sample("digits_int8.tar")); }

class KernelRecorded : public testing::TestWithParam<const char*> {};

TEST_P(KernelRecorded, KernelsDoWhatTheAnalysisSays) {
    const std::string archive = std::string(GetParam()) + ".tar";
    PINFOLD_NEEDS_MODEL(archive);
    compareAll(test::modelFile(archive));
}

INSTANTIATE_TEST_SUITE_P(Archives, KernelRecorded,
                         testing::Values("ad_float.graph", "ad_int8.graph", "digits_float.graph", "ic_int8.graph",
                                         "kws_int8.graph", "kws_int8.graph-linked", "unet.graph", "vww_int8.graph",
                                         "wired_a.graph", "wired_c.graph", "wired_e.graph"),
                         [](const auto& name) {
                             std::string result = name.param;
                             std::replace_if(
                                 result.begin(), result.end(), [](char c) { return c == '.' || c == '-'; }, '_');
                             return result;
                         });

}  // namespace
}  // namespace pinfold
