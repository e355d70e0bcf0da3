// What generateProject() writes and refuses.
#include "base/file.h"
#include "projects.h"
#include "support/cancelling.h"
#include "support/shared_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pinfold::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

const TensorType row{DType::float32, {1, 4}};

SyntheticModel simple(const std::string& name) {
    SyntheticModel model(name);
    model.output(model.elementwise("twice", {model.input("x", row)}, "$0 + $0"));
    return model;
}

Outcome<std::vector<GeneratedFile>> tryToGenerate(const std::vector<Model>& models, const Plan& plan,
                                                  const GenerateOptions& options = {}) {
    return generateProject(models, must(findBoard("qemu-mps2-an500")), plan, options);
}

TEST(Generate, SameInputsGiveTheSameBytesInOrder) {
    const std::vector<Model> models = importModels(sample("digits_int8.tar"));
    const auto first = generate(models, planFor(models, Lifetimes::statement));
    const auto second = generate(importModels(sample("digits_int8.tar")), planFor(models, Lifetimes::statement));
    ASSERT_EQ(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
        EXPECT_EQ(first[i].path, second[i].path);
        EXPECT_EQ(first[i].bytes, second[i].bytes) << first[i].path;
        if (i > 0) {
            EXPECT_LT(first[i - 1].path, first[i].path);
        }
    }
}

TEST(Generate, StopsWhenCancelled) {
    const std::vector<Model> models = {importSynthetic(simple("one"))};
    CancelSource source;
    source.cancel();
    const auto files = generateProject(models, must(findBoard("qemu-mps2-an500")),
                                       planFor(models, Lifetimes::statement), {}, source.token());
    ASSERT_TRUE(files.ok());
    EXPECT_TRUE(isCancelled(*files));
}

