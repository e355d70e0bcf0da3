// Ways to a device.
#pragma once

#include "base/cancel.h"
#include "base/process/sandbox.h"
#include "board/board.h"
#include "device/device.h"
#include "device/transport.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace pinfold {

// Finds out who is at the other end of the line, whatever it was doing before. toolFailed, within timeouts.attach, if
// nothing answers, or something that does not speak the protocol or another version of it. The device keeps `cancel`.
Outcome<std::unique_ptr<Device>> attach(std::unique_ptr<Transport> transport, const DeviceTimeouts& timeouts,
                                        const CancelToken& cancel);

// Starts QEMU with the firmware, in a sandbox if there is one; it ends when the device object goes. badInput if the
// board has no emulator.
Outcome<std::unique_ptr<Device>> openEmulator(const Board& board, const std::filesystem::path& elf,
                                              const DeviceTimeouts& timeouts, const CancelToken& cancel,
                                              const std::optional<Sandbox>& sandbox = {});

// Starts the host build of a project, in the same way.
Outcome<std::unique_ptr<Device>> openHostProgram(const std::filesystem::path& program, const DeviceTimeouts& timeouts,
                                                 const CancelToken& cancel, const std::optional<Sandbox>& sandbox = {});

// `url` as for openTransport().
Outcome<std::unique_ptr<Device>> openPort(const std::string& url, const DeviceTimeouts& timeouts,
                                          const CancelToken& cancel);

}  // namespace pinfold
