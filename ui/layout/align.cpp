#include "ui/layout/align.h"

#include "base/index.h"

#include <algorithm>
#include <limits>

namespace pinfold::layout {
namespace {

// An item that looks for a partner in the next layer is a child, the partner its parent. Positions are mirrored where
// the right one of two is to be taken, so that all else is the same for the four ways.
struct Choice {
    int child = -1;
    int parent = -1;
    int childPosition = 0;
    int parentPosition = 0;
    bool strong = false;
};

class Aligner {
public:
    Aligner(const LayeredItems& items, const ItemNeighbours& neighbours, bool above, bool left)
        : items_(items), neighbours_(neighbours), above_(above), left_(left) {
        parentOf_.assign(at(items.size()), -1);
        childOf_ = parentOf_;
    }

    ItemBlocks run() {
        for (int step = 0; step + 1 < items_.layers; ++step) {
            collect(above_ ? step : items_.layers - 2 - step);
            alignGap(true);
            alignGap(false);
        }
        return blocks();
    }

private:
    // Trunks stay straight: a link that crosses one, or branches off one, is no choice.
    void collect(int gap) {
        choices_.clear();
        for (const int index : items_.linksOfGap[gap]) {
            const Link& link = items_.links[at(index)];
            const LinkPlace& place = neighbours_.links[at(index)];
            if (place.crossesTrunk || items_.branches(link)) continue;
            const int sign = left_ ? 1 : -1;
            Choice choice{link.lower, link.upper, sign * place.to, sign * place.from, link.strong};
            if (!above_) {
                std::swap(choice.child, choice.parent);
                std::swap(choice.childPosition, choice.parentPosition);
            }
            choices_.push_back(choice);
        }
        std::sort(choices_.begin(), choices_.end(), [](const Choice& a, const Choice& b) {
            return std::tie(a.childPosition, a.parentPosition, b.strong) <
                   std::tie(b.childPosition, b.parentPosition, a.strong);
        });
    }

    // Main paths first, then the others where they cross none of those.
    void alignGap(bool strong) {
        boundRight();
        int reached = std::numeric_limits<int>::min();
        for (std::size_t begin = 0, end = 0; begin < choices_.size(); begin = end) {
            while (end < choices_.size() && choices_[end].child == choices_[begin].child) ++end;
            const int child = choices_[begin].child;
            if (parentOf_[at(child)] < 0) {
                alignOne({choices_.data() + begin, end - begin}, strong, reached, maxRight_[begin]);
            }
            for (std::size_t i = begin; i < end; ++i) {
                if (parentOf_[at(child)] == choices_[i].parent) reached = choices_[i].parentPosition;
            }
        }
    }

    // For every choice: the leftmost partner that a child further right has already.
    void boundRight() {
        maxRight_.resize(choices_.size());
        int bound = std::numeric_limits<int>::max();
        for (std::size_t i = choices_.size(); i-- > 0;) {
            maxRight_[i] = bound;
            if (parentOf_[at(choices_[i].child)] == choices_[i].parent) bound = choices_[i].parentPosition;
        }
    }

    void alignOne(std::span<const Choice> choices, bool strong, int reached, int bound) {
        possible_.clear();
        for (const Choice& choice : choices) {
            const bool again = !possible_.empty() && possible_.back()->parent == choice.parent;
            if ((choice.strong || !strong) && !again) possible_.push_back(&choice);
        }
        if (possible_.empty()) return;
        for (const std::size_t median : {(possible_.size() - 1) / 2, possible_.size() / 2}) {
            const Choice& choice = *possible_[median];
            if (choice.parentPosition <= reached || choice.parentPosition >= bound) continue;
            parentOf_[at(choice.child)] = choice.parent;
            childOf_[at(choice.parent)] = choice.child;
            return;
        }
    }

    ItemBlocks blocks() {
        ItemBlocks blocks;
        blocks.next = std::move(childOf_);
        blocks.block.assign(at(items_.size()), -1);
        for (int item = 0; item < items_.size(); ++item) {
            if (parentOf_[at(item)] >= 0) continue;
            for (int member = item; member >= 0; member = blocks.next[at(member)]) {
                blocks.block[at(member)] = static_cast<int>(blocks.head.size());
            }
            blocks.head.push_back(item);
        }
        return blocks;
    }

    const LayeredItems& items_;
    const ItemNeighbours& neighbours_;
    const bool above_, left_;
    std::vector<int> parentOf_, childOf_;
    std::vector<Choice> choices_;  // of one gap, by position
    std::vector<int> maxRight_;
    std::vector<const Choice*> possible_;
};

}  // namespace

ItemBlocks alignItems(const LayeredItems& items, const ItemNeighbours& neighbours, bool above, bool left) {
    return Aligner(items, neighbours, above, left).run();
}

}  // namespace pinfold::layout
