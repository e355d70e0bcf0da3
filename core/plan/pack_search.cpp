// Exact search: do the pieces fit into a capacity?
//
// The state is the set of the open pieces, those without a place yet, and for each the least offset that it may still
// have. Nothing else matters: what is placed only shows in these.
//
// Branching. Take the least of these offsets among the open pieces of one section of time, its floor. In any packing
// either one of the pieces whose least offset it is lies exactly there, and then everything that lives at the same time
// must lie above it; or none of them does. In the latter case each can be pushed down until it rests on another open
// piece (Moffitt's canonical solutions, "MiniMalloc", ASPLOS 2023), so the least offset of each rises to the least end
// of an open piece that it can rest on. These cases exclude each other, so no packing is looked at twice. A section is
// ready to branch on when nothing can come to lie below the candidates anywhere in their lives. In the lowest floor
// of all that is always so, but any local valley may do, and the search takes the one that leaves the fewest choices.
//
// Pruning. In one section the pieces lie on top of each other, each not below its least offset: filled greedily in the
// order of these offsets they reach a height that no packing can go below (one machine with release dates; the section
// inference of MiniMalloc is the special case in which all offsets equal the floor). Such heights above the capacity
// also say which capacity is needed at least, when the whole tree fails.
//
// Parts. Where no open piece lives across a border between sections, the two sides do not matter to each other and
// are solved one after the other, the smaller first.
//
// Memory of failures. Many ways lead to the same state (two pieces on top of each other, exchanged). States that
// failed are remembered in a table of bounded size by two hashes of 64 bits, and not entered again.
//
// Restarts. The time a search takes varies over many orders of magnitude with the order of choices, so several
// strategies take turns with a growing number of nodes. Sections where the search failed gain weight, and those with
// the most weight for their number of choices come first (Boussemart et al., "Boosting Systematic Search by
// Weighting Constraints", ECAI 2004). The order in which candidates are tried is shaken a little from round to round.
// What is remembered to fail stays true for all of them, and so does a proof.
#include "plan/pack_search.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace pinfold {
namespace {

constexpr std::int64_t nodesOfFirstRound = 500;

// The finalizer of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", OOPSLA 2014).
std::uint64_t scramble(std::uint64_t z) {
    z += 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
}

bool meet(const PackPiece& a, const PackPiece& b) { return a.first < b.last && b.first < a.last; }

}  // namespace

enum class CandidateOrder { bySize, byArea, byLife, bySizeAndLife };

struct PackSearch::Strategy {
    CandidateOrder order;
    Choice choice;
    bool anywhere;  // any valley, not only the lowest
};

const std::array<PackSearch::Strategy, 12> PackSearch::strategies = {{
    {CandidateOrder::byArea, Choice::fewestByWeight, true},
    {CandidateOrder::bySize, Choice::fewestByWeight, true},
    {CandidateOrder::bySize, Choice::leastSlack, false},
    {CandidateOrder::byArea, Choice::fewestByWeight, false},
    {CandidateOrder::byLife, Choice::fewestByWeight, true},
    {CandidateOrder::byArea, Choice::fewestAndSlack, true},
    {CandidateOrder::byLife, Choice::leastSlack, false},
    {CandidateOrder::bySizeAndLife, Choice::fewestByWeight, true},
    {CandidateOrder::bySizeAndLife, Choice::leastSlack, false},
    {CandidateOrder::bySize, Choice::leastSlack, true},
    {CandidateOrder::bySize, Choice::fewestByWeight, false},
    {CandidateOrder::byArea, Choice::leastSlack, true},
}};

PackSearch::PackSearch(PackProblem problem, PackWork& work)
    : problem_(std::move(problem)), work_(work), skyline_(problem_) {
    const std::size_t pieces = problem_.pieces.size();
    const auto sections = static_cast<std::size_t>(problem_.sections);
    for (std::uint32_t p = 0; p < pieces; ++p) {
        if (problem_.pieces[p].fixed) fixed_.push_back(p);
    }
    std::sort(fixed_.begin(), fixed_.end(),
              [&](auto a, auto b) { return problem_.pieces[a].lowest < problem_.pieces[b].lowest; });
    kind_ = kindsOf(problem_);
    rank_.resize(pieces);
    offsets_.resize(pieces);
    arena_.resize(pieces * (pieces + 3));
    weight_.assign(sections, 1.0);
    partOf_.resize(sections + 1);
}

