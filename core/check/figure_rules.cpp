// What the plan says of its own quality: bytes, bounds, cost, proposals.
#include "check/rules.h"
#include "model/stored_constants.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace pinfold {
namespace {

// Costs are sums of products that the planner may round.
bool sameCycles(double a, double b) { return std::abs(a - b) <= 1e-6 * std::max({1.0, std::abs(a), std::abs(b)}); }

double cyclesOf(double readBytes, double writtenBytes, const Region& region) {
    return (readBytes * region.readCycles + writtenBytes * region.writeCycles) / 4;
}

struct Load {
    std::int64_t bytes = 0;
    std::int64_t tick = 0;
};

// The most bytes that live in one tick, as the plan has the lives.
Load largestLoad(const std::vector<const Tenant*>& tenants, std::int64_t unit) {
    std::map<std::int64_t, std::int64_t> changes;
    for (const Tenant* tenant : tenants) {
        if (tenant->firstTick >= tenant->endTick) continue;
        changes[tenant->firstTick] += roundedUp(tenant->bytes, unit);
        changes[tenant->endTick] -= roundedUp(tenant->bytes, unit);
    }
    Load largest;
    std::int64_t bytes = 0;
    for (const auto& [tick, change] : changes) {
        bytes += change;
        if (bytes > largest.bytes) largest = {bytes, tick};
    }
    return largest;
}

class FigureCheck {
public:
    FigureCheck(const PlanCase& plan, Findings& findings)
        : plan_(plan), findings_(findings), tenants_(tenantsByPool(plan)) {}

    void go() {
        for (const ClaimedPool& pool : plan_.claims.pools) checkPool(pool);
        checkStatus();
        checkCost();
        checkFlash();
        for (const ClaimedProposal& proposal : plan_.claims.proposals) checkProposal(proposal);
    }

private:
    void checkPool(const ClaimedPool& pool) {
        const std::int64_t unit = alignmentOf(plan_.claims, findRegion(plan_.board, pool.region));
        const auto& tenants = tenants_[&pool];
        std::int64_t end = 0;
        for (const Tenant* tenant : tenants) end = std::max(end, tenant->offset + roundedUp(tenant->bytes, unit));
        if (pool.bytes != end) {
            findings_.add("bytes", "Pool {} is said to have {} bytes; what is in it ends at {}.", pool.id, pool.bytes,
                          end);
        }
        const Load load = largestLoad(tenants, unit);
        if (pool.lowerBound > pool.bytes) {
            findings_.add("bound", "Pool {} needs {} bytes, and its lower bound is said to be {}.", pool.id, pool.bytes,
                          pool.lowerBound);
        } else if (pool.lowerBound < load.bytes) {
            findings_.add("bound", "Pool {}: {} bytes live in tick {}; its lower bound is said to be only {}.", pool.id,
                          load.bytes, load.tick, pool.lowerBound);
        }
    }

    // Several pools can be the best together without each being as small as its bound; a single one cannot.
    void checkStatus() {
        const auto& claims = plan_.claims;
        if (!claims.optimal) return;
        if (claims.pools.size() == 1 && claims.pools.front().bytes != claims.pools.front().lowerBound) {
            findings_.add("status",
                          "The plan is said to be optimal; its only pool has {} bytes and a lower bound of {}.",
                          claims.pools.front().bytes, claims.pools.front().lowerBound);
        }
        const bool byCost = claims.objective == "cost" && claims.cost && claims.costLowerBound;
        if (byCost && !sameCycles(*claims.cost, *claims.costLowerBound)) {
            findings_.add("status", "The plan is said to be optimal; it costs {} cycles, and its lower bound is {}.",
                          *claims.cost, *claims.costLowerBound);
        }
    }

    void checkCost() {
        const auto& claims = plan_.claims;
        if (claims.cost && claims.costLowerBound && *claims.costLowerBound > *claims.cost &&
            !sameCycles(*claims.cost, *claims.costLowerBound)) {
            findings_.add("cost", "The plan costs {} cycles, and its lower bound is said to be {}.", *claims.cost,
                          *claims.costLowerBound);
        }
        if (!claims.cost) return;
        double cost = 0;
        for (const Tenant& tenant : plan_.tenants) {
            const Region* region = regionOf(tenant);
            if (region) cost += costIn(tenant, *region);
        }
        if (!sameCycles(cost, *claims.cost)) {
            findings_.add("cost", "The plan costs {} cycles an inference; it says {}.", cost, *claims.cost);
        }
    }

    // Where kernels access it; null if the plan does not say.
    [[nodiscard]] const Region* regionOf(const Tenant& tenant) const {
        if (tenant.pool) return findRegion(plan_.board, tenant.pool->region);
        return tenant.kind == TenantKind::constant ? findRegion(plan_.board, plan_.board.codeRegion) : nullptr;
    }

    // What nobody knows counts as read and written once; constants are written at start-up only.
    static double costIn(const Tenant& tenant, const Region& region) {
        const bool constant = tenant.kind == TenantKind::constant;
        return cyclesOf(static_cast<double>(tenant.readBytes.value_or(tenant.bytes)),
                        constant ? 0.0 : static_cast<double>(tenant.writtenBytes.value_or(tenant.bytes)), region);
    }

    // Constants are in flash, whether they are copied from there or not.
    void checkFlash() {
        const Region* code = findRegion(plan_.board, plan_.board.codeRegion);
        std::int64_t bytes = 0;
        for (const Model& model : plan_.models) {
            const auto stored = storeConstants(model);
            if (!stored.ok()) {
                findings_.add("flash", "{}", stored.error().message);
                return;
            }
            bytes += stored->bytes;
        }
        if (code && bytes <= code->bytes) return;
        findings_.add("flash", "The constants have {} bytes; {} has {}.", bytes, plan_.board.codeRegion,
                      code ? code->bytes : 0);
    }

    void checkProposal(const ClaimedProposal& proposal) {
        const Region* region = findRegion(plan_.board, proposal.region);
        const Region* code = findRegion(plan_.board, plan_.board.codeRegion);
        const auto found = std::find_if(plan_.tenants.begin(), plan_.tenants.end(), [&](const Tenant& tenant) {
            return tenant.kind == TenantKind::constant && tenant.name == proposal.constant &&
                   plan_.models[static_cast<std::size_t>(tenant.model)].name == proposal.model;
        });
        if (findings_.full()) return;
        if (found == plan_.tenants.end() || found->pool || !region || !code || region->kind != RegionKind::ram) {
            findings_.add("proposal",
                          "The plan proposes to copy {} of {} to {}; there is no such constant in flash, or "
                          "no such RAM.",
                          inQuotes(proposal.constant), inQuotes(proposal.model), inQuotes(proposal.region));
            return;
        }
        const double saved = costIn(*found, *code) - costIn(*found, *region);
        if (sameCycles(saved, proposal.savedCycles)) return;
        findings_.add("proposal", "Copying {} to {} saves {} cycles; the plan says {}.", found->who, region->name,
                      saved, proposal.savedCycles);
    }

    const PlanCase& plan_;
    Findings& findings_;
    std::map<const ClaimedPool*, std::vector<const Tenant*>> tenants_;
};

}  // namespace

void checkFigures(const PlanCase& plan, Findings& findings) { FigureCheck(plan, findings).go(); }

}  // namespace pinfold
