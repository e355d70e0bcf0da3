#include "ui/graph/graph_finder.h"

#include "base/index.h"
#include "ui/session/filter.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <limits>

namespace pinfold::ui {
namespace {

using Searched = GraphFinder::Searched;

// What can be compared, by name.
struct TextField {
    const char* name;
    QString Searched::*text;
};
const std::array textFields{TextField{"name", &Searched::name}, TextField{"kind", &Searched::kind},
                            TextField{"dtype", &Searched::dtype}};
struct NumberField {
    const char* name;
    double OperatorFacts::*number;
};
const std::array numberFields{
    NumberField{"bytes", &OperatorFacts::bytes},           NumberField{"workspace", &OperatorFacts::workspace},
    NumberField{"parameters", &OperatorFacts::parameters}, NumberField{"macs", &OperatorFacts::macs},
    NumberField{"cycles", &OperatorFacts::cycles},         NumberField{"error", &OperatorFacts::error}};

Filter parse(const QString& line) {
    QStringList numbers;
    for (const NumberField& field : numberFields) numbers.append(QLatin1String(field.name));
    QStringList all;
    for (const TextField& field : textFields) all.append(QLatin1String(field.name));
    return parseFilter(line, all + numbers, numbers);
}

bool matches(const FilterTerm& term, const Searched& searched) {
    for (const NumberField& field : numberFields) {
        if (term.column == QLatin1String(field.name)) return holds(term, searched.facts.*field.number);
    }
    if (term.column.isEmpty() && holds(term, searched.otherNames)) return true;
    return std::any_of(textFields.begin(), textFields.end(), [&](const TextField& field) {
        const bool meant = term.column.isEmpty() || term.column == QLatin1String(field.name);
        return meant && holds(term, searched.*field.text);
    });
}

QString dtypeOf(const Model& model, int tensor) {
    const std::string_view name = nameOf(model.tensors[at(tensor)].dtype);
    return QString::fromLatin1(name.data(), static_cast<qsizetype>(name.size()));
}

// The operator's full name, its kernel's, and those of the buffers that it makes or asks for.
QString otherNamesOf(const Model& model, int index) {
    const Operator& op = model.operators[at(index)];
    const Kernel& kernel = model.kernels[at(op.kernel)];
    QStringList names{QString::fromStdString(op.name), QString::fromStdString(kernel.name)};
    for (const int tensor : op.outputs) names.append(QString::fromStdString(model.tensors[at(tensor)].name));
    for (const KernelWorkspace& workspace : kernel.workspaces) {
        names.append(QStringLiteral("op%1/%2").arg(index).arg(QString::fromStdString(workspace.name)));
    }
    return names.join(u'\n');
}

Searched searchedPort(const Model& model, const Port& port, const char* kind) {
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    const auto bytes = static_cast<double>(model.tensors[at(port.tensor)].bytes);
    return {QString::fromStdString(port.name),
            QCoreApplication::translate("Graph", kind),
            dtypeOf(model, port.tensor),
            QString::fromStdString(model.tensors[at(port.tensor)].name),
            {OperatorKind::other, bytes, unknown, unknown, unknown, unknown, unknown}};
}

}  // namespace

void GraphFinder::clear() {
    entries_.clear();
    found_.clear();
    searching_ = false;
}

void GraphFinder::setModels(const Models& models, const FactTable& facts) {
    clear();
    for (int m = 0; at(m) < models.size(); ++m) {
        const Model& model = models[at(m)];
        const auto addPort = [&](const Port& port, const char* kind) {
            entries_.push_back({Item::tensor(m, rootOf(model, port.tensor)), searchedPort(model, port, kind)});
        };
        for (const Port& port : model.inputs) addPort(port, "Input");
        for (int op = 0; at(op) < model.operators.size(); ++op) {
            const Operator& searched = model.operators[at(op)];
            const OperatorFacts& of = facts[at(m)][at(op)];
            const QString dtype = searched.outputs.empty() ? QString() : dtypeOf(model, searched.outputs.front());
            entries_.push_back(
                {Item::op(m, op),
                 {shortName(model, searched.name), labelOf(of.kind), dtype, otherNamesOf(model, op), of}});
        }
        for (const Port& port : model.outputs) addPort(port, "Output");
    }
}

Result<void> GraphFinder::find(const QString& text) {
    found_.clear();
    searching_ = false;
    const Filter filter = parse(text);
    if (!filter.fault.isEmpty()) return Error{ErrorKind::badInput, filter.fault.toStdString()};
    searching_ = !filter.terms.empty();
    if (!searching_) return {};
    for (const Entry& entry : entries_) {
        const bool found = std::all_of(filter.terms.begin(), filter.terms.end(),
                                       [&](const FilterTerm& term) { return matches(term, entry.searched); });
        if (found) found_.push_back(entry.item);
    }
    return {};
}

int GraphFinder::placeOf(const Item& item) const {
    const auto place = std::find(found_.begin(), found_.end(), item);
    return place == found_.end() ? -1 : static_cast<int>(place - found_.begin());
}

Item GraphFinder::next(const Item& from, bool forwards) const {
    if (found_.empty()) return {};
    const int count = static_cast<int>(found_.size());
    if (const int place = placeOf(from); place >= 0) return found_[at((place + (forwards ? 1 : count - 1)) % count)];
    // Both lists have one order.
    const auto start =
        std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.item == from; });
    int after = 0;  // index of the first found that comes after `from`
    if (start != entries_.end()) {
        for (auto entry = entries_.begin(); entry != start && after < count; ++entry) {
            if (entry->item == found_[at(after)]) ++after;
        }
    }
    return found_[at((forwards ? after : after + count - 1) % count)];
}

}  // namespace pinfold::ui
