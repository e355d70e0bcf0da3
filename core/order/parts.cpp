// Where a model can be cut: between two operators of its own order such that each operator on the left must run before
// each one on the right. That is so if every last one on the left (nothing on the left takes its results) directly
// feeds every first one on the right (it takes nothing else from the right). Tensors may pass over a cut.
//
// What a part needs at least: while an operator runs, in whatever order, those tensors live that one of its ancestors
// made (or that were there before) and one of its descendants reads (or that live on after the part).
#include "order/parts.h"

#include "base/index.h"

#include <algorithm>
#include <bit>

namespace pinfold {
namespace {

constexpr std::size_t maxForClosure = 4096;  // operators of a part: 2 MiB for all ancestors, as many for descendants

// Moves operators one by one from the right to the left and counts.
class Cutter {
public:
    explicit Cutter(const OrderGraph& graph)
        : graph_(graph),
          last_(graph.operators.size(), 0),
          first_(graph.operators.size(), 0),
          neededOnRight_(graph.operators.size(), 0) {
        for (std::size_t o = 0; o < graph.operators.size(); ++o) {
            neededOnRight_[o] = graph.operators[o].before.size();
            if (neededOnRight_[o] == 0) becomeFirst(static_cast<int>(o));
        }
    }

    std::vector<OrderPart> cut() {
        std::vector<OrderPart> parts;
        int start = 0;
        for (int op = 0; op < static_cast<int>(graph_.operators.size()); ++op) {
            moveLeft(op);
            if (edges_ != lasts_ * firsts_) continue;
            parts.push_back({start, op + 1});
            start = op + 1;
        }
        return parts;
    }

private:
    void moveLeft(int op) {
        const OrderOperator& node = graph_.operators[at(op)];
        for (const int before : node.before) edges_ -= last_[at(before)];
        first_[at(op)] = 0;
        --firsts_;
        for (const int before : node.before) {
            if (!last_[at(before)]) continue;
            last_[at(before)] = 0;
            --lasts_;
            for (const int after : graph_.operators[at(before)].after) edges_ -= first_[at(after)];
        }
        last_[at(op)] = 1;
        ++lasts_;
        for (const int after : node.after) {
            if (--neededOnRight_[at(after)] == 0) becomeFirst(after);
        }
    }
    void becomeFirst(int op) {
        first_[at(op)] = 1;
        ++firsts_;
        for (const int before : graph_.operators[at(op)].before) edges_ += last_[at(before)];
    }

    const OrderGraph& graph_;
    std::vector<unsigned char> last_;   // on the left, and nothing there takes its results
    std::vector<unsigned char> first_;  // on the right, and it takes nothing from there
    std::vector<std::size_t> neededOnRight_;
    std::size_t lasts_ = 0;
    std::size_t firsts_ = 0;
    std::size_t edges_ = 0;  // from last ones to first ones
};

// Sets of a part's operators.
class Closure {
public:
    explicit Closure(std::size_t size) : words_((size + 63) / 64), bits_(size * words_, 0) {}
    std::uint64_t* of(std::size_t op) { return bits_.data() + op * words_; }
    void add(std::size_t op, std::size_t other) {  // `other`, and what was added to it
        for (std::size_t w = 0; w < words_; ++w) of(op)[w] |= of(other)[w];
        of(op)[other / 64] |= std::uint64_t{1} << (other % 64);
    }
    [[nodiscard]] std::size_t words() const { return words_; }

private:
    std::size_t words_;
    std::vector<std::uint64_t> bits_;
};

class Bound {
public:
    Bound(const OrderGraph& graph, const OrderPart& part, std::int64_t live)
        : graph_(graph),
          part_(part),
          everywhere_(live),
          known_(part.size() <= maxForClosure ? part.size() : 0),
          before_(known_),
          after_(known_),
          certain_(part.size(), 0),
          full_(part.size()) {}

