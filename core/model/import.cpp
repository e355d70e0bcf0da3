#include "base/hostile_text.h"
#include "base/text.h"
#include "model/graph.h"
#include "model/kernel_lookup.h"
#include "model/model.h"

#include <algorithm>
#include <map>
#include <set>

namespace pinfold {
namespace {

constexpr std::string_view aliasFunction = "__nop";
constexpr std::string_view copyFunction = "__copy";

std::string identifierOf(std::string_view name) {
    std::string symbol;
    for (const char c : name) symbol += isWordPart(c) ? c : '_';
    if (symbol.empty() || isDigit(symbol[0])) symbol.insert(0, "_");
    return symbol;
}

// Names for graph nodes: their own, with "_<n>" where another node already has it.
class UniqueNames {
public:
    void reserve(std::string name) { used_.insert(std::move(name)); }
    std::string take(const std::string& wanted) {
        std::string name = wanted;
        int& next = next_[wanted];
        while (!used_.insert(name).second) name = fmt::format("{}_{}", wanted, ++next);
        return name;
    }

private:
    std::set<std::string> used_;
    std::map<std::string, int> next_;
};

// Turns a graph into a model: state of importModel.
class Builder {
public:
    Builder(Model& model, const Graph& graph, ArchiveModule& module, const CancelToken& cancel)
        : model_(model), graph_(graph), module_(module), cancel_(cancel) {}

    // The kernels' names by operator.
    Result<std::vector<std::string>> build() {
        addTensors();
        for (const int node : graph_.arguments) PINFOLD_CHECK(addArgument(node));
        for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
            if (cancel_.cancelled()) return brokenOff();
            if (!graph_.nodes[i].isOperator) continue;
            if (graph_.nodes[i].function == aliasFunction) {
                PINFOLD_CHECK(addAlias(i));
            } else {
                PINFOLD_CHECK(addOperator(i));
            }
        }
        addOutputs();
        return std::move(functions_);
    }

private:
    [[nodiscard]] Tensor& tensorOf(int node, int output) {
        return model_.tensors[static_cast<std::size_t>(entryIndex(graph_, {node, output}))];
    }

    void addTensors() {
        model_.tensors.reserve(graph_.tensors.size());
        for (const GraphTensor& facts : graph_.tensors) {
            Tensor tensor;
            tensor.dtype = facts.dtype;
            tensor.shape = facts.shape;
            tensor.bytes = facts.bytes;
            tensor.storageId = facts.storageId;
            model_.tensors.push_back(std::move(tensor));
        }
        for (const GraphNode& node : graph_.nodes) {
            if (!node.isOperator) names_.reserve(node.name);
        }
        for (std::size_t i = 0; i < module_.parameters.size(); ++i) parameters_.emplace(module_.parameters[i].name, i);
    }

    Result<void> addArgument(int index) {
        const GraphNode& node = graph_.nodes[static_cast<std::size_t>(index)];
        Tensor& tensor = tensorOf(index, 0);
        tensor.name = node.name;
        const auto found = parameters_.find(node.name);
        if (found != parameters_.end()) return addConstant(tensor, module_.parameters[found->second]);
        PINFOLD_CHECK(checkInput(node.name));
        tensor.role = TensorRole::input;
        model_.inputs.push_back({node.name, entryIndex(graph_, {index, 0})});
        return {};
    }

    // TVM calls the parameters of a graph p0, p1 …: one of these that is no input is missing from the .params file.
    Result<void> checkInput(const std::string& name) const {
        const bool parameterLike =
            name.size() > 1 && name[0] == 'p' && std::all_of(name.begin() + 1, name.end(), isDigit);
        const auto& known = module_.inputNames;
        if (!parameterLike || known.empty() || std::binary_search(known.begin(), known.end(), name)) return {};
        return badInput(
            "the graph has \"{}\", which is neither a parameter in the .params file nor an input in metadata.json.",
            name);
    }

