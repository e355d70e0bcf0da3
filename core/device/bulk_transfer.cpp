#include "device/bulk_transfer.h"

#include <algorithm>

namespace pinfold {
namespace {

// After a damaged frame the rest of what is on the way gets this long to come.
constexpr std::chrono::milliseconds afterDamage{100};
constexpr std::uint64_t everything = 0xFFFFFFFF;

}  // namespace

InputWriter::InputWriter(SerialDevice& device, int model, int input, std::string_view bytes)
    : device_(device), model_(model), input_(input), bytes_(bytes) {
    request_.type = FrameType::write;
    request_.doing = fmt::format("while input {} of {} was written", input, device.modelName(model));
}

Result<void> InputWriter::sendWhatFits() {
    const auto chunk = static_cast<std::size_t>(device_.hello_.writeChunk);
    while (!again_.empty() || next_ < bytes_.size()) {
        const std::size_t offset = again_.empty() ? next_ : again_.front();
        Frame frame{static_cast<std::uint8_t>(FrameType::write), 0, {}};
        appendNumber(frame.body, static_cast<std::uint64_t>(model_), 1);
        appendNumber(frame.body, static_cast<std::uint64_t>(input_), 1);
        appendNumber(frame.body, offset, 4);
        frame.body += bytes_.substr(offset, chunk);
        frame.sequence = static_cast<std::uint16_t>(device_.sequence_ + 1);
        const std::string line = encodeFrame(frame);
        const bool fits = lineBytesOnTheWay_ + line.size() <= static_cast<std::size_t>(device_.hello_.window);
        if (!fits && !onTheWay_.empty()) return {};
        device_.nextSequence();
        if (again_.empty()) {
            next_ += std::min(chunk, bytes_.size() - offset);
        } else {
            again_.pop_front();
        }
        onTheWay_.push_back({offset, frame.sequence, line.size()});
        lineBytesOnTheWay_ += line.size();
        PINFOLD_CHECK(device_.link_.send(frame, device_.timeouts_.answer));
    }
    return {};
}

Result<void> InputWriter::take(const Frame& frame) {
    PINFOLD_CHECK(device_.checkStillUp(frame, request_.doing));
    if (!frame.answers(FrameType::write)) return {};
    const auto found = std::ranges::find(onTheWay_, frame.sequence, &Piece::sequence);
    if (found == onTheWay_.end()) return {};
    BodyReader body(frame.body);
    const auto status = static_cast<AnswerStatus>(body.number(1));
    if (status != AnswerStatus::ok) return device_.refused(request_, status, body);
    for (auto each = onTheWay_.begin(); each != found; ++each) again_.push_back(each->offset);
    for (auto each = onTheWay_.begin(); each != found + 1; ++each) lineBytesOnTheWay_ -= each->lineBytes;
    onTheWay_.erase(onTheWay_.begin(), found + 1);
    progress_ = true;
    return {};
}

void InputWriter::loseAllOnTheWay() {
    for (const Piece& piece : onTheWay_) again_.push_back(piece.offset);
    onTheWay_.clear();
    lineBytesOnTheWay_ = 0;
}

Outcome<std::monostate> InputWriter::transfer() {
    Link& link = device_.link_;
    link.mark();
    auto until = Clock::now() + device_.timeouts_.answer;
    int lossesInARow = 0;
    while (next_ < bytes_.size() || !again_.empty() || !onTheWay_.empty()) {
        PINFOLD_CHECK(sendWhatFits());
        auto repeat = std::min(until, Clock::now() + device_.repeatAfter());
        progress_ = false;
        while (!progress_ && Clock::now() < repeat) {
            const std::uint64_t damagedBefore = link.damagedHere();
            PINFOLD_TRY_OUTCOME(const std::optional<Frame> frame, link.next(repeat));
            if (frame) PINFOLD_CHECK(take(*frame));
            const bool damage = link.damagedHere() != damagedBefore || (frame && frame->is(FrameType::damaged));
            if (damage) repeat = std::min(repeat, Clock::now() + afterDamage);
        }
        if (progress_) {
            until = Clock::now() + device_.timeouts_.answer;
            lossesInARow = 0;
            continue;
        }
        if (Clock::now() >= until || ++lossesInARow > device_.timeouts_.retries) {
            return link.silence(request_.doing, device_.timeouts_.answer);
        }
        loseAllOnTheWay();
    }
    return CancelledOr<std::monostate>(std::monostate{});
}

TensorReader::TensorReader(SerialDevice& device, int model, Which which, std::optional<std::int64_t> expected)
    : device_(device), model_(model), which_(which), expected_(expected) {
    const std::string& name = device.modelName(model);
    request_.type = FrameType::read;
    request_.doing = which.kind == TensorKind::operatorOutput
                         ? fmt::format("while output {} of operator {} of {} was read", which.index, which.op, name)
                         : fmt::format("while output {} of {} was read", which.index, name);
}

// Asks for the first gap.
Result<void> TensorReader::ask() {
    Frame frame{static_cast<std::uint8_t>(FrameType::read), device_.nextSequence(), {}};
    const std::size_t from = data_.size();
    const std::uint64_t count = ahead_.empty() ? everything : ahead_.begin()->first - from;
    appendNumber(frame.body, static_cast<std::uint64_t>(model_), 1);
    appendNumber(frame.body, static_cast<std::uint64_t>(which_.kind), 1);
    appendNumber(frame.body, static_cast<std::uint64_t>(which_.index), 1);
    appendNumber(frame.body, static_cast<std::uint64_t>(which_.op), 2);
    appendNumber(frame.body, from, 4);
    appendNumber(frame.body, count, 4);
    sequence_ = frame.sequence;
    end_ = ahead_.empty() ? 0 : ahead_.begin()->first;
    streamEnded_ = false;
    return device_.link_.send(frame, device_.timeouts_.answer);
}

Result<void> TensorReader::take(const Frame& frame) {
    PINFOLD_CHECK(device_.checkStillUp(frame, request_.doing));
    if (!frame.answers(FrameType::read) || frame.sequence != sequence_) return {};
    BodyReader body(frame.body);
    const auto status = static_cast<AnswerStatus>(body.number(1));
    if (status != AnswerStatus::ok) return device_.refused(request_, status, body);
    const auto size = static_cast<std::size_t>(body.number(4));
    const auto offset = static_cast<std::size_t>(body.number(4));
    const std::string_view bytes = body.rest();
    const bool sameSize = !size_ || *size_ == size;
    const bool expectedSize = !expected_ || static_cast<std::int64_t>(size) == *expected_;
    if (!body.complete() || !sameSize || !expectedSize || offset > size || bytes.size() > size - offset) {
        return toolFailed("The device at {} sent bytes {} to {} of a tensor of {} {}, which makes no sense.",
                          device_.link_.name(), offset, offset + bytes.size(), size, request_.doing);
    }
    size_ = size;
    streamEnded_ = offset + bytes.size() == (end_ == 0 ? size : end_);
    if (offset >= data_.size() && (offset > data_.size() || !bytes.empty())) {
        progress_ = ahead_.try_emplace(offset, bytes).second;
    }
    while (!ahead_.empty() && ahead_.begin()->first <= data_.size()) {
        const auto first = ahead_.begin();
        const std::size_t known = data_.size() - first->first;
        if (known < first->second.size()) data_ += first->second.substr(known);
        ahead_.erase(first);
    }
    return {};
}

Outcome<std::string> TensorReader::transfer() {
    Link& link = device_.link_;
    link.mark();
    auto until = Clock::now() + device_.timeouts_.answer;
    int lossesInARow = 0;
    while (!complete()) {
        PINFOLD_CHECK(ask());
        bool advanced = false;
        auto repeat = std::min(until, Clock::now() + device_.repeatAfter());
        while (!streamEnded_ && !complete() && Clock::now() < repeat) {
            progress_ = false;
            const std::uint64_t damagedBefore = link.damagedHere();
            PINFOLD_TRY_OUTCOME(const std::optional<Frame> frame, link.next(repeat));
            if (frame) PINFOLD_CHECK(take(*frame));
            const bool damage = link.damagedHere() != damagedBefore || (frame && frame->is(FrameType::damaged));
            if (progress_) {
                advanced = true;
                until = Clock::now() + device_.timeouts_.answer;
                repeat = std::min(until, Clock::now() + device_.repeatAfter());
            } else if (damage) {
                repeat = std::min(repeat, Clock::now() + afterDamage);
            }
        }
        lossesInARow = advanced ? 0 : lossesInARow + 1;
        if (!complete() && (Clock::now() >= until || lossesInARow > device_.timeouts_.retries)) {
            return link.silence(request_.doing, device_.timeouts_.answer);
        }
    }
    return CancelledOr<std::string>(std::move(data_));
}

}  // namespace pinfold
