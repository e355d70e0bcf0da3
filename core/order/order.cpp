// The search for the best order, put together:
//
// 1. The model is cut where every order must have run the same operators (parts.h); each part is ordered alone.
//    A part that needs no more than another part must in any case keeps the archive's order.
// 2. The smallest ceiling under which a part has an order is found by bisection between what it needs at least and what
//    its best order so far needs, each ceiling answered exactly (search.h). A ceiling gets a share of the budget
//    only, and the next higher one is tried if that is not enough.
// 3. What is still open after that gets a beam search, and then exact searches of windows of the order around the place
//    where it needs most.
// 4. Of all orders that need no more than the result, the first by the operators' indices is taken: the archive's where
//    that is as good, else one that leaves it as late as possible.
#include "order/order.h"

#include "order/beam.h"
#include "order/graph.h"
#include "order/parts.h"
#include "order/search.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace pinfold {
namespace {

constexpr std::array<std::size_t, 4> windowWidths{12, 24, 48, 96};

std::vector<int> sequence(int first, int end) {
    std::vector<int> order(static_cast<std::size_t>(end - first));
    std::iota(order.begin(), order.end(), first);
    return order;
}

std::int64_t highest(std::span<const std::int64_t> values) { return *std::max_element(values.begin(), values.end()); }

struct PartOrder {
    OrderPart part;
    std::int64_t archivePeak = 0;
    std::int64_t peak = 0;  // of `order`
    std::vector<int> order;
};

class Orderer {
public:
    Orderer(const OrderGraph& graph, std::int64_t states, Stop stop)
        : graph_(graph), states_(states), stop_(std::move(stop)), budget_(states, stop_), state_(graph) {}

    ExecutionOrder search() {
        survey();
        improve();
        ExecutionOrder result;
        result.operators = sequence(0, operatorCount());
        const std::int64_t archivePeak = highest(peaks_);
        const std::int64_t reached = std::max(lower_, upper_);
        if (reached < archivePeak) {
            for (PartOrder& part : parts_) {
                if (part.archivePeak <= reached) continue;
                const std::vector<int> order = budget_.look() ? part.order : closestToArchive(part, reached);
                std::copy(order.begin(), order.end(), result.operators.begin() + part.part.first);
            }
        }
        OrderState start(graph_);
        result.peak = highest(peaksOf(start, result.operators));
        result.proven = result.peak == lower_;
        return result;
    }

private:
    [[nodiscard]] int operatorCount() const { return static_cast<int>(graph_.operators.size()); }

    // The archive's order: what each part needs there, and what it needs at least.
    void survey() {
        const std::vector<int> archive = sequence(0, operatorCount());
        peaks_ = peaksOf(state_, archive);
        OrderState state(graph_);
        for (const OrderPart& part : orderParts(graph_)) {
            const std::span<const std::int64_t> peaks(peaks_.data() + part.first, part.size());
            const std::int64_t peak = highest(peaks);
            const std::int64_t bound = part.size() == 1 ? peak : partBound(graph_, part, state.live());
            lower_ = std::max(lower_, bound);
            if (peak > bound) parts_.push_back({part, peak, peak, sequence(part.first, part.end)});
            for (int op = part.first; op < part.end; ++op) state.run(op);
        }
    }

    void improve() {
        std::stable_sort(parts_.begin(), parts_.end(),
                         [](const PartOrder& a, const PartOrder& b) { return a.archivePeak > b.archivePeak; });
        for (PartOrder& part : parts_) {
            if (part.archivePeak <= std::max(lower_, upper_)) break;
            if (budget_.look()) {
                upper_ = std::max(upper_, part.archivePeak);
                break;
            }
            standBefore(part.part);
            findSmallestCeiling(part);
            if (part.peak > lower_) tryBeam(part);
            if (part.peak > lower_) tryWindows(part);
            upper_ = std::max(upper_, part.peak);
        }
    }

    void standBefore(const OrderPart& part) {
        if (part.first < ran_) {
            state_ = OrderState(graph_);
            ran_ = 0;
        }
        for (; ran_ < part.first; ++ran_) state_.run(ran_);
    }

    void take(PartOrder& part, std::vector<int> order) {
        part.order = std::move(order);
        part.peak = highest(peaksOf(state_, part.order));
    }

    void findSmallestCeiling(PartOrder& part) {
        const std::int64_t stopAt = budget_.left() - budget_.left() / 2;
        std::int64_t proven = lower_;   // nothing below is possible
        std::int64_t hopeful = lower_;  // nothing below is worth another try
        std::vector<int> best;
        OrderSearch search(state_, part.order, budget_);
        while (hopeful < part.peak && budget_.left() > stopAt && !budget_.look()) {
            const std::int64_t ceiling =
                best.empty() && hopeful == lower_ ? hopeful : hopeful + (part.peak - 1 - hopeful) / 2;
            const OrderAnswer answer = search.find(ceiling, std::max<std::int64_t>(1, (budget_.left() - stopAt) / 4));
            if (answer == OrderAnswer::found) {
                best = search.found();
                part.peak = highest(peaksOf(state_, best));
            } else if (answer == OrderAnswer::impossible) {
                proven = hopeful = std::min(part.peak, search.minCeiling());
            } else {
                hopeful = ceiling + 1;
            }
        }
        if (!best.empty()) part.order = std::move(best);
        lower_ = std::max(lower_, std::min(proven, part.peak));
    }

