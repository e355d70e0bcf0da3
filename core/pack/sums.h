// Which heights the pieces of one section can be stacked to. Internal to core/plan/pack*.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace pinfold {

// A set of sums of sizes, as bits from 0 to a limit.
class PackSums {
public:
    // More units than this would make the sums slower than the search that they save.
    static constexpr std::int32_t maxUnits = 4096;

    // The empty sum only.
    void reset(std::int32_t limit) {
        words_.assign(static_cast<std::size_t>(limit) / 64 + 1, 0);
        words_[0] = 1;
    }

    // Every sum with and without one more size.
    void add(std::int32_t size) {
        const std::size_t whole = static_cast<std::size_t>(size) / 64;
        const int bits = size % 64;
        for (std::size_t w = words_.size(); w-- > whole;) {
            std::uint64_t moved = words_[w - whole] << bits;
            if (bits != 0 && w > whole) moved |= words_[w - whole - 1] >> (64 - bits);
            words_[w] |= moved;
        }
    }

    // The largest sum up to `most`, which is at most the limit.
    [[nodiscard]] std::int32_t atMost(std::int32_t most) const {
        auto w = static_cast<std::size_t>(most) / 64;
        std::uint64_t word = words_[w] << (63 - most % 64) >> (63 - most % 64);
        while (word == 0) word = words_[--w];  // ends at the empty sum
        return static_cast<std::int32_t>(w) * 64 + 63 - std::countl_zero(word);
    }

    // The least sum above `value`; -1 if there is none up to the limit, rounded up to whole words.
    [[nodiscard]] std::int32_t above(std::int32_t value) const {
        const std::int32_t from = value + 1;
        auto w = static_cast<std::size_t>(from) / 64;
        if (w >= words_.size()) return -1;
        std::uint64_t word = words_[w] >> (from % 64) << (from % 64);
        while (word == 0) {
            if (++w == words_.size()) return -1;
            word = words_[w];
        }
        return static_cast<std::int32_t>(w) * 64 + std::countr_zero(word);
    }

private:
    std::vector<std::uint64_t> words_;
};

}  // namespace pinfold
