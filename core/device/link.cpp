#include "device/link.h"

#include <algorithm>
#include <array>

namespace pinfold {
namespace {

constexpr std::chrono::milliseconds cancelPatience{50};
constexpr std::size_t excerptBytes = 40;

}  // namespace

Result<void> Link::send(const Frame& frame, std::chrono::milliseconds timeout) {
    const std::string line = encodeFrame(frame);
    return transport_->write(std::as_bytes(std::span(line)), timeout);
}

Outcome<std::optional<Frame>> Link::next(Clock::time_point until) {
    std::array<std::byte, 16384> buffer;
    const std::uint64_t damagedBefore = decoder_.damaged();
    for (;;) {
        if (!inbox_.empty()) {
            Frame frame = std::move(inbox_.front());
            inbox_.pop_front();
            if (frame.is(FrameType::damaged)) ++damagedThere_;
            return CancelledOr<std::optional<Frame>>(std::move(frame));
        }
        if (cancel_.cancelled()) return CancelledOr<std::optional<Frame>>(Cancelled{});
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now());
        if (left.count() <= 0 || decoder_.damaged() != damagedBefore) {
            return CancelledOr<std::optional<Frame>>(std::optional<Frame>{});
        }
        PINFOLD_TRY(const std::size_t count, transport_->read(buffer, std::min(left, cancelPatience)));
        if (firstBytes_.size() < excerptBytes) {
            firstBytes_.append(reinterpret_cast<const char*>(buffer.data()), std::min(count, excerptBytes));
        }
        std::vector<Frame> frames;
        decoder_.feed(std::span(buffer).first(count), frames);
        std::ranges::move(frames, std::back_inserter(inbox_));
    }
}

void Link::mark() {
    bytesAtMark_ = decoder_.bytes();
    framesAtMark_ = decoder_.frames();
    damagedAtMark_ = decoder_.damaged();
    damagedThere_ = 0;
    firstBytes_.clear();
}

std::string Link::garbageExcerpt() const {
    std::string text;
    for (const char byte : firstBytes_.substr(0, excerptBytes)) {
        const auto value = static_cast<unsigned char>(byte);
        text += value >= 0x20 && value < 0x7F ? std::string(1, byte) : fmt::format("\\x{:02x}", value);
    }
    return text;
}

Error Link::silence(const std::string& doing, std::chrono::milliseconds waited) const {
    const std::uint64_t bytes = decoder_.bytes() - bytesAtMark_;
    const std::uint64_t frames = decoder_.frames() - framesAtMark_;
    if (bytes == 0) {
        return toolFailed(
            "No answer from {} within {} ms {}. Is the board powered, running Pinfold's firmware, and wired to "
            "this port, with this baud rate?",
            name(), waited.count(), doing);
    }
    if (frames == 0) {
        return toolFailed(
            "{} sent {} bytes that are not Pinfold's protocol {} (they begin with \"{}\"). Is it the right port, "
            "the right baud rate, and Pinfold's firmware?",
            name(), bytes, doing, garbageExcerpt());
    }
    if (damagedHere() + damagedThere_ > 0) {
        return toolFailed(
            "The line to {} damages what it carries: {} frames from the device and {} to it were broken {}, and "
            "repeating did not help. Check the wiring, or try a lower baud rate.",
            name(), damagedHere(), damagedThere_, doing);
    }
    return toolFailed("No answer from {} within {} ms {}, although it had answered before.", name(), waited.count(),
                      doing);
}

}  // namespace pinfold
