#include "plan/timetable.h"

#include "plan/pins/pin_names.h"
#include "plan/pins/pins.h"

#include <iterator>
#include <utility>

namespace pinfold {
namespace {

template <typename T>
void append(std::vector<T>& to, std::vector<T>&& from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

void addModel(Timetable& times, LifetimeTable&& table, int model) {
    const int start = times.all.ticks;
    const int firstId = static_cast<int>(times.all.buffers.size());
    for (PlannedOperator& op : table.operators) {
        op.firstTick += start;
        op.endTick += start;
    }
    for (PlannedBuffer& buffer : table.buffers) {
        buffer.id += firstId;
        buffer.firstTick += start;
        buffer.endTick += start;
    }
    times.modelOf.insert(times.modelOf.end(), table.buffers.size(), model);
    times.all.ticks += table.ticks;
    times.endOfTicks.push_back(times.all.ticks);
    append(times.all.operators, std::move(table.operators));
    append(times.all.buffers, std::move(table.buffers));
    append(times.all.reaches, std::move(table.reaches));
    append(times.all.aliases, std::move(table.aliases));
}

}  // namespace

Outcome<Timetable> makeTimetable(std::span<const Model> models, const PlanOptions& options,
                                 std::span<const std::vector<int>> orders, const CancelToken& cancel) {
    Timetable times;
    for (std::size_t m = 0; m < models.size(); ++m) {
        if (cancel.cancelled()) return Cancelled{};
        const std::span<const int> order = orders.empty() ? std::span<const int>() : std::span<const int>(orders[m]);
        addModel(times, computeLifetimes(models[m], options.lifetimes, options.keepInputs, order), static_cast<int>(m));
    }
    const auto liveAllTheTime = [&](PlannedBuffer& buffer) {
        buffer.firstTick = 0;
        buffer.endTick = times.all.ticks;
    };
    if (options.lifetimes == Lifetimes::none) {
        for (PlannedBuffer& buffer : times.all.buffers) liveAllTheTime(buffer);
    }
    if (options.keep.empty()) return times;
    const PinNames names(times.all.buffers, {}, models);
    for (const std::string& what : options.keep) {
        if (cancel.cancelled()) return Cancelled{};
        PINFOLD_TRY(const std::vector<int> kept, resolveBuffers(what, names));
        for (const int buffer : kept) liveAllTheTime(times.all.buffers[static_cast<std::size_t>(buffer)]);
    }
    return times;
}

}  // namespace pinfold
