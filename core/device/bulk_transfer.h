// Tensors over the line, in pieces: several on their way at once, and only the lost ones again.
#pragma once

#include "device/serial_device.h"

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace pinfold {

// Writes one input. The device answers requests in the order in which they came, so an answer to a later one tells that
// an earlier one, or its answer, was lost.
class InputWriter {
public:
    InputWriter(SerialDevice& device, int model, int input, std::string_view bytes);
    Outcome<std::monostate> transfer();

private:
    struct Piece {
        std::size_t offset = 0;
        std::uint16_t sequence = 0;
        std::size_t lineBytes = 0;  // of the frame
    };

    Result<void> sendWhatFits();
    Result<void> take(const Frame& frame);
    void loseAllOnTheWay();

    SerialDevice& device_;
    SerialDevice::Request request_;
    int model_;
    int input_;
    std::string_view bytes_;
    std::size_t next_ = 0;           // offset of the first byte that was never sent
    std::deque<std::size_t> again_;  // offsets of lost pieces
    std::deque<Piece> onTheWay_;     // in the order of sending
    std::size_t lineBytesOnTheWay_ = 0;
    bool progress_ = false;
};

// Reads one tensor: the device streams it, and what is missing in the end is asked for again.
class TensorReader {
public:
    struct Which {
        TensorKind kind = TensorKind::output;
        int index = 0;
        int op = 0;  // for operatorOutput
    };
    // `expected`: bytes of the tensor, where they are known.
    TensorReader(SerialDevice& device, int model, Which which, std::optional<std::int64_t> expected);
    Outcome<std::string> transfer();

private:
    Result<void> ask();
    Result<void> take(const Frame& frame);
    [[nodiscard]] bool complete() const { return size_ && data_.size() == *size_; }

    SerialDevice& device_;
    SerialDevice::Request request_;
    int model_;
    Which which_;
    std::optional<std::int64_t> expected_;
    std::optional<std::size_t> size_;           // as the device says
    std::string data_;                          // the part without gaps, from the start
    std::map<std::size_t, std::string> ahead_;  // pieces after a gap, by offset
    std::size_t end_ = 0;                       // of what was asked for last; 0: all
    std::uint16_t sequence_ = 0;
    bool progress_ = false;
    bool streamEnded_ = false;
};

}  // namespace pinfold
