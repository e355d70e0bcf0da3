// Random models of kernels that are hard to plan: with the plan by statements they must compute what they compute where
// no two buffers share an address.
#include "base/file.h"
#include "projects.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

namespace pinfold::test {
namespace {

namespace fs = std::filesystem;

constexpr int elements = 300;
constexpr int randomSamples = 3;
const TensorType randomRow{DType::uint32, {elements}};

struct KernelKind {
    const char* name;
    std::size_t inputs, outputs;
    const char* body;
};

#define U(pointer) "((uint32_t*)" pointer ")"
#define EACH "  for (int32_t i = 0; i < 300; ++i) {\n    "
#define ALLOC(name) "void* " name " = TVMBackendAllocWorkspace(1, dev_id, (uint64_t)1200, 2, 32);\n"
#define FREE(name) "if (TVMBackendFreeWorkspace(1, dev_id, " name ") != 0) {\n    return -1;\n  }\n"

// Formatted by hand: a statement of C a line.
// clang-format off
constexpr std::array<KernelKind, 9> kinds{{
    {"two_statements", 2, 1,
     EACH U("out0") "[i] = " U("p0") "[i] * 3 + 1;\n  }\n"
     EACH U("out0") "[i] = " U("out0") "[i] + " U("p1") "[299 - i];\n  }\n"},
    {"input_dies_first", 2, 2,
     EACH U("out0") "[i] = " U("p0") "[299 - i] + 5;\n  }\n"
     EACH U("out1") "[i] = " U("p1") "[i] ^ " U("out0") "[i];\n  }\n"},
    {"workspace", 1, 1,
     "  " ALLOC("w")
     EACH U("w") "[i] = " U("p0") "[i] * 7;\n  }\n"
     EACH U("out0") "[i] = " U("w") "[299 - i];\n  }\n"
     "  " FREE("w")},
    {"workspaces_in_loops", 2, 1,
     "  " ALLOC("outer")
     EACH U("outer") "[i] = " U("p0") "[i];\n  }\n"
     EACH U("out0") "[i] = " U("outer") "[299 - i];\n  }\n"
     "  for (int32_t k = 0; k < 3; ++k) {\n"
     "  " ALLOC("inner")
     "  for (int32_t i = 0; i < 300; ++i) " U("inner") "[i] = " U("out0") "[299 - i] + " U("p1") "[i];\n"
     "    for (int32_t i = 0; i < 300; ++i) " U("out0") "[i] = " U("inner") "[i];\n"
     "  " FREE("inner") "  }\n"
     "  for (int32_t k = 0; k < 2; ++k) {\n"
     "  " ALLOC("second")
     "  for (int32_t i = 0; i < 300; ++i) " U("second") "[i] = " U("out0") "[i] * 5;\n"
     "    for (int32_t i = 0; i < 300; ++i) " U("out0") "[i] = " U("second") "[299 - i];\n"
     "  " FREE("second") "  }\n"
     "  " FREE("outer")},
    {"hoisted_reads", 1, 1,
     EACH "uint32_t left = " U("p0") "[i - 20];\n"
     "    uint32_t right = " U("p0") "[i + 20];\n"
     "    " U("out0") "[i] = (20 <= i ? left : 1) + (i < 280 ? right : 2);\n  }\n"},
    {"address_goes_astray", 2, 1,
     "  const uint32_t* far = " U("p0") " + 100;\n"
     EACH U("out0") "[i] = " U("p1") "[i];\n  }\n"
     EACH U("out0") "[i] = " U("out0") "[i] * 3 + far[i - 100];\n  }\n"},
    {"helper", 2, 1,
     EACH U("out0") "[i] = " U("p1") "[i] + 1;\n  }\n"
     "  fold(p0, out0);\n"
     EACH U("out0") "[i] = " U("out0") "[i] ^ 3;\n  }\n"},
    {"not_read", 2, 1,
     "  int32_t i = 0;\n"
     "  do {\n"
     "    " U("out0") "[i] = " U("p0") "[299 - i] - " U("p1") "[i];\n"
     "  } while (++i < 300);\n"},
    {"stack_array", 1, 1,
     "  uint32_t sums[4];\n"
     "  for (int32_t k = 0; k < 4; ++k) {\n"
     "    sums[k] = 0;\n"
     "    for (int32_t j = 0; j < 75; ++j) sums[k] = sums[k] + " U("p0") "[k * 75 + j];\n  }\n"
     EACH U("out0") "[i] = sums[i % 4] + (uint32_t)i;\n  }\n"},
}};
// clang-format on

SyntheticModel randomModel(unsigned seed) {
    std::mt19937 random(seed);
    const auto upTo = [&](std::size_t count) { return static_cast<std::size_t>(random()) % count; };
    SyntheticModel model("random");
    model.preamble(
        "static void fold(const uint32_t* from, uint32_t* to) {\n"
        "  for (int i = 0; i < 300; ++i) to[i] += from[299 - i];\n}\n");
    std::vector<SyntheticModel::Value> values{model.input("a", randomRow), model.input("b", randomRow)};
    std::vector<bool> known(kinds.size(), false);
    // Mostly late values, so that early ones die.
    const auto pick = [&] { return values[values.size() - 1 - upTo(std::min<std::size_t>(values.size(), 4))]; };
    const std::size_t count = 4 + upTo(8);
    for (std::size_t i = 0; i < count; ++i) {
        const std::string name = fmt::format("node{}", i);
        if (upTo(6) == 0) values.push_back(model.nop(name, pick(), {elements / 3, 3}));
        if (upTo(6) == 0) values.push_back(model.copy(name + "c", pick()));
        const std::size_t k = upTo(kinds.size());
        std::vector<SyntheticModel::Value> inputs;
        while (inputs.size() < kinds[k].inputs) inputs.push_back(pick());
        const std::vector<TensorType> outputs(kinds[k].outputs, randomRow);
        const auto made = model.op(kinds[k].name, inputs, outputs, known[k] ? "" : kinds[k].body);
        known[k] = true;
        values.insert(values.end(), made.begin(), made.end());
    }
    model.output(values.back());
    model.output(pick());
    model.output(values[upTo(values.size())]);
    return model;
}

class RandomModels : public testing::TestWithParam<unsigned> {
protected:
    std::string run(const Model& model, Lifetimes lifetimes) {
        const Plan plan = planFor({model}, lifetimes);
        poolBytes_ = plan.pools.at(0).bytes;
        const fs::path project = folder_.path() / nameOf(lifetimes);
        must(writeProject(project, generate({model}, plan), true));
        const fs::path program = compileForHost(project, "run_samples.c", folder_.path());
        std::mt19937 random(1);
        std::string input(randomSamples * 2 * elements * sizeof(std::uint32_t), '\0');
        for (char& byte : input) byte = static_cast<char>(random());
        EXPECT_TRUE(writeFileAtomically(folder_.path() / "in", input).ok());
        const ShellResult result = shell("( " + quoted(program) + " < " + quoted(folder_.path() / "in") + " > " +
                                         quoted(folder_.path() / "out") + " )");
        EXPECT_EQ(result.exitCode, 0) << result.output;
        return must(readFile(folder_.path() / "out", 1 << 20));
    }

    TemporaryFolder folder_ = must(TemporaryFolder::create());
    std::int64_t poolBytes_ = 0;
};

TEST_P(RandomModels, GiveTheSameOutputsWithBuffersThatShareMemory) {
    const Model model = importSynthetic(randomModel(GetParam()));
    for (const Kernel& kernel : model.kernels) {
        const bool hard = kernel.name == copyKernelName || kernel.name.ends_with("not_read");
        EXPECT_EQ(kernel.read, !hard) << kernel.whyNotRead;
    }
    const std::string apart = run(model, Lifetimes::none);
    const std::int64_t bytesApart = poolBytes_;
    EXPECT_EQ(apart.size(), randomSamples * 3 * elements * sizeof(std::uint32_t));
    EXPECT_TRUE(run(model, Lifetimes::wholeOperator) == apart);
    EXPECT_TRUE(run(model, Lifetimes::statement) == apart);
    EXPECT_LT(poolBytes_, bytesApart);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomModels, testing::Range(0U, 5U));

}  // namespace
}  // namespace pinfold::test
