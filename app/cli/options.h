// Options that several commands take.
#pragma once

#include "cli/command.h"
#include "codegen/codegen.h"
#include "deploy/project.h"
#include "plan/plan.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace pinfold::cli {

struct ModelArguments {
    std::vector<std::filesystem::path> archives;
    std::optional<std::string> module;
};
void addModelArguments(CLI::App& command, ModelArguments& arguments);

struct PlanArguments {
    std::string board;
    PlanOptions options;
    std::string lifetimes = "statement";
};
void addPlanArguments(CLI::App& command, PlanArguments& arguments);

struct GenerateArguments {
    std::filesystem::path output;
    std::filesystem::path plan;
    std::filesystem::path quantization;
    std::string mode = "firmware";
    std::string activations = "static";
    std::string weights = "incbin";
    bool force = false;
};
void addGenerateArguments(CLI::App& command, GenerateArguments& arguments);

struct ValidateArguments {
    ValidateRequest request;
    std::filesystem::path html;
};
void addValidateArguments(CLI::App& command, ValidateArguments& arguments);

// The models and their board.
struct Loaded {
    std::vector<Model> models;
    Board board;
};
Result<Loaded> load(const ModelArguments& models, const PlanArguments& plan);

// The plan of --plan, or a new one.
Outcome<Plan> planFor(const Loaded& loaded, const PlanArguments& arguments, const std::filesystem::path& planFile,
                      const Context& context);

// Generates and writes the project.
Result<WrittenProject> generate(const Loaded& loaded, const Plan& plan, const GenerateArguments& arguments);

// What validate and deploy print; also writes the HTML file if one is asked for. Exit code 1 if the outputs differ.
Result<CommandOutput> validationOutput(const ValidationRun& run, const std::filesystem::path& html);

}  // namespace pinfold::cli
