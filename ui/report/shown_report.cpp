#include "ui/report/shown_report.h"

#include "ui/report/verdict.h"
#include "ui/text/numbers.h"

#include <algorithm>

namespace pinfold::ui {
namespace {

template <typename T>
bool holds(const std::vector<T>& values, int index) {
    return index >= 0 && static_cast<std::size_t>(index) < values.size();
}

}  // namespace

const Model* ShownReport::openModel() const {
    return models && model >= 0 ? &(*models)[static_cast<std::size_t>(model)] : nullptr;
}

Item ShownReport::operatorItem(int row) const {
    const Model* open = openModel();
    if (!open || !holds(report().operators, row)) return {};
    const int op = report().operators[static_cast<std::size_t>(row)].index;
    return holds(open->operators, op) ? Item::op(model, op) : Item{};
}

QString ShownReport::kernel(int row) const {
    const Item item = operatorItem(row);
    if (!item) return {};
    const Model& open = *openModel();
    const int kernel = open.operators[static_cast<std::size_t>(item.index)].kernel;
    return holds(open.kernels, kernel) ? QString::fromStdString(open.kernels[static_cast<std::size_t>(kernel)].name)
                                       : QString();
}

Item ShownReport::outputItem(int output) const {
    const Model* open = openModel();
    if (!open || !holds(open->outputs, output)) return {};
    return Item::tensor(model, rootOf(*open, open->outputs[static_cast<std::size_t>(output)].tensor));
}

ShownReport shownReport(const std::shared_ptr<const Session::Reports>& reports,
                        const std::shared_ptr<const Models>& models, int index) {
    if (!reports || !holds(*reports, index)) return {};
    ShownReport shown{reports, models, index, -1};
    if (!models) return shown;
    const auto found = std::find_if(models->begin(), models->end(),
                                    [&](const Model& model) { return model.name == shown.report().model; });
    if (found != models->end()) shown.model = static_cast<int>(found - models->begin());
    return shown;
}

int worstReport(const Session::Reports& reports) {
    const auto worst = std::max_element(
        reports.begin(), reports.end(),
        [](const ValidationReport& a, const ValidationReport& b) { return verdictKind(a) < verdictKind(b); });
    return worst == reports.end() ? -1 : static_cast<int>(worst - reports.begin());
}

QString figureText(const std::optional<double>& value) { return value ? numberText(*value) : QString(QChar(0x2013)); }

}  // namespace pinfold::ui
