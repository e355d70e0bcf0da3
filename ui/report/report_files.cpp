#include "ui/report/report_files.h"

#include "base/text.h"

#include <fmt/format.h>

namespace pinfold::ui {
namespace {

constexpr std::string_view metricsHeader = "elements,mismatches,passed,max_abs_error,rmse,mae,l2r,cosine";

std::string number(const std::optional<double>& value) { return value ? fmt::format("{}", *value) : std::string(); }

std::string metricsFields(const std::optional<Metrics>& metrics) {
    if (!metrics) return ",,,,,,,";
    return fmt::format("{},{},{},{},{},{},{},{}", metrics->elements, metrics->mismatches, metrics->passed,
                       number(metrics->maxAbsError), number(metrics->rmse), number(metrics->mae), number(metrics->l2r),
                       number(metrics->cosine));
}

}  // namespace

QString suffixOf(ReportFormat format) {
    switch (format) {
        case ReportFormat::html: return QStringLiteral("html");
        case ReportFormat::json: return QStringLiteral("json");
        case ReportFormat::metricsCsv:
        case ReportFormat::operatorsCsv: break;
    }
    return QStringLiteral("csv");
}

std::string reportFile(ReportFormat format, const Session::Reports& reports,
                       const std::optional<FirmwareFigures>& firmware) {
    switch (format) {
        case ReportFormat::html: return reportHtml(reports, firmware);
        case ReportFormat::json:
            return reportJson(reports, firmware).dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
        case ReportFormat::metricsCsv: return metricsCsv(reports);
        case ReportFormat::operatorsCsv: break;
    }
    return operatorsCsv(reports);
}

std::string metricsCsv(const Session::Reports& reports) {
    std::string csv = fmt::format("model,output,dtype,shape,{}\n", metricsHeader);
    for (const ValidationReport& report : reports) {
        for (const OutputReport& output : report.outputs) {
            csv += fmt::format("{},{},{},{},{}\n", csvField(report.model), csvField(output.name), nameOf(output.dtype),
                               toString(output.shape), metricsFields(output.metrics));
        }
    }
    return csv;
}

std::string operatorsCsv(const Session::Reports& reports) {
    std::string csv = fmt::format("model,index,name,ticks,timer_hz,{}\n", metricsHeader);
    for (const ValidationReport& report : reports) {
        for (const OperatorReport& op : report.operators) {
            csv += fmt::format("{},{},{},{},{},{}\n", csvField(report.model), op.index, csvField(op.name),
                               report.profiledSamples > 0 ? number(op.meanTicks) : std::string(), report.timerHz,
                               metricsFields(op.metrics));
        }
    }
    return csv;
}

}  // namespace pinfold::ui
