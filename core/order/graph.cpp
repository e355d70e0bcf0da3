#include "order/graph.h"

#include "base/align.h"
#include "model/operator_ticks.h"

#include <algorithm>
#include <numeric>

namespace pinfold {
namespace {

constexpr std::int64_t maxBytes = std::int64_t{1} << 40;

class GraphMaker {
public:
    GraphMaker(const Model& model, const OrderRequest& request) : model_(model), request_(request) {}

    OrderGraph make() {
        graph_.tensors.resize(model_.tensors.size());
        graph_.readers.resize(model_.tensors.size());
        graph_.producer.assign(model_.tensors.size(), -1);
        graph_.operators.resize(model_.operators.size());
        for (std::size_t t = 0; t < model_.tensors.size(); ++t) {
            graph_.tensors[t].bytes = sizeOf(model_.tensors[t].bytes);
            const bool input = model_.tensors[t].role == TensorRole::input;
            graph_.tensors[t].stays = input && request_.keepInputs;
        }
        for (const Port& port : model_.outputs) tensorAt(rootOf(model_, port.tensor)).stays = true;
        for (std::size_t o = 0; o < model_.operators.size(); ++o) addReads(static_cast<int>(o));
        for (std::size_t o = 0; o < model_.operators.size(); ++o) addDependencies(static_cast<int>(o));
        for (std::size_t o = 0; o < model_.operators.size(); ++o) addOwnBytes(static_cast<int>(o));
        addInputs();
        return std::move(graph_);
    }

private:
    [[nodiscard]] std::int64_t sizeOf(std::int64_t bytes) const { return sizeInOrder(bytes, request_.alignment); }
    OrderTensor& tensorAt(int tensor) { return graph_.tensors[static_cast<std::size_t>(tensor)]; }
    OrderOperator& operatorAt(int op) { return graph_.operators[static_cast<std::size_t>(op)]; }

    void addReads(int index);
    void addDependencies(int index);
    void addOwnBytes(int index);
    void addInputs();

