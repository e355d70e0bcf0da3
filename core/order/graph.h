// A model as the search over execution orders sees it, and where such a search stands.
#pragma once

#include "model/model.h"
#include "order/order.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace pinfold {

struct OrderTensor {
    std::int64_t bytes = 0;  // rounded up to the alignment
    int readers = 0;         // operators that access it
    bool stays = false;      // to the end of the plan, or it is read no more but must not be given away
};

struct OrderRead {
    int tensor = 0;  // index into OrderGraph::tensors
    int end = 0;     // tick of the operator after the last access
};

struct OrderOperator {
    std::vector<OrderRead> reads;  // each tensor once, by `end`
    // peaks[i]: most bytes of its own results and workspaces in one of the ticks [reads[i-1].end, reads[i].end); the
    // first range begins at tick 0, the last one ends with the operator.
    std::vector<std::int64_t> peaks;
    std::int64_t firstTickBytes = 0;  // its own results and workspaces in its first tick
    std::int64_t keptBytes = 0;       // its results that live on after it
    std::vector<int> results;         // tensors
    std::vector<int> after;           // operators that take a result of it, each once
    std::vector<int> before;          // operators whose results it takes, each once
};

struct OrderGraph {
    std::vector<OrderTensor> tensors;
    std::vector<OrderOperator> operators;   // as in the model
    std::vector<int> atStart;               // tensors that live before the first operator
    std::int64_t firstTickBytes = 0;        // inputs that nobody reads: they live for the plan's first tick only
    std::vector<std::vector<int>> readers;  // per tensor: the operators that access it
    std::vector<int> producer;              // per tensor; -1: an input
};

// What a buffer counts for. More than any memory has counts as 2^40, which keeps the sums over a hostile model's
// buffers far from overflowing.
std::int64_t sizeInOrder(std::int64_t bytes, std::int64_t alignment);

// Not for Lifetimes::none, where all orders need the same.
OrderGraph makeOrderGraph(const Model& model, const OrderRequest& request);

// The most bytes that live at one time while `op` runs on top of `live` bytes, given which of its reads are the last
// ones of their tensors (`dies`: index into OrderOperator::reads → bool).
template <typename Dies>
std::int64_t peakOver(const OrderGraph& graph, const OrderOperator& op, std::int64_t live, const Dies& dies) {
    std::int64_t peak = live + op.peaks.front();
    for (std::size_t r = 0; r < op.reads.size(); ++r) {
        if (dies(r)) live -= graph.tensors[static_cast<std::size_t>(op.reads[r].tensor)].bytes;
        peak = std::max(peak, live + op.peaks[r + 1]);
    }
    return peak;
}

// Some operators have run, and others could be next. Runs and takes back in the manner of a stack.
class OrderState {
public:
    explicit OrderState(const OrderGraph& graph);

    // Bytes that live between the operators.
    [[nodiscard]] std::int64_t live() const { return live_; }
    // Operators that may be next, of those that restrictTo() lets be; in no order, but the same every time.
    [[nodiscard]] std::span<const int> ready() const { return ready_; }
    // While `op` runs; it must be ready.
    [[nodiscard]] std::int64_t peakOf(int op) const;
    [[nodiscard]] std::int64_t liveAfter(int op) const;

    // Returns how many operators became ready; they are the last of ready().
    std::size_t run(int op);
    void takeBack(int op);  // the last one that ran

    // Only these may be ready from now on; allowAll() undoes it. Not while anything is to be taken back from before.
    void restrictTo(std::span<const int> operators);
    void allowAll();

private:
    [[nodiscard]] bool lastRead(const OrderRead& read) const {
        const auto t = static_cast<std::size_t>(read.tensor);
        return unread_[t] == 1 && !graph_->tensors[t].stays;
    }
    void findReady();

    const OrderGraph* graph_;
    std::vector<int> unread_;    // per tensor: readers that have not run
    std::vector<int> waitsFor_;  // per operator: how many must run before it; -1: it has run
    std::vector<char> allowed_;  // per operator
    std::vector<int> ready_;
    std::vector<std::size_t> place_;  // per operator: in ready_
    std::int64_t live_ = 0;
    std::size_t done_ = 0;
};

// What an order needs: per position the most bytes that live while that operator runs. `state` stands before the first
// of them, and does again afterwards.
std::vector<std::int64_t> peaksOf(OrderState& state, std::span<const int> order);

}  // namespace pinfold
