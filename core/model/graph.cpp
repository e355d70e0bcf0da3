#include "model/graph.h"

#include "base/hostile_text.h"
#include "base/json.h"
#include "base/text.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace pinfold {
namespace {

// An operator has about a hundred, with its parameters and tensors.
constexpr JsonLimits graphLimits{64, 1'000'000};
constexpr std::size_t maxNodes = 100'000;
constexpr int maxOutputs = 1024;
constexpr std::size_t maxInputs = 4096;
constexpr std::size_t maxDimensions = 32;
constexpr std::size_t longestName = 1024;
constexpr std::int64_t maxTensorBytes = INT32_MAX;

// The elements of an array that has at most `most`; asks first, since every JsonView costs a string.
Result<std::vector<JsonView>> elementsUpTo(const JsonView& list, std::size_t most) {
    if (list.raw().is_array() && list.raw().size() > most) {
        return badInput("{}: has {} elements; at most {} are accepted.", list.where(), list.raw().size(), most);
    }
    return list.elements();
}

Result<std::vector<JsonView>> elementsUpTo(const JsonView& parent, std::string_view key, std::size_t most) {
    PINFOLD_TRY(const auto list, parent.at(key));
    return elementsUpTo(list, most);
}

Result<std::string> readName(const JsonView& node) {
    PINFOLD_TRY(auto name, node.string("name"));
    const bool control = std::any_of(name.begin(), name.end(), isControl);
    if (name.empty() || name.size() > longestName || control) {
        return badInput("{}: \"{}\" cannot be a name.", node.where("name"), printable(name));
    }
    return name;
}

// TVM writes numbers among a node's attributes as strings.
Result<int> readCount(const JsonView& attributes, std::string_view key, int least, int most) {
    PINFOLD_TRY(const auto text, attributes.string(key));
    int value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc() || end != text.data() + text.size() || value < least || value > most) {
        return badInput("{}: must be a number from {} to {}, and is \"{}\".", attributes.where(key), least, most,
                        printable(text));
    }
    return value;
}

// [node, output] or [node, output, version]; `nodes` are those that may be meant.
Result<GraphEntry> readEntry(const JsonView& view, const std::vector<GraphNode>& nodes, std::size_t total) {
    PINFOLD_TRY(const auto parts, elementsUpTo(view, 3));
    if (parts.size() < 2) return badInput("{}: must have a node and an output.", view.where());
    PINFOLD_TRY(const auto node, parts[0].integer(0, static_cast<std::int64_t>(total) - 1));
    if (static_cast<std::size_t>(node) >= nodes.size()) {
        return badInput(
            "{}: names node {}, which does not come before it: the graph has a cycle or is not in execution order.",
            view.where(), node);
    }
    PINFOLD_TRY(const auto output, parts[1].integer(0, nodes[static_cast<std::size_t>(node)].outputs - 1));
    return GraphEntry{static_cast<int>(node), static_cast<int>(output)};
}

Result<GraphNode> readNode(const JsonView& view, const std::vector<GraphNode>& before, std::size_t total) {
    GraphNode node;
    PINFOLD_TRY(node.name, readName(view));
    PINFOLD_TRY(const auto kind, view.string("op"));
    node.isOperator = kind == "tvm_op";
    if (!node.isOperator && kind != "null") {
        return badInput("{}: \"{}\" is not known; \"null\" and \"tvm_op\" are.", view.where("op"), printable(kind));
    }
    if (!node.isOperator) {
        if (view.has("inputs")) {
            PINFOLD_TRY(const auto inputs, view.elements("inputs"));
            if (!inputs.empty()) return badInput("{}: an input of the model cannot have inputs.", view.where("inputs"));
        }
        return node;
    }
    PINFOLD_TRY(const auto attributes, view.at("attrs"));
    PINFOLD_TRY(node.function, attributes.string("func_name"));
    if (!isIdentifier(node.function) || node.function.size() > longestName) {
        return badInput("{}: \"{}\" cannot be a C function.", attributes.where("func_name"), printable(node.function));
    }
    PINFOLD_TRY(node.outputs, readCount(attributes, "num_outputs", 1, maxOutputs));
    PINFOLD_TRY(const auto inputs, elementsUpTo(view, "inputs", maxInputs));
    for (const JsonView& input : inputs) {
        PINFOLD_TRY(node.inputs.emplace_back(), readEntry(input, before, total));
    }
    if (attributes.has("num_inputs")) {
        PINFOLD_TRY(const auto declared, readCount(attributes, "num_inputs", 0, static_cast<int>(maxInputs)));
        if (static_cast<std::size_t>(declared) != node.inputs.size()) {
            return badInput("{}: declares {} inputs and has {}.", view.where(), declared, node.inputs.size());
        }
    }
    return node;
}

Result<void> readNodes(const JsonView& root, Graph& graph) {
    PINFOLD_TRY(const auto views, elementsUpTo(root, "nodes", maxNodes));
    if (views.empty()) return badInput("graph: nodes: is empty.");
    graph.nodes.reserve(views.size());
    for (const JsonView& view : views) {
        PINFOLD_TRY(auto node, readNode(view, graph.nodes, views.size()));
        graph.nodes.push_back(std::move(node));
    }
    return {};
}

