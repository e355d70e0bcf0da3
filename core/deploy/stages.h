// The stages of a deployment as data: the command line and the window walk the same table. A new stage is an enumerator
// here, and a row with its functions in stages.cpp.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "base/result.h"
#include "deploy/deploy.h"
#include "deploy/deployment.h"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace pinfold {

enum class DeployStage { plan, generate, build, flash, validate };

// What stages work on, and what they leave for those after them.
struct DeployState {
    DeployRequest request;
    std::shared_ptr<const std::vector<Model>> models;  // null until planned, as the next two
    std::shared_ptr<const Board> board;
    std::shared_ptr<const Plan> plan;
    std::optional<WrittenProject> written;
    std::optional<Project> project;  // in its folder; opened by the first stage that needs it
    std::optional<Firmware> firmware;
    std::optional<ValidationRun> validation;
};

// What the window calls an action that runs one stage. Without a text there is none.
struct StageAction {
    const char* text = nullptr;
    const char* icon = nullptr;
    const char* shortcut = nullptr;
    const char* tip = nullptr;
};

struct StageDescription {
    DeployStage id;
    std::string_view name;  // "generate"; of its action: "deploy.generate"
    const char* title;      // "Generate"
    // Does it. Needs what the stages before it leave in the state, or have left in the project's folder.
    Outcome<std::monostate> (*run)(DeployState&, const CancelToken&, const ProgressSink&);
    // What came of it, in a line.
    std::string (*summary)(const DeployState&);
    // What can be told wrong of it once there is a plan, before time goes into the stages between. May be null.
    Outcome<std::monostate> (*foresee)(const DeployState&, const CancelToken&, const ProgressSink&) = nullptr;
    // Whether a change of the document takes from what it did, and so from all after it, that it is of the document.
    bool (*dependsOn)(const Deployment& before, const Deployment& now) = [](const Deployment&, const Deployment&) {
        return false;
    };
    // Why it has nothing to do on that board; empty if it has.
    std::string (*idle)(const Board&) = [](const Board&) { return std::string(); };
    // What the user has to choose first; empty if nothing. `board` is null where it is not known.
    std::string (*missing)(const Deployment&, const Board* board) = [](const Deployment&, const Board*) {
        return std::string();
    };
    StageAction action{};
};

// In the order in which they run.
std::span<const StageDescription> deployStages();
const StageDescription& descriptionOf(DeployStage stage);

// One stage alone.
Outcome<std::monostate> runStage(DeployStage stage, DeployState& state, const CancelToken& cancel,
                                 const ProgressSink& progress);

// All of them but those that have nothing to do. What can be told wrong is told before anything is written.
Outcome<std::monostate> runStages(DeployState& state, const CancelToken& cancel, const ProgressSink& progress);

}  // namespace pinfold
