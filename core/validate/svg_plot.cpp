#include "validate/svg_plot.h"

#include "validate/report_words.h"

#include <algorithm>
#include <cmath>

namespace pinfold {
namespace {

// All lengths in the SVG's own units, which are pixels at its natural size.
constexpr double width = 420, height = 320;
constexpr double left = 74, right = 36, top = 14, bottom = 50;

struct Range {
    double low = 0, high = 1;
};

// A little wider than the values, and never empty.
Range padded(double low, double high) {
    double margin = (high - low) * 0.04;
    if (!(margin > 0)) margin = std::max(std::fabs(high) * 0.1, 1e-12);
    return {low - margin, high + margin};
}

double across(double value, const Range& range) {
    return left + (value - range.low) / (range.high - range.low) * (width - left - right);
}

double up(double value, const Range& range) {
    return height - bottom - (value - range.low) / (range.high - range.low) * (height - top - bottom);
}

// About `count` multiples of 1, 2 or 5 times a power of ten.
std::vector<double> ticksOf(const Range& range, int count) {
    const double raw = (range.high - range.low) / count;
    const double power = std::pow(10, std::floor(std::log10(raw)));
    double step = power * 10;
    for (const double factor : {5.0, 2.0, 1.0}) {
        if (power * factor >= raw) step = power * factor;
    }
    std::vector<double> ticks;
    const double first = std::ceil(range.low / step);
    for (int i = 0; (first + i) * step <= range.high && i <= 2 * count; ++i) {
        ticks.push_back((first + i) * step + 0.0);  // + 0.0: no negative zero
    }
    return ticks;
}

std::string start(std::string_view description) {
    return fmt::format(
        "<svg class=\"plot\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n"
        "<rect class=\"frame\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n",
        width, height, htmlText(description), left, top, width - left - right, height - top - bottom);
}

std::string xTick(double place, std::string_view label) {
    return fmt::format(
        "<line class=\"grid\" x1=\"{0:.1f}\" y1=\"{1}\" x2=\"{0:.1f}\" y2=\"{2}\"/>"
        "<text x=\"{0:.1f}\" y=\"{3}\" text-anchor=\"middle\">{4}</text>\n",
        place, top, height - bottom, height - bottom + 16, label);
}

std::string yTick(double place, std::string_view label) {
    return fmt::format(
        "<line class=\"grid\" x1=\"{0}\" y1=\"{1:.1f}\" x2=\"{2}\" y2=\"{1:.1f}\"/>"
        "<text x=\"{3}\" y=\"{4:.1f}\" text-anchor=\"end\">{5}</text>\n",
        left, place, width - right, left - 6, place + 4, label);
}

std::string axisTitles(std::string_view x, std::string_view y) {
    return fmt::format(
        "<text class=\"title\" x=\"{0:.1f}\" y=\"{1}\" text-anchor=\"middle\">{2}</text>"
        "<text class=\"title\" transform=\"translate(14 {3:.1f}) rotate(-90)\" text-anchor=\"middle\">{4}</text>\n",
        (left + width - right) / 2, height - 10, x, (top + height - bottom) / 2, y);
}

// Four digits; small numbers with an exponent rather than with zeros.
std::string label(double value) { return value == 0 ? "0" : fmt::format("{:.4g}", value); }

}  // namespace

std::string htmlText(std::string_view text) {
    std::string escaped;
    for (const char character : shownName(text)) {
        switch (character) {
            case '&': escaped += "&amp;"; break;
            case '<': escaped += "&lt;"; break;
            case '>': escaped += "&gt;"; break;
            case '"': escaped += "&quot;"; break;
            case '\'': escaped += "&#39;"; break;
            default: escaped += character;
        }
    }
    return escaped;
}

std::string scatterPlot(const OutputReport& output) {
    if (output.scatter.empty()) return "<p class=\"note\">There are no finite elements to plot.</p>\n";
    double low = output.scatter.front().first, high = low;
    for (const auto& [wanted, found] : output.scatter) {
        low = std::min({low, wanted, found});
        high = std::max({high, wanted, found});
    }
    // Half of each, so that the range of the largest doubles is no infinity.
    if (high / 2 - low / 2 > 1e307) return "<p class=\"note\">The values are too large to plot.</p>\n";
    const Range range = padded(low, high);
    std::string svg = start(fmt::format("Device against reference, {}", output.name));
    for (const double tick : ticksOf(range, 4)) {
        svg += xTick(across(tick, range), label(tick)) + yTick(up(tick, range), label(tick));
    }
    svg +=
        fmt::format("<line class=\"identity\" x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\"/>\n",
                    across(range.low, range), up(range.low, range), across(range.high, range), up(range.high, range));
    svg += "<g class=\"points\">\n";
    for (const auto& [wanted, found] : output.scatter) {
        svg +=
            fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2.5\"/>\n", across(wanted, range), up(found, range));
    }
    return svg + "</g>\n" + axisTitles("reference", "device") + "</svg>\n";
}

