#include "mlf/archive.h"

#include "base/file.h"
#include "base/hash.h"
#include "mlf/endings.h"
#include "support/archive_builder.h"
#include "support/must.h"
#include "support/shared_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pinfold {
namespace {

using test::Files;
using test::SyntheticModel;
using testing::ElementsAre;
using testing::HasSubstr;

const ArchiveModule& only(const Result<Archive>& archive) {
    EXPECT_EQ(archive->modules.size(), 1U);
    return archive->modules.front();
}

SyntheticModel doubling() {
    SyntheticModel model("doubling");
    const auto x = model.input("x", {DType::float32, {1, 4}});
    const auto two = model.constant<float>("p0", {DType::float32, {}}, {2.0F});
    model.output(model.elementwise("scale", {x, two}, "$0 * $1"));
    return model;
}

TEST(Archive, BundledSampleIsReadWhole) {
    const auto archive = test::uncancelled(readArchive(test::sample("digits_int8.tar")));
    ASSERT_TRUE(archive.ok()) << archive.error().message;
    EXPECT_EQ(archive->name, "digits_int8");
    EXPECT_EQ(archive->version, 7);
    EXPECT_EQ(archive->sha256, sha256Hex(test::readBytes(test::sample("digits_int8.tar"))));
    const ArchiveModule& module = only(archive);
    EXPECT_EQ(module.name, "digits_int8");
    EXPECT_EQ(module.executor, Executor::graph);
    EXPECT_THAT(module.inputNames, ElementsAre("image"));
    EXPECT_EQ(module.inputs.front().dtype, "float32");
    EXPECT_EQ(module.inputs.front().bytes, 256);
    EXPECT_THAT(module.targets, ElementsAre("c -keys=cpu "));
    EXPECT_FALSE(module.exportDate.empty());
    ASSERT_EQ(module.sources.size(), 1U);
    EXPECT_THAT(module.sources.front().name, testing::EndsWith("_lib1.c"))
        << "the function registry lib0 must not be taken";
    EXPECT_EQ(module.parameters.size(), 8U);
    for (const Parameter& parameter : module.parameters) {
        EXPECT_EQ(static_cast<std::int64_t>(parameter.bytes.size()), byteCount(parameter.shape, parameter.dtype));
    }
    EXPECT_FALSE(module.graphJson.empty());
}

TEST(Archive, SeveralModulesKeepTheirOwnFiles) {
    PINFOLD_NEEDS_MODEL("kws_ad.multi.graph.tar");
    const auto archive = test::uncancelled(readArchive(test::modelFile("kws_ad.multi.graph.tar")));
    ASSERT_TRUE(archive.ok()) << archive.error().message;
    EXPECT_EQ(archive->name, "kws_ad.multi.graph");
    ASSERT_EQ(archive->modules.size(), 2U);
    EXPECT_EQ(archive->modules[0].name, "ad");
    EXPECT_EQ(archive->modules[1].name, "kws");
    ASSERT_EQ(archive->modules[0].sources.size(), 1U);
    EXPECT_EQ(archive->modules[0].sources[0].name, "ad_lib1.c");
    ASSERT_EQ(archive->modules[1].sources.size(), 1U);
    EXPECT_EQ(archive->modules[1].sources[0].name, "kws_lib1.c");
    EXPECT_EQ(archive->modules[0].parameters.size(), 23U);
    EXPECT_EQ(archive->modules[1].parameters.size(), 50U);
}

TEST(Archive, ModuleWhoseNameBeginsWithAnothersKeepsItsFiles) {
    SyntheticModel longer("net_lib1");
    const auto x = longer.input("x", {DType::int8, {3}});
    longer.output(longer.elementwise("same", {x}, "$0"));
    SyntheticModel shorter("net");
    const auto y = shorter.input("y", {DType::int8, {3}});
    shorter.output(shorter.elementwise("same", {y}, "$0"));
    const auto archive =
        test::uncancelled(readArchiveBytes(test::packTar(test::filesOf({longer, shorter})), "two.tar"));
    ASSERT_TRUE(archive.ok()) << archive.error().message;
    ASSERT_EQ(archive->modules.size(), 2U);
    EXPECT_EQ(archive->modules[0].name, "net");
    ASSERT_EQ(archive->modules[0].sources.size(), 1U);
    EXPECT_EQ(archive->modules[0].sources[0].name, "net_lib1.c");
    ASSERT_EQ(archive->modules[1].sources.size(), 1U);
    EXPECT_EQ(archive->modules[1].sources[0].name, "net_lib1_lib1.c");
}

TEST(Archive, ObjectFilesAndLinkedParameters) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.llvm-m4.tar");
    PINFOLD_NEEDS_MODEL("kws_int8.graph-linked.tar");
    const auto objects = test::uncancelled(readArchive(test::modelFile("kws_int8.graph.llvm-m4.tar")));
    ASSERT_TRUE(objects.ok()) << objects.error().message;
    EXPECT_TRUE(only(objects).sources.empty());
    ASSERT_EQ(only(objects).objects.size(), 1U);
    EXPECT_EQ(only(objects).objects[0].name, "kws_llvm_m4_lib1.o");
    const auto linked = test::uncancelled(readArchive(test::modelFile("kws_int8.graph-linked.tar")));
    ASSERT_TRUE(linked.ok()) << linked.error().message;
    EXPECT_TRUE(only(linked).parameters.empty());
}

