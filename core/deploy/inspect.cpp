#include "deploy/inspect.h"

#include "base/text.h"
#include "mlf/archive.h"
#include "model/model.h"

namespace pinfold {
namespace {

OrderedJson portsJson(const Model& model, const std::vector<Port>& ports) {
    OrderedJson all = OrderedJson::array();
    for (const auto& port : ports) {
        const Tensor& tensor = model.tensors[static_cast<std::size_t>(port.tensor)];
        all.push_back(
            {{"name", port.name}, {"shape", tensor.shape}, {"dtype", nameOf(tensor.dtype)}, {"bytes", tensor.bytes}});
    }
    return all;
}

std::string portsText(const Model& model, const std::vector<Port>& ports, std::string_view what) {
    std::string text;
    for (const auto& port : ports) {
        const Tensor& tensor = model.tensors[static_cast<std::size_t>(port.tensor)];
        text += fmt::format("  {:<11}{}  {} {}  {} B\n", what, port.name, nameOf(tensor.dtype), toString(tensor.shape),
                            grouped(tensor.bytes));
    }
    return text;
}

void addGraphModule(Inspection& result, const Model& model) {
    const std::int64_t macs = totalMacs(model);
    OrderedJson row;
    row["name"] = model.name;
    row["executor"] = nameOf(Executor::graph);
    row["operators"] = model.operators.size();
    row["inputs"] = portsJson(model, model.inputs);
    row["outputs"] = portsJson(model, model.outputs);
    row["parameters"] = {{"count", model.parameters.size()}, {"bytes", parameterBytes(model)}};
    row["macs"] = macs < 0 ? OrderedJson() : OrderedJson(macs);
    row["workspace_bytes"] = largestWorkspace(model);
    result.json["modules"].push_back(std::move(row));

    result.text += fmt::format("\nmodule {}  (graph executor)\n", model.name);
    result.text += portsText(model, model.inputs, "input");
    result.text += portsText(model, model.outputs, "output");
    result.text += fmt::format("  operators  {}, {} kernels\n", model.operators.size(), model.kernels.size());
    result.text += fmt::format("  parameters {}, {} B\n", model.parameters.size(), grouped(parameterBytes(model)));
    result.text += fmt::format("  workspace  {} B in the operator that needs most\n", grouped(largestWorkspace(model)));
    result.text += macs < 0 ? "  MACs       unknown (object files instead of C)\n"
                            : fmt::format("  MACs       {}\n", grouped(macs));
    for (const auto& kernel : model.kernels) {
        if (kernel.read || kernel.source < 0) continue;
        result.text +=
            fmt::format("  note: {} keeps its buffers for the whole operator: {}\n", kernel.name, kernel.whyNotRead);
    }
}

void addOtherModule(Inspection& result, const ArchiveModule& module) {
    const std::int64_t bytes = [&] {
        std::int64_t sum = 0;
        for (const auto& parameter : module.parameters) sum += static_cast<std::int64_t>(parameter.bytes.size());
        return sum;
    }();
    const auto names = [](const std::vector<std::string>& ports) {
        OrderedJson all = OrderedJson::array();
        for (const auto& name : ports) {
            all.push_back({{"name", name}, {"shape", nullptr}, {"dtype", nullptr}, {"bytes", nullptr}});
        }
        return all;
    };
    OrderedJson row;
    row["name"] = module.name;
    row["executor"] = nameOf(module.executor);
    row["operators"] = nullptr;
    row["inputs"] = names(module.inputNames);
    row["outputs"] = names(module.outputNames);
    row["parameters"] = {{"count", module.parameters.size()}, {"bytes", bytes}};
    row["macs"] = nullptr;
    row["workspace_bytes"] = module.workspaceBytes;
    result.json["modules"].push_back(std::move(row));

    const std::string_view kind = module.executor == Executor::aot
                                      ? "ahead-of-time executor: not supported yet by plan and generate"
                                      : "a single operator, not a model";
    result.text += fmt::format("\nmodule {}  ({})\n", module.name, kind);
    if (!module.inputNames.empty()) result.text += fmt::format("  inputs     {}\n", fmt::join(module.inputNames, ", "));
    if (!module.outputNames.empty()) {
        result.text += fmt::format("  outputs    {}\n", fmt::join(module.outputNames, ", "));
    }
    result.text += fmt::format("  parameters {}, {} B\n", module.parameters.size(), grouped(bytes));
}

}  // namespace

Result<Inspection> inspect(const std::filesystem::path& path) {
    PINFOLD_TRY(Archive archive, readArchive(path));
    Inspection result;
    result.json["mlf_version"] = archive.version;
    result.json["sha256"] = archive.sha256;
    result.json["modules"] = OrderedJson::array();
    result.text = fmt::format("{}: Model Library Format version {}\n", path.string(), archive.version);
    for (auto& module : archive.modules) {
        if (module.executor != Executor::graph) {
            addOtherModule(result, module);
            continue;
        }
        PINFOLD_TRY(const Model model, importModel(archive, std::move(module)));
        addGraphModule(result, model);
    }
    return result;
}

}  // namespace pinfold
