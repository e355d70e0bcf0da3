#include "deploy/check.h"

#include "base/file.h"
#include "base/json.h"
#include "deploy/inputs.h"

#include <algorithm>

namespace pinfold {
namespace {

// Only ids: a plan from anywhere must not make us open files.
Result<Board> boardOf(const std::string& plan, const std::string& file, const CancelToken& cancel) {
    PINFOLD_TRY(const nlohmann::json document, parseJson(plan, file, cancel));
    const JsonView root(document, file);
    if (!root.has("board")) return badInput("{}: is no plan: it names no board. `plan --output` writes one.", file);
    PINFOLD_TRY(const std::string id, root.string("board"));
    BoardList list = listBoards();
    const auto found = std::find_if(list.boards.begin(), list.boards.end(), [&](const Board& b) { return b.id == id; });
    if (found != list.boards.end()) return std::move(*found);
    return badInput("{}: is \"{}\", which `pinfold-cli boards` does not list; name the board's file with --board.",
                    root.where("board"), id);
}

// What matters of it, the first few.
Error refusal(const CheckReport& report, std::string_view file) {
    constexpr std::size_t maxTold = 3;
    std::string text;
    std::size_t told = 0;
    for (const CheckFinding& finding : report.findings) {
        if (!endangersFirmware(finding) || told++ >= maxTold) continue;
        text += " " + finding.text;
    }
    if (told > maxTold) text += fmt::format(" And {} more.", told - maxTold);
    return badInput("{}: no firmware can be made from this plan.{}", file, text);
}

}  // namespace

Outcome<CheckReport> checkPlanFile(const CheckRequest& request, const CancelToken& cancel,
                                   const ProgressSink& progress) {
    const std::string file = request.plan.string();
    PINFOLD_TRY_OUTCOME(const std::string text,
                        unlessCancelled(readFile(request.plan, largestPlanFile, cancel), cancel));
    PINFOLD_TRY_OUTCOME(
        const Board board,
        unlessCancelled(request.board.empty() ? boardOf(text, file, cancel) : findBoard(request.board), cancel));
    PINFOLD_TRY_OUTCOME(const std::vector<Model> models,
                        loadModels(request.archives, request.module, cancel, progress));
    return unlessCancelled(checkPlan(text, file, models, board, cancel), cancel);
}

Result<Plan> readSoundPlan(std::string_view json, std::string_view file, std::span<const Model> models,
                           const Board& board, const CancelToken& cancel) {
    PINFOLD_TRY(const CheckReport report, checkPlan(json, file, models, board, cancel));
    if (!isSafe(report)) return refusal(report, file);
    PINFOLD_TRY(Plan plan, readPlan(json, file, cancel));
    PINFOLD_CHECK(adoptModels(plan, file, models, cancel));
    return plan;
}

Result<void> confirmPlan(const Plan& plan, std::span<const Model> models, const Board& board,
                         const CancelToken& cancel) {
    PINFOLD_TRY(const CheckReport report, checkPlan(writePlan(plan), "the plan", models, board, cancel));
    if (report.findings.empty()) return {};
    const CheckFinding& first = report.findings.front();
    return toolFailed(
        "The planner made a plan that its checker refuses ({} findings): {}: {} This is a mistake in Pinfold; please "
        "report it with the archive and the command.",
        report.findings.size(), first.rule, first.text);
}

}  // namespace pinfold
