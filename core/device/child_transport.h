// The line to a program on this computer.
#pragma once

#include "base/process/child_process.h"
#include "device/socket_transport.h"

#include <memory>
#include <string>

namespace pinfold {

// Ends the program when it goes. Its failures say how the program ended.
class ChildTransport final : public Transport {
public:
    explicit ChildTransport(std::unique_ptr<ChildProcess> child, std::string name);
    Result<std::size_t> read(std::span<std::byte> buffer, std::chrono::milliseconds timeout) override;
    Result<void> write(std::span<const std::byte> bytes, std::chrono::milliseconds timeout) override;
    [[nodiscard]] std::string name() const override { return line_.name(); }
    [[nodiscard]] pid_t pid() const { return child_->pid(); }

private:
    Error ended();
    std::unique_ptr<ChildProcess> child_;
    SocketTransport line_;
};

}  // namespace pinfold