PackAnswer PackSearch::run(std::int64_t capacity, std::int64_t placements) {
    setCapacity(capacity);
    stopAt_ = work_.left() - placements;
    while (!work_.exhausted() && work_.left() > stopAt_) {
        const auto count = static_cast<std::int64_t>(strategies.size());
        const Strategy& strategy = strategies[static_cast<std::size_t>(nextRun_ % count)];
        const Result result = runStrategy(strategy, nextRun_ / count);
        if (result == Result::found) return PackAnswer::found;
        if (result == Result::failed) return PackAnswer::impossible;
        ++nextRun_;
    }
    return PackAnswer::undecided;
}

std::vector<std::int64_t> PackSearch::offsets() const {
    std::vector<std::int64_t> bytes;
    for (const std::int32_t offset : offsets_) bytes.push_back(offset * problem_.unit);
    return bytes;
}

std::optional<std::int64_t> PackSearch::neededBytes() const { return needed_; }

void PackSearch::setCapacity(std::int64_t capacity) {
    if (capacity == capacity_) return;
    capacity_ = capacity;
    capacityUnits_ = static_cast<std::int32_t>(
        std::min<std::int64_t>(capacity / problem_.unit, std::numeric_limits<std::int32_t>::max()));
}

PackSearch::Result PackSearch::runStrategy(const Strategy& strategy, std::int64_t round) {
    strategy_ = &strategy;
    // Grows linearly first, then exponentially, so that a proof is reached at last.
    nodesLeft_ =
        nodesOfFirstRound * (round + 1) + (round > 20 ? std::int64_t{1} << std::min<std::int64_t>(40, round / 2) : 0);
    needed_.reset();
    rankPieces(strategy, round);
    Open* const arena = arena_.data();
    const std::size_t pieces = problem_.pieces.size();
    for (std::uint32_t p = 0; p < pieces; ++p) {
        const PackPiece& piece = problem_.pieces[p];
        arena[p] = {p, piece.fixed ? piece.lowest : lift(piece, piece.lowest)};
    }
    const std::span<Open> open(arena, pieces);
    std::sort(open.begin(), open.end(), [&](const Open& a, const Open& b) {
        return a.lowest != b.lowest ? a.lowest < b.lowest : rank_[a.piece] < rank_[b.piece];
    });
    if (!fits(open)) return Result::failed;
    return solveParts(open, arena + pieces);
}

void PackSearch::rankPieces(const Strategy& strategy, std::int64_t round) {
    std::vector<double> value;
    double most = 1;
    for (const std::int64_t length : problem_.lengths) most += static_cast<double>(length);
    for (std::uint32_t p = 0; p < problem_.pieces.size(); ++p) {
        const PackPiece& piece = problem_.pieces[p];
        double life = 0;
        for (std::int32_t s = piece.first; s < piece.last; ++s) {
            life += static_cast<double>(problem_.lengths[static_cast<std::size_t>(s)]);
        }
        life /= most;
        const double size = piece.size;
        double v = 0;
        switch (strategy.order) {
            case CandidateOrder::bySize: v = size * (1 + 0.1 * life); break;
            case CandidateOrder::byArea: v = size * life; break;
            case CandidateOrder::byLife: v = life * (1 + 0.1 * size / (1.0 + capacityUnits_)); break;
            case CandidateOrder::bySizeAndLife: v = size * std::sqrt(life); break;
        }
        if (round > 0) {
            const std::uint64_t noise = scramble(scramble(static_cast<std::uint64_t>(nextRun_)) + p);
            v *= 0.8 + 0.4 * static_cast<double>(noise >> 11) * 0x1p-53;
        }
        value.push_back(v);
    }
    std::vector<std::uint32_t> order(value.size());
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return value[a] > value[b]; });
    for (std::uint32_t turn = 0; turn < order.size(); ++turn) rank_[order[turn]] = turn;
}

// The least offset of at least `offset` that the alignment and open fixed pieces leave to a piece.
std::int32_t PackSearch::lift(const PackPiece& piece, std::int32_t offset) const {
    const auto aligned = [&](std::int32_t at) {
        return (at + piece.alignment - 1) / piece.alignment * piece.alignment;
    };
    offset = aligned(offset);
    for (const std::uint32_t f : fixed_) {  // those that are placed are below
        const PackPiece& other = problem_.pieces[f];
        if (!meet(piece, other) || other.lowest >= offset + piece.size) continue;
        offset = std::max(offset, aligned(other.lowest + other.size));
    }
    return offset;
}

void PackSearch::need(std::int64_t bytes) { needed_ = std::min(needed_.value_or(bytes), bytes); }

// Whether no section must overflow. `open` is sorted by least offset, and not empty.
bool PackSearch::fits(std::span<const Open> open) {
    const PackSkyline::Filling filling = skyline_.fill(open);
    work_.spend(1 + (filling.touched + static_cast<std::int64_t>(open.size())) / 64);
    if (filling.bytes <= capacity_) return true;
    need(filling.bytes);
    return false;
}

