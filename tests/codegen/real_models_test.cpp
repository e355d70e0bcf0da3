// Generated projects of real models, compiled for this computer, give TVM's own outputs.
#include "base/file.h"
#include "projects.h"
#include "support/shared_files.h"
#include "tensor/tensor_file.h"
#include "validate/metrics.h"

#include <gtest/gtest.h>

namespace pinfold::test {
namespace {

namespace fs = std::filesystem;

struct RealModel {
    std::string archive;  // without ".tar"
    int module = 0;
    std::string samples;  // without "_io.npz"
};

// All inputs of the first samples, one sample after the other, and the same of the reference outputs.
struct RawSamples {
    std::string inputs;
    std::vector<std::string> outputs;  // per output, all samples
    std::int64_t count = 0;
};

RawSamples loadSamples(const Model& model, const fs::path& file, std::int64_t most) {
    const std::vector<Array> arrays = must(readTensorFile(file));
    const auto array = [&](const std::string& name) -> const Array& {
        for (const auto& candidate : arrays) {
            if (candidate.name == name) return candidate;
        }
        ADD_FAILURE() << file << " has no " << name;
        return arrays.front();
    };
    const auto bytesOf = [&](const Port& port) {
        return static_cast<std::size_t>(model.tensors[static_cast<std::size_t>(port.tensor)].bytes);
    };
    RawSamples raw;
    raw.count = std::min(most, array("in_" + model.inputs[0].name).shape[0]);
    for (std::int64_t i = 0; i < raw.count; ++i) {
        for (const auto& port : model.inputs) {
            raw.inputs +=
                array("in_" + port.name).bytes.substr(static_cast<std::size_t>(i) * bytesOf(port), bytesOf(port));
        }
    }
    for (std::size_t i = 0; i < model.outputs.size(); ++i) {
        const std::size_t bytes = bytesOf(model.outputs[i]) * static_cast<std::size_t>(raw.count);
        raw.outputs.push_back(array(fmt::format("out_{}", i)).bytes.substr(0, bytes));
    }
    return raw;
}

std::string runOn(const fs::path& program, const std::string& inputs) {
    const fs::path folder = program.parent_path();
    EXPECT_TRUE(writeFileAtomically(folder / "inputs", inputs).ok());
    const ShellResult result =
        shell("( " + quoted(program) + " < " + quoted(folder / "inputs") + " > " + quoted(folder / "out") + " )");
    EXPECT_EQ(result.exitCode, 0) << result.output;
    return must(readFile(folder / "out", 1 << 30));
}

TEST(Version5, ArchiveInTheStyleOfTvm08GivesTheOutputsOfVersion7) {
    const auto outputsOf = [](const fs::path& archive) {
        const TemporaryFolder folder = must(TemporaryFolder::create());
        const std::vector<Model> models = importModels(archive);
        const fs::path project = folder.path() / "project";
        must(writeProject(project, generate(models, planFor(models, Lifetimes::statement)), false));
        const RawSamples samples = loadSamples(models[0], sample("digits_int8_io.npz"), 4);
        return runOn(compileForHost(project, "run_samples.c", folder.path()), samples.inputs);
    };
    const TemporaryFolder folder = must(TemporaryFolder::create());
    const std::string outputs = outputsOf(toVersion5(sample("digits_int8.tar"), folder.path()));
    EXPECT_FALSE(outputs.empty());
    EXPECT_EQ(outputs, outputsOf(sample("digits_int8.tar")));
}

class RealModels : public testing::TestWithParam<RealModel> {};

TEST_P(RealModels, GiveTheReferenceOutputsUnderEveryPlan) {
    const RealModel& real = GetParam();
    PINFOLD_NEEDS_MODEL(real.archive + ".tar");
    const std::vector<Model> model = {
        importModels(modelFile(real.archive + ".tar")).at(static_cast<std::size_t>(real.module))};
    const RawSamples samples = loadSamples(model[0], modelFile(real.samples + "_io.npz"), 6);
    const TemporaryFolder folder = must(TemporaryFolder::create());
    std::string first;
    for (const Lifetimes lifetimes : {Lifetimes::statement, Lifetimes::wholeOperator, Lifetimes::none}) {
        const fs::path project = folder.path() / std::string(nameOf(lifetimes));
        must(writeProject(project, generate(model, planFor(model, lifetimes)), false));
        const std::string outputs = runOn(compileForHost(project, "run_samples.c", folder.path()), samples.inputs);
        if (lifetimes == Lifetimes::statement) first = outputs;
        EXPECT_TRUE(outputs == first) << "plan " << nameOf(lifetimes) << " gives other outputs";
    }
    ASSERT_EQ(model[0].outputs.size(), 1U);
    const Tensor& output = model[0].tensors[static_cast<std::size_t>(model[0].outputs[0].tensor)];
    const Metrics metrics = compare(output.dtype, samples.outputs[0], first);
    EXPECT_TRUE(metrics.passed) << metrics.mismatches << " of " << metrics.elements << " elements differ";
}

INSTANTIATE_TEST_SUITE_P(
    All, RealModels,
    testing::Values(RealModel{"digits_int8.graph", 0, "digits_int8"},
                    RealModel{"digits_float.graph", 0, "digits_float"}, RealModel{"kws_int8.graph", 0, "kws_int8"},
                    RealModel{"kws_int8.graph-linked", 0, "kws_int8"}, RealModel{"kws_ad.multi.graph", 0, "ad_int8"},
                    RealModel{"kws_ad.multi.graph", 1, "kws_int8"}, RealModel{"ic_int8.graph", 0, "ic_int8"},
                    RealModel{"vww_int8.graph", 0, "vww_int8"}, RealModel{"ad_int8.graph", 0, "ad_int8"},
                    RealModel{"ad_float.graph", 0, "ad_float"}, RealModel{"wired_a.graph", 0, "wired_a"},
                    RealModel{"wired_c.graph", 0, "wired_c"}, RealModel{"wired_e.graph", 0, "wired_e"},
                    RealModel{"unet.graph", 0, "unet"}),
    [](const auto& test) {
        std::string name = test.param.archive + std::to_string(test.param.module);
        for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
        return name;
    });

}  // namespace
}  // namespace pinfold::test
