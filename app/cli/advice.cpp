#include "cli/advice.h"

#include "plan/infeasible/infeasible.h"

#include <algorithm>

namespace pinfold::cli {
namespace {

// What to type for it; empty where the sentence says it all.
std::string optionFor(const Remedy& remedy) {
    switch (remedy.kind) {
        case RemedyKind::dropPin: return {};
        case RemedyKind::moveToRegion:
            return fmt::format("--pin '{}{}'", remedy.pin.substr(0, remedy.pin.rfind('=') + 1), remedy.value);
        case RemedyKind::changeOption: return remedy.value;
        case RemedyKind::otherBoard: return "--board " + remedy.value;
    }
    return {};
}

std::string whatHelps(const Error& error) {
    const auto infeasibility = readInfeasibility(error.details);
    if (!infeasibility) return {};
    std::string text = "\nWhat would help, each alone:";
    for (const Remedy& remedy : infeasibility->remedies) {
        std::string sentence = remedy.text;
        if (const std::string option = optionFor(remedy); !option.empty()) {
            sentence.replace(sentence.size() - 1, 1, ": " + option + ".");
        }
        text += "\n  - " + sentence;
    }
    return text;
}

std::string sentenceFor(Advice advice) {
    switch (advice) {
        case Advice::overwriteEdits: return "Save your changes elsewhere, or generate with --force to overwrite them.";
        case Advice::makeOwnBoard:
            return "Make a board file of your own from it and generate with `--board FILE.json`.";
        case Advice::makeOwnPlan: return "Use `generate --plan` to make a project from a plan of your own.";
        case Advice::buildFirst: return "Run `pinfold-cli build` on the project first.";
        case Advice::namePort: return "E.g. --port serial:///dev/ttyACM0 (`pinfold-cli ports` lists them).";
        case Advice::searchLonger: return "A longer search (--time-limit) may find one.";
        case Advice::makeWhatHelps:
        case Advice::none: break;
    }
    return {};
}

}  // namespace

std::string messageWithAdvice(const Error& error) {
    if (error.advice == Advice::makeWhatHelps) return error.message + whatHelps(error);
    const std::string sentence = sentenceFor(error.advice);
    return sentence.empty() ? error.message : error.message + " " + sentence;
}

std::string referenceAdvice(std::span<const ValidationReport> reports) {
    const auto cannotTell = [](const ValidationReport& report) {
        return report.passed == false && std::none_of(report.operators.begin(), report.operators.end(),
                                                      [](const OperatorReport& op) { return op.metrics.has_value(); });
    };
    if (std::none_of(reports.begin(), reports.end(), cannotTell)) return {};
    return "\n`pinfold-cli reference ARCHIVE --inputs FILE --output REFERENCE.npz --all` makes a reference that "
           "tells.\n";
}

}  // namespace pinfold::cli