// Also in the middle of weights, which may be hundreds of megabytes.
TEST(Generate, StopsInTheMiddleOfWeights) {
    SyntheticModel model("one");
    constexpr std::int64_t count = 1 << 18;
    const auto weights = model.constant<float>("w", {DType::float32, {count}}, std::vector<float>(count, 2.0F));
    model.output(model.elementwise("scale", {model.input("x", {DType::float32, {count}}), weights}, "$0 * $1[0]"));
    const std::vector<Model> models = {importSynthetic(model)};
    const Plan plan = planFor(models, Lifetimes::statement);
    GenerateOptions options;
    options.weights = WeightsFormat::cArray;
    const auto make = [&](const CancelToken& cancel) {
        return generateProject(models, must(findBoard("qemu-mps2-an500")), plan, options, cancel);
    };
    const std::int64_t asked = timesAsked([&](const CancelToken& cancel) { EXPECT_TRUE(make(cancel).ok()); });
    EXPECT_GE(asked, 4 * count / 65'536);
    cancelAtMoments(asked, 2, [&](const CancelToken& cancel) {
        const auto files = make(cancel);
        EXPECT_TRUE(files.ok() && isCancelled(*files));
    });
}

TEST(Generate, EverythingButStateIsConst) {
    const std::vector<Model> models = importModels(sample("digits_int8.tar"));
    const auto files = generate(models, planFor(models, Lifetimes::statement));
    const std::string& network = find(files, "model/digits_int8_network.c")->bytes;
    EXPECT_THAT(network, HasSubstr("static const pinfold_step steps[]"));
    EXPECT_THAT(network, HasSubstr("\nconst ai_model_info digits_int8_network"));
    EXPECT_THAT(network, Not(HasSubstr("static DLTensor")));
    EXPECT_THAT(network, Not(HasSubstr("static ai_tensor")));
    EXPECT_THAT(network, HasSubstr("pinfold_pool_0 + "));
}

TEST(Generate, GuardsLieInsideThePool) {
    const std::vector<Model> models = importModels(sample("digits_int8.tar"));
    const Plan plan = planFor(models, Lifetimes::statement);
    const Pool& pool = plan.pools.at(0);
    ASSERT_GT(pool.guardBefore + pool.guardAfter, 0);
    const auto files = generate(models, plan);
    EXPECT_THAT(find(files, "model/pinfold_models.c")->bytes,
                HasSubstr(fmt::format("pinfold_pool_0[{}]", pool.guardBefore + pool.bytes + pool.guardAfter)));
    EXPECT_THAT(find(files, "model/digits_int8.h")->bytes,
                HasSubstr(fmt::format("#define _DIGITS_INT8_ACTIVATION_BYTES_ ({})",
                                      pool.guardBefore + pool.bytes + pool.guardAfter)));
}

TEST(Generate, LibraryHasNothingOfTheBoardAndItsReadmeTellsWhatToAdd) {
    const std::vector<Model> models = importModels(sample("digits_int8.tar"));
    GenerateOptions options;
    options.mode = ProjectMode::library;
    const auto files = generate(models, planFor(models, Lifetimes::statement), options);
    for (const auto& file : files) {
        EXPECT_FALSE(file.path.starts_with("app/") || file.path.starts_with("platform/") || file.path == "board.ld")
            << file.path;
    }
    const std::string& readme = find(files, "README.md")->bytes;
    for (const char* part : {".pinfold.DTCM (NOLOAD)", "__models_section_start__", ".nn_weights",
                             "-fno-strict-aliasing", "kernels/digits_int8_lib1.c", "#include \"digits_int8.h\""}) {
        EXPECT_THAT(readme, HasSubstr(part));
    }
    EXPECT_THAT(readme, Not(HasSubstr("@")));
}

TEST(Generate, TemplatesAreFilledCompletely) {
    const std::vector<Model> models = importModels(sample("digits_int8.tar"));
    const auto files = generate(models, planFor(models, Lifetimes::statement));
    for (const char* path : {"README.md", "CMakeLists.txt", "model/digits_int8.h", "model/digits_int8_network.c"}) {
        EXPECT_THAT(find(files, path)->bytes, Not(HasSubstr("@"))) << path;
    }
}

TEST(Generate, EqualConstantsAreStoredOnce) {
    SyntheticModel model("twins");
    const auto x = model.input("x", row);
    const auto a = model.constant("a", row, std::vector<float>{1, 2, 3, 4});
    const auto b = model.constant("b", row, std::vector<float>{1, 2, 3, 4});
    const auto unused = model.constant("unused", {DType::int8, {1000}}, std::string(1000, 'u'));
    (void)unused;
    model.output(model.elementwise("sum", {x, a, b}, "$0 + $1 + $2"));
    const std::vector<Model> models = {importSynthetic(model)};
    const auto files = generate(models, planFor(models, Lifetimes::statement));
    EXPECT_EQ(find(files, "model/twins_weights.bin")->bytes.size(), 16U);
}

TEST(Generate, KernelFilesOfSeveralModelsKeepNamesOfTheirOwn) {
    std::vector<Model> models = {importSynthetic(simple("one")), importSynthetic(simple("two"))};
    for (auto& model : models) model.sources.at(0).name = "lib1.c";
    const auto files = generate(models, planFor(models, Lifetimes::statement));
    EXPECT_NE(find(files, "kernels/lib1.c"), nullptr);
    EXPECT_NE(find(files, "kernels/two_lib1.c"), nullptr);
}

TEST(Generate, ModelsThatDefineTheSameFunctionAreRefused) {
    std::vector<Model> models = {importSynthetic(simple("one")), importSynthetic(simple("one"))};
    models[1].name = "two";
    models[1].symbol = "two";
    for (auto& tensor : models[1].tensors) tensor.name += "";
    const auto refused = tryToGenerate(models, planFor(models, Lifetimes::statement));
    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(refused.error().message, HasSubstr("both define tvmgen_one_twice"));
    models[1].symbol = "ONE";
    EXPECT_THAT(tryToGenerate(models, planFor(models, Lifetimes::statement)).error().message,
                HasSubstr("the same name in C"));
}

// One header must not take the place of another, nor one name that of a variable of the firmware.
TEST(Generate, ModelsWhoseFilesWouldCollideAreRefused) {
    const auto refusal = [](const std::vector<std::string>& names) {
        std::vector<Model> models;
        for (const auto& name : names) models.push_back(importSynthetic(simple(name)));
        const auto files = tryToGenerate(models, planFor(models, Lifetimes::statement));
        return files.ok() ? std::string("accepted") : files.error().message;
    };
    EXPECT_THAT(refusal({"platform"}), HasSubstr("platform.h would hide platform/platform.h"));
    EXPECT_THAT(refusal({"Pinfold_Runtime"}), HasSubstr("would hide runtime/pinfold_runtime.h"));
    EXPECT_THAT(refusal({"ai_runtime_api"}), HasSubstr("would hide include/ai_runtime_api.h"));
    EXPECT_THAT(refusal({"a", "A_data"}), HasSubstr("Models a and A_data both have a file"));
    EXPECT_EQ(refusal({"a", "a_network", "a_weights"}), "accepted");
}

TEST(Generate, ModelsNamedLikeTheFirmwaresOwnTablesWork) {
    std::vector<Model> models;
    for (const char* name : {"count", "runtime", "state", "data", "a_network", "a"}) {
        models.push_back(importSynthetic(simple(name)));
    }
    const TemporaryFolder folder = must(TemporaryFolder::create());
    const fs::path project = folder.path() / "project";
    must(writeProject(project, generate(models, planFor(models, Lifetimes::statement)), false));
    const std::string output = shell(quoted(compileForHost(project, "all_models.c", folder.path()))).output;
    for (std::size_t i = 0; i < models.size(); ++i) {
        EXPECT_THAT(output, HasSubstr(fmt::format("{} {} 2\n", models[i].name, i)));
    }
}

TEST(Generate, HostileNamesStayText) {
    std::vector<Model> models = {importSynthetic(simple("plain"))};
    models[0].exportDate = "\"; int evil; /*\n*/ ?\?/ \\";
    const Plan before = planFor(models, Lifetimes::statement);
    models[0].name = "*/ #include \"evil.h\"\n@SYMBOL@ ${HOME} `rm`";
    Plan plan = before;
    for (auto& op : plan.operators) op.model = models[0].name;
    for (auto& buffer : plan.buffers) buffer.model = models[0].name;
    const TemporaryFolder folder = must(TemporaryFolder::create());
    const fs::path project = folder.path() / "project";
    must(writeProject(project, generate(models, plan), false));
    const fs::path program = compileForHost(project, "all_models.c", folder.path());
    EXPECT_EQ(shell(quoted(program)).output, models[0].name + " 0 2\n");
}

TEST(Generate, KernelThatIsNoIdentifierIsRefused) {
    std::vector<Model> models = {importSynthetic(simple("plain"))};
    models[0].kernels.at(0).name = "f(void); int g";
    EXPECT_THAT(tryToGenerate(models, planFor(models, Lifetimes::statement)).error().message,
                HasSubstr("no C identifier"));
}

TEST(Generate, PlanOfAnotherModelIsRefused) {
    const std::vector<Model> models = {importSynthetic(simple("plain"))};
    Plan plan = planFor(models, Lifetimes::statement);
    Plan noBuffers = plan;
    noBuffers.buffers.pop_back();
    EXPECT_THAT(tryToGenerate(models, noBuffers).error().message, HasSubstr("has no place for tensor"));
    plan.operators.clear();
    EXPECT_THAT(tryToGenerate(models, plan).error().message, HasSubstr("every operator"));
}

TEST(Generate, SuppliedActivationsNeedOnePool) {
    const std::vector<Model> models = {importSynthetic(simple("one")), importSynthetic(simple("two"))};
    PlanOptions apart;
    apart.concurrent = true;
    const Plan plan = must(makePlan(models, must(findBoard("qemu-mps2-an500")), apart));
    GenerateOptions options;
    options.activations = Activations::supplied;
    EXPECT_THAT(tryToGenerate(models, plan, options).error().message, HasSubstr("one pool"));
}

class QuantizationOfModel : public testing::TestWithParam<const char*> {};

TEST_P(QuantizationOfModel, IsRead) {
    const std::string name = GetParam();
    PINFOLD_NEEDS_MODEL(name + ".graph.tar");
    const std::vector<Model> models = importModels(modelFile(name + ".graph.tar"));
    const fs::path file = modelFile(name + "_quant.json");
    GenerateOptions options;
    options.quantization = must(readQuantization(must(readFile(file, 1 << 20)), file.string()));
    EXPECT_EQ(options.quantization.size(), 2U);
    const auto files = generate(models, planFor(models, Lifetimes::statement), options);
    EXPECT_THAT(find(files, fmt::format("model/{}_network.c", name))->bytes,
                HasSubstr("static const ai_quantization_info output_0_quant"));
}

INSTANTIATE_TEST_SUITE_P(Quantization, QuantizationOfModel,
                         testing::Values("kws_int8", "ic_int8", "vww_int8", "ad_int8"),
                         [](const auto& instance) { return std::string(instance.param); });

TEST(Quantization, PerAxisScalesCarryTheirDimension) {
    const std::vector<Model> models = {importSynthetic(simple("plain"))};
    GenerateOptions options;
    options.quantization["input:x"] = {{1, 0.5F, 0.25F, 2}, {0, 1, 2, 3}, 1};
    const auto files = generate(models, planFor(models, Lifetimes::statement), options);
    EXPECT_THAT(find(files, "model/plain_network.c")->bytes, HasSubstr("input_0_scale[] = {1.0f, 0.5f, 0.25f, 2.0f}"));
    EXPECT_THAT(find(files, "model/plain_network.c")->bytes, HasSubstr("(int32_t *)input_0_zero_point, 1}"));
}

TEST(Quantization, WhatDoesNotFitIsRefused) {
    const std::vector<Model> models = {importSynthetic(simple("plain"))};
    const Plan plan = planFor(models, Lifetimes::statement);
    GenerateOptions options;
    options.quantization["input:y"] = {{1}, {0}, 0};
    EXPECT_THAT(tryToGenerate(models, plan, options).error().message, HasSubstr("input:x, output:0:output"));
    options.quantization = {{"input:x", {{1, 2}, {0, 0}, 1}}};
    EXPECT_THAT(tryToGenerate(models, plan, options).error().message, HasSubstr("do not fit dimension 1"));
}

TEST(Quantization, SeveralModelsWithOneKeyNeedTheirNames) {
    const std::vector<Model> models = {importSynthetic(simple("one")), importSynthetic(simple("two"))};
    const Plan plan = planFor(models, Lifetimes::statement);
    GenerateOptions options;
    options.quantization["input:x"] = {{0.5F}, {1}, 0};
    EXPECT_THAT(tryToGenerate(models, plan, options).error().message, HasSubstr("name the model: one:input:x"));
    options.quantization = {{"two:input:x", {{0.5F}, {1}, 0}}};
    const auto files = generate(models, plan, options);
    EXPECT_THAT(find(files, "model/two_network.c")->bytes, HasSubstr("input_0_quant"));
    EXPECT_THAT(find(files, "model/one_network.c")->bytes, Not(HasSubstr("input_0_quant")));
}

TEST(Quantization, BadFilesNameFileAndKey) {
    const auto message = [](const char* json) { return readQuantization(json, "q.json").error().message; };
    EXPECT_THAT(message("{"), HasSubstr("q.json"));
    EXPECT_THAT(message("{}"), HasSubstr("quant"));
    EXPECT_THAT(message(R"({"quant":{"input:x":{"scale":[1],"zero_point":[]}}})"), HasSubstr("input:x"));
    EXPECT_THAT(message(R"({"quant":{"input:x":{"scale":["a"],"zero_point":[0]}}})"), HasSubstr("scale"));
    EXPECT_THAT(message(R"({"quant":{"input:x":{"scale":[-1],"zero_point":[0]}}})"), HasSubstr("positive"));
    EXPECT_THAT(message(R"({"quant":{"input:x":{"scale":[1e300],"zero_point":[0]}}})"), HasSubstr("positive"));
    EXPECT_THAT(message(R"({"quant":{"input:x":{"scale":[1],"zero_point":[4294967296]}}})"), HasSubstr("zero_point"));
}

}  // namespace
}  // namespace pinfold::test
