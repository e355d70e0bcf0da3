// Two rules tell more about a section than what is placed below.
//
// Filling. In one section the pieces lie on top of each other, each not below its least offset: filled greedily in the
// order of these offsets they reach a height that no packing can go below (one machine with release dates; the section
// inference of MiniMalloc is the special case in which all offsets equal the floor). Such heights above the capacity
// also say which capacity is needed at least, when the whole tree fails.
//
// Lifting. The slack of a section is what remains of the capacity above its floor when all its open pieces are placed:
// all gaps in it together cannot be larger. So below a piece that lies above the floor there must be other pieces that
// fill what is below it but for the slack: the sum of the sizes of some that can end below it. If no such sum comes
// close enough to its least offset, the piece lies higher, and in all other sections of its life, too. Sections pass on
// to each other what they know in this way. It is worth its time where the slack is small, and the first times that a
// section is looked at; what follows after many rounds rarely matters.
#include "pack/state.h"

#include "pack/split_mix.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace pinfold {
namespace {

constexpr std::int32_t largestSlack = 16;  // the capacity divided by this, for lifting
constexpr int maxLifts = 2;                // of a section after a change

PackFailures::Key keyFor(std::uint64_t value) {
    const std::uint64_t mixed = splitMix(value);
    return {mixed, splitMix(mixed)};
}

}  // namespace

PackState::PackState(const PackProblem& problem, PackWork& work)
    : problem_(problem), work_(work), kind_(kindsOf(problem)) {
    const auto sections = static_cast<std::size_t>(problem.sections);
    members_.resize(sections);
    neighbours_.resize(problem.pieces.size());
    for (std::uint32_t p = 0; p < problem.pieces.size(); ++p) {
        const PackPiece& piece = problem.pieces[p];
        for (std::int32_t s = piece.first; s < piece.last; ++s) members_[at(s)].push_back(p);
        for (std::uint32_t q = 0; q < p; ++q) {
            if (!meet(piece, problem.pieces[q])) continue;
            neighbours_[p].push_back(q);
            neighbours_[q].push_back(p);
        }
    }
    figures_.resize(sections);
    crossing_.resize(sections + 1);
    isUnfilled_.resize(sections);
    isChanged_.resize(sections);
    lifts_.resize(sections);
}

bool PackState::start(std::int64_t capacity) {
    capacity_ = capacity;
    capacityUnits_ = static_cast<std::int32_t>(
        std::min<std::int64_t>(capacity / problem_.unit, std::numeric_limits<std::int32_t>::max()));
    needed_.reset();
    trail_.clear();
    forgetChanged();
    emptyKey_ = key_ = keyFor(static_cast<std::uint64_t>(capacity));
    std::fill(crossing_.begin(), crossing_.end(), 0);
    std::fill(figures_.begin(), figures_.end(), Figures{});
    lowest_.assign(problem_.pieces.size(), closed);
    for (std::uint32_t p = 0; p < problem_.pieces.size(); ++p) {
        const PackPiece& piece = problem_.pieces[p];
        set(p, piece.fixed ? piece.lowest : liftedOffset(problem_, piece, piece.lowest));
    }
    return settle();
}

bool PackState::place(std::uint32_t index) {
    const PackPiece& piece = problem_.pieces[index];
    const std::int32_t top = lowest_[index] + piece.size;
    set(index, closed);
    for (const std::uint32_t other : neighbours_[index]) {
        if (lowest_[other] >= top) continue;
        if (problem_.pieces[other].fixed) return false;
        set(other, liftedOffset(problem_, problem_.pieces[other], top));
    }
    if (!settle()) return false;
    parted_ = piece.last == piece.first + 1 && floor(piece.first) < 0;
    for (std::int32_t s = piece.first + 1; s < piece.last; ++s) parted_ |= isBorder(s);
    return true;
}

bool PackState::raise(std::span<const Raised> pieces) {
    for (const Raised& raised : pieces) {
        const std::int32_t lowest = liftedOffset(problem_, problem_.pieces[raised.piece], raised.lowest);
        if (lowest > lowest_[raised.piece]) set(raised.piece, lowest);
    }
    return settle();
}

void PackState::undo(Mark mark) {
    forgetChanged();
    while (trail_.size() > mark) {
        const Change& change = trail_.back();
        if (change.section >= 0) {
            figures_[at(change.section)] = change.figures;
        } else {
            const auto piece = static_cast<std::uint32_t>(change.piece);
            const PackFailures::Key now = keyOf(piece);
            if (lowest_[piece] == closed) cross(problem_.pieces[piece], 1);
            lowest_[piece] = change.lowest;
            key_ += keyOf(piece);
            key_ -= now;
        }
        trail_.pop_back();
    }
}

PackFailures::Key PackState::keyOf(std::uint32_t piece) const {
    if (!isOpen(piece)) return {};
    return keyFor((std::uint64_t{kind_[piece]} << 32) | static_cast<std::uint32_t>(lowest_[piece]));
}

void PackState::set(std::uint32_t index, std::int32_t lowest) {
    const PackPiece& piece = problem_.pieces[index];
    trail_.push_back({static_cast<std::int32_t>(index), -1, lowest_[index], {}});
    key_ -= keyOf(index);
    if (lowest_[index] == closed) cross(piece, 1);
    lowest_[index] = lowest;
    if (lowest == closed) cross(piece, -1);
    key_ += keyOf(index);
    for (std::int32_t s = piece.first; s < piece.last; ++s) {
        isUnfilled_[at(s)] = true;
        if (!std::exchange(isChanged_[at(s)], true)) changed_.push_back(s);
    }
}

