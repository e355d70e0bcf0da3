#include "validate/html_style.h"
#include "validate/report.h"
#include "validate/report_words.h"
#include "validate/svg_plot.h"

#include <algorithm>
#include <cmath>

namespace pinfold {
namespace {

constexpr std::size_t plottedOutputs = 8;
constexpr std::size_t shownOperators = 25;
constexpr std::size_t maxNumberedClasses = 20;

std::string verdictClass(std::span<const ValidationReport> reports) {
    if (!reports.front().stack.intact) return "verdict bad";
    const auto passed = allPassed(reports);
    if (!passed) return "verdict";
    return *passed ? "verdict good" : "verdict bad";
}

std::string card(std::string_view title, std::string_view value, std::string_view note, bool bad = false) {
    return fmt::format("<div class=\"card{}\"><span>{}</span><b>{}</b><span>{}</span></div>\n", bad ? " bad" : "",
                       title, htmlText(value), htmlText(note));
}

std::string modelCards(const ValidationReport& report) {
    std::string html = card("Samples", grouped(report.samples),
                            report.worstSample ? fmt::format("worst: index {}", *report.worstSample) : "");
    if (report.accuracy) {
        html +=
            card("Accuracy", percent(*report.accuracy),
                 report.referenceAccuracy ? percent(*report.referenceAccuracy) + " by the reference" : "on the device");
    }
    if (report.profiledSamples > 0) {
        html += card("Time an inference", duration(report.ticksPerInference, report.timerHz),
                     fmt::format("{} ticks at {:.6g} MHz", grouped(std::llround(report.ticksPerInference)),
                                 static_cast<double>(report.timerHz) / 1e6));
    }
    return html;
}

// What all models of a run share.
std::string commonCards(const ValidationReport& report, const std::optional<FirmwareFigures>& firmware) {
    std::string html;
    if (firmware) {
        html += card("Flash", grouped(firmware->flashBytes) + " B", "the whole firmware");
        html += card("RAM", grouped(firmware->ramBytes) + " B", "pools, stack and data");
    }
    html += report.stack.intact
                ? card("Stack", grouped(report.stack.used) + " B",
                       fmt::format("of {} reserved", grouped(report.stack.reserved)))
                : card("Stack", "overflowed",
                       fmt::format("more than the {} bytes reserved", grouped(report.stack.reserved)), true);
    return html;
}

std::string cardRow(const std::string& cards) { return "<div class=\"cards\">\n" + cards + "</div>\n"; }

std::string verdictCell(const std::optional<Metrics>& metrics) {
    if (!metrics) return "<td>–</td>";
    return metrics->passed ? "<td class=\"good\">agrees</td>" : "<td class=\"bad\">differs</td>";
}

std::string mismatchCell(const std::optional<Metrics>& metrics) {
    if (!metrics) return "<td>–</td>";
    return fmt::format("<td>{} of {}</td>", grouped(metrics->mismatches), grouped(metrics->elements));
}

std::string outputsTable(const ValidationReport& report) {
    std::string html =
        "<h2>Outputs</h2>\n<div class=\"scroll\"><table>\n<tr><th class=\"name\">output</th><th>type</th><th>max "
        "error</th><th>RMSE</th><th>MAE</th><th>L2 relative</th><th>cosine</th><th>mismatches</th><th></th></tr>\n";
    for (const OutputReport& output : report.outputs) {
        const Metrics metrics = output.metrics.value_or(Metrics{});
        html += fmt::format("<tr><td class=\"name\">{}</td><td>{} {}</td>", htmlText(output.name), nameOf(output.dtype),
                            toString(output.shape));
        for (const auto& value : {metrics.maxAbsError, metrics.rmse, metrics.mae, metrics.l2r, metrics.cosine}) {
            html += fmt::format("<td>{}</td>", figure(value));
        }
        html += mismatchCell(output.metrics) + verdictCell(output.metrics) + "</tr>\n";
    }
    html += "</table></div>\n";
    return html +
           fmt::format(
               "<p class=\"note\">Integers must match exactly; floating-point numbers within {:g} of the largest "
               "magnitude in the reference. A dash is a figure that is undefined.</p>\n",
               report.tolerance);
}

std::string plots(const ValidationReport& report) {
    if (!report.passed) return {};
    std::string html;
    for (std::size_t i = 0; i < std::min(report.outputs.size(), plottedOutputs); ++i) {
        const OutputReport& output = report.outputs[i];
        html += fmt::format(
            "<h3>{}</h3>\n<div class=\"plots\">\n<figure>{}<figcaption>{} elements of {}; on the dashed line both "
            "are equal.</figcaption></figure>\n<figure>{}</figure>\n</div>\n",
            htmlText(output.name), scatterPlot(output), grouped(static_cast<std::int64_t>(output.scatter.size())),
            grouped(output.metrics ? output.metrics->elements : 0), errorHistogram(output));
    }
    if (report.outputs.size() > plottedOutputs) {
        html += fmt::format("<p class=\"note\">Only the first {} of {} outputs are plotted.</p>\n", plottedOutputs,
                            report.outputs.size());
    }
    return html;
}

std::string timesTable(const ValidationReport& report) {
    const auto slowest = slowestOperators(report, shownOperators);
    if (slowest.empty()) return {};
    std::string html =
        "<h2>Time by operator</h2>\n<div class=\"scroll\"><table>\n<tr><th>#</th><th "
        "class=\"name\">operator</th><th>ticks</th><th>time</th><th>share</th><th></th></tr>\n";
    const double longest = report.operators[slowest.front()].meanTicks;
    for (const std::size_t op : slowest) {
        const OperatorReport& figures = report.operators[op];
        html += fmt::format(
            "<tr><td>{}</td><td class=\"name\">{}</td><td>{}</td><td>{}</td><td>{:.1f} %</td>"
            "<td class=\"bar\">{}</td></tr>\n",
            figures.index, htmlText(figures.name), grouped(std::llround(figures.meanTicks)),
            duration(figures.meanTicks, report.timerHz), 100 * shareOfTime(report, op),
            shareBar(figures.meanTicks / longest));
    }
    html += "</table></div>\n";
    return html + fmt::format("<p class=\"note\">The {} slowest of {} operators; mean of {} {}.</p>\n", slowest.size(),
                              report.operators.size(), report.profiledSamples,
                              report.profiledSamples == 1 ? "sample" : "samples");
}

std::string comparedOperators(const ValidationReport& report) {
    std::string rows;
    for (std::size_t op = 0; op < report.operators.size(); ++op) {
        const OperatorReport& figures = report.operators[op];
        if (!figures.metrics) continue;
        rows += fmt::format("<tr{}><td>{}</td><td class=\"name\">{}</td><td>{}</td><td>{}</td>{}{}</tr>\n",
                            report.firstDifferingOperator == static_cast<int>(op) ? " class=\"first\"" : "",
                            figures.index, htmlText(figures.name), figure(figures.metrics->maxAbsError),
                            figure(figures.metrics->l2r), mismatchCell(figures.metrics), verdictCell(figures.metrics));
    }
    if (rows.empty()) return {};
    return fmt::format(
        "<h2>Operator by operator</h2>\n<p class=\"note\">Sample {}, run again and compared after each operator."
        "</p>\n<div class=\"scroll\"><table>\n<tr><th>#</th><th class=\"name\">operator</th><th>max error</th>"
        "<th>L2 relative</th><th>mismatches</th><th></th></tr>\n{}</table></div>\n",
        report.worstSample.value_or(0), rows);
}

std::string confusionTable(const std::vector<std::vector<std::int64_t>>& confusion) {
    std::int64_t most = 1;
    for (const auto& row : confusion) most = std::max(most, *std::max_element(row.begin(), row.end()));
    std::string html = "<div class=\"scroll\"><table class=\"confusion\">\n<tr><th></th>";
    for (std::size_t column = 0; column < confusion.size(); ++column) html += fmt::format("<th>{}</th>", column);
    html += "</tr>\n";
    for (std::size_t row = 0; row < confusion.size(); ++row) {
        html += fmt::format("<tr><th>{}</th>", row);
        for (std::size_t column = 0; column < confusion.size(); ++column) {
            const auto count = confusion[row][column];
            const double share = static_cast<double>(count) / static_cast<double>(most);
            html += fmt::format("<td class=\"{}\" style=\"--much:{:.0f}%\">{}</td>",
                                count == 0      ? "none"
                                : row == column ? "right"
                                                : "wrong",
                                15 + 40 * share, grouped(count));
        }
        html += "</tr>\n";
    }
    return html + "</table></div>\n";
}

std::string accuracySection(const ValidationReport& report) {
    if (!report.accuracy) return {};
    std::string html = fmt::format("<h2>Accuracy</h2>\n<p>{}.</p>\n", accuracySentence(report));
    if (report.confusion.empty()) return html;
    html += report.confusion.size() <= maxNumberedClasses ? confusionTable(report.confusion)
                                                          : confusionMap(report.confusion);
    return html + "<p class=\"note\">Labels down, predictions of the device across.</p>\n";
}

std::string memorySection(const std::optional<FirmwareFigures>& firmware) {
    if (!firmware || firmware->regions.empty()) return {};
    std::string html =
        "<h2>Memory</h2>\n<div class=\"scroll\"><table>\n<tr><th "
        "class=\"name\">region</th><th>weights</th><th>kernels</th>"
        "<th>descriptors</th><th>runtime</th><th>pools</th><th>stack</th><th>used</th><th>of</th><th></th></tr>\n";
    for (const RegionUse& region : firmware->regions) {
        html += fmt::format("<tr><td class=\"name\">{}</td>", htmlText(region.region));
        for (const auto bytes : {region.weights, region.kernels, region.descriptors, region.runtime, region.pools,
                                 region.stack, region.total(), region.capacity}) {
            html += fmt::format("<td>{}</td>", grouped(bytes));
        }
        const double share =
            region.capacity > 0 ? static_cast<double>(region.total()) / static_cast<double>(region.capacity) : 0;
        html += fmt::format("<td class=\"bar\">{}</td></tr>\n", shareBar(share));
    }
    return html + "</table></div>\n<p class=\"note\">All figures in bytes.</p>\n";
}

std::string verdictBox(std::span<const ValidationReport> reports, std::string_view place) {
    std::string html = fmt::format("<div class=\"{}{}\">\n<h1>{}</h1>\n<p>{}.</p>\n", verdictClass(reports), place,
                                   verdict(reports), htmlText(verdictSentence(reports)));
    if (reports.size() == 1 && !reports.front().localisation.empty()) {
        html += fmt::format("<p>{}</p>\n", htmlText(reports.front().localisation));
    }
    if (const std::string made = referenceSentence(reports.front()); !made.empty() && place.empty()) {
        html += fmt::format("<p>The reference was {}.</p>\n", htmlText(made));
    }
    return html;
}

std::string modelSections(const ValidationReport& report) {
    return outputsTable(report) + plots(report) + comparedOperators(report) + accuracySection(report) +
           timesTable(report);
}

}  // namespace

std::string reportHtml(std::span<const ValidationReport> reports, const std::optional<FirmwareFigures>& firmware) {
    const ValidationReport& first = reports.front();
    const bool single = reports.size() == 1;
    const std::string title = fmt::format("{} on {}: {}", modelNames(reports), first.board, verdict(reports));
    std::string html = fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\">\n<title>{}</title>\n<style>{}</style>\n"
        "</head>\n<body>\n",
        htmlText(title), htmlStyle);
    html += verdictBox(reports, "");
    if (!first.stack.intact) html += fmt::format("<p>Stack {}</p>\n", htmlText(stackSentence(first)));
    html += "</div>\n" + cardRow((single ? modelCards(first) : "") + commonCards(first, firmware));
    for (const ValidationReport& report : reports) {
        if (!single) html += verdictBox({&report, 1}, " model") + "</div>\n" + cardRow(modelCards(report));
        html += modelSections(report);
    }
    html += memorySection(firmware);
    return html + fmt::format("<footer>Made by Pinfold {} from a run of {:.2f} seconds.</footer>\n</body>\n</html>\n",
                              PINFOLD_VERSION, first.hostSeconds);
}

}  // namespace pinfold
