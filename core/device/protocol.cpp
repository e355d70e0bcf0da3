#include "device/protocol.h"

#include "base/hash.h"

#include <algorithm>
#include <array>

namespace pinfold {
namespace {

constexpr std::size_t fullBlock = 254;  // bytes without a zero, and none after them
constexpr std::size_t headerBytes = 3;
constexpr std::size_t crcBytes = 4;

}  // namespace

std::string cobsEncode(std::string_view bytes) {
    std::string encoded;
    encoded.reserve(bytes.size() + bytes.size() / fullBlock + 1);
    for (;;) {
        const std::size_t zero = std::min(bytes.find('\0'), bytes.size());
        const std::size_t block = std::min(zero, fullBlock);
        encoded += static_cast<char>(block + 1);
        encoded += bytes.substr(0, block);
        if (block == fullBlock) {
            bytes.remove_prefix(block);
            continue;
        }
        if (zero == bytes.size()) return encoded;
        bytes.remove_prefix(zero + 1);
    }
}

std::optional<std::string> cobsDecode(std::string_view bytes) {
    std::string decoded;
    decoded.reserve(bytes.size());
    while (!bytes.empty()) {
        const std::size_t block = static_cast<unsigned char>(bytes.front());
        if (block == 0 || block > bytes.size()) return std::nullopt;
        const std::string_view data = bytes.substr(1, block - 1);
        if (data.find('\0') != std::string_view::npos) return std::nullopt;
        decoded += data;
        bytes.remove_prefix(block);
        if (block != fullBlock + 1 && !bytes.empty()) decoded += '\0';
    }
    return decoded;
}

void appendNumber(std::string& body, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) body += static_cast<char>(value >> (8 * i) & 0xFF);
}

std::string encodeFrame(const Frame& frame) {
    std::string bytes;
    bytes.reserve(headerBytes + frame.body.size() + crcBytes);
    appendNumber(bytes, frame.type, 1);
    appendNumber(bytes, frame.sequence, 2);
    bytes += frame.body;
    appendNumber(bytes, crc32(std::as_bytes(std::span(bytes))), crcBytes);
    std::string line(1, '\0');
    line += cobsEncode(bytes);
    line += '\0';
    return line;
}

std::optional<Frame> decodeFrame(std::string_view bytes) {
    std::optional<std::string> decoded = cobsDecode(bytes);
    if (!decoded || decoded->size() < headerBytes + crcBytes) return std::nullopt;
    const std::string_view content = std::string_view(*decoded).substr(0, decoded->size() - crcBytes);
    BodyReader tail(std::string_view(*decoded).substr(content.size()));
    if (tail.number(crcBytes) != crc32(std::as_bytes(std::span(content)))) return std::nullopt;
    BodyReader header(content);
    Frame frame;
    frame.type = static_cast<std::uint8_t>(header.number(1));
    frame.sequence = static_cast<std::uint16_t>(header.number(2));
    frame.body = header.rest();
    return frame;
}

void FrameDecoder::feed(std::span<const std::byte> bytes, std::vector<Frame>& frames) {
    bytes_ += bytes.size();
    std::string_view rest(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    while (!rest.empty()) {
        const std::size_t zero = rest.find('\0');
        const std::string_view part = rest.substr(0, zero);
        if (pending_.size() + part.size() > maxFrameBytes) tooLong_ = true;
        if (!tooLong_) pending_ += part;
        if (zero == std::string_view::npos) return;
        endFrame(frames);
        rest.remove_prefix(zero + 1);
    }
}

void FrameDecoder::endFrame(std::vector<Frame>& frames) {
    if (pending_.empty() && !tooLong_) return;
    std::optional<Frame> frame;
    if (!tooLong_) frame = decodeFrame(pending_);
    pending_.clear();
    tooLong_ = false;
    if (!frame) {
        ++damaged_;
        return;
    }
    ++frames_;
    frames.push_back(*std::move(frame));
}

std::uint64_t BodyReader::number(int bytes) {
    std::uint64_t value = 0;
    int shift = 0;
    for (const char byte : this->bytes(static_cast<std::size_t>(bytes))) {
        value |= static_cast<std::uint64_t>(static_cast<unsigned char>(byte)) << shift;
        shift += 8;
    }
    return value;
}

std::string_view BodyReader::bytes(std::size_t count) {
    if (count > rest_.size()) {
        complete_ = false;
        rest_ = {};
        return {};
    }
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
}

std::string BodyReader::text() {
    std::string taken(bytes(number(1)));
    std::ranges::replace_if(
        taken, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, '?');
    return taken;
}

}  // namespace pinfold
