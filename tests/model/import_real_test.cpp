// Real archives, and what TVM itself would need for them.
#include "base/file.h"
#include "model/model.h"
#include "support/archive_builder.h"
#include "support/must.h"
#include "support/shared_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pinfold {
namespace {

using testing::HasSubstr;

Result<Model> importFirst(const std::filesystem::path& path) {
    PINFOLD_TRY(auto archive, test::uncancelled(readArchive(path)));
    return test::uncancelled(importModel(archive, std::move(archive.modules.front())));
}

struct TvmFigure {
    const char* model;
    std::int64_t bytes;
};

void PrintTo(const TvmFigure& figure, std::ostream* out) { *out << figure.model; }

class TvmFigures : public testing::TestWithParam<TvmFigure> {};

// The first column of the table in the design: storage plan and largest workspace, blocks of 16 bytes.
TEST_P(TvmFigures, MemoryOfTheGraphExecutorIsReproduced) {
    const std::string archive = std::string(GetParam().model) + ".graph.tar";
    PINFOLD_NEEDS_MODEL(archive);
    const auto model = importFirst(test::modelFile(archive));
    ASSERT_TRUE(model.ok()) << model.error().message;
    const TvmMemory memory = tvmMemory(*model, 16);
    EXPECT_EQ(memory.storageBytes + memory.workspaceBytes, GetParam().bytes);
}

INSTANTIATE_TEST_SUITE_P(Import, TvmFigures,
                         testing::Values(TvmFigure{"digits_int8", 3'056}, TvmFigure{"digits_float", 9'648},
                                         TvmFigure{"kws_int8", 105'856}, TvmFigure{"ic_int8", 122'176},
                                         TvmFigure{"vww_int8", 276'512}, TvmFigure{"ad_int8", 2'576},
                                         TvmFigure{"wired_a", 107'376}, TvmFigure{"wired_c", 123'760},
                                         TvmFigure{"wired_e", 123'760}, TvmFigure{"unet", 608'256}),
                         [](const auto& instance) { return std::string(instance.param.model); });

TEST(Import, BundledSample) {
    const auto model = importFirst(test::sample("digits_int8.tar"));
    ASSERT_TRUE(model.ok()) << model.error().message;
    EXPECT_EQ(model->name, "digits_int8");
    EXPECT_EQ(model->archiveName, "digits_int8");
    EXPECT_EQ(model->operators.size(), 10U);
    EXPECT_EQ(model->kernels.size(), 10U);
    ASSERT_EQ(model->inputs.size(), 1U);
    EXPECT_EQ(model->inputs[0].name, "image");
    ASSERT_EQ(model->outputs.size(), 1U);
    const Tensor& output = model->tensors[static_cast<std::size_t>(model->outputs[0].tensor)];
    EXPECT_EQ(output.shape, (Shape{1, 10}));
    EXPECT_EQ(output.producer, 9);
    EXPECT_EQ(parameterBytes(*model), [&] {
        std::int64_t sum = 0;
        for (const Tensor& tensor : model->tensors) sum += tensor.role == TensorRole::constant ? tensor.bytes : 0;
        return sum;
    }());
}

class Version5 : public testing::TestWithParam<const char*> {};

TEST_P(Version5, GivesTheSameModelWithoutNames) {
    const std::string archive = std::string(GetParam()) + ".graph.tar";
    PINFOLD_NEEDS_MODEL(archive);
    const auto folder = TemporaryFolder::create();
    ASSERT_TRUE(folder.ok());
    const auto now = importFirst(test::modelFile(archive));
    const auto old = importFirst(test::toVersion5(test::modelFile(archive), folder->path()));
    ASSERT_TRUE(now.ok()) << now.error().message;
    ASSERT_TRUE(old.ok()) << old.error().message;
    EXPECT_EQ(old->outputs[0].name, "output_0");
    EXPECT_EQ(old->operators.size(), now->operators.size());
    ASSERT_EQ(old->kernels.size(), now->kernels.size());
    for (std::size_t i = 0; i < old->kernels.size(); ++i) {
        const Kernel& a = old->kernels[i];
        const Kernel& b = now->kernels[i];
        EXPECT_EQ(a.name, b.name);
        EXPECT_EQ(a.read, b.read) << a.name << ": " << a.whyNotRead;
        EXPECT_EQ(a.macs, b.macs) << a.name;
        EXPECT_EQ(a.stackBytes, b.stackBytes) << a.name;
        EXPECT_EQ(a.statements.size(), b.statements.size()) << a.name;
        ASSERT_EQ(a.arguments.size(), b.arguments.size()) << a.name;
        for (std::size_t k = 0; k < a.arguments.size(); ++k) {
            EXPECT_EQ(a.arguments[k].firstStatement, b.arguments[k].firstStatement) << a.name;
            EXPECT_EQ(a.arguments[k].lastStatement, b.arguments[k].lastStatement) << a.name;
            EXPECT_EQ(a.arguments[k].reads, b.arguments[k].reads) << a.name;
            EXPECT_EQ(a.arguments[k].writes, b.arguments[k].writes) << a.name;
        }
        EXPECT_EQ(a.workspaces.size(), b.workspaces.size()) << a.name;
    }
}

INSTANTIATE_TEST_SUITE_P(Import, Version5, testing::Values("digits_int8", "ad_float", "kws_int8", "wired_c"),
                         [](const auto& instance) { return std::string(instance.param); });

TEST(Import, AliasesOfARealModelShareTheirProducersMemory) {
    PINFOLD_NEEDS_MODEL("ad_float.graph.tar");
    const auto model = importFirst(test::modelFile("ad_float.graph.tar"));
    ASSERT_TRUE(model.ok()) << model.error().message;
    EXPECT_EQ(model->operators.size(), 10U) << "the 10 aliases of the graph are no operators";
    int aliases = 0;
    for (const Tensor& tensor : model->tensors) {
        if (tensor.aliasOf < 0) continue;
        ++aliases;
        const Tensor& root = model->tensors[static_cast<std::size_t>(tensor.aliasOf)];
        EXPECT_EQ(root.aliasOf, -1);
        EXPECT_EQ(root.bytes, tensor.bytes);
        EXPECT_EQ(root.producer, tensor.producer);
        EXPECT_EQ(root.storageId, tensor.storageId) << "TVM says the same";
        EXPECT_TRUE(tensor.consumers.empty());
    }
    EXPECT_EQ(aliases, 10);
}

TEST(Import, ObjectFilesAreOneTickEachWithTheWorkspaceOfMetadata) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.llvm-m4.tar");
    const auto model = importFirst(test::modelFile("kws_int8.graph.llvm-m4.tar"));
    ASSERT_TRUE(model.ok()) << model.error().message;
    EXPECT_EQ(model->kernels.size(), 9U);
    for (const Kernel& kernel : model->kernels) {
        EXPECT_FALSE(kernel.read);
        EXPECT_EQ(kernel.whyNotRead, "object file");
        EXPECT_EQ(kernel.source, -1);
        EXPECT_EQ(kernel.macs, std::nullopt);
    }
    EXPECT_EQ(model->objectWorkspaceBytes, 56'192);
    EXPECT_EQ(totalMacs(*model), -1);
    ASSERT_EQ(model->objects.size(), 1U);
}

TEST(Import, FunctionsThatNoFileDefinesAreNamed) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.llvm-m4-extern.tar");
    const auto model = importFirst(test::modelFile("kws_int8.graph.llvm-m4-extern.tar"));
    ASSERT_FALSE(model.ok());
    EXPECT_EQ(model.error().kind, ErrorKind::badInput);
    EXPECT_THAT(model.error().message, testing::StartsWith("kws_int8.graph.llvm-m4-extern: kws_llvm_m4: "));
    for (const char* name :
         {"gemm_1x1x1_reset_RDTIAURP", "gemm_1x1x1_update_RDTIAURP", "kernel_convolve_int8_w7_c64_kh3_kw3_WYHFELHT"}) {
        EXPECT_THAT(model.error().message, HasSubstr(name));
    }
    EXPECT_THAT(model.error().message, testing::Not(HasSubstr("memcpy")));
}

