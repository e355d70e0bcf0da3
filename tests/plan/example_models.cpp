#include "plan/example_models.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pinfold::test {

Plan planOf(const Model& model, const Board& board, const PlanOptions& options) {
    auto outcome = makePlan(std::span(&model, 1), board, options);
    EXPECT_TRUE(outcome.ok()) << (outcome.ok() ? "" : outcome.error().message);
    if (!outcome.ok() || isCancelled(*outcome)) return {};
    return std::get<Plan>(*std::move(outcome));
}

std::string planErrorOf(const Model& model, const Board& board, const PlanOptions& options) {
    const auto outcome = makePlan(std::span(&model, 1), board, options);
    return outcome.ok() ? "" : outcome.error().message;
}

std::vector<std::string> faultsOf(const Plan& plan) {
    std::vector<std::string> faults;
    for (std::size_t a = 0; a < plan.buffers.size(); ++a) {
        const PlannedBuffer& x = plan.buffers[a];
        if (x.offset % plan.alignment != 0) faults.push_back(x.name + " is misaligned");
        if (x.offset < 0 || x.offset + x.bytes > plan.pools.at(0).bytes) faults.push_back(x.name + " leaves the pool");
        if (x.firstTick < 0 || x.firstTick >= x.endTick || x.endTick > plan.ticks) {
            faults.push_back(x.name + " has no proper life");
        }
        for (std::size_t b = 0; b < a; ++b) {
            const PlannedBuffer& y = plan.buffers[b];
            const bool together = x.firstTick < y.endTick && y.firstTick < x.endTick;
            const bool overlap = x.offset < y.offset + y.bytes && y.offset < x.offset + x.bytes;
            if (together && overlap) faults.push_back(x.name + " collides with " + y.name);
        }
    }
    return faults;
}

const PlannedBuffer& bufferNamed(const Plan& plan, const std::string& name) {
    const auto found = std::find_if(plan.buffers.begin(), plan.buffers.end(),
                                    [&](const PlannedBuffer& buffer) { return buffer.name == name; });
    if (found == plan.buffers.end()) {
        ADD_FAILURE() << "no buffer " << name;
        static const PlannedBuffer none;
        return none;
    }
    return *found;
}

}  // namespace pinfold::test