std::string errorHistogram(const OutputReport& output) {
    if (output.histogram.empty()) return {};
    if (output.histogramHigh <= output.histogramLow) {
        return "<p class=\"note\">Every element is exactly that of the reference.</p>\n";
    }
    if (output.histogramHigh > 1e307) return "<p class=\"note\">The errors are too large to plot.</p>\n";
    const Range errors{output.histogramLow, output.histogramHigh};
    const auto most = *std::max_element(output.histogram.begin(), output.histogram.end());
    const Range counts{0, std::log10(static_cast<double>(most) + 1) * 1.05};
    std::string svg = start(fmt::format("Errors of {}", output.name));
    for (const double tick : {errors.low, errors.low / 2, 0.0, errors.high / 2, errors.high}) {
        svg += xTick(across(tick, errors), fmt::format("{:.2g}", tick));
    }
    for (std::int64_t tick = 1; tick <= most; tick *= 10) {
        svg += yTick(up(std::log10(static_cast<double>(tick) + 1), counts), grouped(tick));
    }
    const double step = (width - left - right) / static_cast<double>(output.histogram.size());
    svg += "<g class=\"bars\">\n";
    for (std::size_t i = 0; i < output.histogram.size(); ++i) {
        if (output.histogram[i] == 0) continue;
        const double peak = up(std::log10(static_cast<double>(output.histogram[i]) + 1), counts);
        svg +=
            fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"><title>{}</title></rect>\n",
                        left + step * static_cast<double>(i) + 0.5, peak, step - 1, height - bottom - peak,
                        grouped(output.histogram[i]));
    }
    return svg + "</g>\n" + axisTitles("device − reference", "elements (logarithmic)") +
           "</svg>\n<figcaption>Errors of all elements.</figcaption>\n";
}

std::string shareBar(double share) {
    return fmt::format(
        "<svg class=\"share\" viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">"
        "<rect class=\"track\" width=\"100\" height=\"10\"/><rect class=\"fill\" width=\"{:.2f}\" "
        "height=\"10\"/></svg>",
        100 * std::clamp(share, 0.0, 1.0));
}

std::string confusionMap(const std::vector<std::vector<std::int64_t>>& confusion) {
    std::int64_t most = 1;
    for (const auto& row : confusion) most = std::max(most, *std::max_element(row.begin(), row.end()));
    const auto extent = confusion.size();
    std::string svg = fmt::format(
        "<svg class=\"map\" viewBox=\"0 0 {0} {0}\" role=\"img\" aria-label=\"Confusion matrix\">\n"
        "<rect class=\"frame\" width=\"{0}\" height=\"{0}\"/>\n",
        extent);
    for (std::size_t row = 0; row < extent; ++row) {
        for (std::size_t column = 0; column < extent; ++column) {
            const auto count = confusion[row][column];
            if (count == 0) continue;
            svg += fmt::format(
                "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"1\" height=\"1\" opacity=\"{:.2f}\">"
                "<title>label {}, predicted {}: {}</title></rect>\n",
                row == column ? "right" : "wrong", column, row,
                0.25 + 0.75 * static_cast<double>(count) / static_cast<double>(most), row, column, grouped(count));
        }
    }
    return svg + "</svg>\n";
}

}  // namespace pinfold
