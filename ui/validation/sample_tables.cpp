#include "ui/validation/sample_tables.h"

#include "ui/report/shown_report.h"
#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/text/numbers.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pinfold::ui {
namespace {

const QString unknownClass(QChar(0x2013));

QString classText(const std::optional<std::int64_t>& index) { return index ? countText(*index) : unknownClass; }

// NaN and infinities as they are.
QString elementText(double value) {
    if (std::isnan(value)) return QStringLiteral("NaN");
    if (std::isinf(value)) return value < 0 ? QChar(0x2212) + QStringLiteral("∞") : QStringLiteral("∞");
    return numberText(value);
}

}  // namespace

bool SampleFilter::takes(const SampleFacts& facts) const {
    switch (kind) {
        case Kind::all: return true;
        case Kind::differing: return facts.differs;
        case Kind::wrongClass: return facts.wrongClass();
        case Kind::cell: return facts.label == label && facts.deviceClass == predicted;
    }
    return true;
}

void SampleList::show(const std::shared_ptr<const SampleSet>& set, const SampleFilter& filter, SampleOrder order) {
    samples_.clear();
    if (!set) return clear();
    std::vector<std::int64_t> ordered = set->worstFirst;
    if (order == SampleOrder::byNumber) std::iota(ordered.begin(), ordered.end(), 0);
    std::copy_if(ordered.begin(), ordered.end(), std::back_inserter(samples_),
                 [&](std::int64_t sample) { return filter.takes(set->facts[static_cast<std::size_t>(sample)]); });
    const auto sample = [samples = samples_](int row) { return samples[static_cast<std::size_t>(row)]; };
    const auto facts = [set, sample](int row) -> const SampleFacts& {
        return set->facts[static_cast<std::size_t>(sample(row))];
    };
    std::vector<NumberColumn> columns;
    columns.push_back({tr("Sample"), tr("Index along the first axis of the inputs' arrays, from 0."), true,
                       [sample](int row) { return countText(sample(row)); },
                       [sample](int row) { return QVariant::fromValue(sample(row)); }});
    if (set->compared()) {
        columns.push_back({tr("Result"), tr("Whether all elements of all outputs match the reference."), false,
                           [facts](int row) { return facts(row).differs ? tr("differs") : tr("agrees"); },
                           [facts](int row) -> QVariant { return facts(row).differs ? 0 : 1; },
                           [facts](int row, int role) -> QVariant {
                               const bool differs = facts(row).differs;
                               if (role == Qt::ForegroundRole) return differs ? theme().bad : theme().good;
                               if (role != Qt::DecorationRole) return {};
                               return icon(differs ? QStringLiteral("data-error") : QStringLiteral("data-success"));
                           }});
        columns.push_back({tr("Error"), tr("Largest |device − reference| of all outputs, in the tensor's unit."), true,
                           [facts](int row) { return figureText(facts(row).largestError); },
                           [facts](int row) -> QVariant { return facts(row).badness; }});
    }
    if (!set->samples.labels.empty()) {
        columns.push_back({tr("Label"), tr("The class that the file gives."), true,
                           [facts](int row) { return classText(facts(row).label); },
                           [facts](int row) { return QVariant::fromValue(facts(row).label.value_or(-1)); }});
        columns.push_back({tr("Device"),
                           tr("The class of the largest element of the first output; in orange where it is not the "
                              "label."),
                           true, [facts](int row) { return classText(facts(row).deviceClass); },
                           [facts](int row) { return QVariant::fromValue(facts(row).deviceClass.value_or(-1)); },
                           [facts](int row, int role) -> QVariant {
                               if (role != Qt::ForegroundRole || !facts(row).wrongClass()) return {};
                               return theme().bad;
                           }});
    }
    setContents(std::move(columns), static_cast<int>(samples_.size()));
}

QString elementsSummary(const ShownOutput& output, std::optional<std::size_t> worst, const QString& name,
                        std::int64_t sample) {
    const QString what = ElementTable::tr("Sample %1, %2: ").arg(countText(sample), name);
    if (output.reference.empty()) return what + ElementTable::tr("there is no reference to compare with.");
    if (!worst) return what + ElementTable::tr("device and reference are equal.");
    const double error =
        numberAt(output.dtype, output.device, *worst) - numberAt(output.dtype, output.reference, *worst);
    const QString within = output.differs ? QString() : ElementTable::tr(", within the tolerance");
    return what + ElementTable::tr("the largest error is %1, at element %2%3.")
                      .arg(elementText(error), countText(static_cast<std::int64_t>(*worst)), within);
}

void ElementTable::show(const ShownOutput& output) {
    const bool compared = !output.reference.empty();
    worst_ = compared ? worstElement(output.dtype, output.reference, output.device) : std::nullopt;
    const auto reference = [output](int row) {
        return numberAt(output.dtype, output.reference, static_cast<std::size_t>(row));
    };
    const auto device = [output](int row) {
        return numberAt(output.dtype, output.device, static_cast<std::size_t>(row));
    };
    const auto error = [reference, device](int row) { return device(row) - reference(row); };
    const auto isWorst = [worst = worst_](int row) { return worst == static_cast<std::size_t>(row); };

    std::vector<NumberColumn> columns;
    columns.push_back({tr("Element"), tr("Index into the output in C order; with labels, the class."), true,
                       [](int row) { return countText(row); }, [](int row) -> QVariant { return row; }});
    if (compared) {
        columns.push_back({tr("Reference"), tr("The value that was expected."), true,
                           [reference](int row) { return elementText(reference(row)); },
                           [reference](int row) -> QVariant { return reference(row); }});
    }
    columns.push_back({tr("Device"), tr("The value that the device gave."), true,
                       [device](int row) { return elementText(device(row)); },
                       [device](int row) -> QVariant { return device(row); }});
    if (compared) {
        const double most = worst_ ? std::abs(error(static_cast<int>(*worst_))) : 0;
        columns.push_back({tr("Error"), tr("Device − reference. The largest is marked, the bar compares with it."),
                           true, [error](int row) { return elementText(error(row)); },
                           [error](int row) -> QVariant { return std::abs(error(row)); },
                           [error, most, isWorst, differs = output.differs](int row, int role) -> QVariant {
                               if (role == Qt::DecorationRole && isWorst(row)) {
                                   return icon(differs ? QStringLiteral("data-error")
                                                       : QStringLiteral("data-information"));
                               }
                               if (role == Qt::ForegroundRole && isWorst(row) && differs) return theme().bad;
                               if (role != NumberTable::shareRole || most <= 0 || !std::isfinite(most)) return {};
                               const double share = std::abs(error(row)) / most;
                               return std::isfinite(share) ? QVariant(share) : QVariant();
                           }});
    }
    const std::size_t size = output.device.size() / static_cast<std::size_t>(bytesOf(output.dtype));
    setContents(std::move(columns), static_cast<int>(size));
}

}  // namespace pinfold::ui