TEST(Archive, AheadOfTimeIsShownWithItsInputsAndOutputs) {
    for (const char* name : {"digits_int8.aot-c.tar", "digits_int8.aot-usmp.tar", "digits_int8.aot-packed.tar"}) {
        const auto archive = test::uncancelled(readArchive(test::modelFile(name)));
        ASSERT_TRUE(archive.ok()) << archive.error().message;
        EXPECT_EQ(only(archive).executor, Executor::aot);
        EXPECT_THAT(only(archive).inputNames, ElementsAre("image"));
        EXPECT_EQ(only(archive).inputs[0].bytes, 256);
        EXPECT_THAT(only(archive).outputNames, ElementsAre("output"));
        EXPECT_EQ(only(archive).outputs[0].dtype, "float32");
        EXPECT_GT(only(archive).workspaceBytes, 0);
        EXPECT_GE(only(archive).sources.size(), 2U);
    }
}

TEST(Archive, SingleOperatorIsShownWithItsArguments) {
    PINFOLD_NEEDS_MODEL("operator_style.tar");
    const auto archive = test::uncancelled(readArchive(test::modelFile("operator_style.tar")));
    ASSERT_TRUE(archive.ok()) << archive.error().message;
    EXPECT_EQ(only(archive).executor, Executor::operatorOnly);
    EXPECT_EQ(only(archive).name, "scale2");
    ASSERT_EQ(only(archive).arguments.size(), 2U);
    EXPECT_EQ(only(archive).arguments[0].shape, Shape{16});
    EXPECT_EQ(only(archive).arguments[0].dtype, "float32");
    EXPECT_EQ(only(archive).arguments[0].bytes, 64);
}

TEST(Archive, Version5IsReadWithoutNamesOfInputsAndOutputs) {
    const Files old = test::toVersion5(test::unpackTar(test::sample("digits_int8.tar")));
    ASSERT_TRUE(old.contains("executor-config/graph/graph.json"));
    ASSERT_TRUE(old.contains("codegen/host/src/lib1.c"));
    const auto archive = test::uncancelled(readArchiveBytes(test::packTar(old), "old.tar"));
    ASSERT_TRUE(archive.ok()) << archive.error().message;
    EXPECT_EQ(archive->version, 5);
    EXPECT_EQ(only(archive).name, "digits_int8");
    EXPECT_TRUE(only(archive).inputNames.empty());
    EXPECT_TRUE(only(archive).outputNames.empty());
    EXPECT_THAT(only(archive).targets, ElementsAre("c -keys=cpu "));
    ASSERT_EQ(only(archive).sources.size(), 1U);
    EXPECT_EQ(only(archive).sources[0].name, "lib1.c");
    EXPECT_EQ(only(archive).parameters.size(), 8U);
    EXPECT_FALSE(only(archive).graphJson.empty());
}

