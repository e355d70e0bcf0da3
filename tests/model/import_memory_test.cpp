// What import costs in memory, measured in a process of its own.
#include "base/file.h"
#include "model/model.h"
#include "support/archive_builder.h"
#include "support/must.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>

namespace pinfold {
namespace {

// KiB that a child process needed at most to import the archive; negative if it failed.
long peakOfImport(const std::filesystem::path& path) {
    const pid_t child = ::fork();
    if (child == 0) {
        auto archive = test::uncancelled(readArchive(path));
        if (!archive.ok()) ::_exit(1);
        const auto model = test::uncancelled(importModel(*archive, std::move(archive->modules.front())));
        ::_exit(model.ok() ? 0 : 1);
    }
    int status = 0;
    rusage usage{};
    if (child < 0 || ::wait4(child, &status, 0, &usage) != child || status != 0) return -1;
    return usage.ru_maxrss;
}

TEST(ImportMemory, PeakIsAtMostThreeTimesTheArchiveAnd50MiB) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "a sanitizer's own memory would be counted";
#endif
    const auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder.ok());
    const auto path = folder->path() / "large.tar";
    {
        constexpr std::int64_t size = 64 << 20;
        test::SyntheticModel model("large");
        model.output(model.constant("p0", {DType::uint8, {size}}, std::string(static_cast<std::size_t>(size), 'x')));
        test::Files files = model.files();
        test::writeBytes(path, test::packTar(files));
    }
    const long peak = peakOfImport(path);
    ASSERT_GT(peak, 0);
    EXPECT_LE(peak, static_cast<long>(3 * std::filesystem::file_size(path) / 1024) + 50 * 1024);
}

}  // namespace
}  // namespace pinfold
