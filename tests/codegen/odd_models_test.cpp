// Models that no archive at hand has, generated, compiled and run.
#include "base/file.h"
#include "projects.h"

#include <gtest/gtest.h>

namespace pinfold::test {
namespace {

namespace fs = std::filesystem;

std::string floats(const std::vector<float>& values) { return bytesOfValues(std::span<const float>(values)); }

class OddModels : public testing::TestWithParam<Activations> {
protected:
    // What the first model of the project gives for `inputs`; `sample` are all inputs one after the other.
    std::string run(const std::vector<Model>& models, const std::string& sample) {
        GenerateOptions options;
        options.activations = GetParam();
        options.weights = GetParam() == Activations::fixed ? WeightsFormat::incbin : WeightsFormat::cArray;
        const fs::path project = folder_.path() / "project";
        must(writeProject(project, generate(models, planFor(models, Lifetimes::statement), options), true));
        const fs::path program = compileForHost(project, "run_samples.c", folder_.path());
        EXPECT_TRUE(writeFileAtomically(folder_.path() / "in", sample).ok());
        const ShellResult result = shell("( " + quoted(program) + " < " + quoted(folder_.path() / "in") + " > " +
                                         quoted(folder_.path() / "out") + " )");
        EXPECT_EQ(result.exitCode, 0) << result.output;
        return must(readFile(folder_.path() / "out", 1 << 20));
    }

    TemporaryFolder folder_ = must(TemporaryFolder::create());
};

constexpr std::int64_t four = 4;
const TensorType fourFloats{DType::float32, {1, four}};

TEST_P(OddModels, OutputThatIsAnInputOrAConstantOrAnAliasPointsThere) {
    SyntheticModel model("odd");
    const auto x = model.input("x", fourFloats);
    const auto unused = model.input("unused", fourFloats);
    (void)unused;
    const auto c = model.constant("c", fourFloats, std::vector<float>{5, 6, 7, 8});
    const auto sum = model.elementwise("sum", {x, c}, "$0 + $1");
    model.output(x);
    model.output(c);
    model.output(model.nop("flat", model.nop("square", sum, {2, 2}), {4}));
    model.output(sum);
    EXPECT_EQ(run({importSynthetic(model)}, floats({1, 2, 3, 4, 0, 0, 0, 0})),
              floats({1, 2, 3, 4, 5, 6, 7, 8, 6, 8, 10, 12, 6, 8, 10, 12}));
}

TEST_P(OddModels, ModelWithoutOperatorsRuns) {
    SyntheticModel model("nothing");
    const auto x = model.input("x", fourFloats);
    model.output(x);
    EXPECT_EQ(run({importSynthetic(model)}, floats({1, 2, 3, 4})), floats({1, 2, 3, 4}));
}

TEST_P(OddModels, ScalarsSeveralOutputsAndOneTensorTwiceWork) {
    SyntheticModel model("scalars");
    const auto x = model.input("x", {DType::float32, {}});
    const auto half = model.constant("half", {DType::float32, {}}, std::vector<float>{0.5F});
    const auto both = model.op("both", {x, x, half}, {{DType::float32, {}}, {DType::float32, {}}},
                               "  ((float*)out0)[0] = ((float*)p0)[0] * ((float*)p1)[0];\n"
                               "  ((float*)out1)[0] = ((float*)p0)[0] * ((float*)p2)[0];\n");
    model.output(both[1]);
    model.output(both[0]);
    EXPECT_EQ(run({importSynthetic(model)}, floats({6})), floats({3, 36}));
}

TEST_P(OddModels, CopyCopies) {
    SyntheticModel model("copies");
    const auto x = model.input("x", fourFloats);
    model.output(model.elementwise("negate", {model.copy("again", x)}, "-$0"));
    EXPECT_EQ(run({importSynthetic(model)}, floats({1, 2, 3, 4})), floats({-1, -2, -3, -4}));
}

TEST_P(OddModels, EveryElementTypeArrives) {
    for (const DType type : {DType::int8, DType::int16, DType::int32, DType::int64, DType::uint8, DType::uint16,
                             DType::uint32, DType::uint64, DType::boolean, DType::float32, DType::float64}) {
        SyntheticModel model("typed");
        const auto x = model.input("x", {type, {3}});
        model.output(model.elementwise("same", {x}, "$0"));
        std::string bytes(static_cast<std::size_t>(3 * bytesOf(type)), '\0');
        for (std::size_t i = 0; i < bytes.size(); i += static_cast<std::size_t>(bytesOf(type))) bytes[i] = 1;
        EXPECT_EQ(run({importSynthetic(model)}, bytes), bytes) << nameOf(type);
    }
}

TEST_P(OddModels, ConstantReadBeyondItsEndsIsInsideTheWeights) {
    SyntheticModel model("padded");
    const auto x = model.input("x", fourFloats);
    const auto c = model.constant("c", fourFloats, std::vector<float>{1, 2, 3, 4});
    const auto y = model.op("shifted", {x, c}, {fourFloats},
                            "  for (int32_t i = 0; i < 4; ++i) {\n"
                            "    float left = ((float*)p1)[i - 1000];\n"
                            "    float right = ((float*)p1)[i + 1000];\n"
                            "    ((float*)out0)[i] = i < 0 ? left + right : ((float*)p0)[i] + ((float*)p1)[i];\n"
                            "  }\n");
    model.output(y[0]);
    const Model imported = importSynthetic(model);
    EXPECT_EQ(run({imported}, floats({1, 1, 1, 1})), floats({2, 3, 4, 5}));
    const auto files = generate({imported}, planFor({imported}, Lifetimes::statement));
    EXPECT_GE(find(files, "model/padded_weights.bin")->bytes.size(), 8016U);
}

TEST_P(OddModels, ModelNamedLikeASystemHeaderCompiles) {
    SyntheticModel model("math");
    const auto x = model.input("x", fourFloats);
    model.output(model.elementwise("root", {x}, "sqrtf($0)"));
    EXPECT_EQ(run({importSynthetic(model)}, floats({1, 4, 9, 16})), floats({1, 2, 3, 4}));
}

INSTANTIATE_TEST_SUITE_P(Both, OddModels, testing::Values(Activations::fixed, Activations::supplied),
                         [](const auto& test) { return test.param == Activations::fixed ? "Fixed" : "Supplied"; });

// Each model's workspaces are found by its index, which its tensors carry.
TEST(SeveralModels, RunInOneProgram) {
    const auto make = [](const std::string& name, const std::string& factor) {
        SyntheticModel model(name);
        const auto x = model.input("x", fourFloats);
        model.output(model.elementwise("scale", {x}, "$0 * " + factor));
        return importSynthetic(model);
    };
    const std::vector<Model> models = {make("first", "2.0f"), make("second", "3.0f")};
    const TemporaryFolder folder = must(TemporaryFolder::create());
    const fs::path project = folder.path() / "project";
    must(writeProject(project, generate(models, planFor(models, Lifetimes::statement)), false));
    const ShellResult result = shell(quoted(compileForHost(project, "all_models.c", folder.path())));
    EXPECT_EQ(result.output, "first 0 2\nsecond 1 3\n");
}

}  // namespace
}  // namespace pinfold::test
