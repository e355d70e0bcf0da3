// How far each output of a model is from its reference: a row an output.
#pragma once

#include "ui/report/shown_report.h"
#include "ui/widgets/number_table.h"

#include <functional>
#include <optional>
#include <vector>

namespace pinfold::ui {

class MetricsTable : public NumberTable {
    Q_OBJECT

public:
    using NumberTable::NumberTable;

    void show(const ShownReport& shown);
};

// Whether it agrees, and the figures of metrics.h, with what they mean; for tables of outputs and of operators.
using MetricsOfRow = std::function<const std::optional<Metrics>&(int row)>;
std::vector<NumberColumn> metricsColumns(const MetricsOfRow& metrics);

}  // namespace pinfold::ui
