// A device that runs a model and answers over the serial line: a board, the emulator, or the host build of the project.
#pragma once

#include "base/cancel.h"
#include "base/dtype.h"
#include "base/result.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace pinfold {

struct DeviceTensor {
    DType dtype = DType::int8;
    Shape shape;
    std::int64_t bytes = 0;
};

struct DeviceModel {
    std::string name;
    std::vector<DeviceTensor> inputs;
    std::vector<DeviceTensor> outputs;
    int operators = 0;
};

// What a device says of itself when somebody attaches.
struct DeviceIdentity {
    int protocolVersion = 0;
    std::string board;         // Board::id
    std::string planSha256;    // of plan.json's bytes
    std::int64_t timerHz = 0;  // of the counter that counts the cycles
    std::vector<DeviceModel> models;
};

struct StackUse {
    std::int64_t reserved = 0;  // bytes
    std::int64_t used = 0;      // deepest so far
    bool intact = true;         // the guard at its end
};

struct DeviceTimeouts {
    std::chrono::milliseconds attach{5000};
    std::chrono::milliseconds answer{3000};  // of any request but a run
    std::chrono::milliseconds run{60000};    // of one operator or inference
    int retries = 3;                         // of a request whose answer is missing or damaged
};

// What validation needs of a device. Every failure is toolFailed with the cause; every call ends within its time-out.
// Calls may be cancelled. `model` and all indices are of DeviceIdentity.
class Device {
public:
    virtual ~Device() = default;
    [[nodiscard]] virtual const DeviceIdentity& identity() const = 0;
    // What messages call the operators of a model, in execution order; their numbers without it.
    virtual void nameOperators(int model, std::vector<std::string> names) = 0;
    virtual Outcome<std::monostate> writeInput(int model, int input, std::string_view bytes) = 0;
    // One whole inference; returns the cycles of each operator (empty if `profile` is false).
    virtual Outcome<std::vector<std::uint64_t>> run(int model, bool profile) = 0;
    virtual Outcome<std::string> readOutput(int model, int output) = 0;
    // Runs a single operator of the inference. In order from 0; inputs must have been written before operator 0.
    virtual Outcome<std::monostate> runOperator(int model, int op) = 0;
    // Bytes of an output of an operator; only meaningful while it is alive, as right after that operator.
    virtual Outcome<std::string> readOperatorOutput(int model, int op, int output) = 0;
    // Where the first byte of an input lies in the device's memory.
    virtual Outcome<std::uint64_t> inputAddress(int model, int input) = 0;
    virtual Outcome<StackUse> stackUse() = 0;
};

}  // namespace pinfold
