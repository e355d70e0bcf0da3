#include "order/order.h"

#include "mlf/archive.h"
#include "order/beam.h"
#include "order/parts.h"
#include "plan/example_models.h"
#include "plan/free_ranges.h"
#include "plan/lifetimes.h"
#include "support/must.h"
#include "support/shared_files.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

namespace pinfold {
namespace {

using test::ModelMaker;
using test::unused;
using test::used;
using test::workspace;

// The most bytes that live in one tick, by the definition.
std::int64_t peakOf(const Model& model, const OrderRequest& request, const std::vector<int>& order) {
    const LifetimeTable table = computeLifetimes(model, request.lifetimes, request.keepInputs, order);
    std::vector<std::int64_t> change(static_cast<std::size_t>(table.ticks) + 1, 0);
    for (const PlannedBuffer& buffer : table.buffers) {
        change[static_cast<std::size_t>(buffer.firstTick)] += alignUp(buffer.bytes, request.alignment);
        change[static_cast<std::size_t>(buffer.endTick)] -= alignUp(buffer.bytes, request.alignment);
    }
    std::partial_sum(change.begin(), change.end(), change.begin());
    return *std::max_element(change.begin(), change.end());
}

std::vector<int> sequence(std::size_t size) {
    std::vector<int> order(size);
    std::iota(order.begin(), order.end(), 0);
    return order;
}

ExecutionOrder best(const Model& model, const OrderRequest& request) {
    const auto outcome = bestOrder(model, request);
    EXPECT_FALSE(isCancelled(outcome));
    ExecutionOrder order = std::get<ExecutionOrder>(outcome);
    EXPECT_TRUE(isExecutionOrder(model, order.operators));
    EXPECT_EQ(order.peak, peakOf(model, request, order.operators)) << "says what it needs";
    return order;
}

// All execution orders, smallest first, up to `most`; empty if there are more.
class AllOrders {
public:
    AllOrders(const Model& model, std::size_t most) : model_(model), most_(most) {
        if (!add()) orders.clear();
    }
    std::vector<std::vector<int>> orders;

private:
    bool add() {
        if (path_.size() == model_.operators.size()) {
            orders.push_back(path_);
            return orders.size() <= most_;
        }
        for (int op = 0; op < static_cast<int>(model_.operators.size()); ++op) {
            if (!ready(op)) continue;
            path_.push_back(op);
            const bool enough = add();
            path_.pop_back();
            if (!enough) return false;
        }
        return true;
    }
    bool ran(int op) const { return std::find(path_.begin(), path_.end(), op) != path_.end(); }
    bool ready(int op) const {
        if (ran(op)) return false;
        for (const int input : model_.operators[static_cast<std::size_t>(op)].inputs) {
            const int producer = model_.tensors[static_cast<std::size_t>(rootOf(model_, input))].producer;
            if (producer >= 0 && !ran(producer)) return false;
        }
        return true;
    }

