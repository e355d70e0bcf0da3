// Bytes from the line, to both ends: the host's decoder, and the firmware's protocol code. The first byte chooses
// whether the rest goes to the device as it is, or in frames that are whole (or it would never get past the CRC).
#include "device/firmware/handmade_models.h"
#include "device/protocol.h"
#include "device/simulated_device.h"

#include <cstdint>
#include <cstdlib>

namespace {

using namespace pinfold;

void readAsHost(std::string_view bytes) {
    FrameDecoder decoder;
    std::vector<Frame> frames;
    decoder.feed(std::as_bytes(std::span(bytes)), frames);
    if (const auto decoded = cobsDecode(bytes); decoded && cobsDecode(cobsEncode(*decoded)) != decoded) std::abort();
    (void)parseHello(bytes);
    (void)parseModel(bytes);
    (void)describeStart(bytes);
    const Frame whole{0x81, 1, std::string(bytes)};
    const std::string line = encodeFrame(whole);
    frames.clear();
    FrameDecoder fresh;
    fresh.feed(std::as_bytes(std::span(line)), frames);
    if (line.size() <= FrameDecoder::maxFrameBytes && (frames.size() != 1 || frames[0].body != whole.body))
        std::abort();
}

// Each portion: a byte for the type, one for the length of the body, the body.
std::string asRequests(std::string_view bytes) {
    std::string line = encodeFrame({static_cast<std::uint8_t>(FrameType::hello), 1, "abcdef"});
    std::uint16_t sequence = 1;
    while (bytes.size() >= 2) {
        const auto type = static_cast<std::uint8_t>(bytes[0]);
        const std::string_view body = bytes.substr(2, static_cast<std::uint8_t>(bytes[1]));
        line += encodeFrame({type, sequence, std::string(body)});
        if ((type & 1) != 0) ++sequence;
        bytes.remove_prefix(2 + body.size());
    }
    return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string bytes(reinterpret_cast<const char*>(data), size);
    readAsHost(bytes);
    pinfold::test::startSimulatedDevice();
    handmade_patient = 1;
    (void)pinfold::test::exchangeWithDevice(size > 0 && data[0] % 2 == 0 ? bytes : asRequests(bytes));
    return 0;
}
