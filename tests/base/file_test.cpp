#include "base/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <fstream>

namespace pinfold {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class FileTest : public ::testing::Test {
protected:
    void SetUp() override {
        auto created = TemporaryFolder::create();
        ASSERT_TRUE(created.ok()) << created.error().message;
        folder = std::make_unique<TemporaryFolder>(*std::move(created));
    }
    [[nodiscard]] std::vector<std::string> names() const {
        std::vector<std::string> all;
        for (const auto& entry : fs::directory_iterator(folder->path()))
            all.push_back(entry.path().filename().string());
        return all;
    }
    std::unique_ptr<TemporaryFolder> folder;
};

TEST_F(FileTest, WhatIsWrittenIsReadAndNothingElseIsLeft) {
    const std::string bytes("a\0b\xff", 4);
    ASSERT_TRUE(writeFileAtomically(folder->path() / "x", bytes).ok());
    EXPECT_EQ(*readFile(folder->path() / "x", 4), bytes);
    EXPECT_EQ(names(), std::vector<std::string>{"x"});
}

TEST_F(FileTest, WritingReplacesTheWholeFile) {
    ASSERT_TRUE(writeFileAtomically(folder->path() / "x", "a long text").ok());
    ASSERT_TRUE(writeFileAtomically(folder->path() / "x", "b").ok());
    EXPECT_EQ(*readFile(folder->path() / "x", 100), "b");
}

TEST_F(FileTest, AFailedWriteLeavesWhatWasThereAndNoTemporaryFile) {
    fs::create_directory(folder->path() / "x");
    std::ofstream(folder->path() / "x" / "inside") << "kept";
    const auto written = writeFileAtomically(folder->path() / "x", "b");  // a file cannot replace a folder
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().kind, ErrorKind::badInput);
    EXPECT_THAT(written.error().message, HasSubstr((folder->path() / "x").string() + ": is a folder"));
    EXPECT_EQ(names(), std::vector<std::string>{"x"});
    EXPECT_TRUE(fs::exists(folder->path() / "x" / "inside"));
}

TEST_F(FileTest, AMissingFolderIsAnErrorThatNamesTheFile) {
    const auto written = writeFileAtomically(folder->path() / "missing" / "x", "b");
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().kind, ErrorKind::badInput);
    EXPECT_THAT(written.error().message, HasSubstr("missing/x: cannot be written"));
    EXPECT_FALSE(fs::exists(folder->path() / "missing"));
}

TEST_F(FileTest, ASymbolicLinkStaysAndItsTargetIsWritten) {
    fs::create_directory(folder->path() / "real");
    std::ofstream(folder->path() / "real" / "x") << "old";
    fs::create_symlink("real/x", folder->path() / "link");
    fs::create_symlink("link", folder->path() / "second");
    ASSERT_TRUE(writeFileAtomically(folder->path() / "second", "new").ok());
    EXPECT_TRUE(fs::is_symlink(folder->path() / "second"));
    EXPECT_TRUE(fs::is_symlink(folder->path() / "link"));
    EXPECT_EQ(*readFile(folder->path() / "real" / "x", 100), "new");
    fs::remove(folder->path() / "real" / "x");
    ASSERT_TRUE(writeFileAtomically(folder->path() / "link", "made").ok());
    EXPECT_EQ(*readFile(folder->path() / "real" / "x", 100), "made");
    fs::create_symlink("round", folder->path() / "round");
    EXPECT_EQ(writeFileAtomically(folder->path() / "round", "a").error().kind, ErrorKind::badInput);
}

