// Goes through the addresses from the lowest to the highest and knows, at each, who lives there: their lives must not
// meet. Pools play no part, so that buffers of two pools that lie over each other collide as those of one.
//
// The allocations at an address are kept by the begin of their lives. As long as these do not meet, a newcomer can only
// meet a few neighbours. Who has met somebody is kept apart and compared with everybody that follows.
#include "check/rules.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace pinfold {
namespace {

struct Border {
    std::int64_t address = 0;
    bool begin = false;  // ends come first
    int allocation = 0;
};

class Sweep {
public:
    Sweep(const PlanCase& plan, Findings& findings)
        : plan_(plan), findings_(findings), peaceful_(plan.stated.concurrent ? plan.models.size() : 1) {}

    void go() {
        for (const Border& border : borders()) {
            if (findings_.full()) return;
            const Allocation& allocation = at(border.allocation);
            auto& peaceful = peaceful_[groupOf(allocation)];
            if (border.begin) {
                enter(border.allocation, peaceful);
                continue;
            }
            const auto found = peaceful.find(allocation.life().first);
            if (found != peaceful.end() && found->second == border.allocation) peaceful.erase(found);
            std::erase(others_, border.allocation);
        }
    }

private:
    using Neighbours = std::map<std::int64_t, int>;  // first position → allocation; no two of them meet

    const Allocation& at(int t) const { return plan_.allocations[static_cast<std::size_t>(t)]; }
    // Models that run at the same time are compared by address alone.
    std::size_t groupOf(const Allocation& allocation) const {
        return plan_.stated.concurrent ? static_cast<std::size_t>(allocation.model) : 0;
    }

    std::vector<Border> borders() const {
        std::vector<Border> all;
        for (std::size_t t = 0; t < plan_.allocations.size(); ++t) {
            const Allocation& allocation = plan_.allocations[t];
            if (!allocation.pool || allocation.bytes <= 0 || allocation.life().empty()) continue;
            all.push_back({allocation.address(), true, static_cast<int>(t)});
            all.push_back({allocation.address() + allocation.bytes, false, static_cast<int>(t)});
        }
        std::sort(all.begin(), all.end(), [](const Border& a, const Border& b) {
            return std::tuple(a.address, a.begin, a.allocation) < std::tuple(b.address, b.begin, b.allocation);
        });
        return all;
    }

    void enter(int newcomer, Neighbours& peaceful) {
        const Life life = at(newcomer).life();
        bool alone = true;
        for (auto next = peaceful.upper_bound(life.last); next != peaceful.begin();) {
            --next;
            if (!at(next->second).life().meets(life)) break;
            report(next->second, newcomer);
            alone = false;
        }
        for (const int other : others_) {
            if (groupOf(at(other)) == groupOf(at(newcomer)) && !at(other).life().meets(life)) continue;
            report(other, newcomer);
            alone = false;
        }
        for (const Neighbours& group : peaceful_) {
            if (&group == &peaceful || group.empty()) continue;
            report(group.begin()->second, newcomer);
            alone = false;
        }
        if (alone) {
            peaceful.emplace(life.first, newcomer);
        } else {
            others_.push_back(newcomer);
        }
    }

    void report(int first, int second) {
        const Allocation& a = at(first);
        const Allocation& b = at(second);
        const std::int64_t from = std::max(a.address(), b.address());
        const std::int64_t bytes = std::min(a.address() + a.bytes, b.address() + b.bytes) - from;
        if (groupOf(a) != groupOf(b)) {
            findings_.add("overlap", "{} and {} share {} bytes at {:#010x}, and their models run at the same time.",
                          a.who, b.who, bytes, from);
            return;
        }
        const Timeline& timeline = plan_.timeline;
        findings_.add("overlap", "{} (ticks [{}, {})) and {} (ticks [{}, {})) share {} bytes at {:#010x} in tick {}.",
                      a.who, timeline.tickAt(a.life().first), timeline.tickAt(a.life().last) + 1, b.who,
                      timeline.tickAt(b.life().first), timeline.tickAt(b.life().last) + 1, bytes, from,
                      timeline.tickAt(std::max(a.life().first, b.life().first)));
    }

    const PlanCase& plan_;
    Findings& findings_;
    std::vector<Neighbours> peaceful_;  // at the address that the sweep has come to; one per group
    std::vector<int> others_;           // there too, but they have met somebody
};

}  // namespace

void checkOverlaps(const PlanCase& plan, Findings& findings) { Sweep(plan, findings).go(); }

std::int64_t pairsTogether(const PlanCase& plan) {
    std::map<const StatedPool*, std::pair<std::vector<std::int64_t>, std::vector<std::int64_t>>> lives;
    for (const Allocation& allocation : plan.allocations) {
        if (!allocation.pool || allocation.life().empty()) continue;
        lives[allocation.pool].first.push_back(allocation.life().first);
        lives[allocation.pool].second.push_back(allocation.life().last);
    }
    std::int64_t pairs = 0;
    for (auto& [pool, life] : lives) {
        auto& [begins, ends] = life;
        std::sort(begins.begin(), begins.end());
        std::sort(ends.begin(), ends.end());
        // Every allocation meets those that have begun before it and have not ended.
        std::size_t ended = 0;
        for (std::size_t begun = 0; begun < begins.size(); ++begun) {
            while (ends[ended] < begins[begun]) ++ended;
            pairs += static_cast<std::int64_t>(begun - ended);
        }
    }
    return pairs;
}

}  // namespace pinfold
