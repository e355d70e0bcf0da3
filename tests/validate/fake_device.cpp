#include "fake_device.h"

#include <cstring>

namespace pinfold::test {
namespace {

float step(int op, float value) {
    switch (op) {
        case 0: return value * 2;
        case 1: return value + 1;
        case 2: return -value;
        default: return value * value;
    }
}

}  // namespace

std::string bytesOf(const Values& values) {
    return std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
}

Values valuesOf(std::string_view bytes) {
    Values values(bytes.size() / sizeof(float));
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
}

Values chain(Values values, int operators) {
    for (int op = 0; op < operators; ++op) {
        for (float& value : values) value = step(op, value);
    }
    return values;
}

FakeDevice::FakeDevice() {
    const DeviceTensor tensor{DType::float32, {1, 4}, 16};
    facts.protocolVersion = 1;
    facts.board = "fake-board";
    facts.timerHz = 25'000'000;
    facts.models = {{"chain", {tensor}, {tensor}, chainLength}};
}

Outcome<std::monostate> FakeDevice::writeInput(int, int, std::string_view bytes) {
    input_ = state_ = valuesOf(bytes);
    return std::monostate{};
}

void FakeDevice::compute(int op) {
    for (float& value : state_) value = step(op, value);
    if (fault) fault(op, state_);
}

Outcome<std::vector<std::uint64_t>> FakeDevice::run(int, bool profile) {
    if (beforeRun) beforeRun(runs_);
    if (!failure.empty()) return toolFailed("{}", failure);
    std::vector<std::uint64_t> ticks;
    state_ = input_;
    for (int op = 0; op < chainLength; ++op) {
        compute(op);
        if (profile) ticks.push_back(static_cast<std::uint64_t>(100 * (op + 1) + 2 * runs_));
    }
    output_ = state_;
    if (faultOfWholeRuns) faultOfWholeRuns(output_);
    if (profile) profiledRuns.insert(runs_);
    ++runs_;
    return ticks;
}

Outcome<std::string> FakeDevice::readOutput(int, int) { return bytesOf(output_); }

Outcome<std::monostate> FakeDevice::runOperator(int, int op) {
    if (op == 0) state_ = input_;
    compute(op);
    output_ = state_;
    return std::monostate{};
}

Outcome<std::string> FakeDevice::readOperatorOutput(int, int, int) { return bytesOf(state_); }

Samples chainSamples(int count, bool all) {
    Samples samples;
    samples.count = count;
    samples.inputs.resize(1);
    samples.reference.resize(1);
    for (int op = 0; op < chainLength && all; ++op)
        samples.operatorOutputs.push_back({op, 0, DType::float32, {1, 4}, ""});
    for (int i = 0; i < count; ++i) {
        const auto first = static_cast<float>(i);
        const Values input = {first, first + 1, first + 2, first + 3};
        samples.inputs[0] += bytesOf(input);
        samples.reference[0] += bytesOf(chain(input, chainLength));
        for (auto& output : samples.operatorOutputs) output.bytes += bytesOf(chain(input, output.op + 1));
    }
    return samples;
}

ValidatedModel chainModel(Samples samples, const std::vector<std::string>& outputNames,
                          const std::vector<std::string>& operatorNames) {
    ValidatedModel model;
    model.samples = std::move(samples);
    model.outputNames = outputNames;
    for (const auto& name : operatorNames) model.operators.push_back({static_cast<int>(model.operators.size()), name});
    return model;
}

}  // namespace pinfold::test
