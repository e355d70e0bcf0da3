// The frames of the serial protocol (docs/protocol.md), as the host sees them. Everything that comes from the line is
// treated as hostile.
#pragma once

#include "base/result.h"
#include "device/device.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold {

inline constexpr int protocolVersion = 1;

enum class FrameType : std::uint8_t {
    hello = 0x01,
    model = 0x02,
    write = 0x03,
    run = 0x04,
    read = 0x05,
    stack = 0x06,
    place = 0x07,
    answer = 0x80,   // added to the type of the request
    ready = 0xC0,    // unasked: the device has started
    damaged = 0xC1,  // unasked: the device got a frame that is none
};

enum class AnswerStatus : std::uint8_t {
    ok = 0x00,
    working = 0x01,  // another answer to the same request follows
    unknownRequest = 0x10,
    noSession = 0x11,
    badArgument = 0x12,
    outOfOrder = 0x13,
    failed = 0x14,
};

// What a read or place request asks for.
enum class TensorKind : std::uint8_t { output = 0, operatorOutput = 1, input = 2 };

struct Frame {
    std::uint8_t type = 0;  // FrameType, possibly with the bit `answer`
    std::uint16_t sequence = 0;
    std::string body;

    [[nodiscard]] bool is(FrameType wanted) const { return type == static_cast<std::uint8_t>(wanted); }
    [[nodiscard]] bool answers(FrameType request) const {
        return type == (static_cast<std::uint8_t>(request) | static_cast<std::uint8_t>(FrameType::answer));
    }
};

// Bytes of a frame without a zero among them; and back, none if the bytes are no such encoding.
std::string cobsEncode(std::string_view bytes);
std::optional<std::string> cobsDecode(std::string_view bytes);

// A frame as it goes over the line: zero, COBS of (type, sequence number, body, CRC-32), zero.
std::string encodeFrame(const Frame& frame);
// What stands between two zeros; none if it is damaged.
std::optional<Frame> decodeFrame(std::string_view bytes);

// Finds the frames in a stream of bytes. Holds at most maxFrameBytes.
class FrameDecoder {
public:
    static constexpr std::size_t maxFrameBytes = 65536;  // encoded

    // Adds the frames that `bytes` complete to `frames`.
    void feed(std::span<const std::byte> bytes, std::vector<Frame>& frames);

    // Since the beginning.
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }
    [[nodiscard]] std::uint64_t frames() const { return frames_; }
    [[nodiscard]] std::uint64_t damaged() const { return damaged_; }

private:
    void endFrame(std::vector<Frame>& frames);

    std::string pending_;  // since the last zero
    bool tooLong_ = false;
    std::uint64_t bytes_ = 0;
    std::uint64_t frames_ = 0;
    std::uint64_t damaged_ = 0;
};

// Little-endian fields, appended to a frame's body.
void appendNumber(std::string& body, std::uint64_t value, int bytes);

// Reads a body field by field. After a read beyond the end everything is 0 and complete() is false.
class BodyReader {
public:
    explicit BodyReader(std::string_view body) : rest_(body) {}
    std::uint64_t number(int bytes);
    std::string_view bytes(std::size_t count);
    std::string text();  // a length in one byte, then the bytes; unprintable ones become '?'
    std::string_view rest() { return bytes(rest_.size()); }
    [[nodiscard]] bool complete() const { return complete_; }

private:
    std::string_view rest_;
    bool complete_ = true;
};

// The answer to hello.
struct Hello {
    std::uint32_t session = 0;
    int version = 0;              // the fields below are filled for version protocolVersion only
    std::int64_t writeChunk = 0;  // bytes of a tensor in one write, > 0
    std::int64_t readChunk = 0;
    std::int64_t window = 0;  // bytes on the line that may be sent ahead
    int runTicks = 0;         // operators that one run can time, > 0
    int models = 0;
    std::int64_t timerHz = 0;
    std::string planSha256;  // 64 hexadecimal digits
    std::string board;
};

// `body` begins after the status. The error says what is wrong with the answer.
Result<Hello> parseHello(std::string_view body);
Result<DeviceModel> parseModel(std::string_view body);

// The device's account of a start: "", or " (HardFault at 0x00001234, …)" if a fault led to it.
std::string describeStart(std::string_view readyBody);

}  // namespace pinfold