    Result<void> addConstant(Tensor& tensor, Parameter& parameter) {
        if (parameter.dtype != tensor.dtype || parameter.shape != tensor.shape) {
            return badInput("the parameter \"{}\" is {} of {} in the graph and {} of {} in the .params file.",
                            printable(tensor.name), toString(tensor.shape), nameOf(tensor.dtype),
                            toString(parameter.shape), nameOf(parameter.dtype));
        }
        tensor.role = TensorRole::constant;
        tensor.parameter = static_cast<int>(model_.parameters.size());
        model_.parameters.push_back(std::move(parameter));
        return {};
    }

    Result<void> addAlias(std::size_t index) {
        const GraphNode& node = graph_.nodes[index];
        if (node.inputs.size() != 1 || node.outputs != 1) {
            return badInput("the {} node \"{}\" must have one input and one output.", aliasFunction,
                            printable(node.name));
        }
        const int root = rootOf(model_, entryIndex(graph_, node.inputs[0]));
        const Tensor& original = model_.tensors[static_cast<std::size_t>(root)];
        Tensor& tensor = tensorOf(static_cast<int>(index), 0);
        if (tensor.bytes != original.bytes) {
            return badInput("the {} node \"{}\" makes {} bytes of {}.", aliasFunction, printable(node.name),
                            tensor.bytes, original.bytes);
        }
        tensor.name = names_.take(node.name);
        tensor.role = original.role;
        tensor.aliasOf = root;
        tensor.producer = original.producer;
        tensor.producerOutput = original.producerOutput;
        tensor.parameter = original.parameter;
        return {};
    }

    Result<void> addOperator(std::size_t index) {
        const GraphNode& node = graph_.nodes[index];
        const int number = static_cast<int>(model_.operators.size());
        Operator op;
        op.name = names_.take(node.name);
        for (const GraphEntry& entry : node.inputs) {
            const int tensor = entryIndex(graph_, entry);
            op.inputs.push_back(tensor);
            auto& consumers = model_.tensors[static_cast<std::size_t>(rootOf(model_, tensor))].consumers;
            if (consumers.empty() || consumers.back() != number) consumers.push_back(number);
        }
        for (int output = 0; output < node.outputs; ++output) {
            Tensor& tensor = tensorOf(static_cast<int>(index), output);
            tensor.name = node.outputs == 1 ? op.name : fmt::format("{}:{}", op.name, output);
            tensor.producer = number;
            tensor.producerOutput = output;
            op.outputs.push_back(entryIndex(graph_, {static_cast<int>(index), output}));
        }
        const bool copy = node.function == copyFunction;
        if (copy) PINFOLD_CHECK(checkCopy(op));
        if (node.function == copyKernelName) return badInput("the kernel name {} is reserved.", copyKernelName);
        functions_.emplace_back(copy ? copyKernelName : std::string_view(node.function));
        model_.operators.push_back(std::move(op));
        return {};
    }

    Result<void> checkCopy(const Operator& op) const {
        const auto bytes = [&](int tensor) { return model_.tensors[static_cast<std::size_t>(tensor)].bytes; };
        if (op.inputs.size() == 1 && op.outputs.size() == 1 && bytes(op.inputs[0]) == bytes(op.outputs[0])) return {};
        return badInput("the {} node \"{}\" must have one input and one output of the same size.", copyFunction,
                        printable(op.name));
    }

    void addOutputs() {
        const bool named = graph_.heads.size() == 1 && module_.outputNames.size() == 1;
        for (std::size_t i = 0; i < graph_.heads.size(); ++i) {
            model_.outputs.push_back(
                {named ? module_.outputNames[0] : fmt::format("output_{}", i), entryIndex(graph_, graph_.heads[i])});
        }
    }

