// A stream of bytes to a device.
#pragma once

#include "base/result.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace pinfold {

class Transport {
public:
    virtual ~Transport() = default;
    // Waits until at least one byte is there or the time is over; returns how many were put into `buffer` (0: time
    // over). toolFailed if the other side is gone.
    virtual Result<std::size_t> read(std::span<std::byte> buffer, std::chrono::milliseconds timeout) = 0;
    // Sends all bytes; toolFailed if that does not work within `timeout` or the other side is gone.
    virtual Result<void> write(std::span<const std::byte> bytes, std::chrono::milliseconds timeout) = 0;
    // For messages: the URL or what stands in its place.
    [[nodiscard]] virtual std::string name() const = 0;
};

// `serial:///dev/ttyACM0?baud=921600`, `socket://host:port`, `unix:///path/of/socket`. A malformed URL is badInput, a
// port that cannot be opened toolFailed (missing, no permission: says which group to join, busy).
Result<std::unique_ptr<Transport>> openTransport(const std::string& url);

struct SerialPort {
    std::string path;         // "/dev/ttyACM0"
    std::string description;  // "STM32 STLink", as the system gives it; may be empty
};
std::vector<SerialPort> listSerialPorts();

}  // namespace pinfold
