#include "pack/problem.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

namespace pinfold {
namespace {

constexpr std::size_t maxPieces = 2'000;  // the tree's memory grows with the square: 32 MB
constexpr std::int64_t maxUnits = std::int64_t{1} << 30;

// All offsets of interest are sums of sizes on top of a lowest offset, rounded up to alignments.
std::int64_t findUnit(std::span<const PackItem> items) {
    std::int64_t unit = 0;
    for (const PackItem& item : items) {
        if (item.size > 0) unit = std::gcd(std::gcd(unit, item.size), lowestOffset(item));
    }
    for (bool changed = true; changed;) {
        changed = false;
        for (const PackItem& item : items) {
            if (item.size == 0 || unit % item.alignment == 0 || item.alignment % unit == 0) continue;
            unit = std::gcd(unit, item.alignment);
            changed = true;
        }
    }
    return std::max<std::int64_t>(1, unit);
}

}  // namespace

std::int64_t lowestOffset(const PackItem& item) {
    return item.fixed.value_or(alignedOffset(item.before, item.alignment));
}

PackSections findSections(std::span<const PackItem> items) {
    PackSections sections;
    sections.times.reserve(items.size() * 2);
    for (const PackItem& item : items) {
        sections.times.push_back(item.lower);
        sections.times.push_back(item.upper);
    }
    std::sort(sections.times.begin(), sections.times.end());
    sections.times.erase(std::unique(sections.times.begin(), sections.times.end()), sections.times.end());
    const auto indexOf = [&](std::int64_t time) {
        const auto at = std::lower_bound(sections.times.begin(), sections.times.end(), time);
        return static_cast<std::int32_t>(at - sections.times.begin());
    };
    for (const PackItem& item : items) {
        sections.first.push_back(indexOf(item.lower));
        sections.last.push_back(indexOf(item.upper));
    }
    return sections;
}

std::optional<PackProblem> makePackProblem(std::span<const PackItem> items) {
    std::vector<PackItem> solid;
    std::vector<std::uint32_t> indices;
    std::int64_t total = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].size == 0) continue;
        if (solid.size() == maxPieces) return std::nullopt;
        solid.push_back(items[i]);
        indices.push_back(static_cast<std::uint32_t>(i));
        // The highest that a search comes: everything on top of everything, each with its alignment's gap.
        total += items[i].size + items[i].alignment + std::max(items[i].fixed.value_or(0), items[i].before);
    }
    PackProblem problem;
    problem.unit = findUnit(solid);
    if (total / problem.unit >= maxUnits) return std::nullopt;

    const PackSections sections = findSections(solid);
    for (std::size_t t = 1; t < sections.times.size(); ++t) {
        problem.lengths.push_back(sections.times[t] - sections.times[t - 1]);
    }
    problem.sections = static_cast<std::int32_t>(problem.lengths.size());
    const auto units = [&](std::int64_t bytes) { return static_cast<std::int32_t>(bytes / problem.unit); };
    for (std::size_t i = 0; i < solid.size(); ++i) {
        const PackItem& item = solid[i];
        const PackPiece piece{indices[i],
                              sections.first[i],
                              sections.last[i],
                              units(item.size),
                              std::max(1, units(item.alignment)),
                              units(lowestOffset(item)),
                              item.fixed.has_value(),
                              item.after};
        if (piece.fixed || piece.alignment > 1 || piece.after > 0) problem.plain = false;
        if (piece.fixed) problem.fixed.push_back(static_cast<std::uint32_t>(i));
        problem.pieces.push_back(piece);
    }
    std::sort(problem.fixed.begin(), problem.fixed.end(),
              [&](auto a, auto b) { return problem.pieces[a].lowest < problem.pieces[b].lowest; });
    return problem;
}

std::int32_t liftedOffset(const PackProblem& problem, const PackPiece& piece, std::int32_t offset) {
    const auto aligned = [&](std::int32_t at) {
        return (at + piece.alignment - 1) / piece.alignment * piece.alignment;
    };
    offset = aligned(offset);
    for (const std::uint32_t index : problem.fixed) {
        const PackPiece& other = problem.pieces[index];
        if (!meet(piece, other) || other.lowest >= offset + piece.size) continue;
        offset = std::max(offset, aligned(other.lowest + other.size));
    }
    return offset;
}

std::vector<std::uint32_t> kindsOf(const PackProblem& problem) {
    std::vector<std::uint32_t> kinds;
    using What = std::tuple<std::int32_t, std::int32_t, std::int32_t, std::int32_t, std::int32_t, bool, std::int64_t>;
    std::map<What, std::uint32_t> known;
    for (const PackPiece& p : problem.pieces) {
        const What what(p.first, p.last, p.size, p.alignment, p.lowest, p.fixed, p.after);
        kinds.push_back(known.emplace(what, static_cast<std::uint32_t>(kinds.size())).first->second);
    }
    return kinds;
}

std::int64_t peakLoad(std::span<const PackItem> items) {
    std::vector<std::pair<std::int64_t, std::int64_t>> changes;  // time and bytes; ends come before starts
    changes.reserve(items.size() * 2);
    for (const PackItem& item : items) {
        changes.emplace_back(item.lower, item.size);
        changes.emplace_back(item.upper, -item.size);
    }
    std::sort(changes.begin(), changes.end());
    std::int64_t load = 0;
    std::int64_t peak = 0;
    for (const auto& change : changes) {
        load += change.second;
        peak = std::max(peak, load);
    }
    return peak;
}

std::int64_t simpleLowerBound(std::span<const PackItem> items) {
    std::int64_t bound = peakLoad(items);
    for (const PackItem& item : items) bound = std::max(bound, lowestOffset(item) + item.size + item.after);
    return bound;
}

bool fixedPlacesHold(std::span<const PackItem> items) {
    // A sweep over time, with the fixed items that live in the order of their offsets.
    std::vector<std::pair<std::int64_t, const PackItem*>> events;
    for (const PackItem& item : items) {
        if (!item.fixed) continue;
        if (*item.fixed < item.before || *item.fixed % item.alignment != 0) return false;
        if (item.size == 0) continue;
        events.emplace_back(item.lower, &item);
        events.emplace_back(item.upper, &item);
    }
    std::sort(events.begin(), events.end(), [](const auto& a, const auto& b) {
        const bool aStarts = a.first == a.second->lower;
        const bool bStarts = b.first == b.second->lower;
        return std::tuple(a.first, aStarts, *a.second->fixed) < std::tuple(b.first, bStarts, *b.second->fixed);
    });
    std::set<std::pair<std::int64_t, std::int64_t>> alive;  // offset and end
    for (const auto& [time, item] : events) {
        const std::pair span(*item->fixed, *item->fixed + item->size);
        if (time != item->lower) {
            alive.erase(span);
            continue;
        }
        const auto above = alive.lower_bound({span.first, 0});
        if (above != alive.end() && above->first < span.second) return false;
        if (above != alive.begin() && std::prev(above)->second > span.first) return false;
        alive.insert(span);
    }
    return true;
}

}  // namespace pinfold
