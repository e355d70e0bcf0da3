#include "deploy/project.h"

#include "base/file.h"
#include "base/hash.h"
#include "codegen/manifest.h"
#include "deploy/inputs.h"
#include "device/flash.h"
#include "device/open_device.h"

namespace pinfold {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largestProjectFile = std::uint64_t{64} << 20;

std::vector<ModelPorts> portsOf(const ProjectManifest& manifest) {
    std::vector<ModelPorts> all;
    for (const auto& model : manifest.models) {
        ModelPorts ports{model.name, arrayPrefix(model.name, manifest.models.size()), {}, {}};
        for (const auto& input : model.inputs) {
            ports.inputs.push_back({input.name, "in_" + input.fileKey, input.dtype, input.shape});
        }
        for (std::size_t i = 0; i < model.outputs.size(); ++i) {
            const auto& output = model.outputs[i];
            ports.outputs.push_back(
                {output.name, fmt::format("out_{}{}", ports.prefix, i), output.dtype, output.shape});
        }
        all.push_back(std::move(ports));
    }
    return all;
}

// The models of the project with what is to be run on them.
std::vector<ValidatedModel> validatedModels(const Project& project, std::vector<Samples> samples) {
    std::vector<ValidatedModel> all;
    for (std::size_t i = 0; i < project.manifest.models.size(); ++i) {
        const auto& model = project.manifest.models[i];
        ValidatedModel validated;
        validated.index = static_cast<int>(i);
        validated.samples = std::move(samples[i]);
        for (const auto& input : model.inputs) validated.keptInputs.push_back(input.kept);
        for (const auto& output : model.outputs) {
            validated.outputNames.push_back(output.name);
            validated.keptOutputs.push_back(output.kept);
        }
        for (const auto& op : project.plan.operators) {
            if (op.model == model.name) validated.operators.push_back({op.index, op.name});
        }
        all.push_back(std::move(validated));
    }
    return all;
}

// The device must run this very project: comparing another one's outputs would be worse than an error.
Result<void> checkIdentity(const Project& project, const DeviceIdentity& device) {
    const bool same = device.planSha256 == project.manifest.planSha256 && device.board == project.board.id &&
                      device.models.size() == project.manifest.models.size();
    if (same) return {};
    return toolFailed(
        "The device runs another firmware than the one in {}: it says board {} and plan {}, the project "
        "is for board {} with plan {}. Build and flash this project first.",
        project.folder.string(), device.board, device.planSha256.substr(0, 12), project.board.id,
        project.manifest.planSha256.substr(0, 12));
}

Outcome<std::unique_ptr<Device>> attachTo(const Project& project, const Firmware& firmware,
                                          const ValidateRequest& request, const CancelToken& cancel,
                                          const ProgressSink& progress) {
    if (request.port) {
        report(progress, {"validate", fmt::format("attaching to {}", *request.port), -1});
        return openPort(*request.port, {}, cancel);
    }
    PINFOLD_CHECK(checkReachable(project.board, request));
    report(progress, {"validate", fmt::format("starting the emulator ({})", project.board.emulator->machine), -1});
    return openEmulator(project.board, firmware.elf, {}, cancel);
}

// No generated file may be newer than the firmware: it would be another program than the project's.
Result<void> checkFresh(const Project& project, const fs::path& elf) {
    const fs::path manifest = project.folder / manifestName;
    PINFOLD_TRY(const std::string text, readFile(manifest, largestProjectFile));
    PINFOLD_TRY(const GeneratedDigests files, readDigests(text, manifest.string()));
    std::error_code error;
    const auto built = fs::last_write_time(elf, error);
    for (const auto& [name, digests] : files) {
        const auto written = fs::last_write_time(project.folder / name, error);
        if (error) {
            return badInput("{}: is missing; generate the project again.", (project.folder / name).string());
        }
        if (written > built) {
            return advised(Advice::buildFirst,
                           badInput("{}: was changed after the firmware was built.", (project.folder / name).string()));
        }
    }
    return {};
}

Result<void> refuseLibrary(const Project& project) {
    if (project.manifest.mode != ProjectMode::library) return {};
    return badInput("{}: is a library for an application of yours; build it as part of that. Its README.md says how.",
                    project.folder.string());
}

}  // namespace

