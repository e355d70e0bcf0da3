// Compiles a generated project and says where its bytes went.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "board/board.h"
#include "plan/plan.h"

#include <filesystem>
#include <string>
#include <vector>

namespace pinfold {

struct BuildOptions {
    bool exactFloat = false;  // -ffp-contract=off: floats are the same on every machine
    // The compilers run in a sandbox where there is one that shows them (base/process/sandbox.h): for projects that
    // need nothing but what is in their folder.
    bool sandboxed = false;
};

// Bytes of one region, by part.
struct RegionUse {
    std::string region;
    std::int64_t capacity = 0;
    std::int64_t weights = 0;
    std::int64_t kernels = 0;
    std::int64_t descriptors = 0;  // tensors, steps, names of the models
    std::int64_t runtime = 0;      // everything else: our runtime, protocol, start-up, C library
    std::int64_t pools = 0;        // with their guards
    std::int64_t stack = 0;
    [[nodiscard]] std::int64_t total() const { return weights + kernels + descriptors + runtime + pools + stack; }
};

struct Firmware {
    std::filesystem::path elf;
    std::vector<RegionUse> regions;  // those of the board, in its order
    std::int64_t flashBytes = 0;     // total of all flash regions (also the initial values of .data)
    std::int64_t ramBytes = 0;       // total of all RAM regions, stack included
};

// Configures and compiles DIR into DIR/build with CMake and arm-none-eabi GCC. The linker's "region overflowed" becomes
// doesNotFit with the missing bytes; other failures are toolFailed with the compiler's first error. Fails too if the
// pools in the ELF file do not lie where the plan has them.
Outcome<Firmware> buildFirmware(const std::filesystem::path& project, const Board& board, const Plan& plan,
                                const BuildOptions& options, const CancelToken& cancel, const ProgressSink& progress);

// Where a built project's firmware lies: <project>/build/firmware.elf.
std::filesystem::path firmwareElf(const std::filesystem::path& project);

// Reads the sizes of what an earlier buildFirmware() made; checks it against the plan as that does.
Result<Firmware> readFirmware(const std::filesystem::path& project, const Board& board, const Plan& plan);

// Compiles the same sources for this computer into `buildFolder`; the program speaks the serial protocol on its
// standard input and output.
Outcome<std::filesystem::path> buildForHost(const std::filesystem::path& project,
                                            const std::filesystem::path& buildFolder, const BuildOptions& options,
                                            const CancelToken& cancel, const ProgressSink& progress);

}  // namespace pinfold