    std::int64_t compute() {
        findClosure();
        std::vector<int> tensors;
        for (int op = part_.first; op < part_.end; ++op) {
            const OrderOperator& node = graph_.operators[at(op)];
            for (const OrderRead& read : node.reads) tensors.push_back(read.tensor);
            tensors.insert(tensors.end(), node.results.begin(), node.results.end());
        }
        std::sort(tensors.begin(), tensors.end());
        tensors.erase(std::unique(tensors.begin(), tensors.end()), tensors.end());
        for (const int tensor : tensors) addTensor(tensor);

        std::int64_t bound = 0;
        for (int op = part_.first; op < part_.end; ++op) bound = std::max(bound, needOf(op));
        return bound;
    }

private:
    [[nodiscard]] bool inside(int op) const { return op >= part_.first && op < part_.end; }
    [[nodiscard]] std::size_t local(int op) const { return at(op - part_.first); }

    void findClosure() {
        if (known_ == 0) return;
        for (int op = part_.first; op < part_.end; ++op) {
            for (const int other : graph_.operators[at(op)].before) {
                if (inside(other)) before_.add(local(op), local(other));
            }
        }
        for (int op = part_.end - 1; op >= part_.first; --op) {
            for (const int other : graph_.operators[at(op)].after) {
                if (inside(other)) after_.add(local(op), local(other));
            }
        }
    }

    // Adds the tensor to all operators during which it must live as a whole.
    void addTensor(int tensor) {
        const OrderTensor& value = graph_.tensors[at(tensor)];
        const int producer = graph_.producer[at(tensor)];
        const bool made = inside(producer);
        bool beyond = value.stays;
        std::vector<std::uint64_t> during(before_.words(), 0);
        for (const int reader : graph_.readers[at(tensor)]) {
            if (reader >= part_.end) beyond = true;
            if (!inside(reader) || known_ == 0) continue;
            for (std::size_t w = 0; w < during.size(); ++w) during[w] |= before_.of(local(reader))[w];
        }
        if (!made && beyond) {  // it was counted as alive when the part began, and stays
            for (const int reader : graph_.readers[at(tensor)]) {
                if (inside(reader)) full_[local(reader)].push_back(tensor);
            }
            return;
        }
        if (!made) everywhere_ -= value.bytes;
        if (known_ == 0) return;
        if (beyond) std::fill(during.begin(), during.end(), ~std::uint64_t{0});
        if (made) {
            for (std::size_t w = 0; w < during.size(); ++w) during[w] &= after_.of(local(producer))[w];
        }
        for (std::size_t w = 0; w < during.size(); ++w) {
            for (std::uint64_t bits = during[w]; bits != 0; bits &= bits - 1) {
                certain_[64 * w + static_cast<std::size_t>(std::countr_zero(bits))] += value.bytes;
            }
        }
        for (const int reader : graph_.readers[at(tensor)]) {
            if (!inside(reader)) continue;
            const std::size_t r = local(reader);
            if ((during[r / 64] >> (r % 64)) & 1) full_[r].push_back(tensor);
        }
    }

    // What the operator needs if everything dies in it that may.
    [[nodiscard]] std::int64_t needOf(int op) const {
        const OrderOperator& node = graph_.operators[at(op)];
        const std::vector<int>& full = full_[local(op)];
        const auto dies = [&](std::size_t r) {
            return std::find(full.begin(), full.end(), node.reads[r].tensor) == full.end();
        };
        std::int64_t live = everywhere_ + certain_[local(op)];
        for (std::size_t r = 0; r < node.reads.size(); ++r) {
            if (dies(r)) live += graph_.tensors[at(node.reads[r].tensor)].bytes;
        }
        return peakOver(graph_, node, live, dies);
    }

    const OrderGraph& graph_;
    const OrderPart part_;
    std::int64_t everywhere_;  // bytes that live during the whole part
    std::size_t known_;        // operators whose ancestors and descendants are known: all or none
    Closure before_;
    Closure after_;
    std::vector<std::int64_t> certain_;   // per operator: bytes beside `everywhere_` that live during all of it
    std::vector<std::vector<int>> full_;  // per operator: those of its reads that are in these sums
};

}  // namespace

std::vector<OrderPart> orderParts(const OrderGraph& graph) { return Cutter(graph).cut(); }

std::int64_t partBound(const OrderGraph& graph, const OrderPart& part, std::int64_t live) {
    return Bound(graph, part, live).compute();
}

}  // namespace pinfold
