// The rules of a sound plan. Each looks at one promise and adds what breaks it to the findings.
#pragma once

#include "board/board.h"
#include "check/allocations.h"
#include "check/timeline.h"

#include <functional>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace pinfold {

// All that is known about a plan once its operators have run.
struct PlanCase {
    const StatedPlan& stated;
    std::span<const Model> models;
    const Board& board;
    Timeline timeline;
    std::vector<Allocation> allocations;
};

// Static data of the firmware beside the stack, bytes (docs/plan-format.md).
inline constexpr std::int64_t ownDataBytes = 4096;

// "digest": archives and board are those that the plan was made from.
void checkDigests(const StatedPlan& stated, std::span<const Model> models, const Board& board, Findings& findings);

// "buffer", "constant", "alias": each of the models' is there once, with its size and kind; nothing else is. Gives the
// allocations their places.
void placeAllocations(PlanCase& plan, Findings& findings);

// "lifetime": the plan keeps every allocation as long as kernels, options and `keep` need it.
void checkLifetimes(PlanCase& plan, Findings& findings);

// "overlap": no two allocations that live at the same time have a byte in common, whatever pools they are in.
void checkOverlaps(const PlanCase& plan, Findings& findings);

// "stack", "pool", "region", "outside", "reserved", "capacity", "alignment", "guard": pools lie where the board has
// room for them, and allocations in them.
void checkPools(const PlanCase& plan, Findings& findings);

// "pin".
void checkPins(const PlanCase& plan, Findings& findings);

// "bytes", "bound", "status", "cost", "accesses", "flash", "proposal": the plan's totals and figures are true.
void checkTotals(const PlanCase& plan, Findings& findings);

// Who is in each pool; pools that hold nobody are not there.
std::map<const StatedPool*, std::vector<const Allocation*>> allocationsByPool(const PlanCase& plan);

// Pairs of allocations that live at a common time in one pool.
std::int64_t pairsTogether(const PlanCase& plan);

// Reserved for the stack: what the plan says, or the default.
std::int64_t stackBytesOf(const StatedPlan& stated, std::span<const Model> models);

// What buffers in a pool are multiples of. `region` may be null.
std::int64_t alignmentOf(const StatedPlan& stated, const Region* region);

// `value` up to a multiple of `unit`, a power of two.
constexpr std::int64_t roundedUp(std::int64_t value, std::int64_t unit) { return (value + unit - 1) / unit * unit; }

// The allocations that WHAT of a pin or of `keep` means, ascending; empty if nothing or too much for one name.
class AllocationNames {
public:
    AllocationNames(std::span<const Allocation> allocations, std::span<const Model> models);
    [[nodiscard]] std::vector<int> find(std::string_view what, bool constantsToo) const;

private:
    [[nodiscard]] const Model& modelOf(const Allocation& allocation) const;
    [[nodiscard]] const std::string& kernelOf(const Allocation& workspace) const;
    [[nodiscard]] std::vector<int> pick(const std::function<bool(const Allocation&)>& matches) const;
    [[nodiscard]] std::vector<int> findConstants(std::string_view model, std::string_view name, bool anyModel) const;

    std::span<const Allocation> allocations_;
    std::span<const Model> models_;
    std::unordered_multimap<std::string, int> byName_;  // buffers: "name" and "model:name"
};

}  // namespace pinfold
