#include "device/serial_device.h"

#include "device/bulk_transfer.h"

#include <algorithm>
#include <random>

namespace pinfold {
namespace {

constexpr std::chrono::milliseconds helloInterval{200};
constexpr std::chrono::milliseconds runRepeat{1000};  // of a run whose answer may be lost
constexpr int timed = 1;

std::uint32_t newSession() {
    std::random_device random;
    return static_cast<std::uint32_t>(random());
}

// The status of an answer, and the reader of what follows it.
AnswerStatus takeStatus(BodyReader& body) { return static_cast<AnswerStatus>(body.number(1)); }

}  // namespace

Outcome<std::monostate> SerialDevice::attach() {
    const auto until = Clock::now() + timeouts_.attach;
    link_.mark();
    for (;;) {
        restarted_ = false;
        PINFOLD_TRY_OUTCOME(const std::optional<Hello> hello, sayHello(until));
        if (!hello) return link_.silence("of asking who it is", timeouts_.attach);
        if (hello->version != protocolVersion) {
            return toolFailed(
                "The device at {} speaks version {} of the serial protocol, and this Pinfold version {}. Generate "
                "and flash its firmware again with this Pinfold.",
                link_.name(), hello->version, protocolVersion);
        }
        hello_ = *hello;
        auto described = describeModels(hello_);
        // Opening a port resets some boards: then it is asked again.
        if (!described.ok() && restarted_ && Clock::now() < until) continue;
        return described;
    }
}

Outcome<std::optional<Hello>> SerialDevice::sayHello(Clock::time_point until) {
    Frame request{static_cast<std::uint8_t>(FrameType::hello), nextSequence(), {}};
    const std::uint32_t session = newSession();
    appendNumber(request.body, session, 4);
    appendNumber(request.body, protocolVersion, 2);
    while (Clock::now() < until) {
        PINFOLD_CHECK(link_.send(request, timeouts_.attach));
        const auto repeat = std::min(until, Clock::now() + helloInterval);
        while (Clock::now() < repeat) {
            PINFOLD_TRY_OUTCOME(const std::optional<Frame> frame, link_.next(repeat));
            if (frame && frame->is(FrameType::ready)) break;  // it has just started, and may have missed our hello
            if (!frame || !frame->answers(FrameType::hello)) continue;
            BodyReader body(frame->body);
            if (takeStatus(body) != AnswerStatus::ok) continue;
            PINFOLD_TRY(Hello hello, parseHello(body.rest()));
            if (hello.session != session) continue;
            return CancelledOr<std::optional<Hello>>(std::move(hello));
        }
    }
    return CancelledOr<std::optional<Hello>>(std::optional<Hello>{});
}

Outcome<std::monostate> SerialDevice::describeModels(const Hello& hello) {
    identity_ = {hello.version, hello.board, hello.planSha256, hello.timerHz, {}};
    for (int model = 0; model < hello.models; ++model) {
        Request request{FrameType::model, {}, fmt::format("while it was asked for model {}", model)};
        appendNumber(request.body, static_cast<std::uint64_t>(model), 1);
        PINFOLD_TRY_OUTCOME(const std::string answer, ask(request));
        PINFOLD_TRY(DeviceModel described, parseModel(answer));
        identity_.models.push_back(std::move(described));
    }
    return CancelledOr<std::monostate>(std::monostate{});
}

Outcome<std::string> SerialDevice::ask(const Request& request) {
    const Frame frame{static_cast<std::uint8_t>(request.type), nextSequence(), request.body};
    link_.mark();
    std::string doing = request.doing;
    auto limit = timeouts_.answer;
    auto until = Clock::now() + limit;
    auto interval = repeatAfter();
    int repeatsForDamage = 0;
    std::optional<std::uint64_t> lastOperator;
    PINFOLD_CHECK(link_.send(frame, timeouts_.answer));
    auto repeat = Clock::now() + interval;
    for (;;) {
        const std::uint64_t damagedBefore = link_.damagedHere();
        PINFOLD_TRY_OUTCOME(const std::optional<Frame> answer, link_.next(std::min(until, repeat)));
        if (answer) PINFOLD_CHECK(checkStillUp(*answer, doing));
        if (answer && answer->answers(request.type) && answer->sequence == frame.sequence) {
            BodyReader body(answer->body);
            const AnswerStatus status = takeStatus(body);
            if (status == AnswerStatus::ok) return CancelledOr<std::string>(std::string(body.rest()));
            if (status == AnswerStatus::failed && lastOperator) {
                const std::string where = operatorName(request.model, *lastOperator);
                return refused({request.type, {}, fmt::format("{} (in operator {})", request.doing, where)}, status,
                               body);
            }
            if (status != AnswerStatus::working) return refused(request, status, body);
            if (interval != runRepeat) {
                limit = timeouts_.run;
                until = Clock::now() + limit;
                interval = std::max(interval, runRepeat);
            }
            lastOperator = body.number(2);
            doing = fmt::format("{} (operator {} was running when it last gave a sign)", request.doing,
                                operatorName(request.model, *lastOperator));
            repeat = Clock::now() + interval;
            continue;
        }
        if (Clock::now() >= until) return link_.silence(doing, limit);
        const bool damage = link_.damagedHere() != damagedBefore || (answer && answer->is(FrameType::damaged));
        if (damage && repeatsForDamage++ >= timeouts_.retries) return link_.silence(doing, limit);
        if (damage || Clock::now() >= repeat) {
            PINFOLD_CHECK(link_.send(frame, timeouts_.answer));
            repeat = Clock::now() + interval;
        }
    }
}

Result<void> SerialDevice::checkStillUp(const Frame& frame, const std::string& doing) {
    const bool ready = frame.is(FrameType::ready);
    const bool noSession = (frame.type & static_cast<std::uint8_t>(FrameType::answer)) != 0 && !ready &&
                           !frame.is(FrameType::damaged) && !frame.body.empty() &&
                           frame.body.front() == static_cast<char>(AnswerStatus::noSession);
    if (!ready && !noSession) return {};
    restarted_ = true;
    return toolFailed("The device at {} restarted{} {}.", link_.name(), ready ? describeStart(frame.body) : "", doing);
}

Error SerialDevice::refused(const Request& request, AnswerStatus status, BodyReader body) const {
    std::string text = body.text();
    if (text.empty()) text = fmt::format("status {}", static_cast<int>(status));
    return toolFailed("The device at {} reported an error {}: {}", link_.name(), request.doing, text);
}

const std::string& SerialDevice::modelName(int model) const {
    return identity_.models[static_cast<std::size_t>(model)].name;
}

void SerialDevice::nameOperators(int model, std::vector<std::string> names) {
    operatorNames_[model] = std::move(names);
}

std::string SerialDevice::operatorName(int model, std::uint64_t op) const {
    const auto known = operatorNames_.find(model);
    if (known == operatorNames_.end() || op >= known->second.size()) return std::to_string(op);
    return known->second[op];
}

Outcome<std::monostate> SerialDevice::writeInput(int model, int input, std::string_view bytes) {
    const std::int64_t expected =
        identity_.models[static_cast<std::size_t>(model)].inputs[static_cast<std::size_t>(input)].bytes;
    if (static_cast<std::int64_t>(bytes.size()) != expected) {
        return badInput("Input {} of model {} has {} bytes on the device, and {} were given.", input, modelName(model),
                        expected, bytes.size());
    }
    return InputWriter(*this, model, input, bytes).transfer();
}

Outcome<std::vector<std::uint64_t>> SerialDevice::run(int model, bool profile) {
    const int operators = identity_.models[static_cast<std::size_t>(model)].operators;
    if (!profile) return runOperators(model, 0, operators, false);
    std::vector<std::uint64_t> ticks;
    for (int first = 0; first < operators; first += hello_.runTicks) {
        const int count = std::min(hello_.runTicks, operators - first);
        PINFOLD_TRY_OUTCOME(const auto part, runOperators(model, first, count, true));
        ticks.insert(ticks.end(), part.begin(), part.end());
    }
    return CancelledOr<std::vector<std::uint64_t>>(std::move(ticks));
}

Outcome<std::vector<std::uint64_t>> SerialDevice::runOperators(int model, int first, int count, bool profile) {
    Request request{FrameType::run, {}, {}, model};
    request.doing =
        count == 1 ? fmt::format("while it ran operator {} of {}",
                                 operatorName(model, static_cast<std::uint64_t>(first)), modelName(model))
                   : fmt::format("while it ran operators {} to {} of {}", first, first + count - 1, modelName(model));
    appendNumber(request.body, static_cast<std::uint64_t>(model), 1);
    appendNumber(request.body, profile ? timed : 0, 1);
    appendNumber(request.body, static_cast<std::uint64_t>(first), 2);
    appendNumber(request.body, static_cast<std::uint64_t>(count), 2);
    PINFOLD_TRY_OUTCOME(const std::string answer, ask(request));
    BodyReader body(answer);
    std::vector<std::uint64_t> ticks;
    for (int op = 0; profile && op < count; ++op) ticks.push_back(body.number(8));
    if (!body.complete()) return toolFailed("The device at {} did not say how long each operator took.", link_.name());
    return CancelledOr<std::vector<std::uint64_t>>(std::move(ticks));
}

Outcome<std::monostate> SerialDevice::runOperator(int model, int op) {
    PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto ticks, runOperators(model, op, 1, false));
    return CancelledOr<std::monostate>(std::monostate{});
}

