// Exact search: do the pieces fit into a capacity?
//
// The state is the set of the open pieces, those without a place yet, and for each the least offset that it may still
// have. Nothing else matters: what is placed only shows in these. state.cpp tells what follows from them.
//
// Branching. Take the least of these offsets among the open pieces of one section of time, its floor. In any packing
// either one of the pieces whose least offset it is lies exactly there, and then everything that lives at the same time
// must lie above it; or none of them does. In the latter case each can be pushed down until it rests on another open
// piece (Moffitt's canonical solutions, "MiniMalloc", ASPLOS 2023), so the least offset of each rises to the least end
// of an open piece that it can rest on. These cases exclude each other, so no packing is looked at twice. A section is
// ready to branch on when nothing can come to lie below the candidates anywhere in their lives. In the lowest floor
// of all that is always so, but any local valley may do, and the search takes the one that leaves the fewest choices.
//
// Parts. Where no open piece lives across a border between sections, the two sides do not matter to each other and
// are solved one after the other, the smaller first.
//
// Memory of failures. Many ways lead to the same state (two pieces on top of each other, exchanged). States that
// failed are remembered in a table of bounded size by two hashes of 64 bits, and not entered again.
//
// Order of choices. A section that leaves one choice comes first. Sections where the search failed gain weight, and
// those with the most weight for their number of choices are next (Boussemart et al., "Boosting Systematic Search by
// Weighting Constraints", ECAI 2004); but the one where it failed last is looked at before all others until something
// lies there, so that the search goes back at once to what made it fail (Lecoutre et al., "Reasoning from last
// conflict(s) in constraint programming", Artificial Intelligence 2009). Candidates that leave few corners are tried
// first.
//
// Restarts. The time a search takes varies over many orders of magnitude with the order of choices, so several
// strategies take turns with a growing number of failures. The order of candidates is shaken a little from round to
// round. What is remembered to fail stays true for all of them, and so does a proof.
#include "pack/search.h"

#include "pack/split_mix.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace pinfold {
namespace {

constexpr std::int64_t failuresOfFirstRound = 100;

}  // namespace

enum class CandidateOrder { bySize, byArea, byLife, bySizeAndLife };

struct PackSearch::Strategy {
    CandidateOrder order;
    Choice choice;
    bool anywhere;  // any valley, not only the lowest
};

const std::array<PackSearch::Strategy, 7> PackSearch::strategies = {{
    {CandidateOrder::bySizeAndLife, Choice::fewestByWeight, true},
    {CandidateOrder::byLife, Choice::fewestByWeight, true},
    {CandidateOrder::byArea, Choice::fewestByWeight, true},
    {CandidateOrder::bySize, Choice::fewestByWeight, true},
    {CandidateOrder::bySize, Choice::minSlack, false},
    {CandidateOrder::byArea, Choice::fewestByWeight, false},
    {CandidateOrder::bySize, Choice::fewestByWeight, false},
}};

PackSearch::PackSearch(PackProblem problem, PackWork& work)
    : problem_(std::move(problem)), work_(work), state_(problem_, work) {
    rank_.resize(problem_.pieces.size());
    offsets_.resize(problem_.pieces.size());
    weight_.assign(static_cast<std::size_t>(problem_.sections), 1.0);
}

PackAnswer PackSearch::run(std::int64_t capacity, std::int64_t placements) {
    capacity_ = capacity;
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

PackSearch::Result PackSearch::runStrategy(const Strategy& strategy, std::int64_t round) {
    strategy_ = &strategy;
    lastConflict_ = -1;
    // Grows linearly first, then exponentially, so that a proof is reached at last.
    failuresLeft_ = failuresOfFirstRound * (round + 1) +
                    (round > 20 ? std::int64_t{1} << std::min<std::int64_t>(40, round / 2) : 0);
    if (!state_.start(capacity_)) return failure();
    rankPieces(strategy, round);
    return solveParts(0, problem_.sections);
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
            case CandidateOrder::byLife: v = life * (1 + 0.1 * size / (1.0 + state_.capacity())); break;
            case CandidateOrder::bySizeAndLife: v = size * std::sqrt(life); break;
        }
        if (round > 0) {
            const std::uint64_t noise = splitMix(splitMix(static_cast<std::uint64_t>(nextRun_)) + p);
            v *= 0.8 + 0.4 * static_cast<double>(noise >> 11) * 0x1p-53;
        }
        value.push_back(v);
    }
    std::vector<std::uint32_t> order(value.size());
    std::iota(order.begin(), order.end(), 0u);
    std::stable_sort(order.begin(), order.end(), [&](auto a, auto b) { return value[a] > value[b]; });
    for (std::uint32_t turn = 0; turn < order.size(); ++turn) rank_[order[turn]] = turn;
}

