// Archives that were made to keep Pinfold busy: the work grows with their bytes, and what no archive of TVM has is
// refused before it costs time or memory.
#include "mlf/archive.h"
#include "mlf/metadata.h"
#include "mlf/params.h"
#include "mlf/tar.h"
#include "support/archive_bomb.h"
#include "support/archive_builder.h"
#include "support/cancelling.h"
#include "support/growth.h"
#include "support/must.h"
#include "support/shared_files.h"

#include <fmt/ranges.h>
#include <gmock/gmock.h>

namespace pinfold {
namespace {

using test::expectLinearWork;
using test::TarWriter;
using testing::HasSubstr;

std::string repeated(std::string_view text, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) all += text;
    return all;
}

// `pattern` with the number in it, so many times, between commas.
std::string numbered(std::string_view pattern, int times) {
    std::string all;
    for (int i = 0; i < times; ++i) {
        if (i > 0) all += ',';
        all += fmt::format(fmt::runtime(pattern), i);
    }
    return all;
}

std::string metadataWith(std::string_view more) {
    return fmt::format(R"({{"version": 7, "modules": {{"net": {{"executors": ["graph"]{}}}}}}})", more);
}

struct Growing {
    const char* what;
    std::function<std::string(int)> metadata;
};

// Of a list, an object, strings, numbers, names, ports, workspaces, arguments.
std::vector<Growing> growingMetadata() {
    return {
        {"empty objects", [](int n) { return metadataWith(R"(, "x": [)" + numbered("{{}}", n) + "]"); }},
        {"empty lists in an object",
         [](int n) { return metadataWith(R"(, "x": {)" + numbered(R"("{}": [])", n) + "}"); }},
        {"one key many times", [](int n) { return metadataWith(R"(, "x": {)" + numbered(R"("k": {})", n) + "}"); }},
        {"targets", [](int n) { return metadataWith(R"(, "target": [)" + numbered(R"("t{}")", n) + "]"); }},
        {"inputs",
         [](int n) {
             return metadataWith(R"(, "memory": {"functions": {"main": [{"workspace_size_bytes": 0, "inputs": {)" +
                                 numbered(R"("i{}": {{"size": 4}})", n) + "}}]}}");
         }},
        {"devices",
         [](int n) {
             return metadataWith(R"(, "memory": {"functions": {"main": [)" +
                                 numbered(R"({{"workspace_size_bytes": {}, "outputs": {{"y": {{"size": 4}}}}}})", n) +
                                 "]}}");
         }},
        {"workspaces of functions",
         [](int n) {
             return metadataWith(R"(, "memory": {"functions": {"operator_functions": [)" +
                                 numbered(R"({{"function_name": "f{}", "workspace": []}})", n) + "]}}");
         }},
        {"arguments of an operator",
         [](int n) {
             return R"({"version": 7, "style": "operator", "executors": ["aot"], "model_name": "net", "memory": {"f": [)" +
                    numbered(R"({{"dtype": "a{}", "size_bytes": 1, "shape": [1]}})", n) + "]}}";
         }},
        {"one long text",
         [](int n) { return metadataWith(R"(, "export_datetime": ")" + repeated("01234567", n) + '"'); }},
        {"one long number", [](int n) { return metadataWith(R"(, "x": 0.)" + repeated("12345678", n)); }},
    };
}

TEST(BoundedMetadata, WorkGrowsWithTheText) {
    for (const Growing& kind : growingMetadata()) {
        SCOPED_TRACE(kind.what);
        expectLinearWork(3000, 6, [&](int n, const CancelToken& cancel) {
            const auto metadata = readMetadata(kind.metadata(n), cancel);
            EXPECT_TRUE(metadata.ok()) << metadata.error().message;
        });
    }
}

TEST(BoundedMetadata, EndsSoonWhereverItIsCancelled) {
    for (const Growing& kind : growingMetadata()) {
        SCOPED_TRACE(kind.what);
        const std::string text = kind.metadata(2000);
        const auto job = [&](const CancelToken& cancel) { (void)readMetadata(text, cancel); };
        test::cancelAtMoments(test::timesAsked(job), 4, job);
    }
}

TEST(BoundedMetadata, MoreValuesThanAnyModelHasAreRefused) {
    for (const char* value : {"{{}}", "[]", "1", "\"\"", "[1, 2]"}) {
        const auto metadata = readMetadata(metadataWith(R"(, "x": [)" + numbered(value, 300'000) + "]"));
        ASSERT_FALSE(metadata.ok()) << value;
        EXPECT_THAT(metadata.error().message, HasSubstr("has more than 250000 values"));
    }
}

// A text for the way to each element would be 20 GB.
TEST(BoundedMetadata, ElementsBelowALongKeyCostNoMemory) {
    const auto metadata =
        readMetadata(R"({"version": 7, "style": "operator", "executors": ["aot"], "model_name": "net",)"
                     R"("memory": {")" +
                     std::string(200'000, 'k') + R"(": [)" + numbered("{{}}", 100'000) + "]}}");
    ASSERT_FALSE(metadata.ok());
    EXPECT_THAT(metadata.error().message, HasSubstr("has no key \"dtype\""));
}

TEST(BoundedMetadata, AbsurdCountsAreRefused) {
    std::string modules;
    for (int i = 0; i < 300; ++i) modules += fmt::format(R"({}"m{}": {{"executors": ["graph"]}})", i > 0 ? "," : "", i);
    EXPECT_THAT(readMetadata(R"({"version": 7, "modules": {)" + modules + "}}").error().message,
                HasSubstr("has 300 models; at most 256 are accepted"));
    EXPECT_THAT(
        readMetadata(R"({"version": 7, "style": "operator", "executors": ["aot"], "model_name": "net", "memory":)"
                     R"( {"f": [{"dtype": "a", "size_bytes": 1, "shape": [)" +
                     numbered("{}", 1000) + "]}]}}")
            .error()
            .message,
        HasSubstr("has 1000 dimensions"));
}

TEST(BoundedMetadata, ModulesOfOneNameAreFoundAmongMany) {
    const auto metadata =
        readMetadata(R"({"version": 7, "modules": {)" + numbered(R"("m{}": {{"executors": ["graph"]}})", 100) +
                     R"(, "m7": {"executors": ["graph"]}}})");
    ASSERT_FALSE(metadata.ok());
    EXPECT_THAT(metadata.error().message, HasSubstr("two modules with the name \"m7\""));
}

Result<TarMembers> unpacked(const std::string& bytes, const CancelToken& cancel = {},
                            const ArchiveLimits& limits = {}) {
    return readTar(
        bytes, limits, [](std::string_view) { return std::uint64_t{256} << 20; }, cancel);
}

TEST(BoundedTar, WorkGrowsWithTheMembers) {
    const std::vector<std::pair<const char*, std::function<void(TarWriter&, int)>>> kinds = {
        {"empty files", [](TarWriter& tar, int i) { tar.file(fmt::format("f{}", i), ""); }},
        {"small files", [](TarWriter& tar, int i) { tar.file(fmt::format("codegen/host/src/net_{}.c", i), "int x;"); }},
        {"folders", [](TarWriter& tar, int i) { tar.folder(fmt::format("d{}", i)); }},
        {"one folder", [](TarWriter& tar, int) { tar.folder("d"); }},
        {"deep paths", [](TarWriter& tar, int i) { tar.file(repeated("d/", 40) + std::to_string(i), "x"); }},
        {"paths of dots", [](TarWriter& tar, int i) { tar.file(repeated("./", 40) + std::to_string(i), "x"); }},
    };
    for (const auto& [what, add] : kinds) {
        for (const bool compressed : {false, true}) {
            SCOPED_TRACE(what);
            expectLinearWork(500, 8, [&, &add = add](int n, const CancelToken& cancel) {
                TarWriter tar;
                for (int i = 0; i < n; ++i) add(tar, i);
                const auto members = unpacked(compressed ? test::gzipped(tar.finished()) : tar.finished(), cancel);
                EXPECT_TRUE(members.ok()) << members.error().message;
            });
        }
    }
}

TEST(BoundedTar, MoreMembersThanAnyArchiveHasAreRefused) {
    TarWriter tar;
    for (int i = 0; i < 20'000; ++i) tar.folder("d");
    EXPECT_THAT(unpacked(test::gzipped(tar.finished())).error().message, HasSubstr("more than 16384 members"));
}

// 1 GB of zeros in 1 MB, in members that are wanted and in others, in one and in many.
TEST(BoundedTar, ABombIsRefusedWhenItHasUnpackedToManyTimesItsSize) {
    for (const int members : {4, 100}) {
        const std::string bomb =
            test::archiveBomb("codegen/host/src", members, 1000 / static_cast<std::size_t>(members));
        const std::int64_t asked = test::timesAsked([&](const CancelToken& cancel) {
            const auto archive = readArchiveBytes(bomb, "bomb.tar.gz", cancel);
            ASSERT_FALSE(archive.ok());
            EXPECT_THAT(archive.error().message, HasSubstr("unpacks to more than"));
        });
        EXPECT_LT(asked, 10'000);
    }
}

TEST(BoundedTar, WhatUnpacksToMuchOfALargeFileIsAccepted) {
    ArchiveLimits limits;
    limits.unpackedFreely = 100'000;
    std::string noise;
    for (std::uint32_t i = 0, x = 1; i < 500'000; ++i) {
        x = x * 1664525 + 1013904223;
        noise += static_cast<char>(x >> 24);
    }
    TarWriter tar;
    tar.file("noise", noise);
    tar.file("zeros", std::string(5'000'000, '\0'));
    EXPECT_TRUE(unpacked(test::gzipped(tar.finished()), {}, limits).ok());
    tar.file("more", std::string(10'000'000, '\0'));
    EXPECT_THAT(unpacked(test::gzipped(tar.finished()), {}, limits).error().message, HasSubstr("unpacks to more than"));
}

TEST(BoundedTar, WhatIsCompressedTwiceIsRefused) {
    TarWriter tar;
    tar.file("a", "b");
    EXPECT_TRUE(unpacked(test::gzipped(tar.finished())).ok());
    EXPECT_THAT(unpacked(test::gzipped(test::gzipped(tar.finished()))).error().message,
                HasSubstr("compressed more than once"));
}

// A kilobyte that says it is 200 MiB.
TEST(BoundedTar, HolesOfFilesAreRefused) {
    TarWriter tar;
    tar.sparseFile("parameters/net.params", "x", std::uint64_t{200} << 20);
    EXPECT_THAT(unpacked(tar.finished()).error().message, HasSubstr("with holes"));
}

TEST(BoundedTar, EndsSoonWhereverItIsCancelled) {
    TarWriter tar;
    for (int i = 0; i < 30; ++i) tar.file(fmt::format("f{}", i), std::string(20'000, 'x'));
    for (const std::string& bytes : {tar.finished(), test::gzipped(tar.finished())}) {
        const auto job = [&](const CancelToken& cancel) { (void)unpacked(bytes, cancel); };
        test::cancelAtMoments(test::timesAsked(job), 6, job);
    }
}

std::string manyParameters(int count) {
    std::vector<Parameter> parameters;
    for (int i = 0; i < count; ++i) parameters.push_back({fmt::format("p{}", i), DType::int8, {1}, "x"});
    return test::packParams(parameters);
}

TEST(BoundedParameters, WorkGrowsWithTheirNumber) {
    expectLinearWork(2000, 6, [](int n, const CancelToken& cancel) {
        const auto parameters = readParams(manyParameters(n), cancel);
        EXPECT_TRUE(parameters.ok()) << parameters.error().message;
    });
}

TEST(BoundedParameters, MoreThanAnyModelHasAreRefused) {
    std::string bytes = manyParameters(1);
    for (const std::uint64_t count : {std::uint64_t{100'001}, std::uint64_t{1} << 40, UINT64_MAX}) {
        bytes.replace(16, 8, reinterpret_cast<const char*>(&count), 8);
        EXPECT_THAT(readParams(bytes).error().message, HasSubstr("at most 100000 are accepted")) << count;
    }
}

TEST(BoundedArchive, ManyFilesOfManyModules) {
    expectLinearWork(240, 12, [](int n, const CancelToken& cancel) {
        std::vector<std::string> modules;
        TarWriter tar;
        for (int i = 0; i < 30; ++i) {
            const std::string name = repeated("a_", i) + "b";
            modules.push_back(fmt::format(R"("{}": {{"executors": ["aot"]}})", name));
            for (int k = 0; k < n / 30; ++k) tar.file(fmt::format("codegen/host/src/{}_{}.c", name, k), "");
        }
        tar.file("metadata.json", fmt::format(R"({{"version": 7, "modules": {{{}}}}})", fmt::join(modules, ",")));
        const auto archive = readArchiveBytes(tar.finished(), "many.tar", cancel);
        EXPECT_TRUE(archive.ok()) << archive.error().message;
    });
}

TEST(BoundedArchive, TheCaseOfManyValuesIsRefused) {
    const auto path = test::sharedFolder() / "cases/hostile/dos_metadata_300000.tar.gz";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
    const std::int64_t asked = test::timesAsked([&](const CancelToken& cancel) {
        const auto archive = readArchive(path, cancel);
        ASSERT_FALSE(archive.ok());
        EXPECT_THAT(archive.error().message, HasSubstr("metadata.json: has more than 250000 values"));
    });
    EXPECT_LT(asked, 5000);
}

}  // namespace
}  // namespace pinfold