TEST_F(FileTest, APipeIsWrittenToAndStays) {
    const fs::path pipe = folder->path() / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    const int reader = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
    ASSERT_GE(reader, 0);
    fs::create_symlink("/proc/self/fd/" + std::to_string(reader), folder->path() / "link");
    ASSERT_TRUE(writeFileAtomically(pipe, "abc").ok());
    char bytes[8] = {};
    EXPECT_EQ(::read(reader, bytes, sizeof bytes), 3);
    ASSERT_TRUE(writeFileAtomically(folder->path() / "link", "defg").ok());
    EXPECT_EQ(::read(reader, bytes, sizeof bytes), 4);
    ::close(reader);
    EXPECT_TRUE(fs::is_fifo(pipe));
    EXPECT_TRUE(writeFileAtomically("/dev/null", "abc").ok());
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(FileTest, AnOpenFileIsWrittenToAndNotReplaced) {
    const int open = ::open((folder->path() / "x").c_str(), O_RDWR | O_CREAT, 0600);
    ASSERT_GE(open, 0);
    ASSERT_TRUE(writeFileAtomically("/proc/self/fd/" + std::to_string(open), "abc").ok());
    char bytes[8] = {};
    EXPECT_EQ(::read(open, bytes, sizeof bytes), 3);
    ::close(open);
}

// Permissions of a path, as chmod takes them.
unsigned modeOf(const fs::path& path) { return static_cast<unsigned>(fs::status(path).permissions()); }

// The process's umask for as long as this lives.
class Umask {
public:
    explicit Umask(mode_t mask) : before_(::umask(mask)) {}
    Umask(const Umask&) = delete;
    Umask& operator=(const Umask&) = delete;
    ~Umask() { ::umask(before_); }

private:
    mode_t before_;
};

TEST_F(FileTest, ANewFileGetsWhatTheUmaskLeaves) {
    for (const mode_t mask : {0022, 0077, 0002, 0000}) {
        const Umask umask(mask);
        const fs::path path = folder->path() / std::to_string(mask);
        ASSERT_TRUE(writeFileAtomically(path, "a").ok());
        EXPECT_EQ(modeOf(path), 0666U & ~mask);
    }
}

TEST_F(FileTest, AFileThatTakesAnothersPlaceKeepsItsPermissions) {
    const fs::path path = folder->path() / "x";
    std::ofstream(path) << "old";
    for (const mode_t mode : {0600, 0640, 0444, 0755}) {
        const Umask umask(0022);
        ASSERT_EQ(::chmod(path.c_str(), mode), 0);
        ASSERT_TRUE(writeFileAtomically(path, "new").ok());
        EXPECT_EQ(modeOf(path), mode);
    }
    EXPECT_EQ(names(), std::vector<std::string>{"x"});
}

TEST_F(FileTest, AFileThatTakesAnothersPlaceKeepsItsOwner) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root can give files to others";
    const fs::path path = folder->path() / "x";
    std::ofstream(path) << "old";
    ASSERT_EQ(::chown(path.c_str(), 1234, 2345), 0);
    ASSERT_TRUE(writeFileAtomically(path, "new").ok());
    struct stat facts {};
    ASSERT_EQ(::stat(path.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_uid, 1234U);
    EXPECT_EQ(facts.st_gid, 2345U);
}

// What cannot be written is told beforehand just as it is told when it is tried.
TEST_F(FileTest, WhereNoFileCanBeWrittenIsKnownBeforehand) {
    fs::create_symlink("round", folder->path() / "round");
    std::ofstream(folder->path() / "file") << "a file";
    const std::string longName(300, 'x');
    for (const fs::path& path : {fs::path(), folder->path(), folder->path() / "missing" / "x", folder->path() / "round",
                                 folder->path() / "file" / "x", folder->path() / "name" / "", fs::path("/proc/nothing"),
                                 folder->path() / ""}) {
        const auto checked = checkWritable(path);
        const auto written = writeFileAtomically(path, "a");
        ASSERT_FALSE(written.ok()) << path;
        EXPECT_EQ(written.error().kind, ErrorKind::badInput) << path << written.error().message;
        if (path == "/proc/nothing") continue;  // root may write there as far as permissions tell
        ASSERT_FALSE(checked.ok()) << path;
        EXPECT_EQ(checked.error().message, written.error().message);
    }
    EXPECT_EQ(writeFileAtomically(folder->path() / longName, "a").error().kind, ErrorKind::badInput);
    EXPECT_TRUE(checkWritable(folder->path() / "new").ok());
    EXPECT_TRUE(checkWritable(folder->path() / "file").ok());
    EXPECT_TRUE(checkWritable("/dev/null").ok());
    EXPECT_FALSE(fs::exists(folder->path() / "new"));
}

TEST_F(FileTest, ReadingBreaksOffWhereItIsCancelled) {
    ASSERT_TRUE(writeFileAtomically(folder->path() / "x", "12345").ok());
    CancelSource source;
    EXPECT_TRUE(readFile(folder->path() / "x", 100, source.token()).ok());
    source.cancel();
    EXPECT_FALSE(readFile(folder->path() / "x", 100, source.token()).ok());
}

TEST_F(FileTest, AFullDeviceIsNoMistakeOfTheUser) {
    const auto written = writeFileAtomically("/dev/full", "abc");
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(written.error().message, HasSubstr("/dev/full: cannot be written"));
}

TEST_F(FileTest, ReadingRefusesFoldersMissingFilesAndTooManyBytes) {
    EXPECT_THAT(readFile(folder->path(), 100).error().message, HasSubstr("not a regular file"));
    EXPECT_THAT(readFile(folder->path() / "x", 100).error().message, HasSubstr("No such file"));
    ASSERT_TRUE(writeFileAtomically(folder->path() / "x", "12345").ok());
    EXPECT_THAT(readFile(folder->path() / "x", 4).error().message, HasSubstr("has 5 bytes; at most 4"));
    EXPECT_EQ(readFile(folder->path() / "x", 4).error().kind, ErrorKind::badInput);
}

TEST_F(FileTest, ATemporaryFolderGoesWithItsContent) {
    fs::path path;
    {
        auto inner = TemporaryFolder::create(folder->path());
        ASSERT_TRUE(inner.ok());
        path = inner->path();
        EXPECT_EQ(path.parent_path(), folder->path());
        fs::create_directories(path / "a" / "b");
        ASSERT_TRUE(writeFileAtomically(path / "a" / "b" / "x", "y").ok());
        const TemporaryFolder moved = *std::move(inner);
        EXPECT_TRUE(fs::exists(moved.path()));
    }
    EXPECT_FALSE(fs::exists(path));
}

}  // namespace
}  // namespace pinfold
