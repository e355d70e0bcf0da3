// The whole way from archives to a report, stage by stage or in one go; with project.h and reference.h all that app/
// and ui/ drive.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "codegen/codegen.h"
#include "deploy/project.h"
#include "model/model.h"
#include "plan/plan.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace pinfold {

struct PlanRequest {
    std::vector<std::filesystem::path> archives;
    std::optional<std::string> module;  // which of an archive's modules; none: all of them
    std::string board;                  // id, or path of a board file
    PlanOptions options;
    std::filesystem::path plan;  // a plan.json made before; then `options` do not count. Empty: make one
};

struct PlannedModels {
    std::vector<Model> models;
    Board board;
    Plan plan;
};

// makePlan(), for those who have read models and board already. `others`: boards that may be proposed where it does not
// fit.
Outcome<Plan> planLoaded(std::span<const Model> models, const Board& board, const PlanOptions& options,
                         std::span<const Board> others, const CancelToken& cancel, const ProgressSink& progress);

// Reads the archives and plans them, or reads the plan and makes sure that it is theirs.
Outcome<PlannedModels> planModels(const PlanRequest& request, const CancelToken& cancel, const ProgressSink& progress);

struct GenerateRequest {
    std::filesystem::path folder;  // of the project
    GenerateOptions options;
    std::filesystem::path quantization;  // JSON file; empty: none
    bool force = false;                  // overwrite what the user changed
};

// Generates the project of a plan and writes it into its folder.
Outcome<WrittenProject> generateInto(std::span<const Model> models, const Board& board, const Plan& plan,
                                     const GenerateRequest& request, const CancelToken& cancel,
                                     const ProgressSink& progress);

// What can be told wrong of a validation before minutes go into building: a board that cannot be reached, samples that
// do not fit the models.
Outcome<std::monostate> checkValidation(std::span<const Model> models, const Board& board,
                                        const ValidateRequest& request, const CancelToken& cancel = {});

struct DeployRequest {
    PlanRequest plan;
    GenerateRequest project;
    ValidateRequest validation;
};

struct Deployed {
    Plan plan;
    Firmware firmware;
    std::vector<ValidationReport> reports;  // of each model
};

// Plan, generate, build, flash, validate. What can be told wrong from the files alone is told before anything is
// written.
Outcome<Deployed> deploy(const DeployRequest& request, const CancelToken& cancel, const ProgressSink& progress);

}  // namespace pinfold