// Splits where no open piece crosses. Every part fits().
PackSearch::Result PackSearch::solveParts(std::span<Open> open, Open* arena) {
    if (open.empty()) return Result::found;
    skyline_.span(open);
    const std::int32_t first = skyline_.first();
    const std::int32_t last = skyline_.last();
    std::fill(partOf_.begin() + first, partOf_.begin() + last + 1, 0);
    for (const Open& o : open) {  // how many pieces begin to cross, or cease to
        ++partOf_[static_cast<std::size_t>(problem_.pieces[o.piece].first + 1)];
        --partOf_[static_cast<std::size_t>(problem_.pieces[o.piece].last)];
    }
    std::int32_t crossing = 0;
    std::int32_t part = 0;
    for (std::int32_t s = first; s < last; ++s) {
        crossing += partOf_[static_cast<std::size_t>(s)];
        if (crossing == 0 && s > first) ++part;
        partOf_[static_cast<std::size_t>(s)] = part;
    }
    if (part == 0) return solve(open, arena);

    std::vector<std::uint32_t> sizes(static_cast<std::size_t>(part) + 1);
    const auto partOfPiece = [&](const Open& o) {
        return static_cast<std::size_t>(partOf_[static_cast<std::size_t>(problem_.pieces[o.piece].first)]);
    };
    std::vector<std::pair<std::uint32_t, std::size_t>> order;
    for (const Open& o : open) ++sizes[partOfPiece(o)];
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        if (sizes[i] > 0) order.emplace_back(sizes[i], i);
    }
    std::sort(order.begin(), order.end());
    // The smallest part comes first; each is sorted by least offset as the whole is.
    std::vector<Open*> ends(sizes.size());
    Open* next = arena;
    for (const auto& [size, index] : order) {
        ends[index] = next;
        next += size;
    }
    for (const Open& o : open) *ends[partOfPiece(o)]++ = o;
    Open* begin = arena;
    for (const auto& [size, index] : order) {
        const Result result = solve({begin, size}, next);
        if (result != Result::found) return result;
        begin += size;
    }
    return Result::found;
}

// `open` is one part, fits(), and is changed.
PackSearch::Result PackSearch::solve(std::span<Open> open, Open* arena) {
    if (open.size() == 1) {
        offsets_[open[0].piece] = open[0].lowest;
        return Result::found;
    }
    const PackFailures::Key key = keyOf(open);
    if (failures_.contains(key)) return Result::failed;
    while (true) {
        if (nodesLeft_-- <= 0 || work_.left() <= stopAt_ || work_.exhausted()) return Result::stopped;
        fits(open);
        skyline_.findFloors(open);
        const Branch branch = makeBranch(open);
        for (std::size_t c = 0; c < branch.candidates.size(); ++c) {
            const std::uint32_t candidate = branch.candidates[c];
            const auto isSame = [&](auto i) { return kind_[open[i].piece] == kind_[open[candidate].piece]; };
            const auto here = branch.candidates.begin() + static_cast<std::ptrdiff_t>(c);
            if (std::any_of(branch.candidates.begin(), here, isSame)) continue;
            const Result result = tryCandidate(open, candidate, arena);
            if (result != Result::failed) return result;
        }
        weight_[static_cast<std::size_t>(branch.section)] += 0.1;
        if (!branch.othersPossible || !raiseCandidates(open, branch) || !fits(open)) break;
    }
    failures_.add(key);
    return Result::failed;
}

PackSearch::Result PackSearch::tryCandidate(std::span<const Open> open, std::uint32_t candidate, Open* arena) {
    if (work_.interrupted()) return Result::stopped;
    const Open placed = open[candidate];
    const PackPiece& piece = problem_.pieces[placed.piece];
    const std::int32_t top = placed.lowest + piece.size;
    raised_.clear();
    Open* end = arena;
    std::size_t merged = 0;  // of the raised; their offsets mostly equal `top`
    for (const Open& o : open) {
        if (o.piece == placed.piece) continue;
        const PackPiece& other = problem_.pieces[o.piece];
        if (o.lowest < top && meet(piece, other)) {
            if (other.fixed) return Result::failed;
            raised_.push_back({o.piece, problem_.plain ? top : lift(other, top)});
            continue;
        }
        if (o.lowest >= top) {
            while (merged < raised_.size()) *end++ = raised_[merged++];
        }
        *end++ = o;
    }
    while (merged < raised_.size()) *end++ = raised_[merged++];
    const std::span<Open> rest(arena, end);
    if (!problem_.plain) {
        const auto lower = [](const Open& a, const Open& b) { return a.lowest < b.lowest; };
        if (!std::is_sorted(rest.begin(), rest.end(), lower)) std::stable_sort(rest.begin(), rest.end(), lower);
    }
    if (!rest.empty() && !fits(rest)) return Result::failed;
    const Result result = solveParts(rest, end);
    if (result == Result::found) offsets_[placed.piece] = placed.lowest;
    return result;
}

