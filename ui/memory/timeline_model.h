// What the memory timeline draws: a band per pool or empty room for one, a box per buffer, and what is where. No
// widgets.
#pragma once

#include "ui/session/session.h"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace pinfold::ui {

enum class TimelineKind { input, output, activation, workspace, constant };
inline constexpr int timelineKinds = 5;

// Half-open, in ticks.
struct TickSpan {
    int first = 0;
    int end = 0;
    [[nodiscard]] bool empty() const { return end <= first; }
    bool operator==(const TickSpan&) const = default;
};

// A buffer, or a constant that is copied to RAM, at its place.
struct TimelineBox {
    int item = 0;  // index into Plan::buffers; after those, into Plan::constants
    TickSpan life;
    std::int64_t offset = 0;  // bytes from the pool's start
    std::int64_t bytes = 0;   // exact, > 0
    TimelineKind kind = TimelineKind::activation;
    bool pinned = false;
};

// The boxes of one pool, by first tick, and of those that begin together by offset.
class TimelineBoxes {
public:
    TimelineBoxes() = default;
    explicit TimelineBoxes(std::vector<TimelineBox> boxes);

    [[nodiscard]] const std::vector<TimelineBox>& all() const { return boxes_; }
    [[nodiscard]] const TimelineBox& operator[](int index) const { return boxes_[static_cast<std::size_t>(index)]; }
    [[nodiscard]] int size() const { return static_cast<int>(boxes_.size()); }

    // Calls `visit(index)` for every box alive in [first, end), in their order. Runs of boxes of which none lives that
    // long are passed over, so that looking into a long execution costs what is there, not what came before.
    template <typename Visit>
    void visit(double first, double end, const Visit& visit) const {
        for (std::size_t run = 0; run < latestEnd_.size(); ++run) {
            const std::size_t begin = run * runLength;
            if (boxes_[begin].life.first >= end) return;
            if (latestEnd_[run] <= first) continue;
            const std::size_t after = std::min(begin + runLength, boxes_.size());
            for (std::size_t i = begin; i < after; ++i) {
                const TickSpan& life = boxes_[i].life;
                if (life.first < end && life.end > first) visit(static_cast<int>(i));
            }
        }
    }

private:
    static constexpr std::size_t runLength = 64;
    std::vector<TimelineBox> boxes_;
    std::vector<int> latestEnd_;  // per run of boxes
};

// A pool, or a piece of a RAM region without one.
struct TimelineBand {
    int pool = -1;  // index into Plan::pools; -1: nothing is there
    std::string region;
    std::uint64_t address = 0;   // of offset 0
    std::int64_t capacity = 0;   // bytes that pools may use from there on
    std::int64_t alignment = 1;  // of every buffer in it
    TimelineBoxes boxes;
};

// A box by its place: bands()[band].boxes[box].
struct BoxPlace {
    int band = -1;
    int box = -1;
    explicit operator bool() const { return band >= 0; }
    bool operator==(const BoxPlace&) const = default;
};

enum class Walk { earlier, later, up, down };

class TimelineModel {
public:
    // Takes some 10 ms for 100,000 buffers, and more if there are pins.
    TimelineModel(std::shared_ptr<const PlanFacts> facts, std::shared_ptr<const Models> models);

    [[nodiscard]] const PlanFacts& facts() const { return *facts_; }
    [[nodiscard]] const Plan& plan() const { return facts_->plan; }
    [[nodiscard]] const Models& models() const { return *models_; }
    // In the order of the board's regions; what is in one region by address.
    [[nodiscard]] const std::vector<TimelineBand>& bands() const { return bands_; }
    [[nodiscard]] const TimelineBox& box(const BoxPlace& place) const {
        return bands_[static_cast<std::size_t>(place.band)].boxes[place.box];
    }
    // The ticks at which a model begins, without the first.
    [[nodiscard]] const std::vector<int>& modelBorders() const { return modelBorders_; }

    [[nodiscard]] Item itemOf(const BoxPlace& place) const { return items_[static_cast<std::size_t>(box(place).item)]; }
    // As in the plan; constants with "const:".
    [[nodiscard]] std::string nameOf(const BoxPlace& place) const;
    // Of the plan's pins, those that mean the box.
    [[nodiscard]] std::vector<std::string> pinsOf(const BoxPlace& place) const;
    // Where a tensor or a workspace is; nowhere for others.
    [[nodiscard]] BoxPlace find(const Item& item) const;
    // When an operator runs, a buffer lives; empty for what is not in the plan.
    [[nodiscard]] TickSpan ticksOf(const Item& item) const;
    // The operator that runs in a tick; none outside of the plan.
    [[nodiscard]] Item operatorAt(int tick) const;

    // What is at that offset at that time, or the nearest within the two tolerances (ticks, bytes).
    [[nodiscard]] BoxPlace at(int band, double tick, double offset, double tickTolerance, double byteTolerance) const;
    // The next box that way; the same where there is none. Up and down go to what lives when this begins, and then to
    // the next band. From nowhere: the first box.
    [[nodiscard]] BoxPlace walk(const BoxPlace& from, Walk way) const;

private:
    void makeBands();
    void addRegion(const Region& region, const std::vector<std::vector<TimelineBox>>& perPool);
    void resolvePinnedBy();
    [[nodiscard]] BoxPlace upOrDown(const BoxPlace& from, bool up) const;

    std::shared_ptr<const PlanFacts> facts_;
    std::shared_ptr<const Models> models_;
    std::vector<Item> items_;  // per item
    std::vector<TimelineBand> bands_;
    std::vector<int> modelBorders_;
    std::vector<std::vector<int>> pinnedBy_;  // per item, indices into Plan::pins; empty if there are no pins
};

}  // namespace pinfold::ui
