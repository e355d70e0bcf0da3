// Digests of bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace pinfold {

// SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits.
std::string sha256Hex(std::span<const std::byte> bytes);
std::string sha256Hex(std::string_view text);

// The same for bytes that come one piece after the other.
class Sha256 {
public:
    Sha256();
    ~Sha256();
    Sha256(const Sha256&) = delete;
    Sha256& operator=(const Sha256&) = delete;
    void add(std::span<const std::byte> bytes);
    // Of all that was added. To be asked once.
    [[nodiscard]] std::string hex();

private:
    struct State;
    std::unique_ptr<State> state_;
};

// CRC-32 as in IEEE 802.3 and zlib (reflected, polynomial 0xEDB88320, start and end inverted).
std::uint32_t crc32(std::span<const std::byte> bytes);

}  // namespace pinfold
