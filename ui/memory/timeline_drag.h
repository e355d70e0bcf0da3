// Where a dragged box would go, and what that does, without a pointer or a window.
#pragma once

#include "ui/memory/timeline_model.h"

#include <QString>

namespace pinfold::ui {

struct DropTarget {
    int band = -1;            // -1: nowhere
    bool toAddress = false;   // else to the region
    std::int64_t offset = 0;  // toAddress: from the band's address on, a multiple of its alignment
    bool allowed = false;     // whether releasing the button there changes something
    QString text;             // "Pin conv_1 to SRAM", or why not

    bool operator==(const DropTarget&) const = default;
};

// Over `band`, the box's first byte would be at `offset`. Within the band that it comes from it goes to that address;
// into another band only if `exact` (Shift), else to the region, wherever the planner likes.
DropTarget dropTarget(const TimelineModel& model, const BoxPlace& dragged, int band, double offset, bool exact);

}  // namespace pinfold::ui
