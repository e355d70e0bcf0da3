#include "plan/example_models.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pinfold::test {

namespace {

// A buffer or a copied constant.
struct PlacedItem {
    std::string name;
    std::string model;
    std::string kind;
    std::int64_t bytes;
    int first, end;
    int pool;
    std::int64_t offset;
};

std::vector<PlacedItem> itemsIn(const Plan& plan) {
    std::vector<PlacedItem> items;
    for (const PlannedBuffer& b : plan.buffers) {
        items.push_back(
            {b.name, b.model, std::string(nameOf(b.kind)), b.bytes, b.firstTick, b.endTick, b.pool, b.offset});
    }
    for (const PlannedConstant& c : plan.constants) {
        if (c.pool >= 0) items.push_back({c.name, c.model, "constant", c.bytes, 0, plan.ticks, c.pool, c.offset});
    }
    return items;
}

bool overlap(std::int64_t a, std::int64_t aEnd, std::int64_t b, std::int64_t bEnd) { return a < bEnd && b < aEnd; }

std::int64_t startOf(const Pool& pool) { return static_cast<std::int64_t>(pool.address) - pool.guardBefore; }
std::int64_t endOf(const Pool& pool) { return static_cast<std::int64_t>(pool.address) + pool.bytes + pool.guardAfter; }

}  // namespace

Plan planOf(std::span<const Model> models, const Board& board, const PlanOptions& options) {
    auto outcome = makePlan(models, board, options);
    EXPECT_TRUE(outcome.ok()) << (outcome.ok() ? "" : outcome.error().message);
    if (!outcome.ok() || isCancelled(*outcome)) return {};
    return std::get<Plan>(*std::move(outcome));
}

Plan planOf(const Model& model, const Board& board, const PlanOptions& options) {
    return planOf(std::span(&model, 1), board, options);
}

std::string planErrorOf(std::span<const Model> models, const Board& board, const PlanOptions& options) {
    const auto outcome = makePlan(models, board, options);
    return outcome.ok() ? "" : outcome.error().message;
}

std::string planErrorOf(const Model& model, const Board& board, const PlanOptions& options) {
    return planErrorOf(std::span(&model, 1), board, options);
}

std::vector<std::string> faultsOf(const Plan& plan) {
    std::vector<std::string> faults;
    const std::vector<PlacedItem> items = itemsIn(plan);
    for (std::size_t a = 0; a < items.size(); ++a) {
        const PlacedItem& x = items[a];
        const Pool& pool = plan.pools.at(static_cast<std::size_t>(x.pool));
        if (x.offset % plan.options.alignment != 0) faults.push_back(x.name + " is misaligned");
        if (x.offset < 0 || x.offset + x.bytes > pool.bytes) faults.push_back(x.name + " leaves its pool");
        if (x.first < 0 || x.first >= x.end || x.end > plan.ticks) faults.push_back(x.name + " has no proper life");
        if (std::count(pool.models.begin(), pool.models.end(), x.model) != 1)
            faults.push_back(x.name + " is a stranger");
        for (std::size_t b = 0; b < a; ++b) {
            const PlacedItem& y = items[b];
            if (x.pool != y.pool) continue;
            if (overlap(x.first, x.end, y.first, y.end) &&
                overlap(x.offset, x.offset + x.bytes, y.offset, y.offset + y.bytes)) {
                faults.push_back(x.name + " collides with " + y.name);
            }
        }
    }
    for (const Pool& a : plan.pools) {
        if (plan.options.concurrent && a.models.size() != 1) faults.push_back(a.region + " is shared");
        for (const Pool& b : plan.pools) {
            const auto bytes = static_cast<std::int64_t>(b.address);
            if (a.id != b.id && overlap(startOf(a), endOf(a), bytes, bytes + b.bytes)) {
                faults.push_back(fmt::format("pools {} and {} overlap", a.id, b.id));
            }
        }
    }
    return faults;
}

std::vector<std::string> faultsOnBoard(const Plan& plan, const Board& board) {
    std::vector<std::string> faults;
    for (const Pool& pool : plan.pools) {
        const Region* region = findRegion(board, pool.region);
        if (!region || region->kind != RegionKind::ram) {
            faults.push_back(pool.region + " is no RAM");
            continue;
        }
        const auto start = static_cast<std::int64_t>(region->address);
        const std::int64_t taken = region->name == board.stackRegion ? plan.stackBytes + firmwareStaticBytes : 0;
        if (startOf(pool) < start || endOf(pool) > start + region->bytes - taken) {
            faults.push_back(fmt::format("pool {} leaves {}", pool.id, pool.region));
        }
        for (const ReservedRange& range : plan.reserved) {
            const auto low = static_cast<std::int64_t>(range.address);
            if (overlap(low, low + range.bytes, startOf(pool), endOf(pool))) {
                faults.push_back(fmt::format("pool {} takes what is reserved", pool.id));
            }
        }
    }
    for (const PlacedItem& item : itemsIn(plan)) {
        const Pool& pool = plan.pools.at(static_cast<std::size_t>(item.pool));
        const Region* region = findRegion(board, pool.region);
        if (!region) continue;
        if (!mayHold(*region, item.kind)) faults.push_back(item.name + " may not be there");
        if ((static_cast<std::int64_t>(pool.address) + item.offset) % region->alignment != 0) {
            faults.push_back(item.name + " is misaligned for " + region->name);
        }
    }
    return faults;
}

const PlannedBuffer& bufferNamed(const Plan& plan, const std::string& name) {
    const auto found = std::find_if(plan.buffers.begin(), plan.buffers.end(),
                                    [&](const PlannedBuffer& buffer) { return buffer.name == name; });
    if (found == plan.buffers.end()) {
        ADD_FAILURE() << "no buffer " << name;
        static const PlannedBuffer none;
        return none;
    }
    return *found;
}

const PlannedConstant& constantNamed(const Plan& plan, const std::string& name) {
    const auto found = std::find_if(plan.constants.begin(), plan.constants.end(),
                                    [&](const PlannedConstant& constant) { return constant.name == name; });
    if (found == plan.constants.end()) {
        ADD_FAILURE() << "no constant " << name;
        static const PlannedConstant none;
        return none;
    }
    return *found;
}

const Pool& poolOf(const Plan& plan, const PlannedBuffer& buffer) {
    return plan.pools.at(static_cast<std::size_t>(buffer.pool));
}

std::uint64_t addressOf(const Plan& plan, const PlannedBuffer& buffer) {
    return poolOf(plan, buffer).address + static_cast<std::uint64_t>(buffer.offset);
}

}  // namespace pinfold::test
