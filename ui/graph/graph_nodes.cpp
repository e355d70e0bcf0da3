#include "ui/graph/graph_nodes.h"

#include "base/index.h"
#include "ui/text/numbers.h"
#include "ui/text/say.h"

#include <algorithm>
#include <cmath>

namespace pinfold::ui {
namespace {

constexpr double gridOfNodes = 8;

// The largest constant in full, how many more there are.
QString parametersText(const Model& model, const Operator& op) {
    std::set<int> constants;
    for (const int input : op.inputs) {
        const int root = rootOf(model, input);
        if (model.tensors[at(root)].role == TensorRole::constant) constants.insert(root);
    }
    if (constants.empty()) return {};
    const int largest = *std::max_element(constants.begin(), constants.end(), [&](int a, int b) {
        return model.tensors[at(a)].bytes < model.tensors[at(b)].bytes;
    });
    const QString text = say("weights %1").arg(tensorText(model.tensors[at(largest)]));
    if (constants.size() == 1) return text;
    return say("%1 + %2 more").arg(text, countText(static_cast<std::int64_t>(constants.size()) - 1));
}

QString outputText(const Model& model, const Operator& op) {
    if (op.outputs.empty()) return {};
    const QString text = tensorText(model.tensors[at(op.outputs.front())]);
    if (op.outputs.size() == 1) return text;
    return say("%1 + %2 more").arg(text, countText(static_cast<std::int64_t>(op.outputs.size()) - 1));
}

class Builder {
public:
    Builder(const Model& model, int modelIndex, std::span<const layout::RepeatedBlock> blocks,
            const NodeMetrics& metrics)
        : model_(model), modelIndex_(modelIndex), blocks_(blocks), metrics_(metrics) {
        for (const Kernel& kernel : model.kernels) kinds_.push_back(kindOf(kernel));
        for (const layout::RepeatedBlock& block : blocks) {
            kindCounts_.resize(std::max(kindCounts_.size(), at(block.kind) + 1), 0);
            places_.push_back(++kindCounts_[at(block.kind)]);
        }
    }

    // With every operator as a node; blocks that are not folded have their headers at their first operators.
    ModelGraph whole(const std::set<int>& folded) {
        std::vector<int> source(model_.tensors.size(), -1);  // by root: the node that it comes from
        addInputs(source);
        addOperators(folded);
        for (std::size_t op = 0; op < model_.operators.size(); ++op) {
            for (const int output : model_.operators[op].outputs) source[at(output)] = graph_.nodeOfOperator[op];
        }
        const std::size_t firstOutput = graph_.nodes.size();
        addOutputs();
        for (std::size_t op = 0; op < model_.operators.size(); ++op) {
            const auto& inputs = model_.operators[op].inputs;
            for (std::size_t i = 0; i < inputs.size(); ++i) {
                addEdge(source, inputs[i], graph_.nodeOfOperator[op], static_cast<int>(i));
            }
        }
        for (std::size_t i = 0; i < model_.outputs.size(); ++i) {
            addEdge(source, model_.outputs[i].tensor, static_cast<int>(firstOutput + i), 0);
        }
        return std::move(graph_);
    }

    ModelGraph fold(const ModelGraph& whole, const std::set<int>& folded) const {
        std::vector<int> groupOf(whole.nodes.size(), -1);
        std::vector<layout::Node> sizes;
        std::vector<GraphNode> made;
        for (const int index : folded) {
            const layout::RepeatedBlock& block = blocks_[at(index)];
            for (int op = block.first; op < block.first + block.length; ++op) {
                groupOf[at(whole.nodeOfOperator[at(op)])] = static_cast<int>(made.size());
            }
            made.push_back(blockNode(index));
            sizes.push_back(sizeOf(made.back()));
        }
        layout::CollapsedGraph small = collapsed(whole.layout, groupOf, sizes);
        ModelGraph graph;
        graph.nodes.resize(small.graph.nodes.size());
        for (std::size_t node = 0; node < whole.nodes.size(); ++node) {
            graph.nodes[at(small.nodeOf[node])] = groupOf[node] < 0 ? whole.nodes[node] : made[at(groupOf[node])];
        }
        graph.edges.resize(small.graph.edges.size());
        for (std::size_t edge = 0; edge < whole.edges.size(); ++edge) {
            if (small.edgeOf[edge] < 0) continue;
            const layout::Edge& ends = small.graph.edges[at(small.edgeOf[edge])];
            graph.edges[at(small.edgeOf[edge])] = {ends.from, ends.to, modelIndex_, whole.edges[edge].tensor};
        }
        for (const int node : whole.nodeOfOperator) graph.nodeOfOperator.push_back(small.nodeOf[at(node)]);
        graph.layout = std::move(small.graph);
        return graph;
    }

private:
    layout::Node sizeOf(const GraphNode& node) const {
        int lines = 0;
        for (const QString* line : {&node.header, &node.title, &node.name, &node.output, &node.parameters}) {
            if (!line->isEmpty()) ++lines;
        }
        const double height = lines * metrics_.line + 2 * metrics_.padding;
        return {metrics_.width, std::ceil(height / gridOfNodes) * gridOfNodes};
    }

    int add(GraphNode node) {
        graph_.layout.nodes.push_back(sizeOf(node));
        graph_.nodes.push_back(std::move(node));
        return static_cast<int>(graph_.nodes.size()) - 1;
    }

