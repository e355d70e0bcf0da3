#include "plan/assign.h"

#include "assign_examples.h"

#include <gtest/gtest.h>
#include <atomic>
#include <chrono>
#include <thread>

namespace pinfold {
namespace {

using test::AssignQuestion;
using test::SmallQuestionTraits;

AssignDecision ask(const AssignQuestion& question, Objective objective, const AssignBudget& budget = {}) {
    return assign(question.items, question.spaces, objective, budget);
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
    if (objective == Objective::size) return;
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

}  // namespace
}  // namespace pinfold