// Counts the piece as open, or no longer, at every border inside of its life.
void PackState::cross(const PackPiece& piece, std::int32_t by) {
    for (std::int32_t s = piece.first + 1; s < piece.last; ++s) crossing_[at(s)] += by;
}

void PackState::need(std::int64_t bytes) { needed_ = std::min(needed_.value_or(bytes), bytes); }

// Applies both rules to what changed, and to what changes by that.
bool PackState::settle() {
    const auto visit = [this](std::int32_t section) {
        return !std::exchange(isUnfilled_[at(section)], false) || fill(section);
    };
    // First what takes the least time, and where it failed last time.
    const auto failed = std::ranges::find(changed_, failedAt_);
    if (failed != changed_.end()) std::iter_swap(changed_.begin(), failed);
    for (const std::int32_t section : changed_) {
        failedAt_ = section;
        if (work_.interrupted() || !visit(section)) return false;
    }
    for (std::size_t next = 0; next < changed_.size(); ++next) {
        const std::int32_t section = changed_[next];
        failedAt_ = section;
        isChanged_[at(section)] = false;
        if (work_.interrupted() || !visit(section)) return false;
        if (lifts_[at(section)]++ < maxLifts && !lift(section)) return false;
    }
    forgetChanged();
    return true;
}

bool PackState::fill(std::int32_t section) {
    std::vector<std::uint32_t>& members = members_[at(section)];
    for (std::size_t i = 1; i < members.size(); ++i) {  // nearly sorted already
        const std::uint32_t piece = members[i];
        const std::int32_t lowest = lowest_[piece];
        std::size_t to = i;
        for (; to > 0 && lowest_[members[to - 1]] > lowest; --to) members[to] = members[to - 1];
        members[to] = piece;
    }
    work_.spend(1 + static_cast<std::int64_t>(members.size()) / 16);

    Figures figures;
    std::int64_t bytes = 0;
    std::int32_t others = closed;  // the least offset of a piece that does not lie at the floor
    for (const std::uint32_t index : members) {
        const std::int32_t lowest = lowest_[index];
        if (lowest == closed) break;
        const PackPiece& piece = problem_.pieces[index];
        if (figures.floor < 0) figures.floor = lowest;
        others = std::min(others, lowest == figures.floor ? lowest + piece.size : lowest);
        if (lowest == figures.floor) ++figures.choices;
        figures.filled = std::max(figures.filled, lowest) + piece.size;
        if (piece.after == 0) continue;
        bytes = std::max(bytes, (lowest + std::int64_t{piece.size}) * problem_.unit + piece.after);
    }
    if (figures.floor >= 0 && others - figures.floor <= capacityUnits_ - figures.filled) ++figures.choices;
    trail_.push_back({-1, section, 0, std::exchange(figures_[at(section)], figures)});
    bytes = std::max(bytes, figures.filled * problem_.unit);
    if (bytes <= capacity_) return true;
    need(bytes);
    return false;
}

// After fill().
bool PackState::lift(std::int32_t section) {
    if (capacityUnits_ > PackSums::maxUnits) return true;
    const std::vector<std::uint32_t>& members = members_[at(section)];
    const std::int32_t floor = figures_[at(section)].floor;
    std::int32_t slack = capacityUnits_ - floor;
    std::size_t open = 0;
    for (; open < members.size() && isOpen(members[open]); ++open) slack -= problem_.pieces[members[open]].size;
    if (open < 2 || slack > capacityUnits_ / largestSlack || lowest_[members[open - 1]] - floor <= slack) return true;

    const std::int32_t highest = lowest_[members[open - 1]];
    ends_.clear();
    for (std::size_t i = 0; i < open; ++i) {
        const std::int32_t size = problem_.pieces[members[i]].size;
        const std::int32_t end = lowest_[members[i]] + size;
        if (end <= highest) ends_.push_back({end, size});
    }
    std::sort(ends_.begin(), ends_.end());
    sums_.reset(highest - floor);
    work_.spend(static_cast<std::int64_t>(open) / 4);
    auto end = ends_.begin();
    for (std::size_t i = 0; i < open; ++i) {
        const PackPiece& piece = problem_.pieces[members[i]];
        std::int32_t lowest = lowest_[members[i]];
        while (lowest - floor > slack && lowest <= highest) {
            for (; end != ends_.end() && end->first <= lowest; ++end) sums_.add(end->second);
            const std::int32_t height = lowest - floor;
            const std::int32_t gap = height - sums_.atMost(height);
            if (gap <= slack) break;
            need((capacityUnits_ + std::int64_t{gap} - slack) * problem_.unit);
            if (piece.fixed) return false;
            std::int32_t next = highest + 1;  // no more is known from there on
            if (const std::int32_t sum = sums_.above(height); sum >= 0) next = std::min(next, floor + sum);
            if (end != ends_.end()) next = std::min(next, end->first);
            if (next > capacityUnits_ - piece.size) {
                need((next + std::int64_t{piece.size}) * problem_.unit);
                return false;
            }
            lowest = liftedOffset(problem_, piece, next);
        }
        if (lowest != lowest_[members[i]]) set(members[i], lowest);
    }
    return true;
}

void PackState::forgetChanged() {
    for (const std::int32_t section : changed_) {
        isUnfilled_[at(section)] = isChanged_[at(section)] = false;
        lifts_[at(section)] = 0;
    }
    changed_.clear();
}

}  // namespace pinfold
