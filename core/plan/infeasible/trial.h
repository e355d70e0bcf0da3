// Planning again and again with something changed: only whether it goes, and no longer than it takes to be fairly sure.
#pragma once

#include "assign/assign.h"
#include "base/cancel.h"
#include "board/board.h"
#include "model/model.h"
#include "plan/plan.h"
#include "plan/problem.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace pinfold {

class PlanTrials {
public:
    using Orders = std::vector<std::vector<int>>;  // per model; an empty one is the archive's

    PlanTrials(std::span<const Model> models, const CancelToken& cancel) : models_(models), cancel_(cancel) {}

    // Whether makePlan() would succeed. False where that takes too long to find out, and for options that are wrong.
    bool fits(const Board& board, const PlanOptions& options);

    // Whether all items can be placed. Costs are left aside.
    AssignAnswer place(std::span<const AssignItem> items, std::span<const MemoryRange> ranges);

    // In which the models run with these options: the best ones, or the archive's.
    const Orders& ordersFor(const PlanOptions& options);

    [[nodiscard]] std::span<const Model> models() const { return models_; }
    [[nodiscard]] bool cancelled() const { return cancel_.cancelled(); }
    // Cancelled, or the work that may be spent is spent, of which `allow` gives a share: in percent of that of all
    // trials.
    [[nodiscard]] bool exhausted() const { return spent_ >= allowed_ || cancelled(); }
    void allow(int percent) { allowed_ = maxWork / 100 * percent; }

private:
    static constexpr std::int64_t maxWork = 6'000'000;  // in nodes of assign(): a few seconds

    bool fitsIn(const Board& board, const PlanOptions& options, const AvailableMemory& memory, const Orders& orders);

    std::span<const Model> models_;
    CancelToken cancel_;
    std::map<std::tuple<Lifetimes, bool, std::int64_t>, Orders> bestOrders_;  // by what they depend on
    Orders archive_;
    std::int64_t spent_ = 0;
    std::int64_t allowed_ = maxWork;
};

// Leaves out of `items`, which fail, as many as can be left out so that the rest still fails, the first ones first.
// Tries all of them at once, then halves, and so on down to each alone: what stays does not fail without any one of
// them (if more items never fail less, and there is work left to spend).
template <typename Item, typename Fails>
void leaveOut(std::vector<Item>& items, const PlanTrials& trials, const Fails& fails) {
    for (std::size_t chunk = items.size(); chunk > 0; chunk /= 2) {
        for (std::size_t first = 0; first < items.size();) {
            const std::size_t end = std::min(items.size(), first + chunk);
            std::vector<Item> rest(items.begin(), items.begin() + static_cast<std::ptrdiff_t>(first));
            rest.insert(rest.end(), items.begin() + static_cast<std::ptrdiff_t>(end), items.end());
            const bool stillFails = fails(rest);
            if (trials.exhausted()) return;
            if (stillFails) {
                items = std::move(rest);
            } else {
                first = end;
            }
        }
    }
}

}  // namespace pinfold
