#include "validate/validate.h"

#include "fake_device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace pinfold::test {
namespace {

using ::testing::HasSubstr;

const std::vector<std::string> outputNames = {"y"};
const std::vector<std::string> operatorNames = {"double", "increment", "negate", "square"};

ValidatedModel chainModel(const Samples& samples) { return test::chainModel(samples, outputNames, operatorNames); }

ValidationReport reportOf(FakeDevice& device, const ValidatedModel& model, const ValidateOptions& options = {}) {
    auto outcome = validate(device, {&model, 1}, options, {}, {});
    EXPECT_TRUE(outcome.ok()) << outcome.error().message;
    if (!outcome.ok()) return {};
    EXPECT_FALSE(isCancelled(*outcome));
    return std::get<0>(*std::move(outcome)).at(0);
}
ValidationReport reportOf(FakeDevice& device, const Samples& samples, const ValidateOptions& options = {}) {
    return reportOf(device, chainModel(samples), options);
}

Error errorOf(FakeDevice& device, const ValidatedModel& model) {
    const auto outcome = validate(device, {&model, 1}, {}, {}, {});
    EXPECT_FALSE(outcome.ok());
    return outcome.ok() ? Error{} : outcome.error();
}
Error errorOf(FakeDevice& device, const Samples& samples) { return errorOf(device, chainModel(samples)); }

TEST(Validate, PassesWhenAllOutputsAgree) {
    FakeDevice device;
    const auto report = reportOf(device, chainSamples(5, false));
    EXPECT_EQ(report.passed, true);
    EXPECT_EQ(report.samples, 5);
    EXPECT_EQ(report.board, "fake-board");
    EXPECT_EQ(report.model, "chain");
    ASSERT_EQ(report.outputs.size(), 1U);
    EXPECT_EQ(report.outputs[0].name, "y");
    EXPECT_EQ(report.outputs[0].metrics->elements, 20);
    EXPECT_EQ(report.outputs[0].metrics->maxAbsError, 0);
    EXPECT_EQ(report.deviceOutputs[0], chainSamples(5, false).reference[0]);
    EXPECT_EQ(report.localisation, "");
    EXPECT_FALSE(report.worstSample);
    EXPECT_FALSE(report.accuracy);
    EXPECT_EQ(report.stack.used, 1000);
}

TEST(Validate, WithoutAReferenceNothingIsSaidToPass) {
    FakeDevice device;
    Samples samples = chainSamples(3, false);
    samples.reference.clear();
    const auto report = reportOf(device, samples);
    EXPECT_FALSE(report.passed.has_value());
    EXPECT_FALSE(report.outputs[0].metrics.has_value());
    EXPECT_EQ(report.deviceOutputs[0].size(), 3U * 16);
}

TEST(Validate, NamesTheFirstOperatorThatDiffersWhicheverItIs) {
    for (int wrong = 0; wrong < chainLength; ++wrong) {
        FakeDevice device;
        device.fault = [&](int op, Values& values) {
            if (op == wrong) values[2] += 10;
        };
        const auto report = reportOf(device, chainSamples(3, true));
        EXPECT_EQ(report.passed, false);
        EXPECT_EQ(report.firstDifferingOperator, wrong);
        const auto& name = operatorNames[static_cast<std::size_t>(wrong)];
        EXPECT_THAT(report.localisation, HasSubstr(fmt::format("Operator {} ({}) is the first", wrong, name)));
        const auto& metrics = report.operators[static_cast<std::size_t>(wrong)].metrics;
        ASSERT_TRUE(metrics.has_value());
        EXPECT_EQ(metrics->mismatches, 1);
        EXPECT_EQ(metrics->maxAbsError, 10);
        for (int op = 0; op < wrong; ++op) EXPECT_TRUE(report.operators[static_cast<std::size_t>(op)].metrics->passed);
    }
}

TEST(Validate, RunsTheSampleWithTheLargestErrorAgain) {
    FakeDevice device;
    // Sample i has the first element −(2i + 1) after operator 2.
    device.fault = [](int op, Values& values) {
        if (op == 2 && values[0] == -7) values[1] -= 1;    // sample 3
        if (op == 2 && values[0] == -11) values[1] -= 50;  // sample 5
    };
    const auto report = reportOf(device, chainSamples(8, true));
    EXPECT_EQ(report.worstSample, 5);
    EXPECT_EQ(report.firstDifferingOperator, 2);
    EXPECT_EQ(report.operators[2].metrics->maxAbsError, 50);
}

TEST(Validate, AFailingSampleIsWorseThanOneWithALargerErrorWithinTheTolerance) {
    FakeDevice device;
    device.beforeRun = [&device](int run) {
        device.faultOfWholeRuns = [run](Values& output) { output[0] += run == 0 ? 20.0F : 0; };
    };
    // The same bytes again as a second output of integers: there sample 2 differs by one, while sample 0 agrees.
    device.facts.models[0].outputs.push_back({DType::int8, {16}, 16});
    Samples samples = chainSamples(4, false);
    samples.reference.push_back(samples.reference[0]);
    samples.reference[1].replace(0, 4, bytesOf({21}));
    samples.reference[1][2 * 16] = static_cast<char>(samples.reference[1][2 * 16] + 1);
    ValidateOptions options;
    options.tolerance = 0.5;
    const auto report = reportOf(device, samples, options);
    EXPECT_TRUE(report.outputs[0].metrics->passed);
    EXPECT_EQ(report.outputs[0].metrics->maxAbsError, 20);
    EXPECT_EQ(report.outputs[1].metrics->mismatches, 1);
    EXPECT_EQ(report.worstSample, 2);
}

TEST(Validate, SaysWhyItCannotLocaliseWithoutOperatorOutputs) {
    FakeDevice device;
    device.fault = [](int, Values& values) { values[0] += 1; };
    const auto report = reportOf(device, chainSamples(2, false));
    EXPECT_FALSE(report.firstDifferingOperator.has_value());
    EXPECT_THAT(report.localisation, HasSubstr("every operator's outputs"));
}

TEST(Validate, SaysWhenOnlyWholeInferencesDiffer) {
    FakeDevice device;
    device.faultOfWholeRuns = [](Values& output) { output[0] += 5; };
    const auto report = reportOf(device, chainSamples(2, true));
    EXPECT_EQ(report.passed, false);
    EXPECT_FALSE(report.firstDifferingOperator.has_value());
    EXPECT_THAT(report.localisation, HasSubstr("No operator's output differs"));
    EXPECT_THAT(report.localisation, HasSubstr("another output than in one go"));
}

TEST(Validate, SaysWhenTheReferencesContradictEachOther) {
    FakeDevice device;
    Samples samples = chainSamples(2, true);
    samples.reference[0].replace(0, 4, bytesOf({77}));
    const auto report = reportOf(device, samples);
    EXPECT_THAT(report.localisation, HasSubstr("not from the same run"));
}

TEST(Validate, OperatorsWithoutReferenceMayBeTheCauseWhereNoneDiffers) {
    FakeDevice device;
    device.fault = [](int op, Values& values) {
        if (op == 3) values[0] += 10;
    };
    Samples samples = chainSamples(2, true);
    samples.operatorOutputs.pop_back();
    const auto report = reportOf(device, samples);
    EXPECT_FALSE(report.firstDifferingOperator.has_value());
    EXPECT_THAT(report.localisation, HasSubstr("Either the operator without a reference is the cause, or something"));
}

TEST(Validate, AdmitsThatOperatorsWithoutReferenceMayBeTheCause) {
    FakeDevice device;
    device.fault = [](int op, Values& values) {
        if (op == 1) values[0] += 10;
    };
    Samples samples = chainSamples(2, true);
    samples.operatorOutputs.erase(samples.operatorOutputs.begin() + 1);
    const auto report = reportOf(device, samples);
    EXPECT_EQ(report.firstDifferingOperator, 2);
    EXPECT_THAT(report.localisation, HasSubstr("no outputs for 1 of the operators before it"));
}

TEST(Validate, NanOnTheDeviceFails) {
    FakeDevice device;
    device.fault = [](int op, Values& values) {
        if (op == 3 && values[0] == 25) values[3] = std::numeric_limits<float>::quiet_NaN();  // sample 2
    };
    const auto report = reportOf(device, chainSamples(3, true));
    EXPECT_EQ(report.passed, false);
    EXPECT_EQ(report.outputs[0].metrics->mismatches, 1);
    EXPECT_FALSE(report.outputs[0].metrics->maxAbsError.has_value());
    EXPECT_EQ(report.worstSample, 2);
    EXPECT_EQ(report.firstDifferingOperator, 3);
}

TEST(Validate, ProfilesTheFirstSamplesOnly) {
    FakeDevice device;
    ValidateOptions options;
    options.profiledSamples = 3;
    const auto report = reportOf(device, chainSamples(10, false), options);
    EXPECT_EQ(device.profiledRuns, (std::set<int>{0, 1, 2}));
    EXPECT_EQ(report.profiledSamples, 3);
    EXPECT_DOUBLE_EQ(report.operators[0].meanTicks, 102);  // 100, 102, 104
    EXPECT_DOUBLE_EQ(report.ticksPerInference, 1008);
    options.profile = false;
    FakeDevice other;
    EXPECT_EQ(reportOf(other, chainSamples(2, false), options).ticksPerInference, 0);
    EXPECT_TRUE(other.profiledRuns.empty());
}

TEST(Validate, CountsLabelsThatAreRight) {
    FakeDevice device;
    // The device's largest output is element 3, but in sample 1 a fault makes it element 0.
    device.fault = [](int op, Values& values) {
        if (op == 3 && values[0] == 9) values[0] = 1000;
    };
    Samples samples = chainSamples(4, false);
    samples.labels = {3, 3, 3, 2};
    const auto report = reportOf(device, samples);
    EXPECT_DOUBLE_EQ(*report.accuracy, 0.5);
    EXPECT_DOUBLE_EQ(*report.referenceAccuracy, 0.75);
    EXPECT_EQ(report.confusion[3][3], 2);
    EXPECT_EQ(report.confusion[3][0], 1);
    EXPECT_EQ(report.confusion[2][3], 1);
}

TEST(Validate, PlotsAtMostTwoThousandPairsAndEveryError) {
    FakeDevice device;
    device.faultOfWholeRuns = [](Values& output) { output[0] += 1; };
    const auto report = reportOf(device, chainSamples(600, false));
    const OutputReport& output = report.outputs[0];
    EXPECT_EQ(output.scatter.size(), 2000U);
    ASSERT_EQ(output.histogram.size(), 41U);
    EXPECT_EQ(output.histogram[20], 1800);
    EXPECT_EQ(output.histogram[40], 600);
    EXPECT_EQ(output.histogramHigh, 1);
    EXPECT_EQ(output.histogramLow, -1);
}

TEST(Validate, RefusesSamplesOfAnotherModel) {
    FakeDevice device;
    Samples samples = chainSamples(2, false);
    samples.inputs[0].pop_back();
    EXPECT_EQ(errorOf(device, samples).kind, ErrorKind::badInput);
    samples = chainSamples(2, false);
    samples.reference.clear();
    samples.inputs.emplace_back();
    EXPECT_THAT(errorOf(device, samples).message, HasSubstr("has 1 inputs, the samples have 2"));
    ValidatedModel second = chainModel(chainSamples(1, false));
    second.index = 1;
    EXPECT_THAT(errorOf(device, second).message, HasSubstr("The device has 1 models"));
    EXPECT_EQ(errorOf(device, Samples{}).kind, ErrorKind::badInput);
}

TEST(Validate, RefusesOperatorReferencesOfAnotherModel) {
    FakeDevice device;
    device.fault = [](int, Values& values) { values[0] += 1; };
    Samples samples = chainSamples(2, true);
    samples.operatorOutputs[3].op = 9;
    EXPECT_THAT(errorOf(device, samples).message, HasSubstr("op_9_0"));
    samples = chainSamples(2, true);
    samples.operatorOutputs[1].bytes.resize(8);
    EXPECT_THAT(errorOf(device, samples).message, HasSubstr("op_1_0 has 4 bytes a sample"));
}

TEST(Validate, PassesOnWhatTheDeviceSaysWhenItFails) {
    FakeDevice device;
    device.beforeRun = [&](int run) {
        if (run == 2) device.failure = "The board did not answer.";
    };
    const Error error = errorOf(device, chainSamples(5, false));
    EXPECT_EQ(error.kind, ErrorKind::toolFailed);
    EXPECT_EQ(error.message, "The board did not answer.");
}

// Run in the order increment, double, negate, square of an archive that has double first.
TEST(Validate, OperatorsKeepTheirArchiveNumbersInAnotherOrderOfExecution) {
    FakeDevice device;
    device.fault = [](int step, Values& values) {
        if (step == 1) values[2] += 10;
    };
    Samples samples = chainSamples(3, true);
    std::swap(samples.operatorOutputs[0].bytes, samples.operatorOutputs[1].bytes);
    ValidatedModel model = chainModel(samples);
    std::swap(model.operators[0], model.operators[1]);
    const auto report = reportOf(device, model);
    EXPECT_EQ(report.firstDifferingOperator, 1);
    EXPECT_EQ(report.operators[1].index, 0);
    EXPECT_EQ(report.operators[1].name, "double");
    EXPECT_TRUE(report.operators[0].metrics->passed);
    EXPECT_THAT(report.localisation, HasSubstr("Operator 0 (double) is the first"));
    EXPECT_EQ(device.operatorNames,
              (std::vector<std::string>{"1 (increment)", "0 (double)", "2 (negate)", "3 (square)"}));
}

// Two models that share their memory: what the second one writes and computes, the first one has in its output.
class SharingDevice : public FakeDevice {
public:
    SharingDevice() { facts.models.push_back(facts.models[0]); }
    Outcome<std::monostate> writeInput(int model, int input, std::string_view bytes) override {
        calls.push_back(fmt::format("write {}", model));
        return FakeDevice::writeInput(model, input, bytes);
    }
    Outcome<std::vector<std::uint64_t>> run(int model, bool profile) override {
        calls.push_back(fmt::format("run {}", model));
        return FakeDevice::run(model, profile);
    }
    Outcome<std::string> readOutput(int model, int output) override {
        calls.push_back(fmt::format("read {}", model));
        return FakeDevice::readOutput(model, output);
    }
    std::vector<std::string> calls;
};

TEST(Validate, ModelsRunInTurnAndWhatIsKeptIsWrittenFirstAndReadLast) {
    std::vector<ValidatedModel> models(2, chainModel(chainSamples(2, false)));
    models[1].index = 1;
    models[1].samples.reference[0].replace(0, 4, bytesOf({77}));
    SharingDevice device;
    const auto outcome = validate(device, models, {}, {}, {});
    ASSERT_TRUE(outcome.ok()) << outcome.error().message;
    const auto& reports = std::get<0>(*outcome);
    ASSERT_EQ(reports.size(), 2U);
    EXPECT_EQ(reports[0].passed, true);
    EXPECT_EQ(reports[1].passed, false);
    const std::vector<std::string> turn = {"write 0", "run 0", "read 0", "write 1", "run 1", "read 1"};
    ASSERT_GE(device.calls.size(), 12U);
    EXPECT_TRUE(std::equal(turn.begin(), turn.end(), device.calls.begin()));
    EXPECT_TRUE(std::equal(turn.begin(), turn.end(), device.calls.begin() + 6));

    models[1].keptInputs = {true};
    models[0].keptOutputs = {true};
    SharingDevice other;
    ASSERT_TRUE(validate(other, models, {}, {}, {}).ok());
    other.calls.resize(6);
    EXPECT_EQ(other.calls, (std::vector<std::string>{"write 1", "write 0", "run 0", "run 1", "read 1", "read 0"}));
}

TEST(Validate, RefusesModelsWithDifferentNumbersOfSamples) {
    std::vector<ValidatedModel> models = {chainModel(chainSamples(2, false)), chainModel(chainSamples(3, false))};
    models[1].index = 1;
    SharingDevice device;
    const auto outcome = validate(device, models, {}, {}, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_THAT(outcome.error().message, HasSubstr("has 3 samples to run, and model \"chain\" 2"));
}

TEST(Validate, StopsBetweenSamplesWhenCancelled) {
    FakeDevice device;
    CancelSource source;
    int runs = 0;
    device.beforeRun = [&](int) {
        if (++runs == 2) source.cancel();
    };
    const ValidatedModel model = chainModel(chainSamples(5, false));
    const auto outcome = validate(device, {&model, 1}, {}, source.token(), {});
    ASSERT_TRUE(outcome.ok());
    EXPECT_TRUE(isCancelled(*outcome));
    EXPECT_EQ(runs, 2);
}

TEST(Validate, ReportsProgressOfEverySample) {
    FakeDevice device;
    std::vector<double> fractions;
    const auto sink = [&](const Progress& progress) {
        EXPECT_EQ(progress.stage, "validate");
        fractions.push_back(progress.fraction);
    };
    const ValidatedModel model = chainModel(chainSamples(4, false));
    ASSERT_TRUE(validate(device, {&model, 1}, {}, {}, sink).ok());
    EXPECT_EQ(fractions, (std::vector<double>{0, 0.25, 0.5, 0.75}));
}

}  // namespace
}  // namespace pinfold::test
