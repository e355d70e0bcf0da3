// The exact search for a packing into a capacity. Internal to core/plan/pack*.
#pragma once

#include "pack/failures.h"
#include "pack/pack.h"
#include "pack/problem.h"
#include "pack/state.h"
#include "pack/work.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace pinfold {

class PackSearch {
public:
    PackSearch(PackProblem problem, PackWork& work);
    PackSearch(const PackSearch&) = delete;
    PackSearch& operator=(const PackSearch&) = delete;

    // Looks until an answer is found or proven not to exist, `placements` are spent, or the work is exhausted. Called
    // again, it goes on with other strategies, and does not enter again what is known to fail.
    PackAnswer run(std::int64_t capacity, std::int64_t placements);

    // After `found`: the offset in bytes of each piece of the problem, in their order.
    [[nodiscard]] std::vector<std::int64_t> offsets() const;
    // After `impossible`: proven to be the least capacity that may do; none if no capacity does.
    [[nodiscard]] std::optional<std::int64_t> neededBytes() const { return state_.neededBytes(); }
    [[nodiscard]] const PackProblem& problem() const { return problem_; }

private:
    enum class Result { found, failed, stopped };
    struct Part {
        std::int32_t first, last;  // sections, half-open
        std::uint32_t open;        // pieces
        PackFailures::Key key;
    };
    struct Node {
        std::int32_t first, last;     // sections, half-open: each border inside is crossed by an open piece
        PackFailures::Key elsewhere;  // what the open pieces outside of them add to the state's key
    };
    struct Step {  // neighbouring sections with the same floor
        std::int32_t first, last;
        std::int32_t floor;
        std::int32_t before, after;  // the floors beside it; -1 where the node ends
    };
    // Where a node branches: what can lie lowest in one section.
    struct Branch {
        std::int32_t section = -1;
        std::vector<std::uint32_t> candidates{};  // open pieces, in the order to try them
        bool othersPossible = true;               // the section may as well stay empty there
    };
    enum class Choice { minSlack, fewestByWeight };
    struct Strategy;
    static const std::array<Strategy, 7> strategies;

    Result runStrategy(const Strategy& strategy, std::int64_t round);
    void rankPieces(const Strategy& strategy, std::int64_t round);
    Result solveParts(std::int32_t first, std::int32_t last);
    Result solve(const Node& node);
    Result tryCandidate(const Node& node, std::uint32_t candidate);
    [[nodiscard]] Result failure() const;
    [[nodiscard]] std::int32_t chooseSection(const Node& node) const;
    [[nodiscard]] Step stepOf(const Node& node, std::int32_t section) const;
    [[nodiscard]] bool isSupported(std::int32_t section, const Step& step) const;
    [[nodiscard]] static int evenEdges(const Step& step, const PackPiece& piece);
    [[nodiscard]] Branch makeBranch(const Node& node) const;
    [[nodiscard]] double difficulty(std::int32_t section) const;
    bool raiseCandidates(const Branch& branch);

    PackProblem problem_;
    PackWork& work_;
    PackState state_;
    std::int64_t capacity_ = 0;  // bytes
    std::int64_t nextRun_ = 0;   // counts strategies that were run

    const Strategy* strategy_ = nullptr;
    std::int64_t failuresLeft_ = 0;      // until the next strategy takes its turn
    std::int32_t lastConflict_ = -1;     // the section where a node failed, until a piece is placed there
    std::int64_t stopAt_ = 0;            // work that has to be left
    std::vector<std::uint32_t> rank_;    // per piece: its turn among candidates
    std::vector<double> weight_;         // per section: how often it was where the search failed
    std::vector<std::int32_t> offsets_;  // per piece, in units
    PackFailures failures_;
};

}  // namespace pinfold
