#include "ui/validation/operator_metrics.h"

#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/text/numbers.h"
#include "ui/validation/metrics_table.h"

#include <algorithm>
#include <cmath>

namespace pinfold::ui {
namespace {

const QString unknownFigure(QChar(0x2013));

const OperatorReport& operatorAt(const ShownReport& shown, int row) {
    return shown.report().operators[static_cast<std::size_t>(row)];
}

// Of the inference's time; none where nothing was measured.
std::optional<double> timeShare(const ShownReport& shown, int row) {
    const double whole = shown.report().ticksPerInference;
    return whole > 0 ? std::optional(operatorAt(shown, row).meanTicks / whole) : std::nullopt;
}

double largestRelativeError(const ValidationReport& report) {
    double largest = 0;
    for (const OperatorReport& op : report.operators) {
        if (op.metrics) largest = std::max(largest, op.metrics->l2r.value_or(0));
    }
    return largest;
}

// Gives the cells of a column a bar.
void addBars(NumberColumn& column, const std::function<std::optional<double>(int row)>& share) {
    column.extra = [share, extra = column.extra](int row, int role) -> QVariant {
        if (role != NumberTable::shareRole) return extra ? extra(row, role) : QVariant();
        const auto known = share(row);
        return known ? QVariant(*known) : QVariant();
    };
}

}  // namespace

void OperatorMetrics::show(const ShownReport& shown) {
    if (!shown) return clear();
    std::vector<NumberColumn> columns = nameColumns(shown);
    for (NumberColumn& column : timeColumns(shown)) columns.push_back(std::move(column));

    const bool compared = std::any_of(shown.report().operators.begin(), shown.report().operators.end(),
                                      [](const OperatorReport& op) { return op.metrics.has_value(); });
    if (compared) {
        const double largest = largestRelativeError(shown.report());
        for (NumberColumn& column :
             metricsColumns([shown](int row) -> const auto& { return operatorAt(shown, row).metrics; })) {
            columns.push_back(std::move(column));
        }
        const auto relative = std::prev(columns.end(), 2);
        relative->help += u' ' + tr("The bar compares it with the largest in this table.");
        addBars(*relative, [shown, largest](int row) -> std::optional<double> {
            const auto& metrics = operatorAt(shown, row).metrics;
            if (largest <= 0 || !metrics || !metrics->l2r) return {};
            return *metrics->l2r / largest;
        });
    }
    columns.push_back({tr("Kernel"), tr("The C function that it calls."), false, [shown](int row) {
                           const QString kernel = shown.kernel(row);
                           return kernel.isEmpty() ? unknownFigure : kernel;
                       }});
    setContents(std::move(columns), static_cast<int>(shown.report().operators.size()),
                [shown](int row) { return shown.operatorItem(row); });
}

std::vector<NumberColumn> OperatorMetrics::nameColumns(const ShownReport& shown) const {
    const auto first = [shown](int row, int role) -> QVariant {
        if (shown.report().firstDifferingOperator != row) return {};
        if (role == Qt::DecorationRole) return icon(QStringLiteral("data-error"));
        if (role == Qt::ToolTipRole) {
            return tr("%1\nThe first operator whose output differs from the reference.")
                .arg(QString::fromStdString(operatorAt(shown, row).name));
        }
        if (role != Qt::FontRole) return {};
        QFont bold = bodyFont();
        bold.setBold(true);
        return bold;
    };
    std::vector<NumberColumn> columns;
    columns.push_back({tr("#"), tr("Index in the archive; rows stand in the order in which the device runs them."),
                       true, [shown](int row) { return countText(operatorAt(shown, row).index); },
                       [shown](int row) -> QVariant { return operatorAt(shown, row).index; }});
    columns.push_back({tr("Operator"),
                       tr("Name of the node in the archive's graph."),
                       false,
                       [shown](int row) { return QString::fromStdString(operatorAt(shown, row).name); },
                       {},
                       first});
    return columns;
}

std::vector<NumberColumn> OperatorMetrics::timeColumns(const ShownReport& shown) const {
    const ValidationReport& report = shown.report();
    if (report.profiledSamples == 0) return {};
    const auto ticks = [shown](int row) { return operatorAt(shown, row).meanTicks; };
    std::vector<NumberColumn> columns;
    columns.push_back({tr("Cycles"),
                       tr("Of the device's timer, mean of %1 samples. On a real board they are cycles of the "
                          "processor; on an emulated one each is a fixed number of instructions.")
                           .arg(countText(report.profiledSamples)),
                       true, [ticks](int row) { return countText(std::llround(ticks(row))); },
                       [ticks](int row) -> QVariant { return ticks(row); }});
    if (report.timerHz > 0) {
        const auto seconds = [ticks, hz = static_cast<double>(report.timerHz)](int row) { return ticks(row) / hz; };
        columns.push_back(
            {tr("Time"),
             tr("Cycles ÷ the timer's frequency, %1 MHz.").arg(numberText(static_cast<double>(report.timerHz) / 1e6)),
             true, [seconds](int row) { return durationText(seconds(row)); },
             [seconds](int row) -> QVariant { return seconds(row); }});
    }
    columns.push_back({tr("Share of time"), tr("Of the cycles of one inference."), true,
                       [shown](int row) {
                           const auto share = timeShare(shown, row);
                           return share ? percentText(*share) : unknownFigure;
                       },
                       [shown](int row) -> QVariant { return timeShare(shown, row).value_or(-1); }});
    addBars(columns.back(), [shown](int row) { return timeShare(shown, row); });
    return columns;
}

}  // namespace pinfold::ui
