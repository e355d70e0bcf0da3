#include "base/hash.h"

#include <fmt/format.h>
#include <nettle/sha2.h>
#include <zlib.h>

#include <array>

namespace pinfold {

std::string sha256Hex(std::span<const std::byte> bytes) {
    sha256_ctx context;
    sha256_init(&context);
    sha256_update(&context, bytes.size(), reinterpret_cast<const std::uint8_t*>(bytes.data()));
    std::array<std::uint8_t, SHA256_DIGEST_SIZE> digest;
    sha256_digest(&context, digest.size(), digest.data());
    std::string text;
    for (const auto byte : digest) text += fmt::format("{:02x}", byte);
    return text;
}

std::string sha256Hex(std::string_view text) { return sha256Hex(std::as_bytes(std::span(text))); }

std::uint32_t crc32(std::span<const std::byte> bytes) {
    return static_cast<std::uint32_t>(::crc32_z(0, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()));
}

}  // namespace pinfold
