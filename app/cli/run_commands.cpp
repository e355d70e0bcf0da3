// reference, validate, deploy: run the model and compare.
#include "base/file.h"
#include "base/process/sandbox.h"
#include "cli/options.h"
#include "deploy/inputs.h"
#include "deploy/reference.h"
#include "deploy/stages.h"
#include "deploy/trust.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <iostream>
#include <memory>
#include <utility>

namespace pinfold::cli {
namespace {

// The user has said yes, which holds for this time even where it cannot be kept for the next.
void rememberTrust(const Model& model) {
    const auto remembered = trust(model.archiveSha256);
    if (!remembered.ok()) std::cerr << "pinfold-cli: " << remembered.error().message << '\n' << std::flush;
}

// A line that the user types; none if the job is cancelled meanwhile.
std::optional<std::string> typedLine(const CancelToken& cancel) {
    constexpr int pollMilliseconds = 50;
    std::string line;
    while (!cancel.cancelled()) {
        pollfd entry{STDIN_FILENO, POLLIN, 0};
        if (::poll(&entry, 1, pollMilliseconds) <= 0) continue;
        char byte = '\n';
        const ssize_t count = ::read(STDIN_FILENO, &byte, 1);
        if (count < 0 && errno == EINTR) continue;
        if (count > 0 && byte == '\n') return line;
        if (count <= 0) break;
        line += byte;
    }
    std::cerr << '\n';  // nobody has ended the line of the question
    return cancel.cancelled() ? std::nullopt : std::optional(line);
}

// What a user on a terminal says; elsewhere no.
Outcome<bool> agrees(const std::string& question, const CancelToken& cancel) {
    if (::isatty(STDIN_FILENO) != 1 || ::isatty(STDERR_FILENO) != 1) return false;
    std::cerr << question << " [y/N] " << std::flush;
    const auto answer = typedLine(cancel);
    if (!answer) return Cancelled{};
    return answer == "y" || answer == "Y" || answer == "yes";
}

// Asks on a terminal; elsewhere says how to allow it.
Outcome<std::monostate> ensureTrust(const Model& model, bool trustFlag, const CancelToken& cancel) {
    if (isTrusted(model.archiveSha256)) return std::monostate{};
    bool trusted = trustFlag;
    if (!trusted) {
        PINFOLD_TRY_OUTCOME(trusted, agrees(fmt::format("A reference runs the code in {} on this computer. Do you "
                                                        "trust it?",
                                                        model.archiveName),
                                            cancel));
    }
    if (!trusted) {
        return badInput(
            "{}: a reference runs the archive's code on this computer. If you trust it, say so with --trust; "
            "it is remembered for this archive. On an emulated board (--on auto) it needs no trust.",
            model.archiveName);
    }
    rememberTrust(model);
    return std::monostate{};
}

// Whether the code runs in a sandbox. Where there is none, it runs only if the user says once more that it may.
Outcome<bool> ensureSandbox(bool withoutFlag, const Context& context) {
    if (withoutFlag) {
        report(context.progress, {"reference", "running without a sandbox, with your rights", -1});
        return false;
    }
    const auto sandbox = requireSandbox(SandboxUse::compute, context.cancel);
    if (sandbox.ok()) {
        if (isCancelled(*sandbox)) return Cancelled{};
        return true;
    }
    const std::string& cause = sandbox.error().message;
    PINFOLD_TRY_OUTCOME(
        const bool agreed,
        agrees(cause + " The code would run with all your rights: it could read and change what you can, "
                       "and use the network. Run it all the same?",
               context.cancel));
    if (agreed) return false;
    return badInput(
        "{} The archive's code would run with all your rights; allow it with --no-sandbox. On an emulated board (--on "
        "auto) it does not run here at all.",
        cause);
}

struct ReferenceCommand {
    std::vector<std::filesystem::path> archives;
    std::optional<std::string> module;
    ReferenceRequest request;
    bool trusted = false;
    bool withoutSandbox = false;

