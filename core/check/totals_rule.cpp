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
Load largestLoad(const std::vector<const Allocation*>& allocations, std::int64_t unit) {
    std::map<std::int64_t, std::int64_t> changes;
    for (const Allocation* allocation : allocations) {
        if (allocation->firstTick >= allocation->endTick) continue;
        changes[allocation->firstTick] += roundedUp(allocation->bytes, unit);
        changes[allocation->endTick] -= roundedUp(allocation->bytes, unit);
    }
    Load largest;
    std::int64_t bytes = 0;
    for (const auto& [tick, change] : changes) {
        bytes += change;
        if (bytes > largest.bytes) largest = {bytes, tick};
    }
    return largest;
}

class TotalsCheck {
public:
    TotalsCheck(const PlanCase& plan, Findings& findings)
        : plan_(plan), findings_(findings), allocations_(allocationsByPool(plan)) {}

    void go() {
        for (const StatedPool& pool : plan_.stated.pools) checkPool(pool);
        checkStatus();
        checkCost();
        checkFlash();
        for (const StatedProposal& proposal : plan_.stated.proposals) checkProposal(proposal);
    }

private:
    void checkPool(const StatedPool& pool) {
        const std::int64_t unit = alignmentOf(plan_.stated, findRegion(plan_.board, pool.region));
        const auto& allocations = allocations_[&pool];
        std::int64_t end = 0;
        for (const Allocation* allocation : allocations)
            end = std::max(end, allocation->offset + roundedUp(allocation->bytes, unit));
        if (pool.bytes != end) {
            findings_.add("bytes", "Pool {} is said to have {} bytes; what is in it ends at {}.", pool.id, pool.bytes,
                          end);
        }
        const Load load = largestLoad(allocations, unit);
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
        const auto& stated = plan_.stated;
        if (!stated.optimal) return;
        if (stated.pools.size() == 1 && stated.pools.front().bytes != stated.pools.front().lowerBound) {
            findings_.add("status",
                          "The plan is said to be optimal; its only pool has {} bytes and a lower bound of {}.",
                          stated.pools.front().bytes, stated.pools.front().lowerBound);
        }
        const bool byCost = stated.objective == "cost" && stated.cost && stated.costLowerBound;
        if (byCost && !sameCycles(*stated.cost, *stated.costLowerBound)) {
            findings_.add("status", "The plan is said to be optimal; it costs {} cycles, and its lower bound is {}.",
                          *stated.cost, *stated.costLowerBound);
        }
    }

    void checkCost() {
        const auto& stated = plan_.stated;
        if (stated.cost && stated.costLowerBound && *stated.costLowerBound > *stated.cost &&
            !sameCycles(*stated.cost, *stated.costLowerBound)) {
            findings_.add("cost", "The plan costs {} cycles, and its lower bound is said to be {}.", *stated.cost,
                          *stated.costLowerBound);
        }
        if (!stated.cost) return;
        double cost = 0;
        for (const Allocation& allocation : plan_.allocations) {
            const Region* region = regionOf(allocation);
            if (region) cost += costIn(allocation, *region);
        }
        if (!sameCycles(cost, *stated.cost)) {
            findings_.add("cost", "The plan costs {} cycles an inference; it says {}.", cost, *stated.cost);
        }
    }

    // Where kernels access it; null if the plan does not say.
    [[nodiscard]] const Region* regionOf(const Allocation& allocation) const {
        if (allocation.pool) return findRegion(plan_.board, allocation.pool->region);
        return allocation.kind == AllocationKind::constant ? findRegion(plan_.board, plan_.board.codeRegion) : nullptr;
    }

    // What nobody knows counts as read and written once; constants are written at start-up only.
    static double costIn(const Allocation& allocation, const Region& region) {
        const bool constant = allocation.kind == AllocationKind::constant;
        return cyclesOf(static_cast<double>(allocation.readBytes.value_or(allocation.bytes)),
                        constant ? 0.0 : static_cast<double>(allocation.writtenBytes.value_or(allocation.bytes)),
                        region);
    }

    // Constants are in flash, whether they are copied from there or not.
    void checkFlash() {
        const Region* code = findRegion(plan_.board, plan_.board.codeRegion);
        std::int64_t bytes = 0;
        for (const Model& model : plan_.models) {
            const auto stored = storeConstants(model, findings_.cancel());
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

    void checkProposal(const StatedProposal& proposal) {
        const Region* region = findRegion(plan_.board, proposal.region);
        const Region* code = findRegion(plan_.board, plan_.board.codeRegion);
        const auto found =
            std::find_if(plan_.allocations.begin(), plan_.allocations.end(), [&](const Allocation& allocation) {
                return allocation.kind == AllocationKind::constant && allocation.name == proposal.constant &&
                       plan_.models[static_cast<std::size_t>(allocation.model)].name == proposal.model;
            });
        if (findings_.full()) return;
        if (found == plan_.allocations.end() || found->pool || !region || !code || region->kind != RegionKind::ram) {
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
    std::map<const StatedPool*, std::vector<const Allocation*>> allocations_;
};

}  // namespace

void checkTotals(const PlanCase& plan, Findings& findings) { TotalsCheck(plan, findings).go(); }

}  // namespace pinfold