    void tryBeam(PartOrder& part) {
        auto order = beamSearch(state_, part.order, lower_, part.peak, budget_.left() / 3, budget_);
        if (order) take(part, *std::move(order));
    }

    void tryWindows(PartOrder& part) {
        const std::int64_t stopAt = budget_.left() / 3;
        std::vector<std::int64_t> peaks = peaksOf(state_, part.order);
        std::size_t width = 0;
        while (width < windowWidths.size() && budget_.left() > stopAt && part.peak > lower_ && !budget_.look()) {
            // Standing before the window costs, too.
            budget_.spend(1 + static_cast<std::int64_t>(graph_.operators.size()) / 16);
            const bool better = improveWindow(part, peaks, windowWidths[width], stopAt);
            width = better ? 0 : width + 1;
            part.peak = highest(peaks);
        }
    }

    // Lowers the first place that needs most, by another order of what runs around it.
    bool improveWindow(PartOrder& part, std::vector<std::int64_t>& peaks, std::size_t width, std::int64_t stopAt) {
        const std::size_t worst =
            static_cast<std::size_t>(std::max_element(peaks.begin(), peaks.end()) - peaks.begin());
        const std::size_t first = worst - std::min(worst, width / 2);
        const std::size_t count = std::min(width, part.order.size() - first);
        const std::int64_t states = std::max<std::int64_t>(1, (budget_.left() - stopAt) / 16);
        OrderState state = state_;
        for (std::size_t i = 0; i < first; ++i) state.run(part.order[i]);
        const std::span<int> window = std::span(part.order).subspan(first, count);
        const auto order = [&]() -> std::vector<int> {
            OrderSearch search(state, window, budget_);
            for (const std::int64_t ceiling : {(lower_ + peaks[worst] - 1) / 2, peaks[worst] - 1}) {
                const OrderAnswer answer = search.find(ceiling, states);
                if (answer == OrderAnswer::found) return search.found();
            }
            return {};
        }();
        if (order.empty()) return false;
        const std::vector<std::int64_t> found = peaksOf(state, order);
        std::copy(order.begin(), order.end(), window.begin());
        std::copy(found.begin(), found.end(), peaks.begin() + static_cast<std::ptrdiff_t>(first));
        return true;
    }

    std::vector<int> closestToArchive(const PartOrder& part, std::int64_t ceiling) {
        standBefore(part.part);
        OrderBudget budget(states_ / 8, stop_);
        OrderSearch search(state_, part.order, budget);
        return search.firstByIndex(part.order, ceiling, budget.left());
    }

    const OrderGraph& graph_;
    const std::int64_t states_;
    const Stop stop_;
    OrderBudget budget_;
    OrderState state_;  // before ran_
    int ran_ = 0;
    std::vector<std::int64_t> peaks_;  // per operator in the archive's order
    std::vector<PartOrder> parts_;     // that might get a better order
    std::int64_t lower_ = 0;           // no order of the model needs less
    std::int64_t upper_ = 0;           // what the parts done so far need
};

// Every tensor that needs memory, and every workspace, side by side.
std::int64_t peakWithoutOrder(const Model& model, const OrderRequest& request) {
    std::int64_t sum = 0;
    for (const Tensor& tensor : model.tensors) {
        const bool buffer = tensor.aliasOf < 0 && tensor.role != TensorRole::constant;
        if (buffer) sum += sizeInOrder(tensor.bytes, request.alignment);
    }
    for (std::size_t op = 0; op < model.operators.size(); ++op) {
        for (const WorkspaceTicks& workspace :
             operatorTicks(model, static_cast<int>(op), request.lifetimes).workspaces) {
            sum += sizeInOrder(workspace.bytes, request.alignment);
        }
    }
    return sum;
}

// All orders need the same if nothing ever shares an address, and if there is nothing to run.
bool indifferent(const Model& model, const OrderRequest& request) {
    return request.lifetimes == Lifetimes::none || model.operators.empty();
}

}  // namespace

ExecutionOrder archiveOrder(const Model& model, const OrderRequest& request) {
    ExecutionOrder order;
    order.operators = sequence(0, static_cast<int>(model.operators.size()));
    if (indifferent(model, request)) {
        order.peak = peakWithoutOrder(model, request);
        order.proven = true;
        return order;
    }
    const OrderGraph graph = makeOrderGraph(model, request);
    OrderState state(graph);
    order.peak = highest(peaksOf(state, order.operators));
    return order;
}

CancelledOr<ExecutionOrder> bestOrder(const Model& model, const OrderRequest& request, const CancelToken& cancel,
                                      const ProgressSink& progress) {
    if (indifferent(model, request)) return archiveOrder(model, request);
    report(progress, {"plan", fmt::format("looking for the best order of {} operators of {}", model.operators.size(),
                                          model.name)});
    if (cancel.cancelled()) return Cancelled{};
    const OrderGraph graph = makeOrderGraph(model, request);
    if (cancel.cancelled()) return Cancelled{};
    ExecutionOrder order = Orderer(graph, request.states, Stop(cancel, request.deadline)).search();
    if (cancel.cancelled()) return Cancelled{};
    return order;
}

}  // namespace pinfold
