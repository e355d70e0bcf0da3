// A transport over a file descriptor.
#pragma once

#include "base/process/descriptor.h"
#include "device/transport.h"

#include <chrono>
#include <span>
#include <string>

namespace pinfold {

// A connected socket, of any family.
class SocketTransport final : public Transport {
public:
    SocketTransport(Descriptor socket, std::string name);
    Result<std::size_t> read(std::span<std::byte> buffer, std::chrono::milliseconds timeout) override;
    Result<void> write(std::span<const std::byte> bytes, std::chrono::milliseconds timeout) override;
    [[nodiscard]] std::string name() const override { return name_; }

private:
    Descriptor socket_;
    std::string name_;
};

}  // namespace pinfold
