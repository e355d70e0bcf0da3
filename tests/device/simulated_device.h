// The firmware's protocol code with the handmade models, in this process: the real C, on a simulated serial line.
#pragma once

#include "device/transport.h"

#include <functional>
#include <string>

namespace pinfold::test {

// What the line does to the bytes on their way. An empty function changes nothing.
struct LineFaults {
    std::function<std::string(std::string)> toDevice;
    std::function<std::string(std::string)> fromDevice;
};

// What reads of the line were told to wait since the device started, and waited in vain.
std::chrono::milliseconds timeWaited();

// Power on: forgets everything but the models' memory.
void startSimulatedDevice(const char* trouble = nullptr);
// Gives bytes to the device; returns what it has sent since the last call.
std::string exchangeWithDevice(const std::string& bytes);

class SimulatedLine final : public Transport {
public:
    explicit SimulatedLine(LineFaults faults = {}) : faults_(std::move(faults)) {}
    Result<std::size_t> read(std::span<std::byte> buffer, std::chrono::milliseconds timeout) override;
    Result<void> write(std::span<const std::byte> bytes, std::chrono::milliseconds timeout) override;
    [[nodiscard]] std::string name() const override { return "the simulated line"; }

    // All bytes that went over the line, before faults.
    std::uint64_t sentBytes = 0;
    std::uint64_t receivedBytes = 0;

private:
    LineFaults faults_;
    std::string waiting_;
};

}  // namespace pinfold::test
