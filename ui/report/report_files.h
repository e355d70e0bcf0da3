// Validation reports as files: a page to read, JSON and CSV for other programs.
#pragma once

#include "base/result.h"
#include "ui/session/session.h"

#include <QString>

#include <filesystem>
#include <optional>
#include <string>

namespace pinfold::ui {

enum class ReportFormat { html, json, metricsCsv, operatorsCsv };

// "html", without the dot.
QString suffixOf(ReportFormat format);

// As docs/validation.md says. `firmware`: what a page and JSON say of the memory in use; none: nothing.
std::string reportFile(ReportFormat format, const Session::Reports& reports,
                       const std::optional<FirmwareFigures>& firmware);

// RFC 4180 with a header line; numbers with all their digits, undefined ones empty. A line for each output, and for
// each operator in the order of execution.
std::string metricsCsv(const Session::Reports& reports);
std::string operatorsCsv(const Session::Reports& reports);

}  // namespace pinfold::ui
