#include "ui/report/plot_data.h"

#include "ui/text/numbers.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace pinfold::ui {
namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Validation)
};

constexpr double margin = 0.05;  // of the range, on each side

}  // namespace

std::vector<ErrorBin> errorBins(const OutputReport& output) {
    const double low = output.histogramLow, width = output.histogramHigh - low;
    const auto count = static_cast<double>(output.histogram.size());
    std::vector<ErrorBin> bins;
    for (std::size_t i = 0; i < output.histogram.size(); ++i) {
        if (output.histogram[i] == 0) continue;
        const auto place = static_cast<double>(i);
        if (width > 0) {
            bins.push_back({low + width * place / count, low + width * (place + 1) / count, output.histogram[i]});
        } else {
            bins.push_back({0, 0, output.histogram[i]});
        }
    }
    return bins;
}

PlotRange rangeAround(double low, double high) {
    if (!(low < high)) {
        const double around = low == 0 ? 1 : std::abs(low) / 2;
        return {low - around, low + around};
    }
    // Divided first: the whole range of a float64 has no length that a float64 could hold.
    const double around = high * margin - low * margin;
    return {low - around, high + around};
}

PlotRange valueRange(const OutputReport& output) {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    for (const auto& [reference, device] : output.scatter) {
        low = std::min({low, reference, device});
        high = std::max({high, reference, device});
    }
    return output.scatter.empty() ? PlotRange{} : rangeAround(low, high);
}

PlotRange errorRange(const OutputReport& output) { return rangeAround(output.histogramLow, output.histogramHigh); }

QString unitOf(const OutputReport& output) {
    const std::string_view name = nameOf(output.dtype);
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

QString plotNote(const OutputReport& output) {
    if (!output.metrics) return {};
    const Metrics& metrics = *output.metrics;
    const QString differ = metrics.mismatches == 0 ? Words::tr("all match")
                                                   : Words::tr("%1 do not match").arg(countText(metrics.mismatches));
    const QString all = Words::tr("%1 elements, %2.").arg(countText(metrics.elements), differ);
    const auto drawn = static_cast<std::int64_t>(output.scatter.size());
    if (drawn == metrics.elements) return all;
    // A report has at most so many pairs.
    constexpr std::int64_t maxPairs = 2000;
    const QString some = Words::tr("%1 of them are drawn").arg(countText(drawn));
    const QString taken = metrics.elements > maxPairs ? Words::tr(", evenly taken") : QString();
    const QString finite =
        drawn < std::min(maxPairs, metrics.elements) ? Words::tr("; what is not finite is left out") : QString();
    return all + u' ' + some + taken + finite + u'.';
}

PlotRange barOf(const ErrorBin& bin) {
    constexpr double half = 0.05;  // of an axis from −1 to 1
    return bin.low < bin.high ? PlotRange{bin.low, bin.high} : PlotRange{-half, half};
}

QString binText(const ErrorBin& bin) {
    const QString elements =
        bin.count == 1 ? Words::tr("1 element") : Words::tr("%1 elements").arg(countText(bin.count));
    if (bin.low == bin.high) return Words::tr("%1 equal to the reference").arg(elements);
    return Words::tr("%1 off by %2 to %3").arg(elements, numberText(bin.low), numberText(bin.high));
}

}  // namespace pinfold::ui
