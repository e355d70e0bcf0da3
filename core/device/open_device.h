// Ways to a device.
#pragma once

#include "base/cancel.h"
#include "board/board.h"
#include "device/device.h"
#include "device/transport.h"

#include <filesystem>
#include <memory>
#include <string>

namespace pinfold {

// Finds out who is at the other end of the line, whatever it was doing before. toolFailed, within timeouts.attach, if
// nothing answers, or something that does not speak the protocol or another version of it. The device keeps `cancel`.
Outcome<std::unique_ptr<Device>> attach(std::unique_ptr<Transport> transport, const DeviceTimeouts& timeouts,
                                        const CancelToken& cancel);

// Starts QEMU with the firmware; it ends when the device object goes. badInput if the board has no emulator.
Outcome<std::unique_ptr<Device>> openEmulator(const Board& board, const std::filesystem::path& elf,
                                              const DeviceTimeouts& timeouts, const CancelToken& cancel);

// Starts the host build of a project; it ends when the device object goes.
Outcome<std::unique_ptr<Device>> openHostProgram(const std::filesystem::path& program, const DeviceTimeouts& timeouts,
                                                 const CancelToken& cancel);

// `url` as for openTransport().
Outcome<std::unique_ptr<Device>> openPort(const std::string& url, const DeviceTimeouts& timeouts,
                                          const CancelToken& cancel);

}  // namespace pinfold
