#include "deploy/inspect.h"

#include "base/hostile_text.h"
#include "base/text.h"
#include "mlf/archive.h"
#include "model/model.h"

#include <optional>
#include <utility>

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
    result.text += fmt::format("  operators  {}, calling {} kernels\n", model.operators.size(), model.kernels.size());
    result.text +=
        fmt::format("  parameters {} of {} B in all\n", model.parameters.size(), grouped(parameterBytes(model)));
    result.text += fmt::format("  workspace  {} B in the operator that needs most\n", grouped(largestWorkspace(model)));
    result.text += macs < 0 ? "  MACs       unknown (object files instead of C)\n"
                            : fmt::format("  MACs       {}\n", grouped(macs));
    for (const auto& kernel : model.kernels) {
        if (kernel.read || kernel.source < 0) continue;
        result.text +=
            fmt::format("  note: {} keeps its buffers for the whole operator: {}\n", kernel.name, kernel.whyNotRead);
    }
}

// null where the archive does not say it
OrderedJson orNull(bool known, OrderedJson value) { return known ? std::move(value) : OrderedJson(); }

OrderedJson portsJson(const std::vector<ArchivePort>& ports) {
    OrderedJson all = OrderedJson::array();
    for (const ArchivePort& port : ports) {
        all.push_back({{"name", port.name},
                       {"shape", port.shape ? OrderedJson(*port.shape) : OrderedJson()},
                       {"dtype", orNull(!port.dtype.empty(), port.dtype)},
                       {"bytes", port.bytes}});
    }
    return all;
}

std::string portsText(const std::vector<ArchivePort>& ports, std::string_view what) {
    std::string text;
    for (const ArchivePort& port : ports) {
        text += fmt::format("  {:<11}{}  {}{}  {} B\n", what, printable(port.name),
                            port.dtype.empty() ? "unknown type" : printable(port.dtype),
                            port.shape ? " " + toString(*port.shape) : "", grouped(port.bytes));
    }
    return text;
}

// What is known of the constants: those of a .params file, or else metadata's figure for those inside the C.
struct Constants {
    std::optional<std::size_t> count;
    std::optional<std::int64_t> bytes;
};

Constants constantsOf(const ArchiveModule& module) {
    if (module.parameters.empty() && module.executor == Executor::aot) return {std::nullopt, module.constantsBytes};
    std::int64_t bytes = 0;
    for (const auto& parameter : module.parameters) bytes += static_cast<std::int64_t>(parameter.bytes.size());
    return {module.parameters.size(), bytes};
}

std::string constantsText(const Constants& constants) {
    if (constants.count)
        return fmt::format("  parameters {} of {} B in all\n", *constants.count, grouped(*constants.bytes));
    return constants.bytes ? fmt::format("  parameters linked into the C, {} B\n", grouped(*constants.bytes))
                           : "  parameters linked into the C\n";
}

void addOtherModule(Inspection& result, const ArchiveModule& module) {
    const Constants constants = constantsOf(module);
    const bool isModel = module.executor == Executor::aot;
    OrderedJson row;
    row["name"] = module.name;
    row["executor"] = nameOf(module.executor);
    row["operators"] = orNull(!isModel, 1);
    row["inputs"] = portsJson(module.inputs);
    row["outputs"] = portsJson(module.outputs);
    if (!isModel) row["arguments"] = portsJson(module.arguments);
    row["parameters"] = {{"count", constants.count ? OrderedJson(*constants.count) : OrderedJson()},
                         {"bytes", constants.bytes ? OrderedJson(*constants.bytes) : OrderedJson()}};
    row["macs"] = nullptr;
    row["workspace_bytes"] = orNull(isModel, module.workspaceBytes);
    result.json["modules"].push_back(std::move(row));

    result.text += fmt::format("\nmodule {}  ({})\n", module.name,
                               isModel ? "ahead-of-time executor: not supported yet by plan and generate"
                                       : "a single operator, not a model: not supported by plan and generate");
    result.text += portsText(module.inputs, "input");
    result.text += portsText(module.outputs, "output");
    result.text += portsText(module.arguments, "argument");
    if (!isModel) return;
    result.text += fmt::format("  operators  {} kernels\n", module.operatorWorkspaceBytes.size());
    result.text += constantsText(constants);
    result.text += fmt::format("  workspace  {} B for the whole model\n", grouped(module.workspaceBytes));
}

}  // namespace

Outcome<Inspection> inspect(const std::filesystem::path& path, const CancelToken& cancel,
                            const ProgressSink& progress) {
    PINFOLD_TRY_OUTCOME(Archive archive, readArchive(path, cancel, progress));
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
        PINFOLD_TRY_OUTCOME(const Model model, importModel(archive, std::move(module), cancel, progress));
        addGraphModule(result, model);
    }
    return result;
}

}  // namespace pinfold
