// File descriptors that close themselves, and a transport over one.
#pragma once

#include "device/transport.h"

#include <utility>

namespace pinfold {

// Owns a file descriptor, or -1.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    ~Descriptor();

    [[nodiscard]] int get() const { return number_; }
    void close();

private:
    int number_ = -1;
};

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
