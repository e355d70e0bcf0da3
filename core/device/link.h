// Frames over a transport, and what can be told of a line that does not work.
#pragma once

#include "base/cancel.h"
#include "device/device.h"
#include "device/protocol.h"
#include "device/transport.h"

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>

namespace pinfold {

using Clock = std::chrono::steady_clock;

class Link {
public:
    Link(std::unique_ptr<Transport> transport, CancelToken cancel)
        : transport_(std::move(transport)), cancel_(std::move(cancel)) {}

    Result<void> send(const Frame& frame, std::chrono::milliseconds timeout);
    // The next undamaged frame; none if there is none before `until`, or if a damaged one came.
    Outcome<std::optional<Frame>> next(Clock::time_point until);

    [[nodiscard]] std::string name() const { return transport_->name(); }

    // What came since mark(), for messages.
    void mark();
    [[nodiscard]] std::uint64_t damagedHere() const { return decoder_.damaged() - damagedAtMark_; }
    [[nodiscard]] std::uint64_t damagedThere() const { return damagedThere_; }
    // Why no answer came: nothing at all, foreign bytes, or damaged frames. `doing`: "while it was asked …".
    [[nodiscard]] Error silence(const std::string& doing, std::chrono::milliseconds waited) const;

private:
    [[nodiscard]] std::string garbageExcerpt() const;

    std::unique_ptr<Transport> transport_;
    CancelToken cancel_;
    FrameDecoder decoder_;
    std::deque<Frame> inbox_;
    std::uint64_t bytesAtMark_ = 0;
    std::uint64_t framesAtMark_ = 0;
    std::uint64_t damagedAtMark_ = 0;
    std::uint64_t damagedThere_ = 0;  // frames of ours that the device could not read, since mark()
    std::string firstBytes_;          // since mark()
};

}  // namespace pinfold
