#include "validate/report_words.h"

#include <algorithm>
#include <cmath>

namespace pinfold {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";

bool continues(std::string_view text, std::size_t index) {
    return index < text.size() && (static_cast<unsigned char>(text[index]) & 0xC0) == 0x80;
}

// Bytes of the well-formed UTF-8 character at the start of `text`, 0 if there is none (Unicode 15, table 3-7).
std::size_t characterLength(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    const auto second = text.size() > 1 ? static_cast<unsigned char>(text[1]) : 0U;
    if (first < 0x80) return 1;
    if (first >= 0xC2 && first <= 0xDF) return continues(text, 1) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const bool overlong = first == 0xE0 && second < 0xA0, surrogate = first == 0xED && second > 0x9F;
        return continues(text, 1) && continues(text, 2) && !overlong && !surrogate ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const bool outside = (first == 0xF0 && second < 0x90) || (first == 0xF4 && second > 0x8F);
        return continues(text, 1) && continues(text, 2) && continues(text, 3) && !outside ? 4 : 0;
    }
    return 0;
}

// C1 control characters, which terminals obey too, are two bytes long.
bool isControl(std::string_view character) {
    const auto first = static_cast<unsigned char>(character[0]);
    if (character.size() == 1) return first < 0x20 || first == 0x7F;
    return character.size() == 2 && first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
}

std::string listed(const std::vector<std::string>& names) {
    std::string text = names.empty() ? "" : names.front();
    for (std::size_t i = 1; i < names.size(); ++i) text += (i + 1 == names.size() ? " and " : ", ") + names[i];
    return text;
}

}  // namespace

std::string shownName(std::string_view name) {
    std::string shown;
    while (!name.empty()) {
        const std::size_t length = characterLength(name);
        const bool fit = length > 0 && !isControl(name.substr(0, length));
        shown += fit ? name.substr(0, length) : replacement;
        name.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return shown;
}

std::string verdict(const ValidationReport& report) {
    if (outputsDiffer(report)) return "FAILED";
    if (!report.stack.intact) return "STACK OVERFLOWED";
    return report.passed ? "PASSED" : "NOT COMPARED";
}

std::string verdictSentence(const ValidationReport& report) {
    const std::string what = fmt::format("{} on {}, {} {}", shownName(report.model), shownName(report.board),
                                         grouped(report.samples), report.samples == 1 ? "sample" : "samples");
    if (!report.passed) return what + ": there was no reference to compare the outputs with";
    if (*report.passed) return what + ": all outputs agree with the reference";
    const std::string_view overflow = report.stack.intact ? "" : "the stack overflowed and memory was overwritten";
    std::vector<std::string> names;
    for (const OutputReport& output : report.outputs) {
        if (output.metrics && !output.metrics->passed) names.push_back(shownName(output.name));
    }
    if (names.empty()) return fmt::format("{}: {}", what, overflow);
    return fmt::format("{}: {} {} from the reference{}{}", what, listed(names),
                       names.size() == 1 ? "differs" : "differ", overflow.empty() ? "" : "; ", overflow);
}

std::string verdict(std::span<const ValidationReport> reports) {
    for (const std::string_view worst : {"FAILED", "STACK OVERFLOWED", "NOT COMPARED"}) {
        for (const ValidationReport& report : reports) {
            if (verdict(report) == worst) return std::string(worst);
        }
    }
    return "PASSED";
}

std::string verdictSentence(std::span<const ValidationReport> reports) {
    if (reports.size() == 1) return verdictSentence(reports.front());
    const ValidationReport& first = reports.front();
    std::vector<std::string> each;
    for (const ValidationReport& report : reports) {
        each.push_back(fmt::format("{} {}", shownName(report.model), verdict(report)));
    }
    return fmt::format("{} models on {}, {} {} each: {}", reports.size(), shownName(first.board),
                       grouped(first.samples), first.samples == 1 ? "sample" : "samples", listed(each));
}

std::optional<bool> allPassed(std::span<const ValidationReport> reports) {
    std::optional<bool> all = true;
    for (const ValidationReport& report : reports) {
        if (report.passed == false) return false;
        if (!report.passed) all.reset();
    }
    return all;
}

std::string modelNames(std::span<const ValidationReport> reports) {
    std::vector<std::string> names;
    for (const ValidationReport& report : reports) names.push_back(shownName(report.model));
    return listed(names);
}

std::string figure(const std::optional<double>& value) { return value ? fmt::format("{:.6g}", *value) : "–"; }

std::string percent(double share) { return fmt::format("{:.2f} %", share * 100); }

std::string duration(double ticks, std::int64_t timerHz) {
    if (timerHz <= 0) return "–";
    const double seconds = ticks / static_cast<double>(timerHz);
    if (seconds >= 1) return fmt::format("{:.3f} s", seconds);
    if (seconds >= 1e-3) return fmt::format("{:.3f} ms", seconds * 1e3);
    return fmt::format("{:.2f} µs", seconds * 1e6);
}

std::string accuracySentence(const ValidationReport& report) {
    if (!report.accuracy) return {};
    const auto right = [&](double share) { return grouped(std::llround(share * static_cast<double>(report.samples))); };
    std::string text = fmt::format("{} on the device ({} of {} right)", percent(*report.accuracy),
                                   right(*report.accuracy), grouped(report.samples));
    if (report.referenceAccuracy) text += fmt::format(", {} by the reference", percent(*report.referenceAccuracy));
    return text;
}

std::string timingSentence(const ValidationReport& report) {
    if (report.profiledSamples == 0) return {};
    return fmt::format("{} an inference ({} ticks of a {:.6g} MHz timer, mean of {} {})",
                       duration(report.ticksPerInference, report.timerHz),
                       grouped(std::llround(report.ticksPerInference)), static_cast<double>(report.timerHz) / 1e6,
                       report.profiledSamples, report.profiledSamples == 1 ? "sample" : "samples");
}

std::string stackSentence(const ValidationReport& report) {
    if (!report.stack.intact) {
        return fmt::format(
            "OVERFLOWED: more than the reserved {} bytes were used, and memory below was overwritten. "
            "Reserve more for the stack.",
            grouped(report.stack.reserved));
    }
    return fmt::format("{} of {} bytes used at the deepest", grouped(report.stack.used),
                       grouped(report.stack.reserved));
}

std::string referenceSentence(const ValidationReport& report) {
    if (report.referenceMadeOn.empty()) return {};
    if (report.referenceMadeOn == hostMachine) return "made on a computer, with every buffer in memory of its own";
    const std::string made =
        fmt::format("made on {}, with every buffer in memory of its own", shownName(report.referenceMadeOn));
    if (!isOwnReference(report)) return made;
    return made +
           "; this is the same board, so the reference tells whether plan and firmware keep the outputs, but is no "
           "independent witness that the board computes them right";
}

std::vector<std::size_t> slowestOperators(const ValidationReport& report, std::size_t count) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < report.operators.size(); ++i) {
        if (report.operators[i].meanTicks > 0) order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return report.operators[a].meanTicks > report.operators[b].meanTicks;
    });
    order.resize(std::min(order.size(), count));
    return order;
}

double shareOfTime(const ValidationReport& report, std::size_t op) {
    return report.ticksPerInference > 0 ? report.operators[op].meanTicks / report.ticksPerInference : 0;
}

}  // namespace pinfold
