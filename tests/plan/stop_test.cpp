// Packing, orders and plans end when they are cancelled, whenever that is, and when their time is over, with an answer
// that keeps its promises.
//
// Moments are counted in questions to the token and in looks at the clock, and so is what happens after them: never
// more than a few, however large the problem is. That a question comes every so often is counted in work: placements,
// and states of the search over orders. Most searches here have no other end: one that did not ask would run into the
// time-out of the tests. How soon they end is measured by tests/bench/cancel_times.
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
#include "support/must.h"
#include "support/packing_problems.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace pinfold {
namespace {

using test::AssignQuestion;
using test::CountedCancel;
using test::must;

constexpr std::int64_t endless = std::int64_t{1} << 40;  // steps, of which none takes less than nanoseconds: hours

// Questions, or looks at the clock, from the moment on. The searches lie in one another, and each may ask for itself.
constexpr std::int64_t maxAfter = 64;
constexpr std::int64_t maxAfterPacking = 8;
constexpr std::int64_t maxAfterOrdering = 4;

constexpr std::int64_t placementsPerQuestion = 500;
constexpr std::int64_t statesPerQuestion = 2'000;

std::vector<std::vector<PackItem>> packingProblems() {
    return {test::cutProblem(test::tightFamily(1)), test::scatteredProblem(1, 2'000, 200, 20),
            test::scatteredProblem(1, 20'000, 2'000, 20)};
}

// Many live at one time, so that no bound proves an answer at once.
AssignQuestion hardQuestion(int items, int life) {
    return test::networkQuestion(1, {.items = items, .ranges = 4, .slow = 0.55, .meanLife = life});
}

AssignQuestion twoGroups(int items) {
    AssignQuestion question = test::networkQuestion(2, {.items = items, .ranges = 3, .slow = 0.6, .meanLife = 10});
    for (std::size_t i = 0; i < question.items.size(); i += 2) question.items[i].group = 1;
    return question;
}

void expectSound(const AssignQuestion& question, const AssignDecision& decision) {
    if (decision.answer != AssignAnswer::found) return;
    EXPECT_EQ(test::brokenPromise(question, decision.assignment), "");
}

TEST(Stop, PackingOfAnySizeEnds) {
    const PackBudget budget{endless};
    for (const auto& items : packingProblems()) {
        SCOPED_TRACE(std::to_string(items.size()) + " items");
        const std::int64_t peak = peakLoad(items);
        test::cancelAtMoments(4'000, maxAfterPacking, [&](const CancelToken& cancel) {
            EXPECT_EQ(packInto(items, peak, budget, cancel).answer, PackAnswer::undecided);
        });
        test::cancelAtMoments(4'000, maxAfterPacking, [&](const CancelToken& cancel) {
            EXPECT_EQ(pack(items, budget, cancel).offsets.size(), items.size());
        });
    }
}

