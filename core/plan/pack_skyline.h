// The open pieces of a node of the exact search as they are seen from the sections of time. Internal to
// core/plan/pack*.
#pragma once

#include "plan/pack_problem.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace pinfold {

// A piece that is not placed yet, and the least offset that it may still have.
struct OpenPiece {
    std::uint32_t piece;  // index into PackProblem::pieces
    std::int32_t lowest;
};

class PackSkyline {
public:
    explicit PackSkyline(const PackProblem& problem);

    // Finds the sections in which pieces are open.
    void span(std::span<const OpenPiece> open);
    [[nodiscard]] std::int32_t first() const { return first_; }
    [[nodiscard]] std::int32_t last() const { return last_; }  // half-open

    // Puts the pieces on top of each other in every section, each not below its least offset. `open` is sorted by that,
    // and not empty.
    struct Filling {
        std::int64_t bytes = 0;    // no packing of the pieces needs less
        std::int64_t touched = 0;  // sections of all pieces: the work that it took
    };
    Filling fill(std::span<const OpenPiece> open);
    // After fill(): the height up to which the section must be filled at least when all are placed.
    [[nodiscard]] std::int32_t filled(std::int32_t section) const { return filled_[at(section)]; }

    // The lowest places in every section. `open` as above, and fill() was called for it.
    void findFloors(std::span<const OpenPiece> open);
    // The least offset that an open piece may have there; -1 where none is open.
    [[nodiscard]] std::int32_t floor(std::int32_t section) const { return floor_[at(section)]; }
    // How many open pieces may have it.
    [[nodiscard]] std::int32_t count(std::int32_t section) const { return count_[at(section)]; }
    // Whether nothing can come to lie below any of them, anywhere in their lives.
    [[nodiscard]] bool supported(std::int32_t section) const { return supported_[at(section)] != 0; }

private:
    static std::size_t at(std::int32_t section) { return static_cast<std::size_t>(section); }

    const PackProblem& problem_;
    std::int32_t first_ = 0;
    std::int32_t last_ = 0;
    std::vector<std::int32_t> filled_;
    std::vector<std::int32_t> floor_;
    std::vector<std::int32_t> count_;
    std::vector<char> supported_;
};

}  // namespace pinfold
