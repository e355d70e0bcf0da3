#include "deploy/check.h"

#include "base/file.h"
#include "base/json.h"
#include "deploy/inputs.h"

#include <algorithm>

namespace pinfold {
namespace {

constexpr std::uint64_t largestPlanFile = std::uint64_t{64} << 20;

// Only ids: a plan from anywhere must not make us open files.
Result<Board> boardOf(const std::string& plan, const std::string& file) {
    PINFOLD_TRY(const nlohmann::json document, parseJson(plan, file));
    const JsonView root(document, file);
    if (!root.has("board")) return badInput("{}: is no plan: it names no board. `plan --output` writes one.", file);
    PINFOLD_TRY(const std::string id, root.string("board"));
    BoardList list = listBoards();
    const auto found = std::find_if(list.boards.begin(), list.boards.end(), [&](const Board& b) { return b.id == id; });
    if (found != list.boards.end()) return std::move(*found);
    return badInput("{}: is \"{}\", which `pinfold-cli boards` does not list; name the board's file with --board.",
                    root.where("board"), id);
}

}  // namespace

Result<CheckReport> checkPlanFile(const CheckRequest& request) {
    const std::string file = request.plan.string();
    PINFOLD_TRY(const std::string text, readFile(request.plan, largestPlanFile));
    PINFOLD_TRY(const Board board, request.board.empty() ? boardOf(text, file) : findBoard(request.board));
    PINFOLD_TRY(const std::vector<Model> models, loadModels(request.archives, request.module));
    return checkPlan(text, file, models, board);
}

Result<void> confirmPlan(const Plan& plan, std::span<const Model> models, const Board& board) {
    PINFOLD_TRY(const CheckReport report, checkPlan(writePlan(plan), "the plan", models, board));
    if (report.findings.empty()) return {};
    const CheckFinding& first = report.findings.front();
    return toolFailed(
        "The planner made a plan that its checker refuses ({} findings): {}: {} This is a mistake in Pinfold; please "
        "report it with the archive and the command.",
        report.findings.size(), first.rule, first.text);
}

}  // namespace pinfold
