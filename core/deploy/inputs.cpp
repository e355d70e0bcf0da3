#include "deploy/inputs.h"

#include "base/file.h"
#include "base/text.h"
#include "codegen/codegen.h"
#include "deploy/check.h"

#include <algorithm>

namespace pinfold {
namespace {

namespace fs = std::filesystem;

Outcome<std::vector<Model>> loadArchive(const fs::path& path, const std::optional<std::string>& module,
                                        const CancelToken& cancel, const ProgressSink& progress) {
    PINFOLD_TRY_OUTCOME(Archive archive, readArchive(path, cancel, progress));
    std::vector<Model> models;
    std::vector<std::string> names;
    for (auto& candidate : archive.modules) {
        names.push_back(candidate.name);
        if (module && candidate.name != *module) continue;
        PINFOLD_TRY_OUTCOME(models.emplace_back(), importModel(archive, std::move(candidate), cancel, progress));
    }
    if (models.empty()) {
        return badInput("{}: has no module \"{}\"; it has {}.", path.string(), module.value_or(""),
                        fmt::join(names, ", "));
    }
    return models;
}

PortSpec portSpec(const Model& model, const Port& port, std::string key) {
    const Tensor& tensor = model.tensors[static_cast<std::size_t>(port.tensor)];
    return {port.name, std::move(key), tensor.dtype, tensor.shape};
}

}  // namespace

Outcome<std::vector<Model>> loadModels(std::span<const fs::path> archives, const std::optional<std::string>& module,
                                       const CancelToken& cancel, const ProgressSink& progress) {
    if (module && archives.size() > 1) {
        return badInput("A module can be picked from one archive only, and {} are named.", archives.size());
    }
    std::vector<Model> all;
    for (const auto& path : archives) {
        PINFOLD_TRY_OUTCOME(auto models, loadArchive(path, module, cancel, progress));
        for (auto& model : models) {
            const auto same = [&](const Model& other) { return other.symbol == model.symbol; };
            if (std::any_of(all.begin(), all.end(), same)) {
                return badInput("{}: the module \"{}\" is there twice; models of one program need different names.",
                                path.string(), model.name);
            }
            all.push_back(std::move(model));
        }
    }
    return all;
}

Outcome<Plan> loadPlan(const fs::path& file, std::span<const Model> models, const Board& board,
                       const CancelToken& cancel) {
    PINFOLD_TRY_OUTCOME(const std::string text, unlessCancelled(readFile(file, largestPlanFile, cancel), cancel));
    return unlessCancelled(readSoundPlan(text, file.string(), models, board, cancel), cancel);
}

std::vector<ModelPorts> portsOf(std::span<const Model> models) {
    std::vector<ModelPorts> all;
    for (const Model& model : models) {
        ModelPorts ports{model.name, arrayPrefix(model.name, models.size()), {}, {}};
        for (const auto& input : model.inputs) {
            ports.inputs.push_back(portSpec(model, input, fmt::format("in_{}{}", ports.prefix, fileKey(input.name))));
        }
        for (std::size_t i = 0; i < model.outputs.size(); ++i) {
            ports.outputs.push_back(portSpec(model, model.outputs[i], fmt::format("out_{}{}", ports.prefix, i)));
        }
        all.push_back(std::move(ports));
    }
    return all;
}

Outcome<std::vector<Samples>> loadSamples(const fs::path& inputs, const fs::path& reference,
                                          std::span<const ModelPorts> models, const CancelToken& cancel) {
    PINFOLD_TRY_OUTCOME(auto inputArrays, unlessCancelled(readTensorFile(inputs, cancel), cancel));
    const std::string ending = inputs.extension().string();
    if ((ending == ".npy" || ending == ".csv") && inputArrays.size() == 1) {
        std::size_t ports = 0;
        for (const ModelPorts& model : models) ports += model.inputs.size();
        if (ports != 1) {
            return badInput("{}: a {} file holds one array, and the {} {} inputs; use an .npz file.", inputs.string(),
                            ending, models.size() == 1 ? "model has" : "models have", ports);
        }
    }
    std::vector<Array> referenceArrays;
    if (!reference.empty()) {
        PINFOLD_TRY_OUTCOME(referenceArrays, unlessCancelled(readTensorFile(reference, cancel), cancel));
    }
    return unlessCancelled(
        matchSamples(inputArrays, inputs.string(), referenceArrays, reference.string(), models, cancel), cancel);
}

}  // namespace pinfold
