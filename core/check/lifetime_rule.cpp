// What the plan says of lives against what the walk through its operators has found.
#include "check/rules.h"

namespace pinfold {

namespace {

void applyKeep(PlanCase& plan, Findings& findings) {
    const TenantNames names(plan.tenants, plan.models);
    for (const std::string& what : plan.claims.keep) {
        const std::vector<int> kept = names.find(what, false);
        if (kept.empty()) findings.add("lifetime", "keep: {} means no buffer, or several.", inQuotes(what));
        for (const int t : kept) plan.tenants[static_cast<std::size_t>(t)].needed.widen(plan.timeline.all());
        if (findings.full()) return;
    }
}

}  // namespace

void checkLifetimes(PlanCase& plan, Findings& findings) {
    applyKeep(plan, findings);
    for (const Tenant& tenant : plan.tenants) {
        if (tenant.kind == TenantKind::constant || !tenant.pool) continue;
        if (tenant.claimed.empty()) {
            findings.add("lifetime", "{} lives in ticks [{}, {}), and the plan has [0, {}).", tenant.who,
                         tenant.firstTick, tenant.endTick, plan.timeline.ticks.size());
        } else if (!tenant.claimed.covers(tenant.needed)) {
            findings.add("lifetime", "{} is in use in ticks [{}, {}), and the plan keeps it in [{}, {}) only.",
                         tenant.who, plan.timeline.tickAt(tenant.needed.first),
                         plan.timeline.tickAt(tenant.needed.last) + 1, tenant.firstTick, tenant.endTick);
        }
    }
}

}  // namespace pinfold
