// How high items are stacked at each time: rises over intervals, and asks for the highest end in one, both in
// logarithmic time (a segment tree). Internal to core/pack.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace pinfold {

class Skyline {
public:
    explicit Skyline(std::size_t sections)
        : sections_(std::max<std::size_t>(1, sections)), highest_(4 * sections_), everywhere_(4 * sections_) {}

    // The end of an item in the sections [first, last).
    void raise(std::size_t first, std::size_t last, std::int64_t end) { raise(1, 0, sections_, first, last, end); }
    [[nodiscard]] std::int64_t highest(std::size_t first, std::size_t last) const {
        return highest(1, 0, sections_, first, last);
    }

private:
    void raise(std::size_t node, std::size_t from, std::size_t to, std::size_t first, std::size_t last,
               std::int64_t end) {
        if (last <= from || to <= first) return;
        highest_[node] = std::max(highest_[node], end);
        if (first <= from && to <= last) {
            everywhere_[node] = std::max(everywhere_[node], end);
            return;
        }
        const std::size_t middle = (from + to) / 2;
        raise(2 * node, from, middle, first, last, end);
        raise(2 * node + 1, middle, to, first, last, end);
    }
    [[nodiscard]] std::int64_t highest(std::size_t node, std::size_t from, std::size_t to, std::size_t first,
                                       std::size_t last) const {
        if (last <= from || to <= first) return 0;
        if (first <= from && to <= last) return highest_[node];
        const std::size_t middle = (from + to) / 2;
        return std::max({everywhere_[node], highest(2 * node, from, middle, first, last),
                         highest(2 * node + 1, middle, to, first, last)});
    }

    std::size_t sections_;
    std::vector<std::int64_t> highest_;     // per node: in any of its sections
    std::vector<std::int64_t> everywhere_;  // per node: in all of them, at least
};

}  // namespace pinfold
