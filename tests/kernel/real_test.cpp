// The kernels of the real archives, and numbers worked out by hand from their models' shapes.
#include "kernel/kernel_text.h"
#include "mlf/archive.h"
#include "support/shared_files.h"

#include <algorithm>
#include <filesystem>

namespace pinfold {
namespace {

using test::expectLife;

std::vector<Kernel> kernelsOf(const std::filesystem::path& path) {
    std::vector<Kernel> result;
    const auto archive = readArchive(path);
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

TEST(KernelReal, AllKernelsOfAllGraphArchivesAreRead) {
    PINFOLD_NEEDS_SHARED_MODELS();
    int count = 0;
    for (const char* name : {"ad_float.graph", "ad_int8.graph", "digits_float.graph", "digits_int8.graph",
                             "ic_int8.graph", "kws_ad.multi.graph", "kws_int8.graph", "kws_int8.graph-linked",
                             "unet.graph", "vww_int8.graph", "wired_a.graph", "wired_c.graph", "wired_e.graph"}) {
        for (const Kernel& kernel : kernelsOf(test::sharedModel(std::string(name) + ".tar"))) {
            ++count;
            EXPECT_TRUE(kernel.read) << name << ": " << kernel.name << ": " << kernel.whyNotRead;
            EXPECT_EQ(kernel.refusal, "") << name;
            EXPECT_FALSE(kernel.statements.empty()) << name << ": " << kernel.name;
            EXPECT_TRUE(kernel.countsKnown);
            EXPECT_GT(kernel.arguments.back().writes, 0) << name << ": " << kernel.name;
            for (const BufferUse& use : kernel.arguments) {
                EXPECT_TRUE(use.boundsKnown && !use.escapes) << name << ": " << kernel.name;
                EXPECT_GE(use.lowestWrittenByte, 0);
            }
            for (const KernelWorkspace& workspace : kernel.workspaces) {
                EXPECT_GE(workspace.use.lowestByte, 0) << name << ": " << kernel.name;
                EXPECT_LE(workspace.use.endByte, workspace.bytes) << name << ": " << kernel.name;
            }
        }
    }
    EXPECT_EQ(count, 229);
}

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
    PINFOLD_NEEDS_SHARED_MODELS();
    const std::vector<Kernel> kernels = kernelsOf(test::sharedModel("kws_int8.graph.tar"));
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
    PINFOLD_NEEDS_SHARED_MODELS();
    const std::int64_t places = 25 * 5;
    EXPECT_EQ(macsOf(kernelsOf(test::sharedModel("kws_int8.graph-linked.tar"))),
              places * 64 * 40 + 4 * (places * 64 * 9 + places * 64 * 64) + 64 * 12);
}

// ResNet-8: no two layers share a kernel.
TEST(KernelReal, MacsOfImageClassification) {
    PINFOLD_NEEDS_SHARED_MODELS();
    const std::int64_t big = 32 * 32, middle = 16 * 16, small = 8 * 8;
    EXPECT_EQ(macsOf(kernelsOf(test::sharedModel("ic_int8.graph.tar"))),
              big * 9 * 3 * 16 + 2 * big * 9 * 16 * 16 +                                   // first stack
                  middle * 9 * 16 * 32 + middle * 9 * 32 * 32 + middle * 16 * 32 +         // second
                  small * 9 * 32 * 64 + small * 9 * 64 * 64 + small * 32 * 64 + 64 * 10);  // third, dense
}

}  // namespace
}  // namespace pinfold
