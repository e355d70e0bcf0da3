#include "validate/samples.h"
#include "support/cancelling.h"
#include "validate/bytes_of_all.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace pinfold {
namespace {

using test::bytesOfAll;
using ::testing::HasSubstr;

const std::vector<PortSpec> oneInput = {{"x", "in_x", DType::int8, {1, 2}}};
const std::vector<PortSpec> oneOutput = {{"y", "out_0", DType::int8, {1, 2}}};

Array pair(const std::string& name, const std::string& bytes) {
    return {name, DType::int8, {static_cast<std::int64_t>(bytes.size()) / 2, 1, 2}, bytes, false};
}

Result<Samples> match(const std::vector<Array>& inputs, const std::vector<Array>& reference = {},
                      const std::vector<PortSpec>& inputPorts = oneInput,
                      const std::vector<PortSpec>& outputPorts = oneOutput) {
    const ModelPorts model{"m", "", inputPorts, outputPorts};
    auto samples = matchSamples(inputs, "x.npz", reference, "y.npz", {&model, 1});
    if (!samples.ok()) return samples.error();
    return std::move(samples->front());
}

std::string refusal(const Result<Samples>& samples) {
    if (samples.ok()) return "it was accepted";
    EXPECT_EQ(samples.error().kind, ErrorKind::badInput);
    return samples.error().message;
}

Result<Samples> matchText(const std::string& text, DType dtype) {
    const auto arrays = parseTensorFile(text, "x.csv");
    if (!arrays.ok()) return arrays.error();
    const ModelPorts model{"m", "", {{"x", "in_x", dtype, {2}}}, oneOutput};
    auto samples = matchSamples(*arrays, "x.csv", {}, "", {&model, 1});
    if (!samples.ok()) return samples.error();
    return std::move(samples->front());
}

TEST(MatchSamples, TakesOutputsOfTheInputsFileWithoutAReference) {
    const auto samples =
        match({pair("in_x", "abcd"), pair("out_0", "efgh"), {"labels", DType::uint8, {2}, {"\1\0", 2}, false}});
    ASSERT_TRUE(samples.ok()) << samples.error().message;
    EXPECT_EQ(samples->count, 2);
    EXPECT_EQ(samples->inputs, std::vector<std::string>{"abcd"});
    EXPECT_EQ(samples->reference, std::vector<std::string>{"efgh"});
    EXPECT_EQ(samples->labels, (std::vector<std::int64_t>{1, 0}));
}

TEST(MatchSamples, PrefersTheReferenceFile) {
    const auto samples = match({pair("in_x", "ab"), pair("out_0", "cd")}, {pair("out_0", "ef")});
    ASSERT_TRUE(samples.ok()) << samples.error().message;
    EXPECT_EQ(samples->reference, std::vector<std::string>{"ef"});
}

TEST(MatchSamples, NoOutputsAreNoReference) {
    const auto samples = match({pair("in_x", "ab")});
    ASSERT_TRUE(samples.ok()) << samples.error().message;
    EXPECT_TRUE(samples->reference.empty());
}

TEST(MatchSamples, SaysWhichInputIsMissingAndWhatIsThere) {
    const auto message = refusal(match({pair("in_z", "ab"), pair("out_0", "ab")}));
    EXPECT_THAT(message, HasSubstr("x.npz: has no array \"in_x\" for the input \"x\""));
    EXPECT_THAT(message, HasSubstr("\"in_z\""));
}

TEST(MatchSamples, SaysWhatShapeAndTypeWereExpected) {
    EXPECT_THAT(refusal(match({{"in_x", DType::int8, {2, 2}, "abcd", false}})),
                HasSubstr("x.npz: array \"in_x\": is int8 2×2; expected is int8 N×1×2"));
    EXPECT_THAT(refusal(match({{"in_x", DType::uint8, {1, 1, 2}, "ab", false}})), HasSubstr("is uint8 1×1×2"));
    EXPECT_THAT(refusal(match({{"in_x", DType::int8, {}, "a", false}})), HasSubstr("is int8 scalar"));
    EXPECT_THAT(refusal(match({{"in_x", DType::int8, {0, 1, 2}, "", false}})), HasSubstr("holds no sample"));
}

TEST(MatchSamples, AllArraysHaveOneCount) {
    EXPECT_THAT(refusal(match({pair("in_x", "abcd"), pair("out_0", "ef")})), HasSubstr("expected are 2"));
    EXPECT_THAT(refusal(match({pair("in_x", "abcd"), {"labels", DType::int64, {1}, std::string(8, '\0'), false}})),
                HasSubstr("an integer for each of the 2 samples"));
    EXPECT_THAT(refusal(match({pair("in_x", "abcd"), {"op_0_0", DType::int8, {1}, "a", false}})), HasSubstr("op_0_0"));
}

TEST(MatchSamples, OutputsMustBeThoseOfTheModel) {
    EXPECT_THAT(refusal(match({pair("in_x", "ab"), pair("out_1", "ab")})),
                HasSubstr("\"out_1\" is no output; there is out_0."));
    EXPECT_THAT(refusal(match({pair("in_x", "ab")}, {pair("other", "ab")})),
                HasSubstr("y.npz: has no array \"out_0\""));
    const std::vector<PortSpec> two = {oneOutput[0], {"z", "out_1", DType::int8, {1, 2}}};
    EXPECT_THAT(refusal(match({pair("in_x", "ab"), pair("out_0", "ab")}, {}, oneInput, two)), HasSubstr("\"out_1\""));
}

TEST(MatchSamples, LabelsMustBeClasses) {
    EXPECT_THAT(refusal(match({pair("in_x", "ab"), {"labels", DType::int8, {1}, "\2", false}})),
                HasSubstr("the label of sample 0 is 2; the first output has the classes 0 to 1"));
    EXPECT_THAT(refusal(match({pair("in_x", "ab"), {"labels", DType::int8, {1}, "\xff", false}})), HasSubstr("is -1"));
    EXPECT_THAT(
        refusal(match({pair("in_x", "ab"),
                       {"labels", DType::uint64, {1}, bytesOfAll<std::uint64_t>({std::uint64_t{1} << 63}), false}})),
        HasSubstr("is 9223372036854775808"));
    EXPECT_THAT(refusal(match({pair("in_x", "ab"), {"labels", DType::float32, {1}, std::string(4, '\0'), false}})),
                HasSubstr("expected is an integer"));
}

TEST(MatchSamples, LabelsMayComeWithTheReference) {
    const auto samples = match({pair("in_x", "ab")},
                               {pair("out_0", "ef"), {"labels", DType::int32, {1, 1}, std::string(4, '\0'), false}});
    ASSERT_TRUE(samples.ok()) << samples.error().message;
    EXPECT_EQ(samples->labels, std::vector<std::int64_t>{0});
}

TEST(MatchSamples, FindsKeysWhoseCharactersWereReplaced) {
    const std::vector<PortSpec> ports = {{"a/x:0", "in_a_x_0", DType::int8, {1, 2}}};
    EXPECT_TRUE(match({pair("in_a_x_0", "ab")}, {}, ports).ok());
    EXPECT_TRUE(match({pair("in_a/x:0", "ab")}, {}, ports).ok());
}

TEST(MatchSamples, OperatorOutputsComeInTheirOrder) {
    const auto op = [](const std::string& name) { return Array{name, DType::int16, {1, 3}, "abcdef", false}; };
    const auto samples = match({pair("in_x", "ab")}, {pair("out_0", "ef"), op("op_10_0"), op("op_2_1"), op("op_2_0")});
    ASSERT_TRUE(samples.ok()) << samples.error().message;
    ASSERT_EQ(samples->operatorOutputs.size(), 3U);
    EXPECT_EQ(samples->operatorOutputs[0].op, 2);
    EXPECT_EQ(samples->operatorOutputs[1].output, 1);
    EXPECT_EQ(samples->operatorOutputs[2].op, 10);
    EXPECT_EQ(samples->operatorOutputs[2].shape, Shape{3});
    EXPECT_THAT(refusal(match({pair("in_x", "ab")}, {pair("out_0", "ef"), op("op_01_0")})), HasSubstr("op_01_0"));
    EXPECT_THAT(refusal(match({pair("in_x", "ab")}, {pair("out_0", "ef"), op("op_1")})), HasSubstr("op_1"));
}

TEST(MatchSamples, AnArrayWithoutANameIsTheOnlyInput) {
    EXPECT_TRUE(match({pair("", "ab")}).ok());
    const std::vector<PortSpec> two = {oneInput[0], {"z", "in_z", DType::int8, {1, 2}}};
    EXPECT_THAT(refusal(match({pair("", "ab")}, {}, two)), HasSubstr("the model has 2 inputs"));
    const auto samples = match({pair("", "ab")}, {pair("", "cd")});
    ASSERT_TRUE(samples.ok()) << samples.error().message;
    EXPECT_EQ(samples->reference, std::vector<std::string>{"cd"});
}

TEST(MatchSamples, InputsThatTheModelDoesNotHaveAreRefused) {
    EXPECT_THAT(refusal(match({pair("in_x", "ab"), pair("in_foo", "ab")})),
                HasSubstr("array \"in_foo\" is no input; there is one: in_x"));
    EXPECT_TRUE(match({pair("in_x", "ab"), pair("notes", "ab"), pair("labels_old", "ab")}).ok());
    EXPECT_TRUE(match({pair("in_x", "ab")}, {pair("in_foo", "ab"), pair("out_0", "cd")}).ok()) << "of no use, no harm";
    const std::vector<PortSpec> alike = {{"a/b", "in_a_b", DType::int8, {1, 2}},
                                         {"a:b", "in_a_b", DType::int8, {1, 2}}};
    EXPECT_THAT(refusal(match({pair("in_a_b", "ab")}, {}, alike)), HasSubstr("the same name in files"));
}

const std::vector<ModelPorts> twoModels = {
    {"kws", "kws.", {{"x", "in_kws.x", DType::int8, {1, 2}}}, {{"y", "out_kws.0", DType::int8, {1, 2}}}},
    {"ad", "ad.", {{"x", "in_ad.x", DType::int8, {1, 2}}}, {{"y", "out_ad.0", DType::int8, {1, 2}}}}};

Result<std::vector<Samples>> matchTwo(const std::vector<Array>& inputs, const std::vector<Array>& reference = {}) {
    return matchSamples(inputs, "x.npz", reference, "y.npz", twoModels);
}

TEST(MatchSamples, SeveralModelsHaveTheirNamesInFront) {
    const auto samples = matchTwo({pair("in_kws.x", "abcd"),
                                   pair("in_ad.x", "efgh"),
                                   pair("out_ad.0", "ijkl"),
                                   pair("op_ad.3_1", "mnop"),
                                   {"labels_kws", DType::uint8, {2}, {"\1\0", 2}, false}});
    ASSERT_TRUE(samples.ok()) << samples.error().message;
    ASSERT_EQ(samples->size(), 2U);
    const Samples& kws = samples->at(0);
    const Samples& ad = samples->at(1);
    EXPECT_EQ(kws.count, 2);
    EXPECT_EQ(ad.count, 2);
    EXPECT_EQ(kws.inputs, std::vector<std::string>{"abcd"});
    EXPECT_EQ(ad.inputs, std::vector<std::string>{"efgh"});
    EXPECT_TRUE(kws.reference.empty()) << "of one model only";
    EXPECT_EQ(ad.reference, std::vector<std::string>{"ijkl"});
    EXPECT_EQ(kws.labels, (std::vector<std::int64_t>{1, 0}));
    EXPECT_TRUE(ad.labels.empty());
    ASSERT_EQ(ad.operatorOutputs.size(), 1U);
    EXPECT_EQ(ad.operatorOutputs[0].op, 3);
    EXPECT_EQ(ad.prefix, "ad.");
    EXPECT_TRUE(kws.operatorOutputs.empty());
}

TEST(MatchSamples, WhatIsOfNoneOfSeveralModelsIsRefused) {
    const Array kws = pair("in_kws.x", "ab"), ad = pair("in_ad.x", "ef");
    const auto refused = [](const Result<std::vector<Samples>>& samples) {
        return samples.ok() ? "it was accepted" : samples.error().message;
    };
    EXPECT_THAT(refused(matchTwo({kws})), HasSubstr("no array \"in_ad.x\" for the input \"x\" of model ad"));
    EXPECT_THAT(refused(matchTwo({kws, ad, pair("in_x", "ab")})), HasSubstr("the inputs are: in_kws.x, in_ad.x"));
    EXPECT_THAT(refused(matchTwo({kws, pair("in_ad.x", "abcd")})), HasSubstr("holds 2 samples; expected are 1"));
    EXPECT_THAT(refused(matchTwo({kws, ad, pair("out_0", "ab")})), HasSubstr("there are out_kws.0, out_ad.0"));
    EXPECT_THAT(refused(matchTwo({kws, ad, pair("out_ad.1", "ab")})), HasSubstr("array \"out_ad.1\" is no output"));
    EXPECT_THAT(refused(matchTwo({kws, ad}, {pair("out_ad.0", "ab")})), HasSubstr("no array \"out_kws.0\""));
    EXPECT_THAT(refused(matchTwo({kws, ad, pair("op_0_0", "ab")})), HasSubstr("op_<model>.<operator>_<output>"));
    EXPECT_THAT(refused(matchTwo({kws, ad, {"labels", DType::uint8, {1}, "a", false}})),
                HasSubstr("the labels of each are called labels_ad, labels_kws"));
    EXPECT_THAT(refused(matchTwo({pair("", "ab")})), HasSubstr("the models have 2 inputs"));
}

TEST(MatchSamples, NumbersOfATextBecomeWhatTheModelTakes) {
    EXPECT_EQ(matchText("127,-128\n", DType::int8)->inputs[0], "\x7f\x80");
    EXPECT_EQ(matchText("1.0e0,2.000\n", DType::int8)->inputs[0], "\1\2");
    EXPECT_EQ(matchText("1,0.1\n", DType::float32)->inputs[0], bytesOfAll<float>({1, 0.1F}));
    EXPECT_EQ(matchText("9007199254740993,0\n", DType::int64)->inputs[0],
              bytesOfAll<std::int64_t>({9007199254740993, 0}));
    EXPECT_EQ(matchText("18446744073709551615,0\n", DType::uint64)->inputs[0],
              bytesOfAll<std::uint64_t>({std::numeric_limits<std::uint64_t>::max(), 0}));
    EXPECT_EQ(matchText("1,0\n", DType::boolean)->inputs[0], std::string("\1\0", 2));
}

TEST(MatchSamples, NumbersOfATextThatDoNotFitAreRefused) {
    EXPECT_THAT(refusal(matchText("0,0\n1,128\n", DType::int8)), HasSubstr("128 of sample 1, column 2 is no int8"));
    EXPECT_THAT(refusal(matchText("1,0.5\n", DType::int32)), HasSubstr("0.5"));
    EXPECT_THAT(refusal(matchText("-1,0\n", DType::uint64)), HasSubstr("is no uint64"));
    EXPECT_THAT(refusal(matchText("9223372036854775808,0.5\n", DType::int64)), HasSubstr("is no int64"));
    EXPECT_THAT(refusal(matchText("2,0\n", DType::boolean)), HasSubstr("is no bool"));
    EXPECT_THAT(refusal(matchText("1e300,0\n", DType::float32)), HasSubstr("is no float32"));
    EXPECT_THAT(refusal(matchText("nan,0\n", DType::int8)), HasSubstr("is no int8"));
    EXPECT_THAT(refusal(matchText("1,2,3\n", DType::int8)), HasSubstr("has 3 numbers a line"));
}

TEST(MatchSamples, EndsWhereItIsCancelled) {
    std::string text;
    for (int i = 0; i < 50'000; ++i) text += "1,2\n";
    const auto arrays = parseTensorFile(text, "x.csv");
    ASSERT_TRUE(arrays.ok());
    const ModelPorts model{"m", "", oneInput, oneOutput};
    const auto match = [&](const CancelToken& cancel) {
        return matchSamples(*arrays, "x.csv", {}, "", {&model, 1}, cancel).ok();
    };
    const std::int64_t asked = test::timesAsked([&](const CancelToken& cancel) { EXPECT_TRUE(match(cancel)); });
    EXPECT_GE(asked, 100'000 / 1'024);
    test::cancelAtMoments(asked, 1, [&](const CancelToken& cancel) { EXPECT_FALSE(match(cancel)); });
}

}  // namespace
}  // namespace pinfold
