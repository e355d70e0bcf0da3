// Words and figures that the text and the HTML report share. Internal to this folder.
#pragma once

#include "base/text.h"
#include "validate/report.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pinfold {

// A name from an archive, fit to be shown: control characters and bytes that are no UTF-8 become U+FFFD.
std::string shownName(std::string_view name);

// "PASSED", "FAILED" or "NOT COMPARED".
std::string verdict(const ValidationReport& report);
// The sentence beside it: what ran where, and what came of it.
std::string verdictSentence(const ValidationReport& report);
// The same for all models of a run: the worst of them counts.
std::string verdict(std::span<const ValidationReport> reports);
std::string verdictSentence(std::span<const ValidationReport> reports);
// False if any failed, none if any was not compared.
std::optional<bool> allPassed(std::span<const ValidationReport> reports);
// "kws and ad"
std::string modelNames(std::span<const ValidationReport> reports);
// Six significant digits, or "–" for none.
std::string figure(const std::optional<double>& value);
// "99.24 %"
std::string percent(double share);
// "3.21 ms": of so many ticks; "–" without a timer.
std::string duration(double ticks, std::int64_t timerHz);

// Accuracy of the device and, if known, of the reference; empty without labels.
std::string accuracySentence(const ValidationReport& report);
// Time per inference; empty without profiled samples.
std::string timingSentence(const ValidationReport& report);
std::string stackSentence(const ValidationReport& report);
// Where the reference was made, and what it is worth then; empty if nobody knows. Without a full stop.
std::string referenceSentence(const ValidationReport& report);

// Indices of the operators that take the most ticks, the slowest first, at most `count`; those without ticks are left
// out.
std::vector<std::size_t> slowestOperators(const ValidationReport& report, std::size_t count);
// Of all operators' ticks; 0 if there are none.
double shareOfTime(const ValidationReport& report, std::size_t op);

}  // namespace pinfold
