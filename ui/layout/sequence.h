// The inside of layeredLayout(): the trunks that pass a layer, from left to right.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace pinfold::layout {

// A list in which trunks are found by index and indices by trunk, in blocks of at most `blockSize`: what takes n steps
// in an array takes about √n here, and the usual case, few trunks side by side, is one short array.
class TrunkSequence {
public:
    // Trunks are numbered from `firstTrunk` to `end` − 1.
    TrunkSequence(int firstTrunk, int end);

    [[nodiscard]] int size() const { return size_; }
    [[nodiscard]] int at(int index) const;
    // The trunk must be in the list.
    [[nodiscard]] int indexOf(int trunk) const;
    // `index` is in [0, size()].
    void insert(int index, int trunk);
    void erase(int trunk);
    // Index of the first trunk whose key is not less; the list must be sorted by key.
    [[nodiscard]] int lowerBound(int key, const std::vector<int>& keyOf) const;

private:
    static constexpr std::size_t blockSize = 512;
    struct Block {
        std::size_t number = 0;  // in blocks_
        std::vector<int> trunks;
    };
    void split(std::size_t number);
    void renumber(std::size_t from);

    int firstTrunk_;
    int size_ = 0;
    std::vector<std::unique_ptr<Block>> blocks_;  // none is empty
    std::vector<Block*> blockOf_;                 // by trunk − firstTrunk_
};

}  // namespace pinfold::layout
