// A device in this process: four numbers that go through a chain of operators, any of which can be made to err.
#pragma once

#include "device/device.h"
#include "validate/validate.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace pinfold::test {

using Values = std::vector<float>;
inline constexpr std::size_t valuesPerSample = 4;

std::string bytesOf(const Values& values);
Values valuesOf(std::string_view bytes);

// The chain without faults: ×2, +1, ×−1, x². After `operators` of them.
Values chain(Values values, int operators);
inline constexpr int chainLength = 4;

class FakeDevice : public Device {
public:
    FakeDevice();

    // Called with what an operator has computed, and may change it.
    std::function<void(int op, Values& values)> fault;
    // The same, only in whole inferences.
    std::function<void(Values& output)> faultOfWholeRuns;
    // Called before each inference, with the number of those before it.
    std::function<void(int run)> beforeRun;
    std::string failure;  // if not empty, the next inference fails with this sentence
    StackUse stack{4096, 1000, true};
    std::set<int> profiledRuns;

    DeviceIdentity facts;
    [[nodiscard]] const DeviceIdentity& identity() const override { return facts; }
    void nameOperators(int, std::vector<std::string> names) override { operatorNames = std::move(names); }
    std::vector<std::string> operatorNames;
    Outcome<std::monostate> writeInput(int model, int input, std::string_view bytes) override;
    Outcome<std::vector<std::uint64_t>> run(int model, bool profile) override;
    Outcome<std::string> readOutput(int model, int output) override;
    Outcome<std::monostate> runOperator(int model, int op) override;
    Outcome<std::string> readOperatorOutput(int model, int op, int output) override;
    Outcome<std::uint64_t> inputAddress(int, int) override { return std::uint64_t{0}; }
    Outcome<StackUse> stackUse() override { return stack; }

private:
    void compute(int op);
    Values input_, state_, output_;
    int runs_ = 0;
};

// Samples 0 … count − 1 with inputs (i, i + 1, i + 2, i + 3) and the reference of the chain; with `all` also that of
// each operator.
Samples chainSamples(int count, bool all);

// The chain as the device's model 0; operators are numbered as they are executed.
ValidatedModel chainModel(Samples samples, const std::vector<std::string>& outputNames,
                          const std::vector<std::string>& operatorNames);

}  // namespace pinfold::test
