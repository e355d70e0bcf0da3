#include "validate/report.h"
#include "validate/report_words.h"

#include <algorithm>
#include <cmath>

namespace pinfold {
namespace {

constexpr std::size_t shownInText = 10;
constexpr std::size_t longestName = 44;

// The end of a long name tells more than its start: kernels of one model all start alike.
std::string shortened(const std::string& name) {
    if (name.size() <= longestName) return name;
    std::size_t start = name.size() - longestName;
    while (start < name.size() && (static_cast<unsigned char>(name[start]) & 0xC0) == 0x80) ++start;
    return "…" + name.substr(start);
}

std::size_t widthOf(const std::string& text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xC0) != 0x80; }));
}

using Row = std::vector<std::string>;

// Columns as wide as their widest cell, two spaces apart, the first `left` to the left and the others to the right.
std::string table(const std::vector<Row>& rows, std::size_t left) {
    std::vector<std::size_t> widths;
    for (const Row& row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], widthOf(row[i]));
    }
    std::string text;
    for (const Row& row : rows) {
        std::string line;
        for (std::size_t i = 0; i < row.size(); ++i) {
            const std::string padding(widths[i] - widthOf(row[i]), ' ');
            line += "  " + (i < left ? row[i] + padding : padding + row[i]);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    return text;
}

std::string outputsText(const ValidationReport& report) {
    std::vector<Row> rows = {
        {"output", "type", "max error", "RMSE", "MAE", "L2 relative", "cosine", "mismatches", "verdict"}};
    for (const OutputReport& output : report.outputs) {
        Row row = {shortened(shownName(output.name)),
                   fmt::format("{} {}", nameOf(output.dtype), toString(output.shape))};
        if (const auto& metrics = output.metrics) {
            for (const auto& value :
                 {metrics->maxAbsError, metrics->rmse, metrics->mae, metrics->l2r, metrics->cosine}) {
                row.push_back(figure(value));
            }
            row.push_back(fmt::format("{} of {}", grouped(metrics->mismatches), grouped(metrics->elements)));
            row.emplace_back(metrics->passed ? "agrees" : "differs");
        }
        rows.push_back(std::move(row));
    }
    return table(rows, 2);
}

std::string operatorsTable(const ValidationReport& report) {
    const auto slowest = slowestOperators(report, shownInText);
    if (slowest.empty()) return {};
    std::vector<Row> rows = {{"#", "operator", "ticks", "time", "share"}};
    for (const std::size_t op : slowest) {
        const OperatorReport& figures = report.operators[op];
        rows.push_back({fmt::format("{}", figures.index), shortened(shownName(figures.name)),
                        grouped(std::llround(figures.meanTicks)), duration(figures.meanTicks, report.timerHz),
                        fmt::format("{:.1f} %", 100 * shareOfTime(report, op))});
    }
    return fmt::format("\nOperators by time ({} of {})\n{}", slowest.size(), report.operators.size(), table(rows, 2));
}

std::string comparedOperatorsTable(const ValidationReport& report) {
    std::vector<Row> rows = {{"#", "operator", "max error", "L2 relative", "mismatches", "verdict"}};
    std::size_t left = 0;
    for (std::size_t op = 0; op < report.operators.size(); ++op) {
        const OperatorReport& figures = report.operators[op];
        if (!figures.metrics || figures.metrics->passed) continue;
        if (rows.size() > shownInText) {
            ++left;
            continue;
        }
        rows.push_back(
            {fmt::format("{}", figures.index), shortened(shownName(figures.name)), figure(figures.metrics->maxAbsError),
             figure(figures.metrics->l2r),
             fmt::format("{} of {}", grouped(figures.metrics->mismatches), grouped(figures.metrics->elements)),
             "differs"});
    }
    if (rows.size() == 1) return {};
    return fmt::format("\nOperators that differ in sample {}\n{}{}", report.worstSample.value_or(0), table(rows, 2),
                       left > 0 ? fmt::format("  … and {} more\n", left) : "");
}

std::string line(std::string_view title, const std::string& words) {
    return words.empty() ? std::string() : fmt::format("{:<13}{}\n", title, words);
}

std::string modelPart(const ValidationReport& report) {
    std::string text = "\n" + outputsText(report);
    if (!report.localisation.empty()) text += "\n" + shownName(report.localisation) + "\n";
    text += comparedOperatorsTable(report) + "\n";
    text += line("Accuracy", accuracySentence(report));
    if (report.worstSample) text += line("Worst sample", fmt::format("{} (counted from 0)", *report.worstSample));
    return text + line("Time", timingSentence(report));
}

// What all models of a run share.
std::string commonPart(const ValidationReport& report, const std::optional<FirmwareFigures>& firmware) {
    std::string text = line("Reference", referenceSentence(report)) + line("Stack", stackSentence(report));
    if (firmware) {
        text += line("Firmware", fmt::format("{} bytes of flash, {} bytes of RAM", grouped(firmware->flashBytes),
                                             grouped(firmware->ramBytes)));
    }
    text += line("Run took", fmt::format("{:.2f} s on this computer", report.hostSeconds));
    if (firmware && !firmware->regions.empty()) text += "\nBytes by region and part\n" + firmwareText(*firmware);
    return text;
}

}  // namespace

std::string firmwareText(const FirmwareFigures& firmware) {
    std::vector<Row> rows = {
        {"Region", "used", "of", "weights", "kernels", "descriptors", "runtime", "pools", "stack"}};
    for (const RegionUse& use : firmware.regions) {
        if (use.total() == 0) continue;
        rows.push_back({shownName(use.region), grouped(use.total()), grouped(use.capacity), grouped(use.weights),
                        grouped(use.kernels), grouped(use.descriptors), grouped(use.runtime), grouped(use.pools),
                        grouped(use.stack)});
    }
    return rows.size() == 1 ? std::string() : table(rows, 1);
}

std::string reportText(std::span<const ValidationReport> reports, const std::optional<FirmwareFigures>& firmware) {
    std::string text = fmt::format("{}  {}\n", verdict(reports), verdictSentence(reports));
    if (reports.size() == 1) {
        return text + modelPart(reports.front()) + commonPart(reports.front(), firmware) +
               operatorsTable(reports.front());
    }
    for (const ValidationReport& report : reports) {
        text += fmt::format("\n{}  {}\n", verdict(report), verdictSentence(report)) + modelPart(report) +
                operatorsTable(report);
    }
    return text + "\n" + commonPart(reports.front(), firmware);
}

}  // namespace pinfold
