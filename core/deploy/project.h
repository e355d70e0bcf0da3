// A generated project on disk: build it, run samples on its device, compare.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "build/build.h"
#include "codegen/codegen.h"
#include "validate/report.h"
#include "validate/validate.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pinfold {

// A project folder as an earlier `generate` left it.
struct Project {
    std::filesystem::path folder;
    ProjectManifest manifest;
    Board board;  // the copy in the project
    Plan plan;    // the project's plan.json, as it was generated
};
Result<Project> openProject(const std::filesystem::path& folder);

// See buildFirmware(). Library projects have nothing to build: badInput says so.
Outcome<Firmware> buildProject(const Project& project, const CancelToken& cancel, const ProgressSink& progress);

// The firmware of an earlier build; badInput if there is none or a generated file is newer or gone.
Result<Firmware> builtFirmware(const Project& project);

// Its sizes, as reports show them.
FirmwareFigures figuresOf(const Firmware& firmware);

// Programs the board; nothing to do for an emulated one.
Outcome<std::monostate> flashProject(const Project& project, const CancelToken& cancel, const ProgressSink& progress);

// Part of documents, too.
struct ValidateRequest {
    std::filesystem::path inputs;     // tensor file
    std::filesystem::path reference;  // tensor file; empty: the out_* of `inputs`
    std::optional<std::string> port;  // URL; none: the emulator, for boards that have one
    double tolerance = 1e-5;          // floats, × max|reference|

    bool operator==(const ValidateRequest&) const = default;
};

// badInput if the board is a real one and no port is named.
Result<void> checkReachable(const Board& board, const ValidateRequest& request);

struct ValidationRun {
    std::vector<ValidationReport> reports;  // of each model, in the order of the project
    FirmwareFigures firmware;
};

// Starts the emulator, or opens the port, makes sure that the device runs this very project, runs all samples on all
// models, compares, and ends what it started.
Outcome<ValidationRun> validateProject(const Project& project, const ValidateRequest& request,
                                       const CancelToken& cancel, const ProgressSink& progress);

}  // namespace pinfold
