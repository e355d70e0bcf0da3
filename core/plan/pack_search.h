// The exact search for a packing into a capacity. Internal to core/plan/pack*.
#pragma once

#include "plan/pack.h"
#include "plan/pack_failures.h"
#include "plan/pack_problem.h"
#include "plan/pack_skyline.h"
#include "plan/pack_work.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
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
    [[nodiscard]] std::optional<std::int64_t> neededBytes() const;
    [[nodiscard]] const PackProblem& problem() const { return problem_; }

private:
    using Open = OpenPiece;
    enum class Result { found, failed, stopped };
    // Where a node branches: what can lie lowest in one section.
    struct Branch {
        std::int32_t section = -1;
        std::vector<std::uint32_t> candidates;  // indices of open pieces, in the order to try them
        bool othersPossible = true;             // the section may as well stay empty there
    };
    enum class Choice { leastSlack, fewestAndSlack, fewestByWeight };
    struct Strategy;
    static const std::array<Strategy, 12> strategies;

    Result runStrategy(const Strategy& strategy, std::int64_t round);
    void rankPieces(const Strategy& strategy, std::int64_t round);
    Result solveParts(std::span<Open> open, Open* arena);
    Result solve(std::span<Open> open, Open* arena);
    Result tryCandidate(std::span<const Open> open, std::uint32_t candidate, Open* arena);
    bool fits(std::span<const Open> open);
    [[nodiscard]] std::int32_t chooseSection(std::int32_t lowest) const;
    [[nodiscard]] Branch makeBranch(std::span<const Open> open) const;
    [[nodiscard]] double difficulty(std::int32_t section) const;
    bool raiseCandidates(std::span<Open> open, const Branch& branch) const;
    [[nodiscard]] std::int32_t lift(const PackPiece& piece, std::int32_t offset) const;
    void need(std::int64_t bytes);
    [[nodiscard]] PackFailures::Key keyOf(std::span<const Open> open) const;
    void setCapacity(std::int64_t capacity);

    PackProblem problem_;
    PackWork& work_;
    std::vector<std::uint32_t> fixed_;  // pieces with a fixed offset, by offset
    std::int64_t capacity_ = -1;        // bytes
    std::int32_t capacityUnits_ = 0;
    std::optional<std::int64_t> needed_;
    std::int64_t nextRun_ = 0;  // counts strategies that were run

    const Strategy* strategy_ = nullptr;
    std::int64_t nodesLeft_ = 0;
    std::int64_t stopAt_ = 0;            // work that has to be left
    std::vector<std::uint32_t> kind_;    // per piece: see kindsOf()
    std::vector<std::uint32_t> rank_;    // per piece: its turn among candidates
    std::vector<double> weight_;         // per section: how often it was where the search failed
    std::vector<std::int32_t> offsets_;  // per piece, in units
    std::vector<Open> arena_;
    PackFailures failures_;
    PackSkyline skyline_;               // of the node at hand
    std::vector<std::int32_t> partOf_;  // per section
    std::vector<Open> raised_;
};

}  // namespace pinfold
