#include "device/emulator.h"

namespace pinfold {
namespace {

// In the sandbox, if there is one, with that file to read.
Command placed(Command command, const std::filesystem::path& file, std::optional<Sandbox> sandbox) {
    if (!sandbox) return command;
    sandbox->readable.push_back(file);
    return inSandbox(command, *sandbox);
}

}  // namespace

Result<std::unique_ptr<ChildTransport>> startEmulator(const Board& board, const std::filesystem::path& elf,
                                                      const std::optional<Sandbox>& sandbox) {
    if (!board.emulator) return badInput("The board {} cannot be emulated: its description has no emulator.", board.id);
    Command command;
    command.program = emulatorProgram;
    command.title = "The emulator QEMU";
    command.missingHint = "Install it: sudo apt install qemu-system-arm";
    // The UARTs that QEMU emulates take one byte at a time, which costs a round through QEMU's main loop. A multiplexed
    // channel has a buffer of 32 bytes in front, which makes it five times as fast; -echr beyond a byte's range turns
    // its escape character off. One instruction takes 1 ns of virtual time.
    command.arguments = {
        "-no-user-config", "-nodefaults",           "-display", "none",    "-nic",     "none",
        "-machine",        board.emulator->machine, "-icount",  "shift=0", "-chardev", "socket,id=line,fd=3,mux=on",
        "-serial",         "chardev:line",          "-echr",    "256",     "-kernel",  elf.string()};
    PINFOLD_TRY(auto child, ChildProcess::start(placed(std::move(command), elf, sandbox), LineEnd::third));
    return std::make_unique<ChildTransport>(std::move(child), "the emulated board " + board.id);
}

Result<std::unique_ptr<ChildTransport>> startHostProgram(const std::filesystem::path& program,
                                                         const std::optional<Sandbox>& sandbox) {
    Command command;
    command.program = program.is_absolute() ? program.string() : "./" + program.string();
    command.title = "The host program " + program.filename().string();
    command.missingHint = "Build it first.";
    PINFOLD_TRY(auto child, ChildProcess::start(placed(std::move(command), program, sandbox), LineEnd::standardInOut));
    return std::make_unique<ChildTransport>(std::move(child), "the host program " + program.filename().string());
}

}  // namespace pinfold
