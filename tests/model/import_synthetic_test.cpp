// Odd graphs that no archive at hand has.
#include "model/model.h"
#include "support/archive_builder.h"
#include "support/must.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace pinfold {
namespace {

using test::Files;
using test::SyntheticModel;
using test::TensorType;
using testing::ElementsAre;

const TensorType four{DType::float32, {4}};

Model imported(const Files& files) {
    auto archive = test::uncancelled(readArchiveBytes(test::packTar(files), "synthetic.tar"));
    if (!archive.ok()) {
        ADD_FAILURE() << archive.error().message;
        return {};
    }
    auto model = test::uncancelled(importModel(*archive, std::move(archive->modules.front())));
    if (!model.ok()) {
        ADD_FAILURE() << model.error().message;
        return {};
    }
    return *std::move(model);
}

Model imported(const SyntheticModel& model) { return imported(model.files()); }

const Tensor& tensorNamed(const Model& model, std::string_view name) {
    const auto found =
        std::find_if(model.tensors.begin(), model.tensors.end(), [&](const Tensor& t) { return t.name == name; });
    if (found == model.tensors.end()) throw std::runtime_error("no tensor " + std::string(name));
    return *found;
}

int indexOf(const Model& model, const Tensor& tensor) { return static_cast<int>(&tensor - model.tensors.data()); }

TEST(ImportSynthetic, KernelsOfTheHelperAreRead) {
    SyntheticModel model;
    const auto x = model.input("x", four);
    model.output(model.elementwise("twice", {x}, "$0 + $0"));
    const Model result = imported(model);
    ASSERT_EQ(result.kernels.size(), 1U);
    EXPECT_TRUE(result.kernels[0].read) << result.kernels[0].whyNotRead;
    EXPECT_EQ(result.kernels[0].statements.size(), 1U);
    EXPECT_EQ(result.kernels[0].arguments[1].writes, 4);
}

TEST(ImportSynthetic, OperatorWithSeveralOutputs) {
    SyntheticModel model;
    const auto x = model.input("x", four);
    const auto both = model.op("split", {x}, {{DType::float32, {2}}, {DType::int16, {2}}},
                               "  for (int32_t i = 0; i < 2; ++i) {\n    ((float*)out0)[i] = ((float*)p0)[i];\n    "
                               "((int16_t*)out1)[i] = ((int16_t)((float*)p0)[(i + 2)]);\n  }\n");
    const auto y = model.elementwise("next", {both[1]}, "$0");
    model.output(both[0]);
    model.output(y);
    const Model result = imported(model);
    ASSERT_EQ(result.operators.size(), 2U);
    ASSERT_EQ(result.operators[0].outputs.size(), 2U);
    const Tensor& first = tensorNamed(result, "tvmgen_synthetic_split:0");
    const Tensor& second = tensorNamed(result, "tvmgen_synthetic_split:1");
    EXPECT_EQ(first.producerOutput, 0);
    EXPECT_EQ(second.producerOutput, 1);
    EXPECT_EQ(first.bytes, 8);
    EXPECT_EQ(second.bytes, 4);
    EXPECT_EQ(second.dtype, DType::int16);
    EXPECT_EQ(result.operators[1].inputs, std::vector<int>{indexOf(result, second)});
    EXPECT_THAT(second.consumers, ElementsAre(1));
    EXPECT_TRUE(first.consumers.empty());
    ASSERT_EQ(result.outputs.size(), 2U);
    EXPECT_EQ(result.outputs[0].name, "output_0");
    EXPECT_EQ(result.outputs[1].name, "output_1");
    EXPECT_EQ(result.outputs[0].tensor, indexOf(result, first));
}

TEST(ImportSynthetic, AliasesInARowAndAtAnOutput) {
    SyntheticModel model;
    const auto x = model.input("x", four);
    const auto y = model.elementwise("twice", {x}, "$0 + $0");
    const auto once = model.nop("reshape", y, {2, 2});
    const auto again = model.nop("reshape", once, {4, 1});
    model.output(model.elementwise("last", {again, once}, TensorType{DType::float32, {4}}, "$0 + $1"));
    model.output(again);
    const Model result = imported(model);
    EXPECT_EQ(result.operators.size(), 2U);
    const Tensor& root = tensorNamed(result, "tvmgen_synthetic_twice");
    const Tensor& first = tensorNamed(result, "reshape");
    const Tensor& second = tensorNamed(result, "reshape_1");
    EXPECT_EQ(first.aliasOf, indexOf(result, root));
    EXPECT_EQ(second.aliasOf, indexOf(result, root)) << "an alias of an alias has the root";
    EXPECT_EQ(second.producer, 0);
    EXPECT_EQ(second.shape, (Shape{4, 1}));
    EXPECT_THAT(root.consumers, ElementsAre(1)) << "once, though it reads two aliases";
    EXPECT_TRUE(first.consumers.empty());
    EXPECT_EQ(result.operators[1].inputs, (std::vector<int>{indexOf(result, second), indexOf(result, first)}));
    EXPECT_EQ(result.outputs[1].tensor, indexOf(result, second));
    EXPECT_EQ(rootOf(result, result.outputs[1].tensor), indexOf(result, root));
}

TEST(ImportSynthetic, AliasesOfInputsAndConstants) {
    SyntheticModel model;
    const auto x = model.input("x", four);
    const auto c = model.constant<float>("p0", four, {1, 2, 3, 4});
    const auto shapedInput = model.nop("input_alias", x, {2, 2});
    const auto shapedConstant = model.nop("constant_alias", c, {2, 2});
    model.output(model.elementwise("sum", {shapedInput, shapedConstant}, "$0 + $1"));
    model.output(shapedConstant);
    const Model result = imported(model);
    EXPECT_EQ(tensorNamed(result, "input_alias").role, TensorRole::input);
    EXPECT_EQ(tensorNamed(result, "input_alias").producer, -1);
    const Tensor& alias = tensorNamed(result, "constant_alias");
    EXPECT_EQ(alias.role, TensorRole::constant);
    EXPECT_EQ(alias.parameter, tensorNamed(result, "p0").parameter);
    EXPECT_EQ(alias.aliasOf, indexOf(result, tensorNamed(result, "p0")));
    EXPECT_THAT(tensorNamed(result, "x").consumers, ElementsAre(0));
    EXPECT_EQ(result.inputs.size(), 1U);
    EXPECT_EQ(tvmMemory(result, 16).storageBytes, 32) << "constants and their aliases are not in the pool";
}

TEST(ImportSynthetic, CopyIsAnOperatorOfOurOwn) {
    SyntheticModel model;
    const auto x = model.input("x", four);
    const auto y = model.copy("device_copy", x);
    model.output(model.copy("device_copy", y));
    const Model result = imported(model);
    ASSERT_EQ(result.operators.size(), 2U);
    EXPECT_EQ(result.operators[0].name, "device_copy");
    EXPECT_EQ(result.operators[1].name, "device_copy_1") << "operators have names of their own";
    ASSERT_EQ(result.kernels.size(), 1U);
    EXPECT_EQ(result.kernels[0].name, copyKernelName);
    EXPECT_EQ(result.kernels[0].argumentCount, 2);
    EXPECT_FALSE(result.kernels[0].read);
    EXPECT_EQ(totalMacs(result), 0);
}

TEST(ImportSynthetic, ScalarsAndEveryElementType) {
    for (int i = 0; i <= static_cast<int>(DType::float64); ++i) {
        const auto type = static_cast<DType>(i);
        SyntheticModel model;
        const auto scalar = model.input("scalar", {type, {}});
        const auto vector = model.input("vector", {type, {3}});
        const auto weight =
            model.constant("p0", {type, {}}, std::string(static_cast<std::size_t>(bytesOf(type)), '\1'));
        model.output(model.elementwise("mix", {vector, scalar, weight}, "$0 + $1 + $2"));
        model.output(model.elementwise("scalar_out", {scalar}, "$0"));
        const Model result = imported(model);
        EXPECT_EQ(tensorNamed(result, "scalar").bytes, bytesOf(type));
        EXPECT_TRUE(tensorNamed(result, "scalar").shape.empty());
        EXPECT_EQ(tensorNamed(result, "tvmgen_synthetic_mix").bytes, 3 * bytesOf(type));
        EXPECT_EQ(tensorNamed(result, "tvmgen_synthetic_mix").dtype, type);
        EXPECT_EQ(tensorNamed(result, "p0").role, TensorRole::constant);
        EXPECT_TRUE(result.kernels[0].read) << nameOf(type) << ": " << result.kernels[0].whyNotRead;
    }
}

TEST(ImportSynthetic, InputsInTheOrderOfTheGraphAlsoUnusedOnes) {
    SyntheticModel model;
    const auto z = model.input("z", four);
    model.input("unused", {DType::int8, {7}});
    const auto c = model.constant<float>("p0", four, {1, 2, 3, 4});
    const auto a = model.input("a", four);
    model.output(model.elementwise("sum", {a, z, c}, "$0 + $1 + $2"));
    const Model result = imported(model);
    ASSERT_EQ(result.inputs.size(), 3U);
    EXPECT_EQ(result.inputs[0].name, "z");
    EXPECT_EQ(result.inputs[1].name, "unused");
    EXPECT_EQ(result.inputs[2].name, "a");
    EXPECT_TRUE(tensorNamed(result, "unused").consumers.empty());
}

TEST(ImportSynthetic, OutputsThatAreUsedInsideInputsConstantsAndTwins) {
    SyntheticModel model;
    const auto x = model.input("x", four);
    const auto c = model.constant<float>("p0", four, {1, 2, 3, 4});
    const auto y = model.elementwise("twice", {x}, "$0 + $0");
    const auto z = model.elementwise("sum", {y, c}, "$0 + $1");
    for (const auto head : {z, y, x, c, z}) model.output(head);
    const Model result = imported(model);
    ASSERT_EQ(result.outputs.size(), 5U);
    EXPECT_EQ(result.outputs[0].tensor, result.outputs[4].tensor);
    EXPECT_THAT(result.tensors[static_cast<std::size_t>(result.outputs[1].tensor)].consumers, ElementsAre(1));
    EXPECT_EQ(result.tensors[static_cast<std::size_t>(result.outputs[2].tensor)].role, TensorRole::input);
    EXPECT_EQ(result.tensors[static_cast<std::size_t>(result.outputs[3].tensor)].role, TensorRole::constant);
    EXPECT_EQ(result.outputs[3].name, "output_3");
}

TEST(ImportSynthetic, ModelWithoutOperators) {
    SyntheticModel model;
    model.output(model.input("x", four));
    const Model result = imported(model);
    EXPECT_TRUE(result.operators.empty());
    EXPECT_EQ(result.outputs[0].name, "output");
    EXPECT_EQ(result.outputs[0].tensor, result.inputs[0].tensor);
}

TEST(ImportSynthetic, OneTensorPassedTwiceAndOneKernelCalledTwice) {
    SyntheticModel model;
    const auto x = model.input("x", four);
    const auto y = model.elementwise("sum", {x, x}, "$0 + $1");
    model.output(model.op("sum", {y, x}, {four}).front());
    const Model result = imported(model);
    ASSERT_EQ(result.operators.size(), 2U);
    EXPECT_EQ(result.kernels.size(), 1U);
    EXPECT_EQ(result.operators[0].kernel, result.operators[1].kernel);
    EXPECT_EQ(result.operators[0].inputs[0], result.operators[0].inputs[1]);
    EXPECT_THAT(tensorNamed(result, "x").consumers, ElementsAre(0, 1));
    EXPECT_EQ(result.operators[0].name, "tvmgen_synthetic_sum");
    EXPECT_EQ(result.operators[1].name, "tvmgen_synthetic_sum_1");
}

TEST(ImportSynthetic, GeneratedNamesNeverMeetNamesThatAreThere) {
    SyntheticModel model;
    const auto x = model.input("tvmgen_synthetic_a", four);
    const auto y = model.elementwise("a", {x}, "$0");
    const auto z = model.op("a", {y}, {four}).front();
    model.output(model.elementwise("a_1", {z}, "$0"));
    const Model result = imported(model);
    std::set<std::string> names;
    for (const Tensor& tensor : result.tensors) EXPECT_TRUE(names.insert(tensor.name).second) << tensor.name;
}

TEST(ImportSynthetic, SingleOutputHasTheNameOfMetadata) {
    SyntheticModel model("m");
    const auto x = model.input("x", four);
    model.output(model.elementwise("same", {x}, "$0"));
    model.outputName("Identity");
    EXPECT_EQ(imported(model).outputs[0].name, "Identity");
    EXPECT_EQ(imported(test::toVersion5(model.files())).outputs[0].name, "output_0");
}

TEST(ImportSynthetic, ParametersThatTheGraphDoesNotNameAreLeftOut) {
    SyntheticModel model;
    const auto x = model.input("x", four);
    model.output(x);
    Files files = model.files();
    files["parameters/synthetic.params"] = test::packParams({{"other", DType::int8, {3}, "abc"}});
    EXPECT_TRUE(imported(files).parameters.empty());
}

TEST(ImportSynthetic, NameAsACIdentifier) {
    SyntheticModel model("2-nets.v1");
    model.output(model.input("x", four));
    const Model result = imported(model);
    EXPECT_EQ(result.name, "2-nets.v1");
    EXPECT_EQ(result.symbol, "_2_nets_v1");
}

TEST(ImportSynthetic, WorkspacesCountInTvmsFigure) {
    SyntheticModel model;
    const auto x = model.input("x", {DType::float32, {100}});
    const std::string body =
        "  void* a = TVMBackendAllocWorkspace(1, dev_id, (uint64_t)2000, 2, 32);\n"
        "  if (a == NULL) {\n    return -1;\n  }\n"
        "  for (int32_t i = 0; i < 100; ++i) {\n    ((float*)a)[i] = ((float*)p0)[i];\n  }\n"
        "  for (int32_t i = 0; i < 100; ++i) {\n    ((float*)out0)[i] = ((float*)a)[i];\n  }\n"
        "  if (TVMBackendFreeWorkspace(1, dev_id, a) != 0) {\n    return -1;\n  }\n";
    model.output(model.op("scratch", {x}, {{DType::float32, {100}}}, body).front());
    const Model result = imported(model);
    EXPECT_EQ(largestWorkspace(result), 2000);
    EXPECT_EQ(tvmMemory(result, 32).workspaceBytes, 2016);
    EXPECT_EQ(tvmMemory(result, 32).storageBytes, 2 * 416);
}

TEST(ImportSynthetic, SeveralModulesEachGetTheirOwnKernels) {
    SyntheticModel one("one");
    one.output(one.elementwise("same", {one.input("x", four)}, "$0"));
    SyntheticModel two("two");
    two.output(two.elementwise("same", {two.input("x", four)}, "$0 + 1.0f"));
    auto archive = test::uncancelled(readArchiveBytes(test::packTar(test::filesOf({one, two})), "both.tar"));
    ASSERT_TRUE(archive.ok()) << archive.error().message;
    for (auto& module : archive->modules) {
        const std::string name = module.name;
        const auto model = test::uncancelled(importModel(*archive, std::move(module)));
        ASSERT_TRUE(model.ok()) << model.error().message;
        EXPECT_EQ(model->kernels[0].name, "tvmgen_" + name + "_same");
    }
}

}  // namespace
}  // namespace pinfold
