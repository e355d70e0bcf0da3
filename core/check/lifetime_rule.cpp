// What the plan says of lives against what the walk through its operators has found.
#include "check/rules.h"

namespace pinfold {

namespace {

void applyKeep(PlanCase& plan, Findings& findings) {
    const AllocationNames names(plan.allocations, plan.models);
    for (const std::string& what : plan.stated.keep) {
        const std::vector<int> kept = names.find(what, false);
        if (kept.empty()) findings.add("lifetime", "keep: {} means no buffer, or several.", inQuotes(what));
        for (const int t : kept) plan.allocations[static_cast<std::size_t>(t)].needed.widen(plan.timeline.all());
        if (findings.full()) return;
    }
}

}  // namespace

void checkLifetimes(PlanCase& plan, Findings& findings) {
    applyKeep(plan, findings);
    for (const Allocation& allocation : plan.allocations) {
        if (allocation.kind == AllocationKind::constant || !allocation.pool) continue;
        if (allocation.stated.empty()) {
            findings.add("lifetime", "{} lives in ticks [{}, {}), and the plan has [0, {}).", allocation.who,
                         allocation.firstTick, allocation.endTick, plan.timeline.ticks.size());
        } else if (!allocation.stated.covers(allocation.needed)) {
            findings.add("lifetime", "{} is in use in ticks [{}, {}), and the plan keeps it in [{}, {}) only.",
                         allocation.who, plan.timeline.tickAt(allocation.needed.first),
                         plan.timeline.tickAt(allocation.needed.last) + 1, allocation.firstTick, allocation.endTick);
        }
    }
}

}  // namespace pinfold