    const Model& model_;
    const OrderRequest& request_;
    OrderGraph graph_;
};

void GraphMaker::addReads(int index) {
    const Operator& node = model_.operators[static_cast<std::size_t>(index)];
    const OperatorTicks ticks = operatorTicks(model_, index, request_.lifetimes);
    std::vector<OrderRead>& reads = operatorAt(index).reads;
    for (std::size_t a = 0; a < node.inputs.size(); ++a) {
        if (ticks.arguments[a].empty()) continue;
        reads.push_back({bufferTensor(model_, node, a), ticks.arguments[a].end});
    }
    // A tensor that is passed more than once counts with its last access.
    std::sort(reads.begin(), reads.end(), [](const OrderRead& a, const OrderRead& b) {
        return a.tensor != b.tensor ? a.tensor < b.tensor : a.end > b.end;
    });
    const auto same = [](const OrderRead& a, const OrderRead& b) { return a.tensor == b.tensor; };
    reads.erase(std::unique(reads.begin(), reads.end(), same), reads.end());
    std::stable_sort(reads.begin(), reads.end(), [](const OrderRead& a, const OrderRead& b) { return a.end < b.end; });
    for (const OrderRead& read : reads) {
        ++tensorAt(read.tensor).readers;
        graph_.readers[static_cast<std::size_t>(read.tensor)].push_back(index);
    }
}

void GraphMaker::addDependencies(int index) {
    const Operator& node = model_.operators[static_cast<std::size_t>(index)];
    std::vector<int>& before = operatorAt(index).before;
    for (const int input : node.inputs) {
        const int producer = model_.tensors[static_cast<std::size_t>(rootOf(model_, input))].producer;
        if (producer >= 0) before.push_back(producer);
    }
    std::sort(before.begin(), before.end());
    before.erase(std::unique(before.begin(), before.end()), before.end());
    for (const int producer : before) operatorAt(producer).after.push_back(index);
}

void GraphMaker::addOwnBytes(int index) {
    const Operator& node = model_.operators[static_cast<std::size_t>(index)];
    OrderOperator& op = operatorAt(index);
    const OperatorTicks ticks = operatorTicks(model_, index, request_.lifetimes);
    std::vector<std::int64_t> load(static_cast<std::size_t>(ticks.ticks) + 1, 0);
    const auto add = [&](TickRange life, std::int64_t bytes) {
        load[static_cast<std::size_t>(life.first)] += bytes;
        load[static_cast<std::size_t>(life.end)] -= bytes;
    };
    for (std::size_t o = 0; o < node.outputs.size(); ++o) {
        const int tensor = node.outputs[o];
        op.results.push_back(tensor);
        graph_.producer[static_cast<std::size_t>(tensor)] = index;
        add(ticks.arguments[node.inputs.size() + o], tensorAt(tensor).bytes);
        if (tensorAt(tensor).stays || tensorAt(tensor).readers > 0) op.keptBytes += tensorAt(tensor).bytes;
    }
    for (const WorkspaceTicks& workspace : ticks.workspaces) add(workspace.life, sizeOf(workspace.bytes));
    std::partial_sum(load.begin(), load.end(), load.begin());

    op.firstTickBytes = load.front();
    int tick = 0;
    for (std::size_t r = 0; r <= op.reads.size(); ++r) {
        const int end = r < op.reads.size() ? op.reads[r].end : ticks.ticks;
        // A range without ticks adds nothing to what was there in the tick before it.
        std::int64_t peak = 0;
        for (; tick < end; ++tick) peak = std::max(peak, load[static_cast<std::size_t>(tick)]);
        op.peaks.push_back(peak);
    }
}

void GraphMaker::addInputs() {
    for (std::size_t t = 0; t < model_.tensors.size(); ++t) {
        const Tensor& tensor = model_.tensors[t];
        if (tensor.role != TensorRole::input || tensor.aliasOf >= 0) continue;
        if (graph_.tensors[t].readers == 0 && !graph_.tensors[t].stays) {
            graph_.firstTickBytes += graph_.tensors[t].bytes;
        } else {
            graph_.atStart.push_back(static_cast<int>(t));
        }
    }
}

}  // namespace

std::int64_t sizeInOrder(std::int64_t bytes, std::int64_t alignment) {
    return alignUp(std::clamp<std::int64_t>(bytes, 0, maxBytes), alignment);
}

OrderGraph makeOrderGraph(const Model& model, const OrderRequest& request) { return GraphMaker(model, request).make(); }

OrderState::OrderState(const OrderGraph& graph)
    : graph_(&graph), allowed_(graph.operators.size(), 1), place_(graph.operators.size(), 0) {
    for (const OrderTensor& tensor : graph.tensors) unread_.push_back(tensor.readers);
    for (const OrderOperator& op : graph.operators) waitsFor_.push_back(static_cast<int>(op.before.size()));
    for (const int tensor : graph.atStart) live_ += graph.tensors[static_cast<std::size_t>(tensor)].bytes;
    findReady();
}

void OrderState::findReady() {
    ready_.clear();
    for (std::size_t o = 0; o < waitsFor_.size(); ++o) {
        if (waitsFor_[o] != 0 || !allowed_[o]) continue;
        place_[o] = ready_.size();
        ready_.push_back(static_cast<int>(o));
    }
}

void OrderState::restrictTo(std::span<const int> operators) {
    std::fill(allowed_.begin(), allowed_.end(), char{0});
    for (const int op : operators) allowed_[static_cast<std::size_t>(op)] = 1;
    findReady();
}

void OrderState::allowAll() {
    std::fill(allowed_.begin(), allowed_.end(), char{1});
    findReady();
}

std::int64_t OrderState::peakOf(int index) const {
    const OrderOperator& op = graph_->operators[static_cast<std::size_t>(index)];
    const std::int64_t peak = peakOver(*graph_, op, live_, [&](std::size_t r) { return lastRead(op.reads[r]); });
    return done_ > 0 ? peak : std::max(peak, live_ + graph_->firstTickBytes + op.firstTickBytes);
}

std::int64_t OrderState::liveAfter(int index) const {
    const OrderOperator& op = graph_->operators[static_cast<std::size_t>(index)];
    std::int64_t live = live_ + op.keptBytes;
    for (const OrderRead& read : op.reads) {
        if (lastRead(read)) live -= graph_->tensors[static_cast<std::size_t>(read.tensor)].bytes;
    }
    return live;
}

std::size_t OrderState::run(int index) {
    const OrderOperator& op = graph_->operators[static_cast<std::size_t>(index)];
    live_ = liveAfter(index);
    for (const OrderRead& read : op.reads) --unread_[static_cast<std::size_t>(read.tensor)];
    waitsFor_[static_cast<std::size_t>(index)] = -1;
    ++done_;

    const std::size_t place = place_[static_cast<std::size_t>(index)];
    ready_[place] = ready_.back();
    place_[static_cast<std::size_t>(ready_[place])] = place;
    ready_.pop_back();
    const std::size_t before = ready_.size();
    for (const int next : op.after) {
        if (--waitsFor_[static_cast<std::size_t>(next)] > 0 || !allowed_[static_cast<std::size_t>(next)]) continue;
        place_[static_cast<std::size_t>(next)] = ready_.size();
        ready_.push_back(next);
    }
    return ready_.size() - before;
}

void OrderState::takeBack(int index) {
    const OrderOperator& op = graph_->operators[static_cast<std::size_t>(index)];
    for (const int next : op.after) {
        if (waitsFor_[static_cast<std::size_t>(next)]++ == 0 && allowed_[static_cast<std::size_t>(next)]) {
            ready_.pop_back();
        }
    }
    // Exactly where it was, so that what run before finds everything in its place too.
    const std::size_t place = place_[static_cast<std::size_t>(index)];
    ready_.push_back(index);
    std::swap(ready_[place], ready_.back());
    place_[static_cast<std::size_t>(ready_.back())] = ready_.size() - 1;
    place_[static_cast<std::size_t>(index)] = place;

    --done_;
    waitsFor_[static_cast<std::size_t>(index)] = 0;
    for (const OrderRead& read : op.reads) ++unread_[static_cast<std::size_t>(read.tensor)];
    live_ -= op.keptBytes;
    for (const OrderRead& read : op.reads) {
        if (lastRead(read)) live_ += graph_->tensors[static_cast<std::size_t>(read.tensor)].bytes;
    }
}

std::vector<std::int64_t> peaksOf(OrderState& state, std::span<const int> order) {
    std::vector<std::int64_t> peaks;
    for (const int op : order) {
        peaks.push_back(state.peakOf(op));
        state.run(op);
    }
    for (auto op = order.rbegin(); op != order.rend(); ++op) state.takeBack(*op);
    return peaks;
}

}  // namespace pinfold
