#include "ui/plan/plan_words.h"

#include "ui/text/numbers.h"
#include "ui/text/say.h"

#include <QStringList>

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace pinfold::ui {
namespace {

constexpr double minChange = 0.0005;  // of the cost: less rounds to 0.0 %

struct Placed {
    std::string model;
    std::string name;
    std::int64_t bytes = 0;
    std::string region;
    std::uint64_t address = 0;
};

std::vector<Placed> placedOf(const Plan& plan) {
    std::vector<Placed> all;
    const auto add = [&](const std::string& model, std::string name, std::int64_t bytes, int poolId,
                         std::int64_t offset) {
        const Pool& pool = plan.pools[static_cast<std::size_t>(poolId)];
        all.push_back({model, std::move(name), bytes, pool.region, pool.address + static_cast<std::uint64_t>(offset)});
    };
    for (const PlannedBuffer& b : plan.buffers) add(b.model, b.name, b.bytes, b.pool, b.offset);
    for (const PlannedConstant& c : plan.constants) {
        if (c.pool >= 0) add(c.model, "const:" + c.name, c.bytes, c.pool, c.offset);
    }
    return all;
}

QString placeText(const Placed& placed) {
    return QStringLiteral("%1 %2").arg(QString::fromStdString(placed.region), addressText(placed.address));
}

void addMovers(PlanComparison& comparison, const Plan& left, const Plan& right) {
    const std::vector<Placed> now = placedOf(right);
    std::unordered_map<std::string, std::size_t> index;
    const auto key = [](const Placed& placed) { return placed.model + '\n' + placed.name; };
    for (std::size_t i = 0; i < now.size(); ++i) index[key(now[i])] = i;
    std::vector<bool> seen(now.size(), false);
    for (const Placed& before : placedOf(left)) {
        Mover mover{QString::fromStdString(before.name), before.bytes, placeText(before), {}};
        const auto found = index.find(key(before));
        if (found != index.end()) {
            const Placed& after = now[found->second];
            seen[found->second] = true;
            if (after.region == before.region && after.address == before.address) continue;
            mover.right = placeText(after);
        }
        comparison.movers.push_back(mover);
    }
    for (std::size_t i = 0; i < now.size(); ++i) {
        if (seen[i]) continue;
        comparison.movers.push_back({QString::fromStdString(now[i].name), now[i].bytes, {}, placeText(now[i])});
    }
    std::stable_sort(comparison.movers.begin(), comparison.movers.end(),
                     [](const Mover& a, const Mover& b) { return a.bytes > b.bytes; });
}

}  // namespace

QString proofText(const Plan& plan) {
    if (plan.optimal) {
        if (plan.options.objective == Objective::size)
            return say("Proven: no plan in this order of execution needs fewer bytes.");
        // Proposals are copies that would save cycles.
        return plan.proposals.empty() ? say("Proven: no plan in this order of execution costs fewer cycles.")
                                      : say("Proven: no plan in this order of execution costs fewer cycles with the "
                                            "constants where they are.");
    }
    if (plan.options.objective == Objective::cost && plan.cost > plan.costBound) {
        return say("Not proven: at most %1 of its cycles could be saved.")
            .arg(percentText((plan.cost - plan.costBound) / plan.cost));
    }
    return say("Not proven: the search ended before it had tried everything.");
}

QString proofText(const Pool& pool) {
    const QString bound = bytesText(pool.lowerBound);
    if (pool.bytes <= pool.lowerBound) return say("lower bound %1: reached").arg(bound);
    return say("lower bound %1: %2 above it").arg(bound, bytesText(pool.bytes - pool.lowerBound));
}

QString costText(const Plan& plan) { return cyclesText(plan.cost); }

QString orderText(const Plan& plan) {
    if (plan.options.order == OrderChoice::archive) return say("as in the archive");
    return plan.orderProven ? say("best, proven") : say("best found");
}

QString differenceText(const Plan& before, const Plan& now) {
    QStringList parts;
    for (const PoolComparison& pool : comparePools(before, now)) {
        if (pool.left == pool.right) continue;
        parts.append(
            QStringLiteral("%1 %2").arg(QString::fromStdString(pool.region), bytesChangeText(pool.right - pool.left)));
    }
    const double change = before.cost > 0 ? (now.cost - before.cost) / before.cost : 0;
    if (std::abs(change) >= minChange) parts.append(say("predicted %1 cycles").arg(percentChangeText(change)));
    return parts.isEmpty() ? say("No difference in bytes or cycles") : parts.join(QStringLiteral(", "));
}

std::vector<PoolComparison> comparePools(const Plan& left, const Plan& right) {
    std::vector<PoolComparison> pools;
    const auto entry = [&](const std::string& region) -> PoolComparison& {
        const auto found =
            std::find_if(pools.begin(), pools.end(), [&](const PoolComparison& pool) { return pool.region == region; });
        return found != pools.end() ? *found : pools.emplace_back(PoolComparison{region});
    };
    for (const Pool& pool : left.pools) entry(pool.region).left += pool.bytes;
    for (const Pool& pool : right.pools) entry(pool.region).right += pool.bytes;
    return pools;
}

PlanComparison comparePlans(const Plan& left, const Plan& right) {
    PlanComparison comparison;
    comparison.pools = comparePools(left, right);
    for (const PoolComparison& pool : comparison.pools) {
        comparison.leftBytes += pool.left;
        comparison.rightBytes += pool.right;
    }
    addMovers(comparison, left, right);
    return comparison;
}

}  // namespace pinfold::ui
