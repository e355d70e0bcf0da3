// check: whether a plan keeps its promises.
#include "base/text.h"
#include "cli/command.h"
#include "deploy/check.h"

#include <memory>

namespace pinfold::cli {
namespace {

constexpr int exitUnsound = 2;

OrderedJson findingsJson(const CheckReport& report) {
    OrderedJson findings = OrderedJson::array();
    for (const CheckFinding& finding : report.findings) {
        findings.push_back({{"rule", finding.rule}, {"text", finding.text}});
    }
    return findings;
}

std::string reportText(const CheckReport& report, const std::string& file) {
    if (report.findings.empty()) {
        return fmt::format("{} is sound: {} buffers, {} pairs of them at the same time in one pool.\n", file,
                           grouped(report.buffers), grouped(report.pairs));
    }
    std::string text = fmt::format("{} breaks its promises:\n", file);
    for (const CheckFinding& finding : report.findings) {
        text += fmt::format("  {:<10} {}\n", finding.rule, finding.text);
    }
    return text;
}

Outcome<CommandOutput> check(const CheckRequest& request, const Context& context) {
    PINFOLD_TRY_OUTCOME(const CheckReport report, checkPlanFile(request, context.cancel, context.progress));
    const bool sound = report.findings.empty();
    return CommandOutput{
        {{"sound", sound}, {"findings", findingsJson(report)}, {"buffers", report.buffers}, {"pairs", report.pairs}},
        reportText(report, request.plan.string()),
        sound ? 0 : exitUnsound};
}

}  // namespace

void addCheck(CLI::App& program, Selection& selection) {
    auto request = std::make_shared<CheckRequest>();
    auto& command = addCommand(program, selection, "check", "Judges a plan by recomputing it",
                               [request](const Context& context) { return check(*request, context); });
    command.add_option("plan", request->plan, "The plan.json")->required();
    command.add_option("archives", request->archives, "The archives that it was made from")->required();
    command.add_option("--module", request->module, "Which of an archive's modules");
    command.add_option("--board", request->board,
                       "Board id, or a .json file, instead of the board that the plan names");
}

}  // namespace pinfold::cli
