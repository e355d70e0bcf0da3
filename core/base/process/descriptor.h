// File descriptors that close themselves.
#pragma once

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

// The two ends of a pipe, neither of which a program that is started gets to see.
struct Pipe {
    Descriptor readEnd;
    Descriptor writeEnd;
};

// Opens a pipe; returns errno's value, 0 on success.
int openPipe(Pipe& pipe);

}  // namespace pinfold
