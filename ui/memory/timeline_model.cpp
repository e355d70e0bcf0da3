#include "ui/memory/timeline_model.h"

#include "plan/free_ranges.h"
#include "plan/pins/pins.h"

#include <cmath>
#include <limits>
#include <utility>

namespace pinfold::ui {
namespace {

TimelineKind kindOf(BufferKind kind) {
    switch (kind) {
        case BufferKind::input: return TimelineKind::input;
        case BufferKind::output: return TimelineKind::output;
        case BufferKind::activation: return TimelineKind::activation;
        case BufferKind::workspace: return TimelineKind::workspace;
    }
    return TimelineKind::activation;
}

int indexOf(const Models& models, const std::string& name) {
    const auto found = std::find_if(models.begin(), models.end(), [&](const Model& m) { return m.name == name; });
    return found == models.end() ? -1 : static_cast<int>(found - models.begin());
}

std::vector<std::vector<TimelineBox>> boxesOf(const Plan& plan) {
    std::vector<std::vector<TimelineBox>> perPool(plan.pools.size());
    int item = 0;
    for (const PlannedBuffer& buffer : plan.buffers) {
        perPool[static_cast<std::size_t>(buffer.pool)].push_back({item++,
                                                                  {buffer.firstTick, buffer.endTick},
                                                                  buffer.offset,
                                                                  buffer.bytes,
                                                                  kindOf(buffer.kind),
                                                                  buffer.pinned});
    }
    for (const PlannedConstant& constant : plan.constants) {
        const int here = item++;
        if (constant.pool < 0) continue;
        perPool[static_cast<std::size_t>(constant.pool)].push_back(
            {here, {0, plan.ticks}, constant.offset, constant.bytes, TimelineKind::constant, constant.pinned});
    }
    return perPool;
}

// Distance of a number to a range; 0 inside.
double distance(double value, double first, double end) { return std::max({first - value, value - end, 0.0}); }

}  // namespace

TimelineBoxes::TimelineBoxes(std::vector<TimelineBox> boxes) : boxes_(std::move(boxes)) {
    std::sort(boxes_.begin(), boxes_.end(), [](const TimelineBox& a, const TimelineBox& b) {
        return std::pair(a.life.first, a.offset) < std::pair(b.life.first, b.offset);
    });
    for (std::size_t i = 0; i < boxes_.size(); ++i) {
        if (i % runLength == 0) latestEnd_.push_back(0);
        latestEnd_.back() = std::max(latestEnd_.back(), boxes_[i].life.end);
    }
}

TimelineModel::TimelineModel(std::shared_ptr<const PlanFacts> facts, std::shared_ptr<const Models> models)
    : facts_(std::move(facts)), models_(std::move(models)), items_(facts_->items) {
    for (const PlannedConstant& constant : plan().constants) {
        items_.push_back(Item::tensor(indexOf(*models_, constant.model), constant.tensor));
    }
    for (std::size_t op = 1; op < plan().operators.size(); ++op) {
        if (plan().operators[op].model != plan().operators[op - 1].model) {
            modelBorders_.push_back(plan().operators[op].firstTick);
        }
    }
    makeBands();
    if (!plan().options.pins.empty()) resolvePinnedBy();
}

void TimelineModel::makeBands() {
    const std::vector<std::vector<TimelineBox>> perPool = boxesOf(plan());
    for (const Region& region : facts_->board.regions) {
        if (region.kind == RegionKind::ram) addRegion(region, perPool);
    }
}

void TimelineModel::addRegion(const Region& region, const std::vector<std::vector<TimelineBox>>& perPool) {
    TimelineBand band;
    band.region = region.name;
    band.alignment = alignmentIn(region, plan().options.alignment);
    const std::vector<FreeRange> ranges =
        freeRanges(facts_->board, plan().options.alignment, plan().stackBytes, plan().reserved);
    const std::size_t before = bands_.size();
    for (std::size_t p = 0; p < plan().pools.size(); ++p) {
        const Pool& pool = plan().pools[p];
        if (pool.region != region.name) continue;
        band.pool = static_cast<int>(p);
        band.address = pool.address;
        band.capacity = pool.capacity;
        for (const FreeRange& range : ranges) {
            const std::uint64_t end = range.address + static_cast<std::uint64_t>(range.capacity);
            if (pool.address >= range.address && pool.address < end) {
                band.capacity = static_cast<std::int64_t>(end - pool.address);
            }
        }
        band.boxes = TimelineBoxes(perPool[p]);
        bands_.push_back(band);
    }
    std::stable_sort(bands_.begin() + static_cast<std::ptrdiff_t>(before), bands_.end(),
                     [](const TimelineBand& a, const TimelineBand& b) { return a.address < b.address; });
    if (bands_.size() > before) return;
    for (const FreeRange& range : ranges) {
        if (facts_->board.regions[static_cast<std::size_t>(range.region)].name != region.name) continue;
        band.address = range.address;
        band.capacity = range.capacity;
        bands_.push_back(band);
    }
    if (bands_.size() > before) return;
    band.address = region.address;
    bands_.push_back(band);
}

void TimelineModel::resolvePinnedBy() {
    const auto resolved = resolvePins(plan().options.pins, plan().buffers, plan().constants, *models_, facts_->board);
    if (!resolved.ok()) return;  // the plan was made with them: only a plan of other models gets here
    for (const PinnedPlace& place : resolved->buffers) pinnedBy_.push_back(place.pins);
    for (const PinnedPlace& place : resolved->constants) pinnedBy_.push_back(place.pins);
}

std::string TimelineModel::nameOf(const BoxPlace& place) const {
    const auto item = static_cast<std::size_t>(box(place).item);
    const std::size_t buffers = plan().buffers.size();
    return item < buffers ? plan().buffers[item].name : "const:" + plan().constants[item - buffers].name;
}

std::vector<std::string> TimelineModel::pinsOf(const BoxPlace& place) const {
    std::vector<std::string> pins;
    const auto item = static_cast<std::size_t>(box(place).item);
    if (item >= pinnedBy_.size()) return pins;
    for (const int pin : pinnedBy_[item]) pins.push_back(plan().options.pins[static_cast<std::size_t>(pin)]);
    return pins;
}

BoxPlace TimelineModel::find(const Item& item) const {
    if (!item || item.kind == Item::Kind::op) return {};
    Item root = item;
    if (item.kind == Item::Kind::tensor && item.model >= 0 && static_cast<std::size_t>(item.model) < models_->size()) {
        root.index = rootOf((*models_)[static_cast<std::size_t>(item.model)], item.index);
    }
    const auto found = std::find(items_.begin(), items_.end(), root);
    if (found == items_.end()) return {};
    const int index = static_cast<int>(found - items_.begin());
    for (std::size_t b = 0; b < bands_.size(); ++b) {
        const auto& boxes = bands_[b].boxes.all();
        const auto box =
            std::find_if(boxes.begin(), boxes.end(), [&](const TimelineBox& other) { return other.item == index; });
        if (box != boxes.end()) return {static_cast<int>(b), static_cast<int>(box - boxes.begin())};
    }
    return {};
}

TickSpan TimelineModel::ticksOf(const Item& item) const {
    if (item.kind != Item::Kind::op) {
        const BoxPlace place = find(item);
        return place ? box(place).life : TickSpan{};
    }
    for (const PlannedOperator& op : plan().operators) {
        if (op.index == item.index && indexOf(*models_, op.model) == item.model) {
            return {op.firstTick, op.endTick};
        }
    }
    return {};
}

Item TimelineModel::operatorAt(int tick) const {
    if (tick < 0 || tick >= plan().ticks) return {};
    const auto op = static_cast<std::size_t>(facts_->operatorOfTick[static_cast<std::size_t>(tick)]);
    const PlannedOperator& planned = plan().operators[op];
    return Item::op(indexOf(*models_, planned.model), planned.index);
}

BoxPlace TimelineModel::at(int band, double tick, double offset, double tickTolerance, double byteTolerance) const {
    const TimelineBoxes& boxes = bands_[static_cast<std::size_t>(band)].boxes;
    BoxPlace nearest;
    double least = std::numeric_limits<double>::infinity();
    boxes.visit(tick - tickTolerance, tick + tickTolerance + 1e-9, [&](int index) {
        const TimelineBox& box = boxes[index];
        const double top = static_cast<double>(box.offset + box.bytes);
        const double away = distance(offset, static_cast<double>(box.offset), top);
        if (away > byteTolerance) return;
        // Both distances in tolerances; where boxes lie on one another's edge, the one drawn last wins.
        const double late = distance(tick, box.life.first, box.life.end);
        const double score = (away > 0 ? away / byteTolerance : 0) + (late > 0 ? late / tickTolerance : 0);
        if (score <= least) {
            least = score;
            nearest = {band, index};
        }
    });
    return nearest;
}

BoxPlace TimelineModel::walk(const BoxPlace& from, Walk way) const {
    if (!from) {
        for (std::size_t b = 0; b < bands_.size(); ++b) {
            if (bands_[b].boxes.size() > 0) return {static_cast<int>(b), 0};
        }
        return {};
    }
    if (way == Walk::up || way == Walk::down) return upOrDown(from, way == Walk::up);
    const int last = bands_[static_cast<std::size_t>(from.band)].boxes.size() - 1;
    return {from.band, std::clamp(from.box + (way == Walk::later ? 1 : -1), 0, last)};
}

BoxPlace TimelineModel::upOrDown(const BoxPlace& from, bool up) const {
    const TimelineBox& start = box(from);
    const int bandCount = static_cast<int>(bands_.size());
    for (int band = from.band; band >= 0 && band < bandCount; band += up ? -1 : 1) {
        const TimelineBoxes& boxes = bands_[static_cast<std::size_t>(band)].boxes;
        int best = -1;
        boxes.visit(start.life.first, start.life.first + 1, [&](int index) {
            const TimelineBox& other = boxes[index];
            const bool beyond = band != from.band || (up ? other.offset > start.offset : other.offset < start.offset);
            if (!beyond) return;
            const bool nearer =
                best < 0 || (up ? other.offset < boxes[best].offset : other.offset > boxes[best].offset);
            if (nearer) best = index;
        });
        if (best >= 0) return {band, best};
    }
    return from;
}

}  // namespace pinfold::ui
