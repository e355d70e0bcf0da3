#include "device/simulated_device.h"

#include "device/firmware/handmade_models.h"

#include <poll.h>
#include <chrono>
#include <csetjmp>
#include <cstring>

extern "C" {
#include "ai_runtime_api.h"
#include "platform.h"
#include "protocol.h"
}

namespace {

std::string sent;
std::chrono::milliseconds waited{};
std::jmp_buf restart;
platform_fault fault;
bool faulted = false;

void restartDevice() { std::longjmp(restart, 1); }

// False if the device restarted meanwhile. Not inlined: nothing with a destructor may be near a setjmp.
[[gnu::noinline]] bool deliver(const uint8_t* bytes, uint32_t count) {
    if (setjmp(restart) != 0) return false;
    protocol_receive(bytes, count);
    return true;
}

}  // namespace

extern "C" {
void platform_init(void) {}
uint32_t platform_read(uint8_t*, uint32_t) { return 0; }
void platform_idle(void) {}
uint32_t platform_receive_overruns(void) { return 0; }
void platform_write(const uint8_t* bytes, uint32_t count) { sent.append(reinterpret_cast<const char*>(bytes), count); }
uint64_t platform_ticks(void) {
    return static_cast<uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
}
uint32_t platform_stack_size(void) { return 4096; }
uint32_t platform_stack_used(void) { return 1000; }
bool platform_stack_intact(void) { return true; }
const platform_fault* platform_last_fault(void) { return faulted ? &fault : nullptr; }
}

namespace pinfold::test {

void startSimulatedDevice(const char* trouble) {
    handmade_restart = restartDevice;
    for (ai_model_iterator it = ai_model_iterator_begin(); it != ai_model_iterator_end();
         it = ai_model_iterator_next(it)) {
        ai_handle model = nullptr;
        (void)ai_create(ai_model_iterator_value(it), nullptr, &model);
    }
    sent.clear();
    waited = {};
    protocol_start(trouble);
}

std::chrono::milliseconds timeWaited() { return waited; }

std::string exchangeWithDevice(const std::string& bytes) {
    if (!deliver(reinterpret_cast<const uint8_t*>(bytes.data()), static_cast<uint32_t>(bytes.size()))) {
        fault = {3, 0x8200, 0x60, 0x1234, 0};
        faulted = true;
        protocol_start(nullptr);
        faulted = false;
    }
    return std::exchange(sent, {});
}

Result<std::size_t> SimulatedLine::read(std::span<std::byte> buffer, std::chrono::milliseconds timeout) {
    if (waiting_.empty()) {  // nobody can send anything meanwhile: let the time pass
        ::poll(nullptr, 0, static_cast<int>(timeout.count()));
        waited += timeout;
        return std::size_t{0};
    }
    const std::size_t count = std::min(buffer.size(), waiting_.size());
    std::memcpy(buffer.data(), waiting_.data(), count);
    waiting_.erase(0, count);
    return count;
}

Result<void> SimulatedLine::write(std::span<const std::byte> bytes, std::chrono::milliseconds) {
    std::string text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    sentBytes += text.size();
    if (faults_.toDevice) text = faults_.toDevice(std::move(text));
    std::string answer = exchangeWithDevice(text);
    receivedBytes += answer.size();
    if (faults_.fromDevice) answer = faults_.fromDevice(std::move(answer));
    waiting_ += answer;
    return {};
}

}  // namespace pinfold::test