    Model& model_;
    const Graph& graph_;
    ArchiveModule& module_;
    const CancelToken& cancel_;
    UniqueNames names_;
    std::map<std::string, std::size_t> parameters_;
    std::vector<std::string> functions_;
};

// TVM 0.8 can link parameters into the C, where a look-up function hands them to the executor at start. (Later versions
// give such parameters to the kernels directly, and the graph does not name them.)
Result<void> refuseLookedUpParameters(const Graph& graph, const ArchiveModule& module, const CancelToken& cancel) {
    constexpr std::string_view lookUp = "_lookup_linked_param";
    constexpr std::string_view prefix = "__tvm_param__";
    const auto anyFile = [&](const auto& holds) {
        return std::any_of(module.sources.begin(), module.sources.end(), holds) ||
               std::any_of(module.objects.begin(), module.objects.end(), holds);
    };
    if (!anyFile([&](const ArchiveFile& file) { return containsText(file.bytes, lookUp, cancel); })) return {};
    std::set<std::string_view> linked;  // one walk over the code finds all of them
    const auto noteLinked = [&](std::string_view word) {
        const auto at = word.find(prefix);
        if (at != word.npos) linked.insert(word.substr(at + prefix.size()));
    };
    for (const auto* files : {&module.sources, &module.objects}) {
        for (const ArchiveFile& file : *files) forEachWord(file.bytes, cancel, noteLinked);
    }
    std::set<std::string_view> known;
    for (const Parameter& parameter : module.parameters) known.insert(parameter.name);
    for (const int node : graph.arguments) {
        if (cancel.cancelled()) return brokenOff();
        const std::string_view name = graph.nodes[static_cast<std::size_t>(node)].name;
        const auto end = std::find_if_not(name.begin(), name.end(), isWordPart);
        const bool isLinked = linked.contains(name.substr(0, static_cast<std::size_t>(end - name.begin())));
        if (!known.contains(name) && (isLinked || known.empty())) {
            return badInput(
                "its parameters are linked into the code behind {} (TVM 0.8 with --link-params), which is not "
                "supported; export the model without --link-params, or with TVM 0.9 or later.",
                lookUp);
        }
    }
    return {};
}

Result<void> refuseOtherKinds(const ArchiveModule& module) {
    switch (module.executor) {
        case Executor::graph: return {};
        case Executor::aot:
            return badInput(
                "archives of the ahead-of-time (AOT) executor are not supported yet; export the model with the graph "
                "executor.");
        case Executor::operatorOnly: break;
    }
    return badInput(
        "archives of a single operator are not supported yet; export a whole model with the graph executor.");
}

Result<Model> import(const Archive& archive, ArchiveModule module, const CancelToken& cancel,
                     const ProgressSink& progress) {
    PINFOLD_CHECK(refuseOtherKinds(module));
    PINFOLD_TRY(const Graph graph, readGraph(module.graphJson, cancel));
    PINFOLD_CHECK(refuseLookedUpParameters(graph, module, cancel));
    Model model;
    model.name = module.name;
    model.symbol = identifierOf(module.name);
    model.archiveName = archive.name;
    model.archiveSha256 = archive.sha256;
    model.exportDate = std::move(module.exportDate);
    model.targets = std::move(module.targets);
    model.sources = std::move(module.sources);
    model.objects = std::move(module.objects);
    PINFOLD_TRY(const auto functions, Builder(model, graph, module, cancel).build());
    PINFOLD_CHECK(findKernels(model, functions, module.operatorWorkspaceBytes, cancel, progress));
    return model;
}

}  // namespace

Outcome<Model> importModel(const Archive& archive, ArchiveModule module, const CancelToken& cancel,
                           const ProgressSink& progress) {
    const std::string where = fmt::format("{}: {}", archive.name, module.name);
    auto model = import(archive, std::move(module), cancel, progress);
    if (!model.ok()) model = locate(where, model.error());
    return unlessCancelled(std::move(model), cancel);
}

}  // namespace pinfold
