// The kernels of the real archives, and numbers worked out by hand from their models' shapes.
#include "kernel/kernel_text.h"
#include "mlf/archive.h"
#include "support/must.h"
#include "support/shared_files.h"

#include <algorithm>
#include <filesystem>

namespace pinfold {
namespace {

using test::expectLife;

std::vector<Kernel> kernelsOf(const std::filesystem::path& path) {
    std::vector<Kernel> result;
    const auto archive = test::uncancelled(readArchive(path));
    if (!archive.ok()) {
        ADD_FAILURE() << archive.error().message;
        return result;
    }
    for (const ArchiveModule& module : archive->modules) {
        for (const ArchiveFile& source : module.sources) {
            auto kernels = readKernels(source.bytes, source.name);
            if (!kernels.ok()) {
                ADD_FAILURE() << kernels.error().message;
                continue;
            }
            result.insert(result.end(), kernels->begin(), kernels->end());
        }
    }
    return result;
}

const Kernel* find(const std::vector<Kernel>& kernels, std::string_view name) {
    const auto found = std::find_if(kernels.begin(), kernels.end(), [&](const Kernel& k) { return k.name == name; });
    if (found != kernels.end()) return &*found;
    ADD_FAILURE() << "no kernel " << name;
    return nullptr;
}

std::int64_t macsOf(const std::vector<Kernel>& kernels) {
    std::int64_t sum = 0;
    for (const Kernel& kernel : kernels) sum += kernel.macs.value_or(0);
    return sum;
}

struct Known {
    const char* archive;
    std::size_t kernels;
};

void PrintTo(const Known& known, std::ostream* out) { *out << known.archive; }

class KernelsOfArchive : public testing::TestWithParam<Known> {
protected:
    void SetUp() override { PINFOLD_NEEDS_MODEL(archive()); }
    static std::string archive() { return std::string(GetParam().archive) + ".tar"; }
};

TEST_P(KernelsOfArchive, AreAllRead) {
    const std::vector<Kernel> kernels = kernelsOf(test::modelFile(archive()));
    EXPECT_EQ(kernels.size(), GetParam().kernels);
    for (const Kernel& kernel : kernels) {
        SCOPED_TRACE(kernel.name);
        EXPECT_TRUE(kernel.read) << kernel.whyNotRead;
        EXPECT_EQ(kernel.refusal, "");
        EXPECT_FALSE(kernel.statements.empty());
        EXPECT_TRUE(kernel.countsKnown);
        EXPECT_GT(kernel.arguments.back().writes, 0);
        for (const BufferUse& use : kernel.arguments) {
            EXPECT_TRUE(use.boundsKnown && !use.escapes);
            EXPECT_GE(use.lowestWrittenByte, 0);
        }
        for (const KernelWorkspace& workspace : kernel.workspaces) {
            EXPECT_GE(workspace.use.lowestByte, 0);
            EXPECT_LE(workspace.use.endByte, workspace.bytes);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(KernelReal, KernelsOfArchive,
                         testing::Values(Known{"ad_float.graph", 8}, Known{"ad_int8.graph", 13},
                                         Known{"digits_float.graph", 8}, Known{"digits_int8.graph", 10},
                                         Known{"ic_int8.graph", 15}, Known{"kws_ad.multi.graph", 22},
                                         Known{"kws_int8.graph", 9}, Known{"kws_int8.graph-linked", 14},
                                         Known{"unet.graph", 17}, Known{"vww_int8.graph", 24},
                                         Known{"wired_a.graph", 28}, Known{"wired_c.graph", 29},
                                         Known{"wired_e.graph", 32}),
                         [](const auto& instance) {
                             std::string name = instance.param.archive;
                             std::replace_if(
                                 name.begin(), name.end(), [](char c) { return c == '.' || c == '-'; }, '_');
                             return name;
                         });

TEST(KernelReal, SampleReadsAroundItsImage) {
    const std::vector<Kernel> kernels = kernelsOf(test::sample("digits_int8.tar"));
    const Kernel* first = find(kernels, "tvmgen_digits_int8_fused_divide_round_clip_cast_nn_pad_cast_layout_transform");
    ASSERT_TRUE(first);
    EXPECT_EQ(first->arguments[0].lowestByte, -36);  // image[-9 … 72] of 64 floats
    EXPECT_EQ(first->arguments[0].endByte, 73 * 4);
    EXPECT_EQ(first->arguments[1].lowestByte, 0);
    EXPECT_EQ(first->arguments[1].endByte, 200);
    for (const Kernel& kernel : kernels) {
        if (kernel.name == first->name) continue;
        for (const BufferUse& use : kernel.arguments) EXPECT_GE(use.lowestByte, 0) << kernel.name;
    }
}

TEST(KernelReal, DepthwiseConvolutionOfKeywordSpotting) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.tar");
    const std::vector<Kernel> kernels = kernelsOf(test::modelFile("kws_int8.graph.tar"));
    const Kernel* kernel = find(
        kernels, "tvmgen_kws_int8_fused_nn_conv2d_add_fixed_point_multiply_per_axis_add_clip_cast_cast_subtract_1");
    ASSERT_TRUE(kernel);
    EXPECT_EQ(kernel->statements.size(), 9U);
    EXPECT_EQ(kernel->firstLine, 316);
    EXPECT_EQ(kernel->lastLine, 473);
    ASSERT_EQ(kernel->arguments.size(), 9U);
    const int lives[9] = {0, 1, 2, 3, -1, 3, 4, 8, 8};  // each argument's only statement
    for (std::size_t i = 0; i < 9; ++i) expectLife(kernel->arguments[i], lives[i], lives[i]);
    ASSERT_EQ(kernel->workspaces.size(), 2U);
    EXPECT_EQ(kernel->workspaces[0].name, "PaddedInput");
    EXPECT_EQ(kernel->workspaces[0].bytes, 27 * 7 * 64 * 2);
    EXPECT_EQ(kernel->workspaces[0].line, 377);
    expectLife(kernel->workspaces[0].use, 0, 7);
    EXPECT_EQ(kernel->workspaces[1].name, "DepthwiseConv2d");
    EXPECT_EQ(kernel->workspaces[1].bytes, 25 * 5 * 64 * 4);
    EXPECT_EQ(kernel->workspaces[1].line, 381);
    expectLife(kernel->workspaces[1].use, 1, 8);
    EXPECT_EQ(kernel->macs, 25 * 5 * 64 * 9);
    EXPECT_EQ(kernel->arguments[0].reads, 27 * 7 * 64);  // asked under the padding's guard
    EXPECT_EQ(kernel->arguments[0].endByte, 25 * 5 * 64 * 2);
    EXPECT_EQ(kernel->arguments[1].reads, 25 * 5 * 64 * 9);
    EXPECT_EQ(kernel->arguments[8].writes, 25 * 5 * 64);
}

// Every layer has a kernel of its own in the linked archive, so the sum over kernels is that of the model: a 10×4
// convolution with 64 filters on 25×5 places, four times a 3×3 depthwise and a 1×1 convolution, and a dense layer
// 64×12.
TEST(KernelReal, MacsOfKeywordSpotting) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph-linked.tar");
    const std::int64_t places = 25 * 5;
    EXPECT_EQ(macsOf(kernelsOf(test::modelFile("kws_int8.graph-linked.tar"))),
              places * 64 * 40 + 4 * (places * 64 * 9 + places * 64 * 64) + 64 * 12);
}

// ResNet-8: no two layers share a kernel.
TEST(KernelReal, MacsOfImageClassification) {
    PINFOLD_NEEDS_MODEL("ic_int8.graph.tar");
    const std::int64_t big = 32 * 32, middle = 16 * 16, small = 8 * 8;
    EXPECT_EQ(macsOf(kernelsOf(test::modelFile("ic_int8.graph.tar"))),
              big * 9 * 3 * 16 + 2 * big * 9 * 16 * 16 +                                   // first stack
                  middle * 9 * 16 * 32 + middle * 9 * 32 * 32 + middle * 16 * 32 +         // second
                  small * 9 * 32 * 64 + small * 9 * 64 * 64 + small * 32 * 64 + 64 * 10);  // third, dense
}

}  // namespace
}  // namespace pinfold