    Outcome<CommandOutput> operator()(const Context& context) const {
        PINFOLD_CHECK(checkWritable(request.output));
        PINFOLD_TRY_OUTCOME(const auto loaded, loadModels(archives, module, context.cancel, context.progress));
        ReferenceRequest allowed = request;
        if (request.on.empty()) {
            PINFOLD_TRY_OUTCOME(allowed.sandboxed, askToRunHere(loaded, context));
        }
        PINFOLD_TRY_OUTCOME(const auto result, makeReference(loaded, allowed, context.cancel, context.progress));
        const std::string where = request.on.empty() ? "this computer" : result.madeOn;
        return CommandOutput{
            {{"output", request.output.string()},
             {"samples", result.samples},
             {"arrays", result.arrays},
             {"made_on", result.madeOn},
             {"sandboxed", request.on.empty() ? OrderedJson(allowed.sandboxed) : OrderedJson(nullptr)}},
            fmt::format("{}: {} arrays of {} samples, made on {}\n", request.output.string(), result.arrays,
                        result.samples, where),
            0};
    }

    // Whether in a sandbox; an error if it may not run at all.
    [[nodiscard]] Outcome<bool> askToRunHere(std::span<const Model> models, const Context& context) const {
        std::string asked;  // the archive whose code may run; its models stand together
        for (const Model& model : models) {
            if (std::exchange(asked, model.archiveSha256) == model.archiveSha256) continue;
            PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto allowed, ensureTrust(model, trusted, context.cancel));
        }
        return ensureSandbox(withoutSandbox, context);
    }
};

// Before minutes go into what is to be written there.
Result<void> checkHtml(const std::filesystem::path& html) {
    return html.empty() ? Result<void>{} : checkWritable(html);
}

struct ValidateCommand {
    std::filesystem::path folder;
    ValidateRequest request;
    std::filesystem::path html;

    Outcome<CommandOutput> operator()(const Context& context) const {
        PINFOLD_CHECK(checkHtml(html));
        DeployState state;
        state.request.project.folder = folder;
        state.request.validation = request;
        PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto done,
                            runStage(DeployStage::validate, state, context.cancel, context.progress));
        return validationOutput(state.validation->reports, state.validation->firmware, html);
    }
};

struct DeployCommand {
    DeployRequest request;
    std::filesystem::path html;

    Outcome<CommandOutput> operator()(const Context& context) const {
        PINFOLD_CHECK(checkHtml(html));
        PINFOLD_TRY_OUTCOME(const auto deployed, deploy(request, context.cancel, context.progress));
        return validationOutput(deployed.reports, figuresOf(deployed.firmware), html);
    }
};

}  // namespace

void addReference(CLI::App& program, Selection& selection) {
    auto arguments = std::make_shared<ReferenceCommand>();
    auto& command =
        addCommand(program, selection, "reference", "Runs archives on an emulated board or on this computer",
                   [arguments](const Context& context) { return (*arguments)(context); });
    command.add_option("archives", arguments->archives, "Model Library Format archives")->required();
    command.add_option("--module", arguments->module, "Which of an archive's modules");
    command.add_option("--inputs", arguments->request.inputs, "Tensor file with the inputs")->required();
    command.add_option("--output", arguments->request.output, "The .npz to write")->required();
    command.add_flag("--all", arguments->request.everyOperator, "Also every operator's outputs, op_<index>_<output>");
    command.add_option("--on", arguments->request.on,
                       "An emulated board (id or .json file) to run on, or auto; otherwise this computer");
    command.add_flag("--trust", arguments->trusted, "The archive's code may run here; remembered for this archive");
    command.add_flag("--no-sandbox", arguments->withoutSandbox, "It runs here with all your rights, in no sandbox");
}

void addValidate(CLI::App& program, Selection& selection) {
    auto arguments = std::make_shared<ValidateCommand>();
    auto& command = addCommand(program, selection, "validate", "Runs samples on the device and compares",
                               [arguments](const Context& context) { return (*arguments)(context); });
    command.add_option("folder", arguments->folder, "Folder of a generated project")->required();
    addValidateOptions(command, arguments->request, arguments->html);
}

void addDeploy(CLI::App& program, Selection& selection) {
    auto arguments = std::make_shared<DeployCommand>();
    auto& command = addCommand(program, selection, "deploy", "The whole way: plan, generate, build, flash, validate",
                               [arguments](const Context& context) { return (*arguments)(context); });
    addModelOptions(command, arguments->request.plan);
    addPlanOptions(command, arguments->request.plan);
    addGenerateOptions(command, arguments->request.plan, arguments->request.project);
    addValidateOptions(command, arguments->request.validation, arguments->html);
}

}  // namespace pinfold::cli