// node_row_ptr must say what the nodes' numbers of outputs say.
Result<int> readEntries(const JsonView& root, Graph& graph) {
    PINFOLD_TRY(const auto list, root.at("node_row_ptr"));
    PINFOLD_TRY(const auto views, elementsUpTo(list, graph.nodes.size() + 1));
    if (views.size() != graph.nodes.size() + 1) {
        return badInput("{}: must have {} elements, one more than there are nodes, and has {}.", list.where(),
                        graph.nodes.size() + 1, views.size());
    }
    int expected = 0;
    for (std::size_t i = 0; i < views.size(); ++i) {
        PINFOLD_TRY(const auto entry, views[i].integer(0, INT32_MAX));
        if (entry != expected) {
            return badInput("{}: must be {} after the outputs of the nodes before it, and is {}.", views[i].where(),
                            expected, entry);
        }
        graph.firstEntry.push_back(expected);
        if (i < graph.nodes.size()) expected += graph.nodes[i].outputs;
    }
    return expected;
}

// An attribute by entry is a pair: its type's name and the list. The list has one element for every entry.
Result<std::vector<JsonView>> readAttribute(const JsonView& attributes, std::string_view key, std::string_view kind,
                                            std::size_t entries) {
    PINFOLD_TRY(const auto pair, elementsUpTo(attributes, key, 2));
    if (pair.size() != 2) return badInput("{}: must be a pair of type and list.", attributes.where(key));
    PINFOLD_TRY(const auto found, pair[0].string());
    if (found != kind) {
        return badInput("{}: must be \"{}\", and is \"{}\".", pair[0].where(), kind, printable(found));
    }
    if (pair[1].raw().is_array() && pair[1].raw().size() != entries) {
        return badInput("{}: must have {} elements, one for every output of a node, and has {}.", pair[1].where(),
                        entries, pair[1].raw().size());
    }
    return pair[1].elements();
}

Result<GraphTensor> readTensor(const JsonView& type, const JsonView& extents, const JsonView& storage) {
    GraphTensor tensor;
    PINFOLD_TRY(const auto name, type.string());
    const auto dtype = dtypeFromName(name);
    if (!dtype) return badInput("{}: the element type \"{}\" is not supported.", type.where(), printable(name));
    tensor.dtype = *dtype;
    PINFOLD_TRY(const auto dimensions, elementsUpTo(extents, maxDimensions));
    for (const JsonView& extent : dimensions) {
        PINFOLD_TRY(tensor.shape.emplace_back(), extent.integer(0, INT64_MAX));
    }
    const auto bytes = byteCount(tensor.shape, tensor.dtype);
    if (!bytes || *bytes > maxTensorBytes) {
        return badInput("{}: {} is more than a microcontroller can address.", extents.where(), toString(tensor.shape));
    }
    if (*bytes == 0) return badInput("{}: {} has no elements.", extents.where(), toString(tensor.shape));
    tensor.bytes = *bytes;
    PINFOLD_TRY(const auto id, storage.integer(0, INT32_MAX));
    tensor.storageId = static_cast<int>(id);
    return tensor;
}

Result<void> readTensors(const JsonView& root, std::size_t entries, Graph& graph) {
    PINFOLD_TRY(const auto attributes, root.at("attrs"));
    PINFOLD_TRY(const auto types, readAttribute(attributes, "dltype", "list_str", entries));
    PINFOLD_TRY(const auto shapes, readAttribute(attributes, "shape", "list_shape", entries));
    PINFOLD_TRY(const auto storage, readAttribute(attributes, "storage_id", "list_int", entries));
    for (std::size_t i = 0; i < entries; ++i) {
        PINFOLD_TRY(graph.tensors.emplace_back(), readTensor(types[i], shapes[i], storage[i]));
    }
    return {};
}

Result<void> readArguments(const JsonView& root, Graph& graph) {
    PINFOLD_TRY(const auto list, root.at("arg_nodes"));
    PINFOLD_TRY(const auto views, elementsUpTo(list, graph.nodes.size()));
    std::vector<bool> named(graph.nodes.size(), false);
    for (const JsonView& view : views) {
        PINFOLD_TRY(const auto index, view.integer(0, static_cast<std::int64_t>(graph.nodes.size()) - 1));
        const auto node = static_cast<std::size_t>(index);
        if (graph.nodes[node].isOperator) return badInput("{}: node {} is an operator, no input.", view.where(), index);
        if (named[node]) return badInput("{}: names node {} twice.", view.where(), index);
        named[node] = true;
        graph.arguments.push_back(static_cast<int>(index));
    }
    std::set<std::string_view> names;
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        const GraphNode& node = graph.nodes[i];
        if (node.isOperator) continue;
        if (!named[i]) return badInput("{}: lacks node {}, \"{}\".", list.where(), i, printable(node.name));
        if (!names.insert(node.name).second) {
            return badInput("graph: nodes: two inputs have the name \"{}\".", printable(node.name));
        }
    }
    return {};
}

Result<void> readHeads(const JsonView& root, Graph& graph) {
    PINFOLD_TRY(const auto list, root.at("heads"));
    PINFOLD_TRY(const auto views, elementsUpTo(list, maxNodes));
    if (views.empty()) return badInput("{}: is empty: the model has no outputs.", list.where());
    for (const JsonView& view : views) {
        PINFOLD_TRY(graph.heads.emplace_back(), readEntry(view, graph.nodes, graph.nodes.size()));
    }
    return {};
}

}  // namespace

Result<Graph> readGraph(std::string_view json, const CancelToken& cancel) {
    PINFOLD_TRY(const auto document, parseJson(json, "graph", cancel, graphLimits));
    const JsonView root(document, "graph", &cancel);
    Graph graph;
    PINFOLD_CHECK(readNodes(root, graph));
    PINFOLD_TRY(const int entries, readEntries(root, graph));
    PINFOLD_CHECK(readTensors(root, static_cast<std::size_t>(entries), graph));
    PINFOLD_CHECK(readArguments(root, graph));
    PINFOLD_CHECK(readHeads(root, graph));
    return graph;
}

}  // namespace pinfold
