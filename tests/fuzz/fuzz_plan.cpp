// A plan.json for a small model: whatever it says, the checker gives an answer, and a plan that it lets through has no
// two buffers in the same bytes at the same time, by the planner's own means of finding that out.
#include "deploy/check.h"
#include "plan/pins/collisions.h"
#include "support/model_maker.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace pinfold;

bool collides(const Plan& plan) {
    std::vector<Occupant> occupants;
    const auto add = [&](const std::string& name, int pool, std::int64_t offset, std::int64_t bytes, int first,
                         int end) {
        const auto address = static_cast<std::int64_t>(plan.pools[static_cast<std::size_t>(pool)].address);
        occupants.push_back({&name, 0, address + offset, bytes, first, end});
    };
    for (const PlannedBuffer& b : plan.buffers) add(b.name, b.pool, b.offset, b.bytes, b.firstTick, b.endTick);
    for (const PlannedConstant& c : plan.constants) {
        if (c.pool >= 0) add(c.name, c.pool, c.offset, c.bytes, 0, plan.ticks);
    }
    return findCollision(occupants).has_value();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::vector<Model> models = {test::randomModel(19, 5)};  // as the seeds have it
    static const Board board = test::exampleBoard();
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto report = checkPlan(text, "plan.json", models, board);
    if (report.ok() && report->findings.size() > maxFindings) std::abort();
    (void)readPlan(text, "plan.json");
    const auto plan = readSoundPlan(text, "plan.json", models, board);
    if (plan.ok() && (!report.ok() || !isSafe(*report) || collides(*plan))) std::abort();
    return 0;
}