// Splits where no open piece crosses.
PackSearch::Result PackSearch::solveParts(std::int32_t first, std::int32_t last) {
    std::vector<Part> parts;
    std::vector<std::size_t> partOf(static_cast<std::size_t>(last - first));
    for (std::int32_t s = first; s < last; ++s) {
        if (state_.floor(s) < 0) continue;
        if (parts.empty() || state_.isBorder(s)) parts.push_back({s, s, 0, state_.emptyKey()});
        parts.back().last = s + 1;
        partOf[static_cast<std::size_t>(s - first)] = parts.size() - 1;
    }
    for (std::uint32_t p = 0; p < problem_.pieces.size(); ++p) {
        const std::int32_t begin = problem_.pieces[p].first;
        if (!state_.isOpen(p) || begin < first || begin >= last) continue;
        Part& part = parts[partOf[static_cast<std::size_t>(begin - first)]];
        ++part.open;
        part.key += state_.keyOf(p);
    }
    std::sort(parts.begin(), parts.end(),
              [](const Part& a, const Part& b) { return a.open != b.open ? a.open < b.open : a.first < b.first; });
    for (const Part& part : parts) {
        // What is open elsewhere stays as it is until this part is solved.
        PackFailures::Key elsewhere = state_.key();
        elsewhere -= part.key;
        const Result result = solve({part.first, part.last, elsewhere});
        if (result != Result::found) return result;
    }
    return Result::found;
}

PackSearch::Result PackSearch::solve(const Node& node) {
    PackFailures::Key key = state_.key();
    key -= node.elsewhere;
    if (failures_.contains(key)) return Result::failed;
    while (true) {
        if (failuresLeft_ <= 0 || work_.left() <= stopAt_ || work_.exhausted()) return Result::stopped;
        const Branch branch = makeBranch(node);
        for (std::size_t c = 0; c < branch.candidates.size(); ++c) {
            const std::uint32_t candidate = branch.candidates[c];
            const auto isSame = [&](std::uint32_t other) { return state_.kind(other) == state_.kind(candidate); };
            const auto here = branch.candidates.begin() + static_cast<std::ptrdiff_t>(c);
            if (std::any_of(branch.candidates.begin(), here, isSame)) continue;
            const Result result = tryCandidate(node, candidate);
            if (result != Result::failed) return result;
        }
        --failuresLeft_;
        weight_[static_cast<std::size_t>(branch.section)] += 0.1;
        if (lastConflict_ < 0) lastConflict_ = branch.section;
        if (!branch.othersPossible || !raiseCandidates(branch)) break;
    }
    const Result result = failure();
    if (result == Result::failed) failures_.add(key);
    return result;
}

PackSearch::Result PackSearch::tryCandidate(const Node& node, std::uint32_t candidate) {
    const PackState::Mark before = state_.mark();
    const std::int32_t offset = state_.lowest(candidate);
    Result result = Result::failed;
    if (state_.place(candidate)) {
        const PackPiece& piece = problem_.pieces[candidate];
        if (lastConflict_ >= piece.first && lastConflict_ < piece.last) lastConflict_ = -1;
        result = state_.parted() ? solveParts(node.first, node.last) : solve(node);
    }
    if (result == Result::found) offsets_[candidate] = offset;
    if (result != Result::failed) return result;
    state_.undo(before);
    return failure();
}

// That nothing fits is certain unless the work was interrupted on the way.
PackSearch::Result PackSearch::failure() const { return work_.interrupted() ? Result::stopped : Result::failed; }

double PackSearch::difficulty(std::int32_t section) const {
    const double slack = state_.capacity() - state_.filled(section);
    const std::int32_t choices = state_.choices(section);
    if (section == lastConflict_) return -1;
    if (choices == 1) return 0;
    switch (strategy_->choice) {
        case Choice::minSlack: return slack * 1e3 + choices;
        case Choice::fewestByWeight: return choices / weight_[static_cast<std::size_t>(section)];
    }
    return 0;
}

