// What the exact search knows at a node: the open pieces, the least offset of each, and what follows for every section
// of time. Internal to core/plan/pack*.
#pragma once

#include "pack/failures.h"
#include "pack/problem.h"
#include "pack/sums.h"
#include "pack/work.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace pinfold {

class PackState {
public:
    PackState(const PackProblem& problem, PackWork& work);
    PackState(const PackState&) = delete;
    PackState& operator=(const PackState&) = delete;

    // What follows tells whether the pieces may still fit: false if it is certain that they do not, or if the work is
    // interrupted. Then the state is good for undo() and start() only.
    //
    // All pieces are open.
    bool start(std::int64_t capacity);
    // An open piece takes its place at its least offset, below all open pieces of its life.
    bool place(std::uint32_t piece);
    // Open pieces cannot lie below these offsets.
    struct Raised {
        std::uint32_t piece;
        std::int32_t lowest;
    };
    bool raise(std::span<const Raised> pieces);

    using Mark = std::size_t;
    [[nodiscard]] Mark mark() const { return trail_.size(); }
    void undo(Mark mark);

    [[nodiscard]] std::int32_t capacity() const { return capacityUnits_; }
    [[nodiscard]] bool isOpen(std::uint32_t piece) const { return lowest_[piece] != closed; }
    [[nodiscard]] std::int32_t lowest(std::uint32_t piece) const { return lowest_[piece]; }
    // See kindsOf().
    [[nodiscard]] std::uint32_t kind(std::uint32_t piece) const { return kind_[piece]; }
    // The pieces that live at some time of this one's life.
    [[nodiscard]] std::span<const std::uint32_t> neighbours(std::uint32_t piece) const { return neighbours_[piece]; }
    // Open and placed pieces of a section, in no particular order.
    [[nodiscard]] std::span<const std::uint32_t> members(std::int32_t section) const { return members_[at(section)]; }

    // The least offset of an open piece in the section; -1 where none is open.
    [[nodiscard]] std::int32_t floor(std::int32_t section) const { return figures_[at(section)].floor; }
    // How many open pieces may lie lowest: those that have it, and all others together if the slack lets them.
    [[nodiscard]] std::int32_t choices(std::int32_t section) const { return figures_[at(section)].choices; }
    // The height up to which the section is filled at least when all are placed.
    [[nodiscard]] std::int32_t filled(std::int32_t section) const { return figures_[at(section)].filled; }
    // Whether no open piece lives both before and after this border, the start of a section.
    [[nodiscard]] bool isBorder(std::int32_t section) const { return crossing_[at(section)] == 0; }
    // Whether the last place() made a border, or left nothing open.
    [[nodiscard]] bool parted() const { return parted_; }

    // The open pieces and their least offsets as a hash, a sum over the pieces.
    [[nodiscard]] const PackFailures::Key& key() const { return key_; }
    [[nodiscard]] PackFailures::Key keyOf(std::uint32_t piece) const;
    // Of a state in which nothing is open: the capacity.
    [[nodiscard]] const PackFailures::Key& emptyKey() const { return emptyKey_; }

    // No capacity below this makes a difference to what was found not to fit since start(); none if no capacity does.
    [[nodiscard]] std::optional<std::int64_t> neededBytes() const { return needed_; }

private:
    static constexpr std::int32_t closed = std::numeric_limits<std::int32_t>::max();  // a least offset: placed

    struct Figures {
        std::int32_t floor = -1;
        std::int32_t choices = 0;
        std::int32_t filled = 0;
    };
    struct Change {  // of a piece's least offset, or of a section's figures
        std::int32_t piece;
        std::int32_t section;
        std::int32_t lowest;
        Figures figures;
    };

    static std::size_t at(std::int32_t section) { return static_cast<std::size_t>(section); }
    void set(std::uint32_t piece, std::int32_t lowest);
    void cross(const PackPiece& piece, std::int32_t by);
    void need(std::int64_t bytes);
    bool settle();
    bool fill(std::int32_t section);
    bool lift(std::int32_t section);
    void forgetChanged();

    const PackProblem& problem_;
    PackWork& work_;
    std::vector<std::uint32_t> kind_;                     // per piece: see kindsOf()
    std::vector<std::vector<std::uint32_t>> neighbours_;  // per piece
    std::vector<std::vector<std::uint32_t>> members_;     // per section; by least offset after fill()

    std::int64_t capacity_ = 0;  // bytes
    std::int32_t capacityUnits_ = 0;
    std::optional<std::int64_t> needed_;
    std::vector<std::int32_t> lowest_;  // per piece
    std::vector<Figures> figures_;      // per section
    std::vector<std::int32_t> crossing_;
    PackFailures::Key key_;
    PackFailures::Key emptyKey_;
    bool parted_ = false;
    std::vector<Change> trail_;

    std::int32_t failedAt_ = -1;                               // the section that settle() looked at last
    std::vector<std::int32_t> changed_;                        // sections to lift() again, first come first served
    std::vector<char> isChanged_;                              // per section
    std::vector<char> isUnfilled_;                             // per section: to fill() again before that
    std::vector<int> lifts_;                                   // per section, since settle() began
    std::vector<std::pair<std::int32_t, std::int32_t>> ends_;  // of lift()
    PackSums sums_;
};

}  // namespace pinfold
