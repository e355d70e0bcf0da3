// Devices that are programs on this computer: QEMU, or the host build of a project. They talk over a socket pair and
// end with the transport, or with us, however we end. With a sandbox they run in it, and see what they are made of.
#pragma once

#include "base/process/sandbox.h"
#include "base/result.h"
#include "board/board.h"
#include "device/child_transport.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace pinfold {

// QEMU with the firmware, without window, monitor, network and the user's settings. badInput if the board has no
// emulator.
Result<std::unique_ptr<ChildTransport>> startEmulator(const Board& board, const std::filesystem::path& elf,
                                                      const std::optional<Sandbox>& sandbox = {});

Result<std::unique_ptr<ChildTransport>> startHostProgram(const std::filesystem::path& program,
                                                         const std::optional<Sandbox>& sandbox = {});

// Of what startEmulator() starts.
inline constexpr const char* emulatorProgram = "qemu-system-arm";

}  // namespace pinfold
