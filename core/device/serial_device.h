// A device at the other end of a serial line.
#pragma once

#include "device/link.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace pinfold {

class SerialDevice final : public Device {
public:
    SerialDevice(std::unique_ptr<Transport> transport, const DeviceTimeouts& timeouts, const CancelToken& cancel)
        : link_(std::move(transport), cancel), timeouts_(timeouts) {}

    // Must succeed before anything else is called.
    Outcome<std::monostate> attach();

    [[nodiscard]] const DeviceIdentity& identity() const override { return identity_; }
    void nameOperators(int model, std::vector<std::string> names) override;
    Outcome<std::monostate> writeInput(int model, int input, std::string_view bytes) override;
    Outcome<std::vector<std::uint64_t>> run(int model, bool profile) override;
    Outcome<std::string> readOutput(int model, int output) override;
    Outcome<std::monostate> runOperator(int model, int op) override;
    Outcome<std::string> readOperatorOutput(int model, int op, int output) override;
    Outcome<std::uint64_t> inputAddress(int model, int input) override;
    Outcome<StackUse> stackUse() override;

private:
    struct Request {
        FrameType type = FrameType::hello;
        std::string body;
        std::string doing;  // for messages: "while it was asked for …"
        int model = 0;      // of a run
    };

    Outcome<std::optional<Hello>> sayHello(Clock::time_point until);
    Outcome<std::monostate> describeModels(const Hello& hello);
    // Sends, repeats as often as allowed, and returns the final answer's body after its status.
    Outcome<std::string> ask(const Request& request);
    Outcome<std::vector<std::uint64_t>> runOperators(int model, int first, int count, bool timed);
    // The device's refusal, as an error.
    [[nodiscard]] Error refused(const Request& request, AnswerStatus status, BodyReader body) const;
    // An error if the frame says that the device has started anew.
    [[nodiscard]] Result<void> checkStillUp(const Frame& frame, const std::string& doing);
    [[nodiscard]] const std::string& modelName(int model) const;
    [[nodiscard]] std::string operatorName(int model, std::uint64_t op) const;
    [[nodiscard]] std::chrono::milliseconds repeatAfter() const { return timeouts_.answer / (timeouts_.retries + 1); }
    std::uint16_t nextSequence() { return ++sequence_; }

    Link link_;
    DeviceTimeouts timeouts_;
    DeviceIdentity identity_;
    Hello hello_;
    std::map<int, std::vector<std::string>> operatorNames_;  // by model
    std::uint16_t sequence_ = 0;
    bool restarted_ = false;

    friend class InputWriter;
    friend class TensorReader;
};

}  // namespace pinfold
