#include "plan/pack_skyline.h"

#include <algorithm>

namespace pinfold {

PackSkyline::PackSkyline(const PackProblem& problem) : problem_(problem) {
    const auto sections = static_cast<std::size_t>(problem.sections);
    filled_.resize(sections);
    floor_.resize(sections);
    count_.resize(sections);
    supported_.resize(sections);
}

void PackSkyline::span(std::span<const OpenPiece> open) {
    first_ = problem_.sections;
    last_ = 0;
    for (const OpenPiece& o : open) {
        first_ = std::min(first_, problem_.pieces[o.piece].first);
        last_ = std::max(last_, problem_.pieces[o.piece].last);
    }
}

PackSkyline::Filling PackSkyline::fill(std::span<const OpenPiece> open) {
    span(open);
    std::fill(filled_.begin() + first_, filled_.begin() + last_, 0);
    Filling filling;
    for (const OpenPiece& o : open) {
        const PackPiece& piece = problem_.pieces[o.piece];
        const std::int32_t lowest = o.lowest;
        const std::int32_t size = piece.size;
        std::int32_t* const filled = filled_.data();
        for (std::int32_t s = piece.first; s < piece.last; ++s) filled[s] = std::max(filled[s], lowest) + size;
        filling.touched += piece.last - piece.first;
        if (piece.after == 0) continue;
        filling.bytes = std::max(filling.bytes, (lowest + std::int64_t{size}) * problem_.unit + piece.after);
    }
    const std::int32_t height = *std::max_element(filled_.begin() + first_, filled_.begin() + last_);
    filling.bytes = std::max(filling.bytes, height * problem_.unit);
    return filling;
}

void PackSkyline::findFloors(std::span<const OpenPiece> open) {
    std::fill(floor_.begin() + first_, floor_.begin() + last_, -1);
    std::fill(count_.begin() + first_, count_.begin() + last_, 0);
    for (const OpenPiece& o : open) {  // by least offset: the first in a section sets its floor
        const PackPiece& piece = problem_.pieces[o.piece];
        bool lowestSomewhere = false;
        bool supported = true;
        for (std::size_t s = at(piece.first); s < at(piece.last); ++s) {
            if (floor_[s] < 0) {
                floor_[s] = o.lowest;
                supported_[s] = 1;
            }
            lowestSomewhere |= floor_[s] == o.lowest;
            supported &= floor_[s] == o.lowest;
        }
        if (!lowestSomewhere) continue;
        for (std::size_t s = at(piece.first); s < at(piece.last); ++s) {
            if (floor_[s] != o.lowest) continue;
            ++count_[s];
            if (!supported) supported_[s] = 0;
        }
    }
}

}  // namespace pinfold
