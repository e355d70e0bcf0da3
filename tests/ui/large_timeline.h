// A plan of many buffers, for tests and benchmarks of size.
#pragma once

#include "ui/memory/timeline_model.h"

#include <memory>

namespace pinfold::test {

// Two buffers an operator (a result that lives for up to 15 operators, and a workspace), three ticks each, in two
// pools. Nothing overlaps. The same number gives the same plan.
struct LargeTimeline {
    std::shared_ptr<const ui::PlanFacts> facts;
    std::shared_ptr<const ui::Models> models;
};
LargeTimeline largeTimeline(int buffers);

}  // namespace pinfold::test
