// Options that several commands take.
#pragma once

#include "cli/command.h"
#include "deploy/deploy.h"

#include <filesystem>

namespace pinfold::cli {

// The archives and --module.
void addModelOptions(CLI::App& command, PlanRequest& request);
// How to plan them: --board and the like.
void addPlanOptions(CLI::App& command, PlanRequest& request);
// What to do with the plan: --output and the like; and --plan, which takes the place of the options above.
void addGenerateOptions(CLI::App& command, PlanRequest& plan, GenerateRequest& request);
void addValidateOptions(CLI::App& command, ValidateRequest& request, std::filesystem::path& html);

// What validate and deploy print. Writes the HTML file first, if one is asked for; where that fails the text and the
// exit code say so. Else exit code 1 if the outputs differ, 4 if the stack overflowed.
CommandOutput validationOutput(std::span<const ValidationReport> reports, const FirmwareFigures& firmware,
                               const std::filesystem::path& html);

}  // namespace pinfold::cli