TEST(Import, LinkedParametersNeedNoParameters) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph-linked.tar");
    const auto model = importFirst(test::modelFile("kws_int8.graph-linked.tar"));
    ASSERT_TRUE(model.ok()) << model.error().message;
    EXPECT_TRUE(model->parameters.empty());
    EXPECT_EQ(model->inputs.size(), 1U);
}

TEST(Import, ModelsForTheAotExecutorAreRefusedInOneSentence) {
    for (const char* name :
         {"digits_int8.aot-c.tar", "digits_int8.aot-packed.tar", "digits_int8.aot-usmp.tar", "unet.aot-usmp.tar"}) {
        const auto aot = importFirst(test::modelFile(name));
        ASSERT_FALSE(aot.ok()) << name;
        EXPECT_EQ(aot.error().kind, ErrorKind::badInput);
        EXPECT_THAT(aot.error().message, HasSubstr("(AOT) executor are not supported yet"));
    }
}

TEST(Import, SingleOperatorsAreRefusedInOneSentence) {
    PINFOLD_NEEDS_MODEL("operator_style.tar");
    const auto single = importFirst(test::modelFile("operator_style.tar"));
    ASSERT_FALSE(single.ok());
    EXPECT_THAT(single.error().message, HasSubstr("single operator are not supported yet"));
}

}  // namespace
}  // namespace pinfold
