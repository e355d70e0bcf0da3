// How a plan is judged.
//
// The planner works forwards: lifetimes from the model, then places. Here it is the other way round. The plan is taken
// as a program: its operators are run in the order in which it has them, one position for every top-level statement of
// a kernel, and whoever is touched at a position gets it noted (timeline.cpp). From its first note to its last a
// buffer's bytes must be nobody else's, whatever the plan says; what the plan says of lives has to cover that. Then all
// that have bytes are looked at by address, from the lowest up, across pools, regions and models (overlap_rule.cpp).
// The other rules compare one promise of docs/plan-format.md each with what the models and the board say.
#include "check/check.h"

#include "check/rules.h"

#include <algorithm>
#include <array>
#include <limits>

namespace pinfold {

void checkDigests(const StatedPlan& stated, std::span<const Model> models, const Board& board, Findings& findings) {
    if (stated.board != board.id) {
        findings.add("digest", "The plan is for the board {}, not for {}.", inQuotes(stated.board), inQuotes(board.id));
    } else if (stated.boardSha256 != board.sha256) {
        findings.add("digest", "The plan is for another version of the board {}: its SHA-256 is {}, this one's is {}.",
                     inQuotes(board.id), inQuotes(stated.boardSha256), board.sha256);
    }
    for (const Model& model : models) {
        const auto same = [&](const StatedArchive& archive) { return archive.sha256 == model.archiveSha256; };
        if (std::any_of(stated.archives.begin(), stated.archives.end(), same)) continue;
        findings.add("digest", "The plan was not made from {} with the SHA-256 {}.", inQuotes(model.archiveName),
                     model.archiveSha256);
    }
    for (const StatedArchive& archive : stated.archives) {
        const auto same = [&](const Model& model) { return archive.sha256 == model.archiveSha256; };
        if (std::any_of(models.begin(), models.end(), same)) continue;
        findings.add("digest", "The plan was made from {} with the SHA-256 {}, which is not given.",
                     inQuotes(archive.name), inQuotes(archive.sha256));
        if (findings.full()) return;
    }
}

bool endangersFirmware(const CheckFinding& finding) {
    static constexpr std::array figures = {"bytes", "bound", "status", "cost", "accesses", "proposal"};
    return std::find(figures.begin(), figures.end(), finding.rule) == figures.end();
}

bool isSafe(const CheckReport& report) {
    return report.findings.size() < maxFindings &&
           std::none_of(report.findings.begin(), report.findings.end(), endangersFirmware);
}

Result<CheckReport> checkPlan(std::string_view json, std::string_view file, std::span<const Model> models,
                              const Board& board, const CancelToken& cancel) {
    Findings findings(cancel);
    PINFOLD_TRY(const StatedPlan stated, readStatedPlan(json, file, findings));
    if (cancel.cancelled()) return brokenOff();
    checkDigests(stated, models, board, findings);
    AllocationTable table = findAllocations(models, stated.lifetimes == "statement");
    Timeline timeline = runOperators(stated, models, table, findings);
    PlanCase plan{stated, models, board, std::move(timeline), std::move(table.allocations)};
    placeAllocations(plan, findings);
    checkLifetimes(plan, findings);
    for (const auto rule : {checkOverlaps, checkPools, checkPins, checkTotals}) {
        if (cancel.cancelled()) return brokenOff();
        rule(plan, findings);
    }
    if (cancel.cancelled()) return brokenOff();

    CheckReport report;
    const auto placed = std::count_if(plan.allocations.begin(), plan.allocations.end(),
                                      [](const Allocation& allocation) { return allocation.pool != nullptr; });
    report.buffers = static_cast<int>(placed);
    report.pairs = static_cast<int>(std::min<std::int64_t>(pairsTogether(plan), std::numeric_limits<int>::max()));
    report.findings = findings.take();
    return report;
}

}  // namespace pinfold
