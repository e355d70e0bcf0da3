#include "ui/memory/timeline_drag.h"

#include "plan/free_ranges.h"
#include "ui/text/numbers.h"
#include "ui/text/say.h"

#include <cmath>

namespace pinfold::ui {
namespace {

const char* planName(TimelineKind kind) {
    switch (kind) {
        case TimelineKind::input: return "input";
        case TimelineKind::output: return "output";
        case TimelineKind::activation: return "activation";
        case TimelineKind::workspace: return "workspace";
        case TimelineKind::constant: return "constant";
    }
    return "";
}

// The multiple of the band's alignment next to `offset` at which all of the box is in the band's memory.
std::int64_t snapped(const TimelineBand& band, std::int64_t bytes, double offset) {
    const std::int64_t steps = std::llround(offset / static_cast<double>(band.alignment));
    const std::int64_t most = std::max<std::int64_t>(0, band.capacity - alignUp(bytes, band.alignment));
    return std::clamp<std::int64_t>(steps * band.alignment, 0, most / band.alignment * band.alignment);
}

}  // namespace

DropTarget dropTarget(const TimelineModel& model, const BoxPlace& dragged, int band, double offset, bool exact) {
    DropTarget target;
    if (band < 0) return target;
    const TimelineBand& to = model.bands()[static_cast<std::size_t>(band)];
    const TimelineBox& box = model.box(dragged);
    const QString name = QString::fromStdString(model.nameOf(dragged));
    const QString region = QString::fromStdString(to.region);
    target.band = band;
    target.toAddress = exact || band == dragged.band;
    const Region* there = findRegion(model.facts().board, to.region);
    if (there && !mayHold(*there, planName(box.kind))) {
        target.text =
            say("%1 may not hold this: it is of kind %2").arg(region, QString::fromLatin1(planName(box.kind)));
        return target;
    }
    if (alignUp(box.bytes, to.alignment) > to.capacity) {
        target.text = say("%1 is too small for %2").arg(region, bytesText(box.bytes));
        return target;
    }
    if (!target.toAddress) {
        target.allowed = true;
        target.text = say("Pin %1 to %2").arg(name, region);
        return target;
    }
    target.offset = snapped(to, box.bytes, offset);
    target.allowed = band != dragged.band || target.offset != box.offset;
    target.text =
        target.allowed
            ? say("Pin %1 to %2").arg(name, addressText(to.address + static_cast<std::uint64_t>(target.offset)))
            : say("%1 stays where it is").arg(name);
    return target;
}

}  // namespace pinfold::ui
