// Sweeps over the ticks, with what is alive kept by pool and offset: only neighbours can collide.
#include "plan/pins/collisions.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

namespace pinfold {
namespace {

struct Event {
    int tick;
    bool birth;  // ends come first
    std::size_t occupant;
};

std::vector<Event> eventsOf(const std::vector<Occupant>& occupants) {
    std::vector<Event> events;
    for (std::size_t i = 0; i < occupants.size(); ++i) {
        if (occupants[i].bytes == 0) continue;
        events.push_back({occupants[i].firstTick, true, i});
        events.push_back({occupants[i].endTick, false, i});
    }
    std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
        return std::tie(a.tick, a.birth, a.occupant) < std::tie(b.tick, b.birth, b.occupant);
    });
    return events;
}

Collision between(const Occupant& a, const Occupant& b) {
    return {a.name, b.name, std::max(a.offset, b.offset), std::max(a.firstTick, b.firstTick)};
}

}  // namespace

std::optional<Collision> findCollision(const std::vector<Occupant>& occupants) {
    std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> alive;  // pool, offset → occupant
    for (const Event& event : eventsOf(occupants)) {
        const Occupant& occupant = occupants[event.occupant];
        const std::pair place(occupant.pool, occupant.offset);
        if (!event.birth) {
            alive.erase(place);
            continue;
        }
        const auto above = alive.lower_bound(place);
        if (above != alive.end()) {
            const Occupant& other = occupants[above->second];
            if (other.pool == occupant.pool && other.offset < occupant.offset + occupant.bytes) {
                return between(other, occupant);
            }
        }
        if (above != alive.begin()) {
            const Occupant& other = occupants[std::prev(above)->second];
            if (other.pool == occupant.pool && other.offset + other.bytes > occupant.offset) {
                return between(other, occupant);
            }
        }
        alive.emplace(place, event.occupant);
    }
    return std::nullopt;
}

}  // namespace pinfold