    void addPort(NodeRole role, int index, const Port& port, const QString& title) {
        const int root = rootOf(model_, port.tensor);
        GraphNode node;
        node.role = role;
        node.model = modelIndex_;
        node.first = index;
        node.item = Item::tensor(modelIndex_, root);
        node.title = node.label = title;
        node.name = QString::fromStdString(port.name);
        node.output = tensorText(model_.tensors[at(port.tensor)]);
        add(std::move(node));
    }

    void addInputs(std::vector<int>& source) {
        for (std::size_t i = 0; i < model_.inputs.size(); ++i) {
            const int root = rootOf(model_, model_.inputs[i].tensor);
            addPort(NodeRole::input, static_cast<int>(i), model_.inputs[i], say("Input"));
            if (source[at(root)] < 0) source[at(root)] = static_cast<int>(graph_.nodes.size()) - 1;
        }
    }

    void addOutputs() {
        for (std::size_t i = 0; i < model_.outputs.size(); ++i) {
            addPort(NodeRole::output, static_cast<int>(i), model_.outputs[i], say("Output"));
        }
    }

    void addOperators(const std::set<int>& folded) {
        std::size_t next = 0;  // block
        for (int index = 0; index < static_cast<int>(model_.operators.size()); ++index) {
            const Operator& op = model_.operators[at(index)];
            GraphNode node;
            node.model = modelIndex_;
            node.first = index;
            node.length = 1;
            node.kind = kinds_[at(op.kernel)];
            node.item = Item::op(modelIndex_, index);
            node.title = labelOf(node.kind);
            node.label = shortLabelOf(node.kind);
            node.name = shortName(model_, op.name);
            node.output = outputText(model_, op);
            node.parameters = parametersText(model_, op);
            if (next < blocks_.size() && blocks_[next].first == index) {
                if (!folded.contains(static_cast<int>(next))) {
                    node.block = static_cast<int>(next);
                    node.header = headerOf(node.block);
                }
                ++next;
            }
            graph_.nodeOfOperator.push_back(add(std::move(node)));
        }
    }

    void addEdge(const std::vector<int>& source, int tensor, int to, int input) {
        const int root = rootOf(model_, tensor);
        const int from = source[at(root)];
        if (from < 0) return;  // a constant
        graph_.edges.push_back({from, to, modelIndex_, root});
        graph_.layout.edges.push_back({from, model_.tensors[at(root)].producerOutput, to, input});
    }

    QString headerOf(int index) const {
        const layout::RepeatedBlock& block = blocks_[at(index)];
        return say("Block %1, %2 of %3")
            .arg(letterOf(block.kind), countText(places_[at(index)]), countText(kindCounts_[at(block.kind)]));
    }

    GraphNode blockNode(int index) const {
        const layout::RepeatedBlock& block = blocks_[at(index)];
        const Operator& last = model_.operators[at(block.first + block.length - 1)];
        GraphNode node;
        node.role = NodeRole::block;
        node.model = modelIndex_;
        node.first = block.first;
        node.length = block.length;
        node.block = index;
        node.kind = heaviestKind(block);
        node.item = Item::op(modelIndex_, block.first);
        node.header = headerOf(index);
        node.title = say("%1 operators").arg(countText(block.length));
        node.label = say("Block %1").arg(letterOf(block.kind));
        node.name = say("operators %1 to %2").arg(countText(block.first), countText(block.first + block.length - 1));
        node.output = outputText(model_, last);
        return node;
    }

    // Of the operator with the most multiply-accumulates; of the first one where nobody counts.
    OperatorKind heaviestKind(const layout::RepeatedBlock& block) const {
        const auto kernelOf = [&](int op) { return model_.operators[at(op)].kernel; };
        int heaviest = block.first;
        for (int op = block.first; op < block.first + block.length; ++op) {
            const auto macs = [&](int o) { return model_.kernels[at(kernelOf(o))].macs.value_or(0); };
            if (macs(op) > macs(heaviest)) heaviest = op;
        }
        return kinds_[at(kernelOf(heaviest))];
    }

    const Model& model_;
    int modelIndex_;
    std::span<const layout::RepeatedBlock> blocks_;
    NodeMetrics metrics_;
    std::vector<OperatorKind> kinds_;  // by kernel
    std::vector<int> kindCounts_;      // blocks of each kind
    std::vector<int> places_;          // of each block among those of its kind, from 1
    ModelGraph graph_;
};

}  // namespace

std::optional<std::vector<layout::RepeatedBlock>> blocksOf(const Model& model, const CancelToken& cancel) {
    std::vector<layout::BlockOperator> operators;
    for (const Operator& op : model.operators) {
        layout::BlockOperator& made = operators.emplace_back();
        made.kernel = op.kernel;
        for (const int input : op.inputs) made.producers.push_back(model.tensors[at(rootOf(model, input))].producer);
    }
    return layout::findRepeatedBlocks(operators, {}, cancel);
}

ModelGraph graphOf(const Model& model, int modelIndex, std::span<const layout::RepeatedBlock> blocks,
                   const std::set<int>& folded, const NodeMetrics& metrics) {
    Builder builder(model, modelIndex, blocks, metrics);
    ModelGraph whole = builder.whole(folded);
    return folded.empty() ? whole : builder.fold(whole, folded);
}

QString tensorText(const Tensor& tensor) {
    const std::string_view dtype = nameOf(tensor.dtype);
    return QString::fromStdString(toString(tensor.shape)) + u' ' +
           QString::fromLatin1(dtype.data(), static_cast<qsizetype>(dtype.size()));
}

QString letterOf(int kind) {
    QString letters;
    for (int rest = kind; rest >= 0; rest = rest / 26 - 1) letters.prepend(QChar(u'A' + rest % 26));
    return letters;
}

}  // namespace pinfold::ui
