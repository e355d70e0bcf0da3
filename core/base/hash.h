// Digests of bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace pinfold {

// SHA-256 (FIPS 180-4) as 64 lower-case hexadecimal digits.
std::string sha256Hex(std::span<const std::byte> bytes);
std::string sha256Hex(std::string_view text);

// CRC-32 as in IEEE 802.3 and zlib (reflected, polynomial 0xEDB88320, start and end inverted).
std::uint32_t crc32(std::span<const std::byte> bytes);

}  // namespace pinfold