// The best section to branch on. In a valley, a step lower than both of its neighbours, nothing can come to lie below.
std::int32_t PackSearch::chooseSection(const Node& node) const {
    std::int32_t lowest = std::numeric_limits<std::int32_t>::max();
    for (std::int32_t s = node.first; s < node.last; ++s) lowest = std::min(lowest, state_.floor(s));
    std::int32_t chosen = -1;
    double least = std::numeric_limits<double>::infinity();
    Step step{};
    for (std::int32_t first = node.first; first < node.last; first = step.last) {
        step = stepOf(node, first);
        if (!strategy_->anywhere && step.floor != lowest) continue;
        const bool valley =
            (step.before < 0 || step.before > step.floor) && (step.after < 0 || step.after > step.floor);
        for (std::int32_t s = step.first; s < step.last; ++s) {
            const double value = difficulty(s) + 1e-9 * step.floor;
            if (value >= least || (!valley && !isSupported(s, step))) continue;
            least = value;
            chosen = s;
        }
    }
    return chosen;
}

// Whether every piece that can be lowest in the section lives in the sections of its step only.
bool PackSearch::isSupported(std::int32_t section, const Step& step) const {
    return std::ranges::all_of(state_.members(section), [&](std::uint32_t p) {
        const PackPiece& piece = problem_.pieces[p];
        return state_.lowest(p) != step.floor || (piece.first >= step.first && piece.last <= step.last);
    });
}

PackSearch::Branch PackSearch::makeBranch(const Node& node) const {
    Branch branch;
    branch.section = chooseSection(node);
    const std::int32_t floor = state_.floor(branch.section);
    for (const std::uint32_t p : state_.members(branch.section)) {
        if (state_.lowest(p) != floor) continue;
        const PackPiece& piece = problem_.pieces[p];
        // A fixed piece has no other place. One that lives as long as all others may as well be below them.
        const bool wholeLife = problem_.plain && piece.first == node.first && piece.last == node.last;
        if (piece.fixed || wholeLife) return {branch.section, {p}, false};
        branch.candidates.push_back(p);
    }
    const Step step = stepOf(node, branch.section);
    std::ranges::sort(branch.candidates, {},
                      [&](std::uint32_t p) { return std::pair(-evenEdges(step, problem_.pieces[p]), rank_[p]); });
    return branch;
}

PackSearch::Step PackSearch::stepOf(const Node& node, std::int32_t section) const {
    const std::int32_t floor = state_.floor(section);
    Step step{section, section + 1, floor, -1, -1};
    while (step.first > node.first && state_.floor(step.first - 1) == floor) --step.first;
    while (step.last < node.last && state_.floor(step.last) == floor) ++step.last;
    if (step.first > node.first) step.before = state_.floor(step.first - 1);
    if (step.last < node.last) step.after = state_.floor(step.last);
    return step;
}

// How well a piece on the step agrees with its surroundings: fills it from end to end, is level with what is beside.
int PackSearch::evenEdges(const Step& step, const PackPiece& piece) {
    const std::int32_t top = step.floor + piece.size;
    const bool begins = piece.first == step.first;
    const bool ends = piece.last == step.last;
    return (begins && ends ? 1 : 0) + (begins && step.before == top ? 1 : 0) + (ends && step.after == top ? 1 : 0);
}

// None of the candidates lies at the floor: each rests on an open piece. False if there is none to rest on, or they
// cannot fit then.
bool PackSearch::raiseCandidates(const Branch& branch) {
    constexpr std::int32_t nowhere = std::numeric_limits<std::int32_t>::max();
    const auto isCandidate = [&](std::uint32_t p) {
        return std::ranges::find(branch.candidates, p) != branch.candidates.end();
    };
    std::vector<PackState::Raised> raised;
    for (const std::uint32_t candidate : branch.candidates) {
        std::int32_t rest = nowhere;  // the least end of another to rest on
        for (const std::uint32_t p : state_.neighbours(candidate)) {
            if (!state_.isOpen(p) || isCandidate(p)) continue;
            rest = std::min(rest, state_.lowest(p) + problem_.pieces[p].size);
        }
        raised.push_back({candidate, rest});
    }
    // Or on another candidate, which then rests on something itself.
    const std::int32_t least = std::ranges::min_element(raised, {}, &PackState::Raised::lowest)->lowest;
    if (least == nowhere) return false;
    for (PackState::Raised& candidate : raised) {
        for (const std::uint32_t other : branch.candidates) {
            if (other == candidate.piece) continue;
            candidate.lowest = std::min(candidate.lowest, least + problem_.pieces[other].size);
        }
    }
    return state_.raise(raised);
}

}  // namespace pinfold
