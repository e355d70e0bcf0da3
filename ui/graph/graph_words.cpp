#include "ui/graph/graph_words.h"

#include "base/index.h"
#include "ui/text/numbers.h"
#include "ui/text/say.h"

#include <cmath>
#include <set>

namespace pinfold::ui {
namespace {

constexpr int maxListed = 6;  // tensors or operators

QString escaped(const std::string& text) { return QString::fromStdString(text).toHtmlEscaped(); }

// "3, 4 and 7 more" of many.
QString listed(QStringList items) {
    const auto more = items.size() - maxListed;
    if (more > 0) items = items.mid(0, maxListed);
    const QString text = items.join(QStringLiteral(", "));
    return more > 0 ? say("%1 and %2 more").arg(text, countText(more)) : text;
}

class Table {
public:
    void row(const QString& title, const QString& value) {
        if (value.isEmpty()) return;
        rows_ += QStringLiteral("<tr><td>%1&nbsp;&nbsp;</td><td>%2</td></tr>").arg(title.toHtmlEscaped(), value);
    }
    void number(const QString& title, ColourMode mode, double value) {
        if (!std::isnan(value)) row(title, ColourScale{mode, 0, 0, {}}.textOf(value).toHtmlEscaped());
    }
    [[nodiscard]] QString text(const QString& heading) const {
        return QStringLiteral("<b>%1</b><table>%2</table>").arg(heading, rows_);
    }

private:
    QString rows_;
};

QString tensorLine(const Model& model, int tensor) {
    const Tensor& shown = model.tensors[at(tensor)];
    return QStringLiteral("%1: %2, %3")
        .arg(escaped(shown.name), tensorText(shown).toHtmlEscaped(), bytesText(shown.bytes));
}

QString tensorLines(const Model& model, const std::vector<int>& tensors, bool constants) {
    QStringList lines;
    std::set<int> seen;
    for (const int tensor : tensors) {
        const bool constant = model.tensors[at(tensor)].role == TensorRole::constant;
        if (constant == constants && seen.insert(tensor).second) lines.append(tensorLine(model, tensor));
    }
    const auto more = lines.size() - maxListed;
    if (more > 0) lines = lines.mid(0, maxListed) << say("and %1 more").arg(countText(more));
    return lines.join(QStringLiteral("<br>"));
}

QString operatorTip(const Model& model, int index, const OperatorFacts& facts, bool differsFirst) {
    const Operator& op = model.operators[at(index)];
    Table table;
    if (differsFirst) table.row(say("Validation"), say("the first operator that differs from the reference"));
    table.row(say("Kind"), labelOf(facts.kind).toHtmlEscaped());
    table.row(say("Name"), escaped(op.name));
    table.row(say("Kernel"), escaped(model.kernels[at(op.kernel)].name));
    table.row(say("Inputs"), tensorLines(model, op.inputs, false));
    table.row(say("Parameters"), tensorLines(model, op.inputs, true));
    table.row(say("Outputs"), tensorLines(model, op.outputs, false));
    if (facts.workspace > 0) table.row(say("Workspaces"), bytesText(std::llround(facts.workspace)));
    table.number(say("Work"), ColourMode::macs, facts.macs);
    table.number(say("Measured"), ColourMode::cycles, facts.cycles);
    table.number(say("Error"), ColourMode::error, facts.error);
    return table.text(say("Operator %1").arg(countText(index)));
}

QString blockTip(const Model& model, const GraphNode& node) {
    Table table;
    table.row(say("Operators"), say("%1 to %2").arg(countText(node.first), countText(node.first + node.length - 1)));
    QStringList names;
    for (int op = node.first; op < node.first + node.length; ++op) {
        names.append(shortName(model, model.operators[at(op)].name).toHtmlEscaped());
    }
    table.row(say("Names"), listed(names));
    table.row(say("Output"), node.output.toHtmlEscaped());
    return table.text(node.header.toHtmlEscaped()) + say("Click the header to unfold it.");
}

QStringList numbersOf(const std::vector<int>& operators) {
    QStringList numbers;
    for (const int op : operators) numbers.append(countText(op));
    return numbers;
}

QString tensorTip(const Model& model, int index) {
    const Tensor& tensor = model.tensors[at(index)];
    Table table;
    table.row(say("Name"), escaped(tensor.name));
    table.row(say("Shape and type"), tensorText(tensor).toHtmlEscaped());
    table.row(say("Bytes"), bytesText(tensor.bytes));
    if (tensor.producer >= 0) table.row(say("Written by operator"), countText(tensor.producer));
    table.row(say("Read by operators"), listed(numbersOf(tensor.consumers)));
    return table.text(tensor.role == TensorRole::input ? say("Input of the model") : say("Tensor"));
}

QString operatorSentence(const Model& model, int index) {
    const Operator& op = model.operators[at(index)];
    std::set<int> producers, readers;
    for (const int input : op.inputs) {
        const int producer = model.tensors[at(rootOf(model, input))].producer;
        if (producer >= 0) producers.insert(producer);
    }
    QStringList outputs;
    for (const int output : op.outputs) {
        const Tensor& tensor = model.tensors[at(output)];
        outputs.append(tensorText(tensor));
        readers.insert(tensor.consumers.begin(), tensor.consumers.end());
    }
    QString text = say("Operator %1, %2, %3. Output %4.")
                       .arg(countText(index), labelOf(kindOf(model.kernels[at(op.kernel)])), shortName(model, op.name),
                            listed(outputs));
    if (!producers.empty()) {
        text += u' ' + say("Reads from operator %1.").arg(listed(numbersOf({producers.begin(), producers.end()})));
    }
    if (!readers.empty()) {
        text += u' ' + say("Read by operator %1.").arg(listed(numbersOf({readers.begin(), readers.end()})));
    }
    return text;
}

}  // namespace

QString tooltipOf(const GraphPicture& picture, const FactTable& facts, const GraphHit& hit, bool differsFirst) {
    if (!hit.item) return {};
    const Model& model = (*picture.models)[at(hit.item.model)];
    if (hit.node >= 0 && picture.nodes[at(hit.node)].role == NodeRole::block) {
        return blockTip(model, picture.nodes[at(hit.node)]);
    }
    if (hit.item.kind == Item::Kind::tensor) return tensorTip(model, hit.item.index);
    return operatorTip(model, hit.item.index, facts[at(hit.item.model)][at(hit.item.index)], differsFirst);
}

QString sentenceOf(const GraphPicture& picture, const Item& item) {
    if (picture.nodeOf(item) < 0) return say("Nothing is selected.");
    const Model& model = (*picture.models)[at(item.model)];
    QString text;
    if (item.kind == Item::Kind::tensor) {
        const Tensor& tensor = model.tensors[at(item.index)];
        text = say("Tensor %1, %2, %3.")
                   .arg(QString::fromStdString(tensor.name), tensorText(tensor), bytesText(tensor.bytes));
    } else {
        text = operatorSentence(model, item.index);
        if (item.kind == Item::Kind::workspace) text = say("A workspace of: %1").arg(text);
    }
    if (picture.models->size() > 1) {
        text = say("Model %1. %2").arg(QString::fromStdString(model.name), text);
    }
    return text;
}

}  // namespace pinfold::ui
