// From models, board and plan to all files of a project.
#include "base/hash.h"
#include "base/text.h"
#include "codegen/c_text.h"
#include "codegen/codegen.h"
#include "codegen/linker_script.h"
#include "codegen/manifest.h"
#include "codegen/network_source.h"
#include "codegen/project_files.h"
#include "codegen/quantization.h"
#include "codegen/weights_source.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>

namespace pinfold {
namespace {

// Limits of ai_model_info and pinfold_step.
constexpr std::size_t maxPorts = std::numeric_limits<std::uint8_t>::max();
constexpr std::size_t maxSteps = std::numeric_limits<std::uint16_t>::max();

Result<void> checkSizes(const Model& model) {
    if (model.inputs.size() > maxPorts || model.outputs.size() > maxPorts) {
        return badInput("{}: has {} inputs and {} outputs; the firmware's interface counts to {}.", model.name,
                        model.inputs.size(), model.outputs.size(), maxPorts);
    }
    if (model.operators.size() > maxSteps) {
        return badInput("{}: has {} operators; the firmware's interface counts to {}.", model.name,
                        model.operators.size(), maxSteps);
    }
    for (const auto& op : model.operators) {
        const Kernel& kernel = model.kernels[static_cast<std::size_t>(op.kernel)];
        if (op.inputs.size() > maxPorts || op.outputs.size() > maxPorts || kernel.workspaces.size() > maxPorts) {
            return badInput("{}: operator {} has {} inputs, {} outputs and {} workspaces; at most {} of each can be.",
                            model.name, op.name, op.inputs.size(), op.outputs.size(), kernel.workspaces.size(),
                            maxPorts);
        }
    }
    return {};
}

// Everything that becomes a name in C must be one, and exist once in the program.
Result<void> checkNames(std::span<const Model> models) {
    std::map<std::string, std::string> symbols;
    std::map<std::string, std::string> kernels;
    for (const Model& model : models) {
        if (!isIdentifier(model.symbol)) return badInput("{}: {} is no C identifier.", model.name, model.symbol);
        const auto [symbol, isNew] = symbols.try_emplace(upperCase(model.symbol), model.name);
        if (!isNew) {
            return badInput("Models {} and {} have the same name in C, {}: rename one of them before it is exported.",
                            symbol->second, model.name, model.symbol);
        }
        for (const auto& kernel : model.kernels) {
            if (kernel.name == copyKernelName) continue;
            if (!isIdentifier(kernel.name))
                return badInput("{}: kernel {} is no C identifier.", model.name, kernel.name);
            const auto [known, firstUse] = kernels.try_emplace(kernel.name, model.name);
            if (!firstUse && known->second != model.name) {
                return badInput("Models {} and {} both define {}: export one of them under another module name.",
                                known->second, model.name, kernel.name);
            }
        }
    }
    return {};
}

// The headers of a model are found before the firmware's own, and its files lie in one folder with those of the other
// models. Some file systems do not tell case apart.
Result<void> checkFileNames(std::span<const Model> models, const std::vector<GeneratedFile>& own) {
    std::map<std::string, std::string> headers;  // of the firmware: name → path
    for (const GeneratedFile& file : own) {
        if (file.path.ends_with(".h")) headers[lowerCase(file.path.substr(file.path.rfind('/') + 1))] = file.path;
    }
    std::map<std::string, std::string> files;  // name → model
    for (const Model& model : models) {
        for (const char* ending : {".h", "_data.h", "_network.c", "_weights.c", "_weights.S", "_weights.bin"}) {
            const std::string name = model.symbol + ending;
            const auto hidden = headers.find(lowerCase(name));
            if (hidden != headers.end()) {
                return badInput("{}: its header {} would hide {} of the firmware; export it under another module name.",
                                model.name, name, hidden->second);
            }
            const auto [taken, isNew] = files.try_emplace(lowerCase(name), model.name);
            if (!isNew) {
                return badInput("Models {} and {} both have a file {}: export one of them under another module name.",
                                taken->second, model.name, name);
            }
        }
    }
    return {};
}

Result<void> checkOptions(std::span<const Model> models, const Plan& plan, const GenerateOptions& options) {
    if (models.empty() || models.size() > maxPorts) {
        return badInput("A project takes 1 to {} models, and got {}.", maxPorts, models.size());
    }
    if (options.activations == Activations::supplied && plan.pools.size() != 1) {
        return badInput(
            "Activations that the application supplies need a plan with one pool; this one has {}. Pin all to "
            "one region ('*=REGION'), or generate with static activations.",
            plan.pools.size());
    }
    for (const Model& model : models) PINFOLD_CHECK(checkSizes(model));
    PINFOLD_CHECK(checkNames(models));
    return checkQuantization(models, options.quantization);
}

// See ProjectManifest::PortInfo::kept.
bool isKept(const Plan& plan, const Model& model, int tensor, bool isInput) {
    const int root = rootOf(model, tensor);
    for (const PlannedBuffer& buffer : plan.buffers) {
        if (buffer.model != model.name || buffer.tensor != root) continue;
        return plan.options.concurrent || (isInput ? buffer.firstTick == 0 : buffer.endTick == plan.ticks);
    }
    return true;  // a constant
}

ProjectManifest describe(const ProjectSpec& spec) {
    ProjectManifest manifest;
    manifest.board = spec.board->id;
    manifest.boardSha256 = spec.board->sha256;
    manifest.mode = spec.options->mode;
    manifest.planSha256 = spec.planSha256;
    for (const ModelLayout& layout : spec.layouts) {
        const Model& model = *layout.model;
        const std::string prefix = arrayPrefix(model.name, spec.layouts.size());
        const auto info = [&](const Port& port, bool isInput) {
            const Tensor& tensor = model.tensors[static_cast<std::size_t>(port.tensor)];
            return ProjectManifest::PortInfo{port.name, prefix + fileKey(port.name), tensor.dtype, tensor.shape,
                                             isKept(*spec.plan, model, port.tensor, isInput)};
        };
        ProjectManifest::ModelInfo entry{model.name, model.symbol, {}, {}, {}};
        for (const auto& port : model.inputs) entry.inputs.push_back(info(port, true));
        for (const auto& port : model.outputs) entry.outputs.push_back(info(port, false));
        for (const int op : layout.order) entry.operators.push_back(model.operators[static_cast<std::size_t>(op)].name);
        manifest.models.push_back(std::move(entry));
    }
    return manifest;
}

void append(std::vector<GeneratedFile>& files, std::vector<GeneratedFile> more) {
    std::move(more.begin(), more.end(), std::back_inserter(files));
}

}  // namespace

std::string arrayPrefix(const std::string& model, std::size_t models) { return models > 1 ? fileKey(model) + "." : ""; }

Outcome<std::vector<GeneratedFile>> generateProject(std::span<const Model> models, const Board& board, const Plan& plan,
                                                    const GenerateOptions& options, const CancelToken& cancel) {
    PINFOLD_CHECK(checkOptions(models, plan, options));
    const std::string planText = writePlan(plan);
    ProjectSpec spec{{}, &board, &plan, &options, sha256Hex(planText)};
    for (std::size_t i = 0; i < models.size(); ++i) {
        PINFOLD_TRY_OUTCOME(ModelLayout layout,
                            unlessCancelled(layOutModel(models[i], static_cast<int>(i), plan, cancel), cancel));
        spec.layouts.push_back(std::move(layout));
    }
    PINFOLD_TRY(std::vector<GeneratedFile> files, firmwareFiles(spec));
    PINFOLD_CHECK(checkFileNames(models, files));
    append(files, kernelFiles(spec));
    for (const ModelLayout& layout : spec.layouts) {
        if (cancel.cancelled()) return Cancelled{};
        const NetworkSpec network{&layout, &plan, &options};
        const std::string base = "model/" + layout.model->symbol;
        files.push_back({base + ".h", modelHeader(network)});
        files.push_back({base + "_data.h", dataHeader(*layout.model)});
        files.push_back({base + "_network.c", networkSource(network)});
        PINFOLD_TRY_OUTCOME(auto weights, unlessCancelled(weightsFiles(layout, options.weights, cancel), cancel));
        append(files, std::move(weights));
    }
    files.push_back({"model/pinfold_models.c", modelsSource(spec)});
    files.push_back({"board.json", board.json});
    files.push_back({"plan.json", planText});
    if (options.mode == ProjectMode::firmware) {
        files.push_back({"app/model_table.c", modelTableSource(spec)});
        files.push_back({"board.ld", linkerScript(board, plan)});
    }
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    files.push_back({"CMakeLists.txt", cmakeLists(spec, files)});
    files.push_back({"README.md", readme(spec, files)});
    files.push_back({std::string(manifestName), writeManifest(describe(spec))});
    std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
    return files;
}

}  // namespace pinfold
