// A plan.json for a small model: whatever it says, the checker and the reader give an answer, and the
// reader takes nothing that would overwrite memory.
#include "check/check.h"
#include "plan/plan.h"
#include "support/model_maker.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace pinfold;

// What makes firmware overwrite what it needs or leave its memory.
bool isDangerous(const CheckFinding& finding) {
    return finding.rule == "overlap" || finding.rule == "outside" || finding.rule == "order" || finding.rule == "guard";
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::vector<Model> models = {test::randomModel(19, 5)};  // as the seeds have it
    static const Board board = test::exampleBoard();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto report = checkPlan(text, "plan.json", models, board);
    if (report.ok() && report->findings.size() > 1'000) std::abort();
    const auto plan = readPlan(text, "plan.json", models);
    if (!plan.ok()) return 0;
    if (!report.ok() || !matchPlan(*plan, models, board).ok()) return 0;
    const bool dangerous = std::any_of(report->findings.begin(), report->findings.end(), isDangerous);
    if (dangerous) std::abort();
    return 0;
}
