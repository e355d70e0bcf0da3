// Packing, orders and plans end when they are cancelled, whenever that is, and when their time is over, with an answer
// that keeps its promises. The searches here have no other end: one that did not look would run into the time-out of
// the tests. How soon they end is measured by tests/bench/cancel_times.
#include "assign/assign.h"
#include "assign/assign_examples.h"
#include "order/order.h"
#include "pack/pack.h"
#include "plan/example_models.h"
#include "plan/infeasible/infeasible.h"
#include "plan/lifetimes.h"
#include "plan/pins/pins.h"
#include "plan/problem.h"
#include "plan/timetable.h"
#include "support/cancelling.h"
#include "support/packing_problems.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <functional>

namespace pinfold {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::AssignQuestion;
using Job = std::function<void(const CancelToken&)>;

constexpr std::int64_t endless = std::int64_t{1} << 40;  // steps, of which none takes less than nanoseconds: hours

// Cancels the job at moments that are spread over its first quarter of a second.
void cancelAtMoments(const Job& job) {
    for (milliseconds delay(0); delay < milliseconds(250); delay += milliseconds(1) + delay) {
        SCOPED_TRACE("cancelled after " + std::to_string(delay.count()) + " ms");
        test::cancelAfter(delay, job);
    }
}

TEST(Stop, PackingOfAnySizeEnds) {
    const PackBudget budget{endless};
    for (const auto& items : {test::cutProblem(test::tightFamily(1)), test::scatteredProblem(1, 2'000, 200, 20),
                              test::scatteredProblem(1, 20'000, 2'000, 20)}) {
        const std::int64_t peak = peakLoad(items);
        cancelAtMoments([&](const CancelToken& cancel) { (void)packInto(items, peak, budget, cancel); });
        cancelAtMoments(
            [&](const CancelToken& cancel) { EXPECT_EQ(pack(items, budget, cancel).offsets.size(), items.size()); });
    }
}

void cancelAssigning(const AssignQuestion& question, Objective objective) {
    cancelAtMoments([&](const CancelToken& cancel) {
        const AssignDecision decision =
            assign(question.items, question.ranges, objective, {endless, {endless}}, cancel);
        if (decision.answer != AssignAnswer::found) return;
        EXPECT_EQ(test::brokenPromise(question, decision.assignment), "");
    });
}

TEST(Stop, AssigningEndsHoweverLongItemsLive) {
    for (const int life : {3, 20, 400}) {
        SCOPED_TRACE("mean life " + std::to_string(life));
        cancelAssigning(test::networkQuestion(1, {.items = 400, .ranges = 4, .slow = 0.55, .meanLife = life}),
                        Objective::size);
    }
}

TEST(Stop, AssigningManyItemsOfTwoGroupsEnds) {
    AssignQuestion question = test::networkQuestion(2, {.items = 4'000, .ranges = 3, .slow = 0.6, .meanLife = 10});
    for (std::size_t i = 0; i < question.items.size(); i += 2) question.items[i].group = 1;
    for (const Objective objective : {Objective::cost, Objective::size}) cancelAssigning(question, objective);
}

TEST(Stop, SearchOverOrdersEnds) {
    const Model model = test::wideModel(6'000);
    OrderRequest request;
    request.states = endless;
    cancelAtMoments([&](const CancelToken& cancel) { (void)bestOrder(model, request, cancel); });
}

TEST(Stop, PlanningEnds) {
    const std::vector models{test::wideModel(2'000)};
    Board board = test::exampleBoard();
    board.regions[1].bytes = std::int64_t{1} << 20;
    board.regions[2].bytes = std::int64_t{4} << 20;
    cancelAtMoments([&](const CancelToken& cancel) { EXPECT_TRUE(makePlan(models, board, {}, cancel).ok()); });
}

// Lifetimes, pins and items of two large models take as long as a search.
TEST(Stop, NothingIsPreparedOnceItIsCancelled) {
    const std::vector models{test::wideModel(10)};
    const Board board = test::exampleBoard();
    const auto memory = findAvailableMemory(models, board, {});
    ASSERT_TRUE(memory.ok());
    CancelSource source;
    source.cancel();
    const auto times = makeTimetable(models, {}, {}, source.token());
    EXPECT_TRUE(times.ok() && isCancelled(*times));
    const auto pins = resolvePins({}, {}, {}, models, board, source.token());
    EXPECT_TRUE(pins.ok() && isCancelled(*pins));
    const auto problem = makeProblem(models, board, {}, *memory, std::vector<std::vector<int>>(1), source.token());
    EXPECT_TRUE(problem.ok() && isCancelled(*problem));
}

TEST(Stop, ExplainingWhatDoesNotFitEnds) {
    const std::vector models{test::wideModel(1'000)};
    cancelAtMoments([&](const CancelToken& cancel) {
        EXPECT_TRUE(explainInfeasibility(models, test::exampleBoard(), {}, {}, cancel).ok());
    });
}

TEST(TimeLimit, LeavesAFirstAnswerHoweverShortItIs) {
    const AssignQuestion question = test::networkQuestion(3, {.items = 300, .ranges = 3, .meanLife = 5});
    AssignBudget budget;
    budget.pack.deadline = steady_clock::now();
    for (const Objective objective : {Objective::cost, Objective::size}) {
        const AssignDecision decision = assign(question.items, question.ranges, objective, budget);
        ASSERT_EQ(decision.answer, AssignAnswer::found);
        EXPECT_EQ(test::brokenPromise(question, decision.assignment), "");
    }
}

TEST(TimeLimit, LeavesTheArchivesOrderWhereThereIsNoTime) {
    const Model model = test::wideModel(500);
    OrderRequest request;
    request.deadline = steady_clock::now();
    const ExecutionOrder order = std::get<ExecutionOrder>(bestOrder(model, request));
    EXPECT_TRUE(std::is_sorted(order.operators.begin(), order.operators.end()));
    EXPECT_EQ(order.peak, archiveOrder(model, request).peak);
    EXPECT_FALSE(order.proven);
}

TEST(TimeLimit, EndsTheSearchOverOrdersWithOneThatHolds) {
    const Model model = test::wideModel(6'000);
    const std::int64_t archivePeak = archiveOrder(model, {}).peak;
    for (const int limit : {5, 50, 200, 500}) {
        OrderRequest request;
        request.states = endless;
        request.deadline = steady_clock::now() + milliseconds(limit);
        const ExecutionOrder order = std::get<ExecutionOrder>(bestOrder(model, request));
        EXPECT_TRUE(isExecutionOrder(model, order.operators));
        EXPECT_LE(order.peak, archivePeak);
    }
}

TEST(TimeLimit, LeavesAPlanThatHolds) {
    const std::vector models{test::wideModel(1'500)};
    PlanOptions options;
    options.timeLimitSeconds = 0.1;
    const auto outcome = makePlan(models, test::largeBoard(), options);
    ASSERT_TRUE(outcome.ok());
    EXPECT_THAT(test::faultsOf(std::get<Plan>(*outcome)), testing::IsEmpty());
}

}  // namespace
}  // namespace pinfold