double PackSearch::difficulty(std::int32_t section) const {
    const double slack = capacityUnits_ - skyline_.filled(section);
    const std::int32_t count = skyline_.count(section);
    switch (strategy_->choice) {
        case Choice::leastSlack: return slack * 1e3 + count;
        case Choice::fewestAndSlack: return count * 1e6 + slack;
        case Choice::fewestByWeight: return (count + (slack > 0 ? 1 : 0)) / weight_[static_cast<std::size_t>(section)];
    }
    return 0;
}

std::int32_t PackSearch::chooseSection(std::int32_t lowest) const {
    std::int32_t chosen = -1;
    double least = std::numeric_limits<double>::infinity();
    for (std::int32_t s = skyline_.first(); s < skyline_.last(); ++s) {
        const std::int32_t floor = skyline_.floor(s);
        if (floor < 0 || !skyline_.supported(s)) continue;
        if (!strategy_->anywhere && floor != lowest) continue;
        const double value = difficulty(s) + 1e-9 * floor;
        if (value >= least) continue;
        least = value;
        chosen = s;
    }
    return chosen;
}

PackSearch::Branch PackSearch::makeBranch(std::span<const Open> open) const {
    Branch branch;
    branch.section = chooseSection(open.front().lowest);
    const std::int32_t floor = skyline_.floor(branch.section);
    for (std::uint32_t i = 0; i < open.size(); ++i) {
        const PackPiece& piece = problem_.pieces[open[i].piece];
        if (open[i].lowest != floor || branch.section < piece.first || branch.section >= piece.last) continue;
        // A fixed piece has no other place. One that lives as long as all others may as well be below them.
        const bool wholeLife = problem_.plain && piece.first == skyline_.first() && piece.last == skyline_.last();
        if (piece.fixed || wholeLife) return {branch.section, {i}, false};
        branch.candidates.push_back(i);
    }
    auto& candidates = branch.candidates;
    const auto pieceOf = [&](std::uint32_t i) { return open[i].piece; };
    std::sort(candidates.begin(), candidates.end(),
              [&](auto a, auto b) { return rank_[pieceOf(a)] < rank_[pieceOf(b)]; });
    return branch;
}

// None of the candidates lies at the floor: each rests on an open piece. False if there is none to rest on.
bool PackSearch::raiseCandidates(std::span<Open> open, const Branch& branch) const {
    constexpr std::int32_t nowhere = std::numeric_limits<std::int32_t>::max();
    const auto isCandidate = [&](std::uint32_t i) {
        return std::find(branch.candidates.begin(), branch.candidates.end(), i) != branch.candidates.end();
    };
    std::vector<std::int32_t> rest(branch.candidates.size(), nowhere);  // the least end of another to rest on
    for (std::uint32_t i = 0; i < open.size(); ++i) {
        if (isCandidate(i)) continue;
        const PackPiece& other = problem_.pieces[open[i].piece];
        for (std::size_t c = 0; c < rest.size(); ++c) {
            if (!meet(other, problem_.pieces[open[branch.candidates[c]].piece])) continue;
            rest[c] = std::min(rest[c], open[i].lowest + other.size);
        }
    }
    // Or on another candidate, which then rests on something itself.
    const std::int32_t least = *std::min_element(rest.begin(), rest.end());
    if (least == nowhere) return false;
    for (std::size_t c = 0; c < rest.size(); ++c) {
        std::int32_t lowest = rest[c];
        for (std::size_t d = 0; d < rest.size(); ++d) {
            if (d != c) lowest = std::min(lowest, least + problem_.pieces[open[branch.candidates[d]].piece].size);
        }
        Open& candidate = open[branch.candidates[c]];
        candidate.lowest = lift(problem_.pieces[candidate.piece], lowest);
    }
    std::stable_sort(open.begin(), open.end(), [](const Open& a, const Open& b) { return a.lowest < b.lowest; });
    return true;
}

PackFailures::Key PackSearch::keyOf(std::span<const Open> open) const {
    PackFailures::Key key{static_cast<std::uint64_t>(capacity_), scramble(static_cast<std::uint64_t>(capacity_))};
    for (const Open& o : open) {
        const std::uint64_t mixed =
            scramble((std::uint64_t{kind_[o.piece]} << 32) | static_cast<std::uint32_t>(o.lowest));
        key.a += mixed;
        key.b += scramble(mixed);
    }
    return key;
}

}  // namespace pinfold
