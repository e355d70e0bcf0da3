#include "device/open_device.h"

#include "device/emulator.h"
#include "device/serial_device.h"

namespace pinfold {

Outcome<std::unique_ptr<Device>> attach(std::unique_ptr<Transport> transport, const DeviceTimeouts& timeouts,
                                        const CancelToken& cancel) {
    auto device = std::make_unique<SerialDevice>(std::move(transport), timeouts, cancel);
    PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto attached, device->attach());
    return CancelledOr<std::unique_ptr<Device>>(std::move(device));
}

Outcome<std::unique_ptr<Device>> openEmulator(const Board& board, const std::filesystem::path& elf,
                                              const DeviceTimeouts& timeouts, const CancelToken& cancel,
                                              const std::optional<Sandbox>& sandbox) {
    PINFOLD_TRY(auto transport, startEmulator(board, elf, sandbox));
    return attach(std::move(transport), timeouts, cancel);
}

Outcome<std::unique_ptr<Device>> openHostProgram(const std::filesystem::path& program, const DeviceTimeouts& timeouts,
                                                 const CancelToken& cancel, const std::optional<Sandbox>& sandbox) {
    PINFOLD_TRY(auto transport, startHostProgram(program, sandbox));
    return attach(std::move(transport), timeouts, cancel);
}

Outcome<std::unique_ptr<Device>> openPort(const std::string& url, const DeviceTimeouts& timeouts,
                                          const CancelToken& cancel) {
    PINFOLD_TRY(auto transport, openTransport(url));
    return attach(std::move(transport), timeouts, cancel);
}

}  // namespace pinfold