    const Model& model_;
    const std::size_t most_;
    std::vector<int> path_;
};

// A random network; some operators have a second result, which later ones may read.
Model randomNetwork(unsigned seed, int operators) {
    std::mt19937 random(seed);
    ModelMaker maker;
    std::vector<int> tensors;
    for (unsigned i = 0; i <= random() % 2; ++i) {
        tensors.push_back(maker.input("in" + std::to_string(i), static_cast<std::int64_t>(random() % 2000)));
    }
    tensors.push_back(maker.constant("weights", 10));
    const unsigned near = 2 + random() % 4;  // how far back operators look for their inputs
    for (int o = 0; o < operators; ++o) {
        std::vector<int> inputs;
        for (unsigned i = 0; i <= random() % 3; ++i) {
            const std::size_t back = std::min<std::size_t>(tensors.size(), random() % 8 == 0 ? 1000 : near);
            inputs.push_back(tensors[tensors.size() - 1 - random() % back]);
        }
        const std::string name = "op" + std::to_string(o);
        tensors.push_back(maker.op(name, inputs, static_cast<std::int64_t>(random() % 3000)));
        std::size_t arguments = inputs.size() + 1;
        if (random() % 5 == 0) {
            Tensor second = maker.model.tensors[static_cast<std::size_t>(tensors.back())];
            second.name += ":1";
            second.producerOutput = 1;
            second.bytes = static_cast<std::int64_t>(random() % 3000);
            maker.model.operators.back().outputs.push_back(static_cast<int>(maker.model.tensors.size()));
            tensors.push_back(static_cast<int>(maker.model.tensors.size()));
            maker.model.tensors.push_back(std::move(second));
            maker.lastKernel().arguments.resize(++arguments);
        }
        if (random() % 4 != 0) test::readAtRandom(maker, random, arguments);
        if (random() % 6 == 0) tensors.push_back(maker.alias(name + "_alias", tensors.back()));
    }
    for (unsigned i = 0; i <= random() % 3; ++i) maker.output(tensors[random() % tensors.size()]);
    return std::move(maker.model);
}

TEST(Order, SmallNetworksAgreeWithAllOrders) {
    int compared = 0;
    int gained = 0;
    int unproven = 0;
    for (unsigned seed = 0; seed < 1500; ++seed) {
        const Model model = randomNetwork(seed, 2 + static_cast<int>(seed % 8));
        const AllOrders all(model, 400);
        if (all.orders.empty()) continue;
        OrderRequest request;
        request.lifetimes = seed % 5 == 0 ? Lifetimes::wholeOperator : Lifetimes::statement;
        request.keepInputs = seed % 3 == 0;
        request.alignment = seed % 2 == 0 ? 16 : 64;
        std::vector<int> smallest;
        std::int64_t least = 0;
        for (const std::vector<int>& order : all.orders) {
            const std::int64_t peak = peakOf(model, request, order);
            if (smallest.empty() || peak < least) {
                least = peak;
                smallest = order;
            }
        }
        const ExecutionOrder found = best(model, request);
        ASSERT_EQ(found.peak, least) << "seed " << seed;
        ASSERT_TRUE(found.proven) << "seed " << seed;
        ASSERT_EQ(found.operators, smallest) << "seed " << seed << ": the first of the best orders";
        ASSERT_EQ(archiveOrder(model, request).peak, peakOf(model, request, sequence(model.operators.size())));
        for (const std::int64_t states : {0, 10, 40}) {
            request.states = states;
            const ExecutionOrder hurried = best(model, request);
            ASSERT_LE(hurried.peak, archiveOrder(model, request).peak) << "seed " << seed;
            ASSERT_TRUE(!hurried.proven || hurried.peak == least) << "seed " << seed << ", " << states;
            if (!hurried.proven) ++unproven;
        }
        ++compared;
        if (least < archiveOrder(model, request).peak) ++gained;
    }
    EXPECT_GT(compared, 1000);
    EXPECT_GT(gained, 100);
    EXPECT_GT(unproven, 100);
}

TEST(Order, WithoutSharingTheArchivesOrderIsAsGoodAsAny) {
    const Model model = randomNetwork(7, 9);
    OrderRequest request;
    request.lifetimes = Lifetimes::none;
    const ExecutionOrder order = best(model, request);
    EXPECT_EQ(order.operators, sequence(9));
    EXPECT_TRUE(order.proven);
}

TEST(Order, ModelWithoutOperatorsNeedsItsInputs) {
    ModelMaker maker;
    maker.output(maker.input("x", 10));
    maker.input("y", 20);
    const ExecutionOrder order = best(maker.model, {});
    EXPECT_TRUE(order.operators.empty());
    EXPECT_EQ(order.peak, 48);
    EXPECT_TRUE(order.proven);
}

// Each branch has a large tensor in its middle; the archive runs them side by side.
Model sideBySide() {
    ModelMaker maker;
    const int x = maker.input("x", 16);
    std::vector<int> large;
    for (int b = 0; b < 3; ++b) large.push_back(maker.op("large" + std::to_string(b), {x}, 1600));
    std::vector<int> small;
    for (int b = 0; b < 3; ++b) {
        small.push_back(maker.op("small" + std::to_string(b), {large[static_cast<std::size_t>(b)]}, 16));
    }
    maker.output(maker.op("sum", small, 16));
    return std::move(maker.model);
}

TEST(Order, BranchesRunOneAfterTheOther) {
    const Model model = sideBySide();
    EXPECT_EQ(archiveOrder(model, {}).peak, 3 * 1600 + 16);
    const ExecutionOrder order = best(model, {});
    EXPECT_EQ(order.peak, 1600 + 16 + 2 * 16);
    EXPECT_EQ(order.operators, (std::vector<int>{0, 3, 1, 4, 2, 5, 6}));
}

TEST(Order, BeamFindsWhatIsBelowACeilingAndNothingElse) {
    const OrderGraph graph = makeOrderGraph(sideBySide(), {});
    OrderState state(graph);
    OrderBudget budget(1000, Stop({}));
    const auto found = beamSearch(state, sequence(7), 0, 1649, 1000, budget);
    ASSERT_TRUE(found.has_value());
    const std::vector<std::int64_t> peaks = peaksOf(state, *found);
    EXPECT_EQ(*std::max_element(peaks.begin(), peaks.end()), 1648);
    EXPECT_FALSE(beamSearch(state, sequence(7), 0, 1648, 1000, budget).has_value());
}

// A tensor that passes over a part counts in all of it, also where the part reads it.
TEST(Order, PartsNeedWhatPassesOverThem) {
    ModelMaker maker;
    const int x = maker.input("x", 160);
    const int far = maker.op("far", {x}, 1600);
    const int left = maker.op("left", {far}, 16);
    maker.read(2, {used(0, 0), used(1, 1)});
    const int right = maker.op("right", {far}, 32);
    maker.read(2, {used(0, 0), used(1, 1)});
    const int join = maker.op("join", {left, right}, 16);
    maker.output(maker.op("last", {join, far}, 16));
    const OrderGraph graph = makeOrderGraph(maker.model, {});
    const std::vector<OrderPart> parts = orderParts(graph);
    ASSERT_EQ(parts.size(), 4u);
    EXPECT_EQ(parts[1].first, 1);
    EXPECT_EQ(parts[1].end, 3) << "left and right, in either order";
    EXPECT_EQ(partBound(graph, parts[1], 1600), 1600 + 32) << "left may run after it";
    EXPECT_EQ(best(maker.model, {}).peak, 1600 + 160);
}

// Whole operators need the same in both orders. By statements, who reads x last may use its bytes again.
TEST(Order, StatementsInsideOperatorsCount) {
    ModelMaker maker;
    const int x = maker.input("x", 1600);
    const int quick = maker.op("quick", {x}, 160);  // is through with x before it needs its workspace
    maker.read(2, {used(0, 0), used(1, 1)}, {workspace("w", 3200, 1, 1)});
    const int slow = maker.op("slow", {x}, 160);
    maker.read(2, {used(0, 1), used(1, 1)}, {workspace("w", 1600, 0, 1)});
    maker.output(maker.op("join", {quick, slow}, 16));
    EXPECT_EQ(archiveOrder(maker.model, {}).peak, 1600 + 3200 + 160);
    const ExecutionOrder order = best(maker.model, {});
    EXPECT_EQ(order.peak, 3200 + 160 + 160);
    EXPECT_EQ(order.operators, (std::vector<int>{1, 0, 2}));

    OrderRequest whole;
    whole.lifetimes = Lifetimes::wholeOperator;
    EXPECT_EQ(best(maker.model, whole).operators, sequence(3));
}

struct Known {
    const char* archive;
    std::int64_t archivePeak;
    std::int64_t bestPeak;
};
void PrintTo(const Known& known, std::ostream* out) { *out << known.archive; }

class RealOrder : public ::testing::TestWithParam<Known> {
protected:
    void SetUp() override { PINFOLD_NEEDS_MODEL(archiveName()); }
    static std::string archiveName() { return std::string(GetParam().archive) + ".graph.tar"; }
};

TEST_P(RealOrder, NeedsWhatTheBestOrderIsKnownToNeed) {
    const auto archive = test::uncancelled(readArchive(test::modelFile(archiveName())));
    ASSERT_TRUE(archive.ok());
    const auto model = test::uncancelled(importModel(*archive, archive->modules.at(0)));
    ASSERT_TRUE(model.ok());
    EXPECT_EQ(archiveOrder(*model, {}).peak, GetParam().archivePeak);
    const ExecutionOrder order = best(*model, {});
    EXPECT_EQ(order.peak, GetParam().bestPeak);
    EXPECT_TRUE(order.proven);
    if (GetParam().bestPeak == GetParam().archivePeak) {
        EXPECT_EQ(order.operators, sequence(model->operators.size()));
    }
}

INSTANTIATE_TEST_SUITE_P(Archives, RealOrder,
                         ::testing::Values(Known{"digits_int8", 2624, 2624}, Known{"digits_float", 7296, 7296},
                                           Known{"kws_int8", 56192, 56192}, Known{"ic_int8", 96288, 96288},
                                           Known{"vww_int8", 150560, 150560}, Known{"ad_int8", 1920, 1920},
                                           Known{"wired_a", 65536, 65536}, Known{"wired_c", 75904, 67712},
                                           Known{"wired_e", 73728, 65536}, Known{"unet", 345888, 345888}),
                         [](const auto& tested) { return std::string(tested.param.archive); });

// A large network that an archive could hold: blocks of parallel branches, skips between them.
Model largeNetwork(unsigned seed, int operators, int branches, bool skips) {
    std::mt19937 random(seed);
    ModelMaker maker;
    std::vector<int> trunk{maker.input("x", 1000)};
    int made = 0;
    const auto add = [&](const std::vector<int>& inputs) {
        const auto bytes = static_cast<std::int64_t>(16 * (1 + random() % 200));
        return maker.op("op" + std::to_string(made++), inputs, bytes);
    };
    while (made < operators) {
        std::vector<int> ends;
        for (int b = 0; b < branches; ++b) ends.push_back(trunk.back());
        for (int step = 0; step < 4; ++step) {
            for (int& end : ends) end = add({end});
        }
        if (skips && random() % 2 == 0) ends.push_back(trunk[random() % trunk.size()]);
        trunk.push_back(add(ends));
    }
    maker.output(trunk.back());
    return std::move(maker.model);
}

TEST(Order, ManySmallBlocksAreSolvedExactly) {
    const Model model = largeNetwork(1, 10'000, 3, true);
    const ExecutionOrder order = best(model, {});
    EXPECT_TRUE(order.proven);
    EXPECT_LT(order.peak, archiveOrder(model, {}).peak);
}

TEST(Order, LongChainIsItsOwnBestOrder) {
    const Model model = largeNetwork(2, 10'000, 1, true);
    const ExecutionOrder order = best(model, {});
    EXPECT_TRUE(order.proven);
    EXPECT_EQ(order.operators, sequence(model.operators.size()));
}

// One block: nothing can be cut, and the sets are far too many.
TEST(Order, WideNetworksGetAGoodOrderWithinTheBudget) {
    OrderRequest request;
    request.states = 200'000;
    for (unsigned seed = 0; seed < 4; ++seed) {
        ModelMaker maker;
        std::mt19937 random(seed);
        std::vector<int> tensors{maker.input("x", 1000)};
        for (int o = 0; o < (seed < 2 ? 1000 : 10'000); ++o) {
            std::vector<int> inputs;
            const std::size_t near = seed % 2 == 0 ? 60 : tensors.size();
            for (unsigned i = 0; i <= random() % 2; ++i) {
                inputs.push_back(tensors[tensors.size() - 1 - random() % std::min(near, tensors.size())]);
            }
            tensors.push_back(maker.op("op" + std::to_string(o), inputs, static_cast<std::int64_t>(random() % 3000)));
        }
        maker.output(tensors.back());
        const ExecutionOrder order = best(maker.model, request);
        EXPECT_LT(order.peak, archiveOrder(maker.model, request).peak) << seed;
    }
}

TEST(Order, IsTheSameEveryTime) {
    const Model model = largeNetwork(3, 600, 5, true);
    OrderRequest request;
    request.states = 50'000;
    EXPECT_EQ(best(model, request).operators, best(model, request).operators);
}

TEST(Order, StopsWhenCancelled) {
    const Model model = largeNetwork(4, 4000, 9, true);
    CancelSource source;
    source.cancel();
    EXPECT_TRUE(isCancelled(bestOrder(model, {}, source.token())));
}

TEST(Order, SizesBeyondAllMemoryDoNotOverflow) {
    ModelMaker maker;
    const int x = maker.input("x", std::int64_t{1} << 62);
    std::vector<int> parts;
    for (int i = 0; i < 6; ++i) {
        parts.push_back(maker.op("part" + std::to_string(i), {x}, std::int64_t{1} << 62));
        maker.read(1, {used(0, 0), used(0, 0)}, {workspace("w", std::int64_t{1} << 62, 0, 0)});
    }
    maker.output(maker.op("join", parts, 16));
    const auto outcome = bestOrder(maker.model, {});
    EXPECT_GT(std::get<ExecutionOrder>(outcome).peak, std::int64_t{1} << 40);
}

}  // namespace
}  // namespace pinfold
