// What the user has allowed to run.
#include "deploy/trust.h"

#include "deploy/workplace.h"
#include "support/tar_writer.h"

#include <gmock/gmock.h>

namespace pinfold {
namespace {

using test::readBytes;
using test::writeBytes;

using Trust = test::Workplace;

const std::string one(64, 'a');
const std::string two(64, 'b');

// Puts the text where the file of trusted archives is.
void leave(const std::string& text) {
    std::filesystem::create_directories(trustFile().parent_path());
    writeBytes(trustFile(), text);
}

TEST_F(Trust, NothingIsTrustedAtFirst) {
    EXPECT_FALSE(isTrusted(one));
    EXPECT_FALSE(std::filesystem::exists(trustFile()));
    EXPECT_EQ(trustFile(), path("config") / "pinfold" / "trusted-archives");
}

TEST_F(Trust, IsRememberedOnceForEachArchive) {
    ASSERT_TRUE(trust(one).ok());
    EXPECT_TRUE(isTrusted(one));
    EXPECT_FALSE(isTrusted(two));
    ASSERT_TRUE(trust(two).ok());
    ASSERT_TRUE(trust(one).ok());
    EXPECT_EQ(readBytes(trustFile()), one + "\n" + two + "\n");
}

TEST_F(Trust, PartsOfLinesCountForNothing) {
    leave("x" + one + "\n" + two + "y\n" + one.substr(1) + "\n");
    EXPECT_FALSE(isTrusted(one));
    EXPECT_FALSE(isTrusted(two));
    EXPECT_FALSE(isTrusted(""));
}

TEST_F(Trust, LinesOfOtherEditorsAreUnderstoodAndKept) {
    leave(one + "\r\n" + std::string("\0\xff nonsense\n", 12) + two);
    EXPECT_TRUE(isTrusted(one));
    EXPECT_TRUE(isTrusted(two));
    const std::string three(64, 'c');
    ASSERT_TRUE(trust(three).ok());
    for (const auto& each : {one, two, three}) EXPECT_TRUE(isTrusted(each));
}

TEST_F(Trust, FileThatCannotBeReadTrustsNothingAndStays) {
    const std::string tooMuch((std::size_t{1} << 20) + 1, 'x');
    leave(tooMuch);
    EXPECT_FALSE(isTrusted(one));
    const auto remembered = trust(one);
    ASSERT_FALSE(remembered.ok());
    EXPECT_EQ(remembered.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(remembered.error().message, testing::HasSubstr(trustFile().string()));
    EXPECT_EQ(readBytes(trustFile()).size(), tooMuch.size());
}

TEST_F(Trust, FolderThatCannotBeMadeIsSaid) {
    std::filesystem::create_directories(path("config"));
    writeBytes(path("config") / "pinfold", "a file where the folder should be");
    EXPECT_FALSE(isTrusted(one));
    const auto remembered = trust(one);
    ASSERT_FALSE(remembered.ok());
    EXPECT_EQ(remembered.error().kind, ErrorKind::toolFailed);
}

}  // namespace
}  // namespace pinfold
