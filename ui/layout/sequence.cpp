#include "ui/layout/sequence.h"

#include <algorithm>

namespace pinfold::layout {

TrunkSequence::TrunkSequence(int firstTrunk, int end)
    : firstTrunk_(firstTrunk), blockOf_(static_cast<std::size_t>(end - firstTrunk), nullptr) {}

int TrunkSequence::at(int index) const {
    auto rest = static_cast<std::size_t>(index);
    auto block = blocks_.begin();
    for (; rest >= (*block)->trunks.size(); ++block) rest -= (*block)->trunks.size();
    return (*block)->trunks[rest];
}

int TrunkSequence::indexOf(int trunk) const {
    const Block& block = *blockOf_[static_cast<std::size_t>(trunk - firstTrunk_)];
    auto index = std::find(block.trunks.begin(), block.trunks.end(), trunk) - block.trunks.begin();
    for (std::size_t i = 0; i < block.number; ++i) index += static_cast<std::ptrdiff_t>(blocks_[i]->trunks.size());
    return static_cast<int>(index);
}

void TrunkSequence::insert(int index, int trunk) {
    if (blocks_.empty()) blocks_.push_back(std::make_unique<Block>());
    auto rest = static_cast<std::size_t>(index);
    std::size_t number = 0;
    for (; rest > blocks_[number]->trunks.size(); ++number) rest -= blocks_[number]->trunks.size();
    Block& block = *blocks_[number];
    block.trunks.insert(block.trunks.begin() + static_cast<std::ptrdiff_t>(rest), trunk);
    blockOf_[static_cast<std::size_t>(trunk - firstTrunk_)] = &block;
    ++size_;
    if (block.trunks.size() > blockSize) split(number);
}

void TrunkSequence::erase(int trunk) {
    Block& block = *blockOf_[static_cast<std::size_t>(trunk - firstTrunk_)];
    block.trunks.erase(std::find(block.trunks.begin(), block.trunks.end(), trunk));
    --size_;
    if (block.trunks.empty()) {
        const std::size_t number = block.number;
        blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(number));
        renumber(number);
    }
}

int TrunkSequence::lowerBound(int key, const std::vector<int>& keyOf) const {
    const auto less = [&](int trunk, int value) { return keyOf[static_cast<std::size_t>(trunk)] < value; };
    std::size_t index = 0;
    for (const auto& block : blocks_) {
        if (!less(block->trunks.back(), key)) {
            const auto found = std::lower_bound(block->trunks.begin(), block->trunks.end(), key, less);
            return static_cast<int>(index + static_cast<std::size_t>(found - block->trunks.begin()));
        }
        index += block->trunks.size();
    }
    return size_;
}

void TrunkSequence::split(std::size_t number) {
    auto second = std::make_unique<Block>();
    std::vector<int>& trunks = blocks_[number]->trunks;
    second->trunks.assign(trunks.begin() + blockSize / 2, trunks.end());
    trunks.resize(blockSize / 2);
    for (const int trunk : second->trunks) blockOf_[static_cast<std::size_t>(trunk - firstTrunk_)] = second.get();
    blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(number) + 1, std::move(second));
    renumber(number);
}

void TrunkSequence::renumber(std::size_t from) {
    for (std::size_t i = from; i < blocks_.size(); ++i) blocks_[i]->number = i;
}

}  // namespace pinfold::layout