Outcome<std::string> SerialDevice::readOutput(int model, int output) {
    const DeviceTensor& tensor =
        identity_.models[static_cast<std::size_t>(model)].outputs[static_cast<std::size_t>(output)];
    return TensorReader(*this, model, {TensorKind::output, output, 0}, tensor.bytes).transfer();
}

Outcome<std::string> SerialDevice::readOperatorOutput(int model, int op, int output) {
    return TensorReader(*this, model, {TensorKind::operatorOutput, output, op}, std::nullopt).transfer();
}

Outcome<std::uint64_t> SerialDevice::inputAddress(int model, int input) {
    Request request{FrameType::place, {}, fmt::format("while it was asked for the place of input {}", input)};
    appendNumber(request.body, static_cast<std::uint64_t>(model), 1);
    appendNumber(request.body, static_cast<std::uint64_t>(TensorKind::input), 1);
    appendNumber(request.body, static_cast<std::uint64_t>(input), 1);
    appendNumber(request.body, 0, 2);
    PINFOLD_TRY_OUTCOME(const std::string answer, ask(request));
    BodyReader body(answer);
    const std::uint64_t address = body.number(8);
    if (!body.complete()) return toolFailed("The device at {} did not say where input {} lies.", link_.name(), input);
    return CancelledOr<std::uint64_t>(address);
}

Outcome<StackUse> SerialDevice::stackUse() {
    PINFOLD_TRY_OUTCOME(const std::string answer, ask({FrameType::stack, {}, "while it was asked for its stack"}));
    BodyReader body(answer);
    StackUse use;
    use.reserved = static_cast<std::int64_t>(body.number(4));
    use.used = static_cast<std::int64_t>(body.number(4));
    use.intact = body.number(1) != 0;
    if (!body.complete()) return toolFailed("The device at {} gave half an answer on its stack.", link_.name());
    return CancelledOr<StackUse>(use);
}

}  // namespace pinfold
