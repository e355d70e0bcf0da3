#include "ui/validation/metrics_table.h"

#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/text/numbers.h"

#include <QCoreApplication>

namespace pinfold::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Validation)
};

const QString unknown(QChar(0x2013));

NumberColumn agreesColumn(const MetricsOfRow& metrics) {
    const auto text = [metrics](int row) {
        const auto& known = metrics(row);
        return !known ? unknown : known->passed ? Words::tr("agrees") : Words::tr("differs");
    };
    // Order: what differs, what agrees, what is not known.
    const auto key = [metrics](int row) -> QVariant { return metrics(row) ? (metrics(row)->passed ? 1 : 0) : 2; };
    const auto extra = [metrics](int row, int role) -> QVariant {
        const auto& known = metrics(row);
        if (!known) return {};
        if (role == Qt::ForegroundRole) return known->passed ? theme().good : theme().bad;
        if (role != Qt::DecorationRole) return {};
        return icon(known->passed ? QStringLiteral("data-success") : QStringLiteral("data-error"));
    };
    return {Words::tr("Result"),
            Words::tr("Whether all elements match the reference: integers exactly, floating point within the tolerance "
                      "× the largest magnitude in the reference."),
            false,
            text,
            key,
            extra};
}

// Undefined figures sort below all others.
NumberColumn figureColumn(const QString& title, const QString& help, const MetricsOfRow& metrics,
                          std::optional<double> Metrics::*figure) {
    const auto value = [metrics, figure](int row) {
        const auto& known = metrics(row);
        return known ? *known.*figure : std::nullopt;
    };
    return {title, help, true, [value](int row) { return figureText(value(row)); },
            [value](int row) -> QVariant { return value(row).value_or(-2.0); }};
}

NumberColumn mismatchColumn(const MetricsOfRow& metrics) {
    return {Words::tr("Mismatches"), Words::tr("Elements that do not match, of all elements compared."), true,
            [metrics](int row) {
                const auto& known = metrics(row);
                return known ? Words::tr("%1 of %2").arg(countText(known->mismatches), countText(known->elements))
                             : unknown;
            },
            [metrics](int row) -> QVariant {
                const auto& known = metrics(row);
                return QVariant::fromValue(known ? known->mismatches : -1);
            }};
}

}  // namespace

std::vector<NumberColumn> metricsColumns(const MetricsOfRow& metrics) {
    std::vector<NumberColumn> columns;
    columns.push_back(agreesColumn(metrics));
    columns.push_back(mismatchColumn(metrics));
    columns.push_back(figureColumn(Words::tr("Largest error"),
                                   Words::tr("max |device − reference|, in the tensor's own unit."), metrics,
                                   &Metrics::maxAbsError));
    columns.push_back(figureColumn(Words::tr("RMSE"),
                                   Words::tr("Root of the mean of the squared errors, in the tensor's own unit."),
                                   metrics, &Metrics::rmse));
    columns.push_back(figureColumn(
        Words::tr("MAE"), Words::tr("Mean of the absolute errors, in the tensor's own unit."), metrics, &Metrics::mae));
    columns.push_back(figureColumn(Words::tr("L2, relative"),
                                   Words::tr("‖reference − device‖ ÷ ‖reference‖: the length of the error in relation "
                                             "to that of the reference. Undefined for a reference of zeros."),
                                   metrics, &Metrics::l2r));
    columns.push_back(figureColumn(
        Words::tr("Cosine"),
        Words::tr("reference · device ÷ (‖reference‖ ‖device‖): 1 if both point in the same direction. Undefined where "
                  "one of them is all zeros."),
        metrics, &Metrics::cosine));
    return columns;
}

void MetricsTable::show(const ShownReport& shown) {
    if (!shown) return clear();
    const auto output = [shown](int row) -> const OutputReport& {
        return shown.report().outputs[static_cast<std::size_t>(row)];
    };
    std::vector<NumberColumn> columns =
        metricsColumns([output](int row) -> const auto& { return output(row).metrics; });
    columns.insert(columns.begin(), {tr("Output"), tr("The model's name for it."), false,
                                     [output](int row) { return QString::fromStdString(output(row).name); }});
    columns.push_back({tr("Type"), tr("Element type and shape of one sample."), false, [output](int row) {
                           const std::string_view dtype = nameOf(output(row).dtype);
                           return QStringLiteral("%1 %2").arg(
                               QString::fromUtf8(dtype.data(), static_cast<qsizetype>(dtype.size())),
                               QString::fromStdString(toString(output(row).shape)));
                       }});
    setContents(std::move(columns), static_cast<int>(shown.report().outputs.size()),
                [shown](int row) { return shown.outputItem(row); });
}

}  // namespace pinfold::ui
