// Reading an archive ends at once where it is cancelled. How soon is counted in work, not in time.
#include "base/cancel.h"
#include "mlf/archive.h"
#include "mlf/metadata.h"
#include "mlf/params.h"
#include "mlf/tar.h"
#include "support/archive_bomb.h"
#include "support/archive_builder.h"

#include <gmock/gmock.h>

namespace pinfold {
namespace {

constexpr int bombMembers = 4;
constexpr std::size_t bombMebibytes = 8;

class Cancelling : public testing::TestWithParam<const char*> {
protected:
    CancelSource source;
    std::vector<Progress> reports;
    int last = 0;  // that number of report cancels; 0: none

    ProgressSink sink() {
        return [this](const Progress& progress) {
            reports.push_back(progress);
            if (static_cast<int>(reports.size()) == last) source.cancel();
        };
    }
};

// Members that are kept, and others that are passed over: both are unpacked.
INSTANTIATE_TEST_SUITE_P(Members, Cancelling, testing::Values("codegen/host/src", "elsewhere"));

TEST_P(Cancelling, WhatIsUnpackedIsToldMebibyteByMebibyte) {
    const auto archive = readArchiveBytes(test::archiveBomb(GetParam(), bombMembers, bombMebibytes), "bomb.tar.gz",
                                          source.token(), sink());
    ASSERT_FALSE(archive.ok());
    EXPECT_THAT(archive.error().message, testing::HasSubstr("has no metadata.json"));
    EXPECT_GE(reports.size(), bombMembers * bombMebibytes);
    double before = 0;
    for (const Progress& progress : reports) {
        EXPECT_EQ(progress.message, "bomb.tar.gz: unpacking");
        EXPECT_GE(progress.fraction, before);
        EXPECT_LE(progress.fraction, 1);
        before = progress.fraction;
    }
    EXPECT_GT(before, 0.9);
}

TEST_P(Cancelling, NothingMoreIsUnpackedOnceItIsCancelled) {
    for (last = 1; last < 20; last += 3) {
        source = CancelSource();
        reports.clear();
        const auto archive = readArchiveBytes(test::archiveBomb(GetParam(), bombMembers, bombMebibytes), "bomb.tar.gz",
                                              source.token(), sink());
        ASSERT_TRUE(archive.ok()) << archive.error().message;
        EXPECT_TRUE(isCancelled(*archive));
        EXPECT_EQ(static_cast<int>(reports.size()), last);
    }
}

TEST(CancelledReading, EveryPartBreaksOff) {
    CancelSource source;
    source.cancel();
    test::SyntheticModel model("net");
    const auto two = model.constant<float>("p0", {DType::float32, {1}}, {2.0F});
    model.output(model.elementwise("scale", {model.input("x", {DType::float32, {4}}), two}, "$0 * $1"));
    const test::Files files = model.files();
    const std::string tar = test::packTar(files);
    const auto all = [](std::string_view) { return std::uint64_t{1} << 20; };
    EXPECT_TRUE(readTar(tar, {}, all).ok());
    EXPECT_FALSE(readTar(tar, {}, all, source.token()).ok());
    EXPECT_TRUE(readMetadata(files.at("metadata.json")).ok());
    EXPECT_FALSE(readMetadata(files.at("metadata.json"), source.token()).ok());

    const std::string& params = files.at("parameters/net.params");
    EXPECT_TRUE(readParams(params).ok());
    EXPECT_FALSE(readParams(params, source.token()).ok());

    const auto archive = readArchiveBytes(tar, "net.tar", source.token());
    ASSERT_TRUE(archive.ok());
    EXPECT_TRUE(isCancelled(*archive));
}

}  // namespace
}  // namespace pinfold