Result<Project> openProject(const fs::path& folder) {
    Project project;
    project.folder = folder;
    PINFOLD_TRY(project.manifest, readManifest(folder));
    const fs::path boardFile = folder / "board.json";
    PINFOLD_TRY(const std::string boardText, readFile(boardFile, largestProjectFile));
    if (sha256Hex(boardText) != project.manifest.boardSha256) {
        return advised(Advice::makeOwnBoard,
                       badInput("{}: was changed since the project was generated.", boardFile.string()));
    }
    PINFOLD_TRY(project.board, readBoard(boardText, boardFile.string(), project.manifest.board));
    const fs::path planFile = folder / "plan.json";
    PINFOLD_TRY(const std::string planText, readFile(planFile, largestProjectFile));
    if (sha256Hex(planText) != project.manifest.planSha256) {
        return advised(Advice::makeOwnPlan,
                       badInput("{}: was changed since the project was generated.", planFile.string()));
    }
    PINFOLD_TRY(project.plan, readPlan(planText, planFile.string()));
    return project;
}

Outcome<Firmware> buildProject(const Project& project, const CancelToken& cancel, const ProgressSink& progress) {
    PINFOLD_CHECK(refuseLibrary(project));
    PINFOLD_TRY_OUTCOME(Firmware firmware,
                        buildFirmware(project.folder, project.board, project.plan, {}, cancel, progress));
    // The linker leaves the file alone where nothing that it reads has changed; builtFirmware() must see it as new.
    std::error_code ignored;
    fs::last_write_time(firmware.elf, fs::file_time_type::clock::now(), ignored);
    return firmware;
}

Result<Firmware> builtFirmware(const Project& project) {
    PINFOLD_CHECK(refuseLibrary(project));
    const fs::path elf = firmwareElf(project.folder);
    std::error_code failure;
    if (!fs::exists(elf, failure)) {
        return advised(Advice::buildFirst, badInput("{}: has not been built yet.", project.folder.string()));
    }
    PINFOLD_CHECK(checkFresh(project, elf));
    return readFirmware(project.folder, project.board, project.plan);
}

FirmwareFigures figuresOf(const Firmware& firmware) {
    return {firmware.flashBytes, firmware.ramBytes, firmware.regions};
}

Outcome<std::monostate> flashProject(const Project& project, const CancelToken& cancel, const ProgressSink& progress) {
    PINFOLD_TRY(const Firmware firmware, builtFirmware(project));
    return flashFirmware(project.board, firmware.elf, cancel, progress);
}

Result<void> checkReachable(const Board& board, const ValidateRequest& request) {
    if (request.port || board.emulator) return {};
    return advised(Advice::namePort, badInput("{} is a real board: name the port it is connected to.", board.id));
}

Outcome<ValidationRun> validateProject(const Project& project, const ValidateRequest& request,
                                       const CancelToken& cancel, const ProgressSink& progress) {
    PINFOLD_TRY(const Firmware firmware, builtFirmware(project));
    PINFOLD_TRY_OUTCOME(auto samples,
                        loadSamples(request.inputs, request.reference, portsOf(project.manifest), cancel));
    PINFOLD_TRY_OUTCOME(const auto device, attachTo(project, firmware, request, cancel, progress));
    PINFOLD_CHECK(checkIdentity(project, device->identity()));
    ValidateOptions options;
    options.tolerance = request.tolerance;
    ValidationRun run;
    PINFOLD_TRY_OUTCOME(run.reports,
                        validate(*device, validatedModels(project, std::move(samples)), options, cancel, progress));
    run.firmware = figuresOf(firmware);
    return run;
}

}  // namespace pinfold