TEST(Stop, PackingAsksAgainAfterAFewPlacements) {
    const PackBudget budget{endless};
    for (const auto& items : packingProblems()) {
        SCOPED_TRACE(std::to_string(items.size()) + " items");
        for (const std::int64_t moment : test::momentsUpTo(4'000)) {
            const CountedCancel cancel(moment);
            const PackDecision decision = packInto(items, peakLoad(items), budget, cancel.token());
            EXPECT_LE(decision.placements, placementsPerQuestion * cancel.asked()) << "cancelled at " << moment;
        }
    }
}

TEST(Stop, AssigningEndsHoweverLongItemsLive) {
    for (const auto& question : {hardQuestion(400, 20), hardQuestion(400, 400), hardQuestion(1'600, 20)}) {
        SCOPED_TRACE(std::to_string(question.items.size()) + " items");
        test::cancelAtMoments(20'000, maxAfter, [&](const CancelToken& cancel) {
            expectSound(question,
                        assign(question.items, question.ranges, Objective::size, {endless, {endless}}, cancel));
        });
    }
}

TEST(Stop, AssigningManyItemsOfTwoGroupsEnds) {
    const AssignQuestion question = twoGroups(4'000);
    for (const Objective objective : {Objective::cost, Objective::size}) {
        test::cancelAtMoments(4'000, maxAfter, [&](const CancelToken& cancel) {
            expectSound(question, assign(question.items, question.ranges, objective, {endless, {endless}}, cancel));
        });
    }
}

TEST(Stop, SearchOverOrdersEnds) {
    for (const int operators : {1'000, 6'000}) {
        const Model model = test::wideModel(operators);
        OrderRequest request;
        request.states = endless;
        test::cancelAtMoments(1'000, maxAfterOrdering, [&](const CancelToken& cancel) {
            EXPECT_TRUE(isCancelled(bestOrder(model, request, cancel)));
        });
    }
}

TEST(Stop, SearchOverOrdersAsksAgainAfterAFewStates) {
    for (const int operators : {1'000, 6'000}) {
        const Model model = test::wideModel(operators);
        for (const std::int64_t states : {100'000, 400'000}) {
            OrderRequest request;
            request.states = states;
            const std::int64_t asked =
                test::timesAsked([&](const CancelToken& cancel) { (void)bestOrder(model, request, cancel); });
            EXPECT_GE(asked, states / statesPerQuestion) << operators << " operators";
        }
    }
}

TEST(Stop, PlanningEnds) {
    Board board = test::exampleBoard();
    board.regions[1].bytes = std::int64_t{1} << 20;
    board.regions[2].bytes = std::int64_t{4} << 20;
    for (const int operators : {250, 1'000}) {
        const std::vector models{test::wideModel(operators)};
        for (const OrderChoice order : {OrderChoice::archive, OrderChoice::best}) {
            PlanOptions options;
            options.order = order;
            test::cancelAtMoments(4'000, maxAfter, [&](const CancelToken& cancel) {
                const auto plan = makePlan(models, board, options, cancel);
                EXPECT_TRUE(plan.ok() && isCancelled(*plan));
            });
        }
    }
}

// Lifetimes, pins and items of two large models take as long as a search.
TEST(Stop, NothingIsPreparedOnceItIsCancelled) {
    const std::vector models{test::wideModel(10)};
    const Board board = test::exampleBoard();
    const AvailableMemory memory = must(findAvailableMemory(models, board, {}));
    CancelSource source;
    source.cancel();
    test::ModelMaker withConstant;
    withConstant.output(test::paddedOperator(withConstant));
    EXPECT_FALSE(findAvailableMemory(std::span(&withConstant.model, 1), board, {}, source.token()).ok());
    const auto times = makeTimetable(models, {}, {}, source.token());
    EXPECT_TRUE(times.ok() && isCancelled(*times));
    const auto pins = resolvePins({}, {}, {}, models, board, source.token());
    EXPECT_TRUE(pins.ok() && isCancelled(*pins));
    const auto problem = makeProblem(models, board, {}, memory, std::vector<std::vector<int>>(1), source.token());
    EXPECT_TRUE(problem.ok() && isCancelled(*problem));
}

TEST(Stop, PreparingAsksForEveryBuffer) {
    for (const int operators : {100, 1'000}) {
        const std::vector models{test::wideModel(operators)};
        const Board board = test::exampleBoard();
        const AvailableMemory memory = must(findAvailableMemory(models, board, {}));
        const auto prepare = [&](const CancelToken& cancel) {
            return makeProblem(models, board, {}, memory, std::vector<std::vector<int>>(1), cancel);
        };
        const std::int64_t asked = test::timesAsked([&](const CancelToken& cancel) { (void)prepare(cancel); });
        EXPECT_GE(asked, operators);
        test::cancelAtMoments(asked, 1, [&](const CancelToken& cancel) {
            const auto problem = prepare(cancel);
            EXPECT_TRUE(problem.ok() && isCancelled(*problem));
        });
    }
}

TEST(Stop, ExplainingWhatDoesNotFitEnds) {
    for (const int operators : {250, 1'000}) {
        const std::vector models{test::wideModel(operators)};
        const auto explain = [&](const CancelToken& cancel) {
            return explainInfeasibility(models, test::exampleBoard(), {}, {}, cancel);
        };
        const std::int64_t asked = test::timesAsked([&](const CancelToken& cancel) { (void)explain(cancel); });
        EXPECT_GE(asked, operators);
        test::cancelAtMoments(asked, maxAfter, [&](const CancelToken& cancel) {
            const auto explained = explain(cancel);
            EXPECT_TRUE(explained.ok() && isCancelled(*explained));
        });
    }
}

TEST(TimeLimit, LeavesAFirstPackingHoweverShortItIs) {
    for (const auto& items : packingProblems()) {
        PackBudget budget{endless};
        for (const std::int64_t look : test::momentsUpTo(200)) {
            budget.deadline = test::passedFromLook(look);
            EXPECT_EQ(pack(items, budget).offsets.size(), items.size());
            EXPECT_GE(test::looksAtClock(), look);
            EXPECT_LE(test::looksAtClock(), look + maxAfterPacking);
        }
    }
}

TEST(TimeLimit, LeavesAFirstAnswerHoweverShortItIs) {
    const AssignQuestion question = test::networkQuestion(3, {.items = 300, .ranges = 3, .meanLife = 5});
    AssignBudget budget{endless, {endless}};
    for (const Objective objective : {Objective::cost, Objective::size}) {
        budget.pack.deadline = test::passedFromLook(1);
        const AssignDecision decision = assign(question.items, question.ranges, objective, budget);
        ASSERT_EQ(decision.answer, AssignAnswer::found);
        EXPECT_EQ(test::brokenPromise(question, decision.assignment), "");
        EXPECT_GE(test::looksAtClock(), 1);
        EXPECT_LE(test::looksAtClock(), maxAfter);
    }
}

TEST(TimeLimit, EndsAssigningWithOneThatHolds) {
    for (const auto& question : {hardQuestion(400, 20), hardQuestion(1'600, 20)}) {
        AssignBudget budget{endless, {endless}};
        for (const std::int64_t look : test::momentsUpTo(1'000)) {
            budget.pack.deadline = test::passedFromLook(look);
            expectSound(question, assign(question.items, question.ranges, Objective::size, budget));
            EXPECT_GE(test::looksAtClock(), look);
            EXPECT_LE(test::looksAtClock(), look + maxAfter);
        }
    }
}

TEST(TimeLimit, LeavesTheArchivesOrderWhereThereIsNoTime) {
    const Model model = test::wideModel(500);
    OrderRequest request;
    request.states = endless;
    request.deadline = test::passedFromLook(1);
    const ExecutionOrder order = std::get<ExecutionOrder>(bestOrder(model, request));
    EXPECT_TRUE(std::is_sorted(order.operators.begin(), order.operators.end()));
    EXPECT_EQ(order.peak, archiveOrder(model, request).peak);
    EXPECT_FALSE(order.proven);
    EXPECT_LE(test::looksAtClock(), maxAfterOrdering);
}

TEST(TimeLimit, EndsTheSearchOverOrdersWithOneThatHolds) {
    for (const int operators : {1'000, 6'000}) {
        const Model model = test::wideModel(operators);
        const std::int64_t archivePeak = archiveOrder(model, {}).peak;
        OrderRequest request;
        request.states = endless;
        for (const std::int64_t look : test::momentsUpTo(500)) {
            request.deadline = test::passedFromLook(look);
            const ExecutionOrder order = std::get<ExecutionOrder>(bestOrder(model, request));
            EXPECT_TRUE(isExecutionOrder(model, order.operators));
            EXPECT_LE(order.peak, archivePeak);
            EXPECT_GE(test::looksAtClock(), look);
            EXPECT_LE(test::looksAtClock(), look + maxAfterOrdering);
        }
    }
}

// A limit that is over before the first look at the clock: with it the searches have no other end.
TEST(TimeLimit, LeavesAPlanThatHolds) {
    for (const int operators : {400, 1'600}) {
        const std::vector models{test::wideModel(operators)};
        PlanOptions options;
        options.timeLimitSeconds = 1e-9;
        const CountedCancel nobody;
        const Plan plan = must(makePlan(models, test::largeBoard(), options, nobody.token()));
        EXPECT_THAT(test::faultsOf(plan), testing::IsEmpty());
        // What is prepared, and a first answer.
        EXPECT_LE(nobody.asked(), 20 * operators);
    }
}

}  // namespace
}  // namespace pinfold
