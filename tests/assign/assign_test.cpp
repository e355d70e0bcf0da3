#include "assign/assign.h"

#include "assign/assign_examples.h"

#include <gtest/gtest.h>

namespace pinfold {
namespace {

using test::AssignQuestion;
using test::SmallQuestionTraits;

AssignDecision ask(const AssignQuestion& question, Objective objective, const AssignBudget& budget = {}) {
    return assign(question.items, question.ranges, objective, budget);
}

void expectTruth(std::uint64_t seed, const SmallQuestionTraits& traits, Objective objective) {
    const AssignQuestion question = test::smallQuestion(seed, traits);
    SCOPED_TRACE("seed " + std::to_string(seed) + (objective == Objective::cost ? ", cost" : ", size"));
    const auto best = test::bestScore(question, objective);
    const AssignDecision decision = ask(question, objective);
    if (!best) {
        EXPECT_EQ(decision.answer, AssignAnswer::impossible);
        return;
    }
    ASSERT_EQ(decision.answer, AssignAnswer::found);
    EXPECT_EQ(test::brokenPromise(question, decision.assignment), "");
    EXPECT_EQ(test::scoreOf(question, decision.assignment, objective), *best);
    EXPECT_TRUE(decision.assignment.optimal);
    EXPECT_EQ(decision.assignment.costBound, decision.assignment.cost);
}

void expectTruths(const SmallQuestionTraits& traits, std::uint64_t firstSeed, std::uint64_t count) {
    for (std::uint64_t seed = firstSeed; seed < firstSeed + count; ++seed) {
        expectTruth(seed, traits, Objective::cost);
        expectTruth(seed, traits, Objective::size);
    }
}

TEST(Assign, FindsTheBestOfAllAssignmentsOfSmallQuestions) { expectTruths({}, 1, 800); }

TEST(Assign, FindsTheBestWithFixedOffsets) { expectTruths({.fixed = true}, 10'000, 500); }

TEST(Assign, FindsTheBestWhereItemsReachBeyondThemselves) { expectTruths({.reach = true}, 20'000, 500); }

TEST(Assign, FindsTheBestForSeveralGroups) { expectTruths({.groups = true}, 30'000, 300); }

TEST(Assign, FindsTheBestForSeveralGroupsThatReachBeyondThemselves) {
    expectTruths({.reach = true, .groups = true}, 40'000, 300);
}

TEST(Assign, FindsTheBestWithFixedOffsetsAndReach) { expectTruths({.fixed = true, .reach = true}, 50'000, 300); }

TEST(Assign, GivesSoundAnswersForGroupsWithFixedOffsets) {
    for (std::uint64_t seed = 60'000; seed < 60'300; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const AssignQuestion question = test::smallQuestion(seed, {.fixed = true, .reach = true, .groups = true});
        const auto best = test::bestScore(question, Objective::cost);
        const AssignDecision decision = ask(question, Objective::cost);
        EXPECT_FALSE(decision.answer == AssignAnswer::impossible && best);
        if (decision.answer != AssignAnswer::found) continue;
        EXPECT_EQ(test::brokenPromise(question, decision.assignment), "");
        ASSERT_TRUE(best);
        EXPECT_LE(decision.assignment.costBound, best->front());
        const auto score = test::scoreOf(question, decision.assignment, Objective::cost);
        EXPECT_GE(score, *best);
        EXPECT_FALSE(decision.assignment.optimal && score != *best);
    }
}

TEST(Assign, ProvesTheLeastCostOfANetworkInSeveralRanges) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const AssignQuestion question = test::networkQuestion(seed, {.items = 200, .ranges = 4});
        const AssignDecision decision = ask(question, Objective::cost);
        ASSERT_EQ(decision.answer, AssignAnswer::found);
        EXPECT_EQ(test::brokenPromise(question, decision.assignment), "");
        EXPECT_TRUE(decision.assignment.optimal);
        EXPECT_EQ(decision.assignment.costBound, decision.assignment.cost);
    }
}

// Everything fits into the slowest range, in as few bytes as live at one time.
TEST(Assign, TakesTheCheapestOfTheSmallestPools) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        AssignQuestion question = test::networkQuestion(seed, {.items = 200, .ranges = 4});
        const AssignDecision decision = ask(question, Objective::size);
        ASSERT_EQ(decision.answer, AssignAnswer::found);
        EXPECT_EQ(test::brokenPromise(question, decision.assignment), "");
        EXPECT_TRUE(decision.assignment.optimal);
        for (AssignItem& item : question.items) item.options = {item.options.back()};
        const AssignDecision slowest = ask(question, Objective::size);
        ASSERT_EQ(slowest.answer, AssignAnswer::found);
        EXPECT_EQ(test::scoreOf(question, decision.assignment, Objective::size).front(),
                  slowest.assignment.used.front().lowerBound);
        EXPECT_LE(decision.assignment.cost, slowest.assignment.cost);
        EXPECT_LE(decision.assignment.costBound, decision.assignment.cost);
    }
}

// One item and then two that live together: 32 bytes are enough in either range.
TEST(Assign, TiesGoToTheRangeThatIsPreferred) {
    for (const int preferred : {0, 1}) {
        AssignQuestion question;
        question.ranges = {{64, 16, preferred}, {64, 16, 1 - preferred}};
        for (const auto& [lower, bytes] : {std::pair{0, 32}, std::pair{1, 16}, std::pair{1, 16}}) {
            question.items.push_back({lower, lower + 1, bytes, 1, 0, 0, 0, {{0, 5}, {1, 5}}});
        }
        for (const Objective objective : {Objective::cost, Objective::size}) {
            const AssignDecision decision = ask(question, objective);
            ASSERT_EQ(decision.answer, AssignAnswer::found);
            ASSERT_EQ(decision.assignment.used.size(), 1u);
            EXPECT_EQ(decision.assignment.used.front().range, preferred);
            EXPECT_EQ(decision.assignment.used.front().bytes, 32);
            EXPECT_TRUE(decision.assignment.optimal);
        }
    }
}

TEST(Assign, KeepsItemsTogetherWhereThatIsAsGood) {
    AssignQuestion question;
    question.ranges = {{32, 16, 0}, {64, 16, 1}};  // the preferred one holds only a part of them
    for (int i = 0; i < 4; ++i) question.items.push_back({0, 1, 16, 1, 0, 0, 0, {{0, 5}, {1, 5}}});
    for (const Objective objective : {Objective::cost, Objective::size}) {
        const AssignDecision decision = ask(question, objective);
        ASSERT_EQ(decision.answer, AssignAnswer::found);
        ASSERT_EQ(decision.assignment.used.size(), 1u);
        EXPECT_EQ(decision.assignment.used.front().range, 1);
        EXPECT_TRUE(decision.assignment.optimal);
    }
}

TEST(Assign, EndsAtOnceWhereEveryItemCanHaveItsLeastCost) {
    AssignQuestion question = test::networkQuestion(1, {.items = 200, .ranges = 3, .meanLife = 40});
    question.ranges.front().capacity = std::int64_t{1} << 30;
    for (const Objective objective : {Objective::cost, Objective::size}) {
        const AssignDecision decision = ask(question, objective, {1'000, {}});
        ASSERT_EQ(decision.answer, AssignAnswer::found);
        EXPECT_TRUE(decision.assignment.optimal);
        EXPECT_EQ(decision.assignment.costBound, decision.assignment.cost);
        ASSERT_EQ(decision.assignment.used.size(), 1u);
        EXPECT_EQ(decision.assignment.used.front().range, 0);
    }
}

TEST(Assign, StatesABoundWhereTooManyItemsLiveAtOneTime) {
    for (const int life : {10, 40, 200}) {
        SCOPED_TRACE("mean life " + std::to_string(life));
        const AssignQuestion question =
            test::networkQuestion(1, {.items = 200, .ranges = 4, .slow = 0.6, .meanLife = life});
        const AssignDecision decision = ask(question, Objective::cost);
        ASSERT_EQ(decision.answer, AssignAnswer::found);
        EXPECT_EQ(test::brokenPromise(question, decision.assignment), "");
        EXPECT_LE(decision.assignment.costBound, decision.assignment.cost);
        EXPECT_GE(static_cast<double>(decision.assignment.costBound),
                  0.7 * static_cast<double>(decision.assignment.cost));
    }
}

TEST(Assign, SharesRangesBetweenTheGroupsOfALargeQuestion) {
    AssignQuestion question = test::networkQuestion(1, {.items = 120, .ranges = 3, .slow = 4});
    for (std::size_t i = 60; i < 120; ++i) question.items[i].group = 1;
    for (const Objective objective : {Objective::cost, Objective::size}) {
        const AssignDecision decision = ask(question, objective);
        ASSERT_EQ(decision.answer, AssignAnswer::found);
        EXPECT_EQ(test::brokenPromise(question, decision.assignment), "");
        if (objective == Objective::size) continue;
        EXPECT_GE(static_cast<double>(decision.assignment.costBound),
                  0.95 * static_cast<double>(decision.assignment.cost));
    }
}

TEST(Assign, ProvesThatConfinedItemsAreTooMany) {
    // Two items that live together are confined to two ranges that hold one each, but of the wrong sizes.
    const std::vector<MemoryRange> ranges{{64, 16, 0}, {32, 16, 1}, {1024, 16, 2}};
    const std::vector<AssignItem> items{
        {0, 2, 48, 1, 0, 0, 0, {{0, 1}, {1, 1}}},
        {1, 3, 48, 1, 0, 0, 0, {{0, 1}, {1, 1}}},
        {0, 3, 500, 1, 0, 0, 0, {{2, 1}}},
    };
    EXPECT_EQ(assign(items, ranges, Objective::cost).answer, AssignAnswer::impossible);
    EXPECT_EQ(assign(items, ranges, Objective::size).answer, AssignAnswer::impossible);
}

TEST(Assign, GivesTheSameAnswerAgain) {
    for (const int life : {3, 20}) {
        const AssignQuestion question = test::networkQuestion(5, {.items = 100, .ranges = 3, .meanLife = life});
        for (const Objective objective : {Objective::cost, Objective::size}) {
            const AssignDecision first = ask(question, objective);
            const AssignDecision second = ask(question, objective);
            ASSERT_EQ(first.answer, AssignAnswer::found);
            EXPECT_EQ(first.assignment.pools, second.assignment.pools);
            EXPECT_EQ(first.assignment.offsets, second.assignment.offsets);
            EXPECT_EQ(first.assignment.costBound, second.assignment.costBound);
        }
    }
}

TEST(Assign, HoldsNothingForNoItems) {
    const AssignDecision decision = assign({}, {}, Objective::cost);
    EXPECT_EQ(decision.answer, AssignAnswer::found);
    EXPECT_TRUE(decision.assignment.optimal);
    EXPECT_TRUE(decision.assignment.used.empty());
}

}  // namespace
}  // namespace pinfold
