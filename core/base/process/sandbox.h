// Runs programs that nobody answers for where they can do no harm: in bubblewrap (the program bwrap), which needs no
// rights of its own where the kernel lets users have namespaces.
#pragma once

#include "base/cancel.h"
#include "base/process/process.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pinfold {

enum class SandboxUse {
    // A program that computes and talks over what it finds open. It can neither start others nor open sockets nor
    // signal anybody (syscall_filter.h), and has no environment.
    compute,
    // Tools of the system's that start each other, as compilers do: with the command's environment (and PATH), and a
    // /proc that shows themselves.
    tools,
};

// What a program gets to see besides the system's programs and libraries, which it may read: nothing of the network, of
// other processes, of homes and settings. What it leaves behind when it ends is ended by the kernel. /tmp is empty,
// small and its own; everything else can only be read.
struct Sandbox {
    SandboxUse use = SandboxUse::compute;
    std::vector<std::filesystem::path> readable;  // at their own places; absolute
    std::vector<std::filesystem::path> writable;  // the same; may lie in readable ones
    // Limits; 0: none. Of each process:
    std::int64_t memoryBytes = 0;  // its addresses
    std::chrono::seconds processorTime{0};
};

// Whether there is a sandbox on this computer; toolFailed says why not ("There is no sandbox on this computer: …").
// Tries it, which takes some milliseconds.
Outcome<std::monostate> requireSandbox(SandboxUse use, const CancelToken& cancel);

// A sandbox for these tools of the system's; none where there is no sandbox, or where it does not show one of them,
// since it was installed elsewhere.
Outcome<std::optional<Sandbox>> sandboxForTools(std::span<const std::string> programs, const CancelToken& cancel);

// The command that runs `command` in there. Its exit code is the program's, or 128 + signal.
Command inSandbox(const Command& command, const Sandbox& sandbox);

}  // namespace pinfold