TEST(Archive, CompressedTarGivesTheSameModel) {
    const auto bytes = doubling().tar();
    const auto plain = test::uncancelled(readArchiveBytes(bytes, "x.tar"));
    const auto packed = test::uncancelled(readArchiveBytes(test::gzipped(bytes), "x.tar.gz"));
    ASSERT_TRUE(plain.ok()) << plain.error().message;
    ASSERT_TRUE(packed.ok()) << packed.error().message;
    EXPECT_EQ(packed->name, "x");
    EXPECT_NE(packed->sha256, plain->sha256) << "the digest is of the file";
    EXPECT_EQ(only(packed).graphJson, only(plain).graphJson);
    EXPECT_EQ(only(packed).parameters[0].bytes, only(plain).parameters[0].bytes);
}

TEST(Archive, PathsWithDotsAndFoldersAreTheSameMembers) {
    test::TarWriter writer;
    writer.folder("./");
    writer.folder("./codegen/");
    for (const auto& [path, bytes] : doubling().files()) writer.file("./" + path, bytes);
    const auto archive = test::uncancelled(readArchiveBytes(writer.finished(), "x.tar"));
    ASSERT_TRUE(archive.ok()) << archive.error().message;
    EXPECT_EQ(only(archive).sources.size(), 1U);
}

TEST(Archive, EveryElementTypeOfParametersIsRead) {
    std::vector<Parameter> all;
    for (int i = 0; i <= static_cast<int>(DType::float64); ++i) {
        const auto type = static_cast<DType>(i);
        all.push_back(
            {"p" + std::to_string(i), type, {2, 3}, std::string(static_cast<std::size_t>(6 * bytesOf(type)), 'x')});
    }
    all.push_back({"scalar", DType::float64, {}, std::string(8, 'y')});
    Files files = doubling().files();
    files["parameters/doubling.params"] = test::packParams(all);
    const auto archive = test::uncancelled(readArchiveBytes(test::packTar(files), "x.tar"));
    ASSERT_TRUE(archive.ok()) << archive.error().message;
    ASSERT_EQ(only(archive).parameters.size(), all.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_EQ(only(archive).parameters[i].name, all[i].name);
        EXPECT_EQ(only(archive).parameters[i].dtype, all[i].dtype);
        EXPECT_EQ(only(archive).parameters[i].shape, all[i].shape);
        EXPECT_EQ(only(archive).parameters[i].bytes, all[i].bytes);
    }
}

TEST(Archive, MissingFileIsNamed) {
    const auto archive = test::uncancelled(readArchive("/nowhere/model.tar"));
    ASSERT_FALSE(archive.ok());
    EXPECT_EQ(archive.error().kind, ErrorKind::badInput);
    EXPECT_THAT(archive.error().message, testing::StartsWith("/nowhere/model.tar: "));
}

TEST(Archive, IsCalledAsItsFileWithoutTheEnding) {
    test::SyntheticModel model("net");
    model.output(model.elementwise("twice", {model.input("x", {DType::float32, {4}})}, "2.0f * $0"));
    const std::string tar = model.tar();
    for (const char* ending : {".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst", ".tar.lz4"}) {
        EXPECT_THAT(archiveEndings(), testing::Contains(ending));
        EXPECT_EQ(test::must(readArchiveBytes(tar, std::string("folder/my.net") + ending)).name, "my.net") << ending;
    }
    EXPECT_EQ(test::must(readArchiveBytes(tar, ".tar")).name, ".tar");
}

}  // namespace
}  // namespace pinfold
