#include "pack/pack.h"

#include "support/cancelling.h"
#include "support/packing_problems.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <random>

namespace pinfold {
namespace {

std::vector<PackItem> randomItems(std::mt19937& random, std::size_t count, unsigned times, unsigned sizes) {
    std::vector<PackItem> items;
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t lower = random() % times;
        const std::int64_t upper = lower + 1 + random() % (times - static_cast<unsigned>(lower));
        items.push_back({lower, upper, static_cast<std::int64_t>(random() % sizes)});
    }
    return items;
}

// With alignments, fixed offsets and reaches now and then.
std::vector<PackItem> constrainedItems(std::mt19937& random, std::size_t count) {
    std::vector<PackItem> items = randomItems(random, count, 6, 9);
    for (PackItem& item : items) {
        if (random() % 2 == 0) item.alignment = 1 << (random() % 4);
        if (random() % 4 == 0) item.before = random() % 6;
        if (random() % 4 == 0) item.after = random() % 6;
        if (random() % 6 == 0) item.fixed = (random() % 12) / item.alignment * item.alignment;
    }
    return items;
}

bool overlapInTime(const PackItem& a, const PackItem& b) { return a.lower < b.upper && b.lower < a.upper; }

void expectOffsetsHold(const std::vector<PackItem>& items, const std::vector<std::int64_t>& offsets,
                       std::int64_t bytes) {
    ASSERT_EQ(offsets.size(), items.size());
    for (std::size_t a = 0; a < items.size(); ++a) {
        const PackItem& item = items[a];
        EXPECT_GE(offsets[a], item.before);
        EXPECT_LE(offsets[a] + item.size + item.after, bytes);
        EXPECT_EQ(offsets[a] % item.alignment, 0);
        if (item.fixed) {
            EXPECT_EQ(offsets[a], *item.fixed);
        }
        for (std::size_t b = 0; b < a; ++b) {
            if (!overlapInTime(items[a], items[b]) || items[a].size == 0 || items[b].size == 0) continue;
            EXPECT_TRUE(offsets[a] + items[a].size <= offsets[b] || offsets[b] + items[b].size <= offsets[a])
                << "items " << a << " and " << b;
        }
    }
}

void expectValid(const std::vector<PackItem>& items, const Packing& packing) {
    expectOffsetsHold(items, packing.offsets, packing.bytes);
    std::int64_t top = 0;
    for (std::size_t i = 0; i < items.size(); ++i) {
        top = std::max(top, packing.offsets[i] + items[i].size + items[i].after);
    }
    EXPECT_EQ(packing.bytes, top);
    EXPECT_LE(packing.lowerBound, packing.bytes);
    EXPECT_EQ(packing.optimal, packing.lowerBound == packing.bytes);
}

// Whether the items fit into a capacity: tries every offset from the least up, item by item.
class BruteForce {
public:
    explicit BruteForce(const std::vector<PackItem>& items) : items_(items), offsets_(items.size()) {}
    bool fits(std::int64_t capacity) {
        capacity_ = capacity;
        return place(0);
    }

private:
    bool place(std::size_t i) {
        if (i == items_.size()) return true;
        const PackItem& item = items_[i];
        for (std::int64_t offset = item.fixed.value_or(0); offset + item.size + item.after <= capacity_; ++offset) {
            offsets_[i] = offset;
            if (offset % item.alignment == 0 && offset >= item.before && isFree(i) && place(i + 1)) return true;
            if (item.fixed) break;
        }
        return false;
    }
    [[nodiscard]] bool isFree(std::size_t i) const {
        for (std::size_t j = 0; j < i; ++j) {
            if (items_[i].size == 0 || items_[j].size == 0 || !overlapInTime(items_[i], items_[j])) continue;
            if (offsets_[i] < offsets_[j] + items_[j].size && offsets_[j] < offsets_[i] + items_[i].size) return false;
        }
        return true;
    }

    const std::vector<PackItem>& items_;
    std::vector<std::int64_t> offsets_;
    std::int64_t capacity_ = 0;
};

// The load at every time, summed up directly.
std::int64_t loadByTime(const std::vector<PackItem>& items, std::int64_t times) {
    std::int64_t peak = 0;
    for (std::int64_t t = 0; t < times; ++t) {
        std::int64_t load = 0;
        for (const PackItem& item : items) load += item.lower <= t && t < item.upper ? item.size : 0;
        peak = std::max(peak, load);
    }
    return peak;
}

// What needs no search to see: the load, and each item alone.
std::int64_t plainBound(const std::vector<PackItem>& items) {
    std::int64_t bound = loadByTime(items, 6);
    for (const PackItem& item : items) {
        std::int64_t offset = item.fixed.value_or(0);
        while (offset < item.before || offset % item.alignment != 0) ++offset;
        bound = std::max(bound, offset + item.size + item.after);
    }
    return bound;
}

bool fixedCollide(const std::vector<PackItem>& items) {
    for (const PackItem& a : items) {
        if (a.fixed && *a.fixed < a.before) return true;
        for (const PackItem& b : items) {
            if (&a == &b || !a.fixed || !b.fixed || a.size == 0 || b.size == 0 || !overlapInTime(a, b)) continue;
            if (*a.fixed < *b.fixed + b.size && *b.fixed < *a.fixed + a.size) return true;
        }
    }
    return false;
}

// The packing is valid, called optimal, and brute force finds none with a byte less.
void expectSmallest(const std::vector<PackItem>& items, const Packing& packing, int& aboveBound) {
    expectValid(items, packing);
    EXPECT_TRUE(packing.optimal);
    if (packing.bytes == plainBound(items)) return;
    ++aboveBound;
    EXPECT_FALSE(BruteForce(items).fits(packing.bytes - 1));
}

TEST(Pack, NothingNeedsNothing) {
    const Packing packing = pack({});
    EXPECT_EQ(packing.bytes, 0);
    EXPECT_TRUE(packing.optimal);
    EXPECT_EQ(packInto({}, 0).answer, PackAnswer::found);
}

TEST(Pack, ItemsThatOnlyTouchInTimeShareTheirBytes) {
    const std::vector<PackItem> items = {{0, 3, 64}, {3, 5, 48}, {5, 6, 64}};
    const Packing packing = pack(items);
    expectValid(items, packing);
    EXPECT_EQ(packing.bytes, 64);
    EXPECT_TRUE(packing.optimal);
}

TEST(Pack, ItemsWithoutBytesTakeNoRoom) {
    const std::vector<PackItem> items = {{0, 4, 0}, {0, 4, 16}, {1, 2, 0}};
    EXPECT_EQ(pack(items).bytes, 16);
    EXPECT_EQ(pack(std::vector<PackItem>{{0, 1, 0}}).bytes, 0);
}

TEST(Pack, FindsTheSmallestPackingAndProvesIt) {
    std::mt19937 random(7);
    int aboveBound = 0;
    for (int round = 0; round < 3000; ++round) {
        SCOPED_TRACE(round);
        const auto items = randomItems(random, 2 + random() % 7, 6, 6);
        expectSmallest(items, pack(items), aboveBound);
    }
}

TEST(Pack, AlignmentsFixedOffsetsAndReachesAgreeWithBruteForce) {
    std::mt19937 random(23);
    int impossible = 0;
    int aboveBound = 0;
    for (int round = 0; round < 2000; ++round) {
        SCOPED_TRACE(round);
        const auto items = constrainedItems(random, 1 + random() % 6);
        const Packing packing = pack(items);
        if (fixedCollide(items)) {
            EXPECT_TRUE(packing.offsets.empty());
            EXPECT_EQ(packInto(items, 1'000).answer, PackAnswer::impossible);
            ++impossible;
            continue;
        }
        expectSmallest(items, packing, aboveBound);
    }
    EXPECT_GT(impossible, 0);
    EXPECT_GT(aboveBound, 50);
}

TEST(Pack, DecidesEveryCapacityAroundTheSmallest) {
    std::mt19937 random(29);
    for (int round = 0; round < 1000; ++round) {
        SCOPED_TRACE(round);
        const auto items = constrainedItems(random, 2 + random() % 5);
        if (fixedCollide(items)) continue;
        const std::int64_t best = pack(items).bytes;
        for (std::int64_t capacity = std::max<std::int64_t>(0, best - 2); capacity <= best + 1; ++capacity) {
            const PackDecision decision = packInto(items, capacity);
            EXPECT_EQ(decision.answer, capacity >= best ? PackAnswer::found : PackAnswer::impossible);
            if (capacity >= best) expectOffsetsHold(items, decision.offsets, capacity);
        }
    }
}

TEST(Pack, SolvesMostTightProblemsAtOnce) {
    int solved = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto items = test::cutProblem(test::tightFamily(seed));
        const PackDecision decision = packInto(items, 1 << 20, {1'000'000});
        if (decision.answer != PackAnswer::found) continue;
        expectOffsetsHold(items, decision.offsets, 1 << 20);
        ++solved;
    }
    EXPECT_GE(solved, 12);
}

TEST(Pack, SmallProblemsCutFromARectangleArePackedWithoutAGap) {
    for (std::uint64_t seed = 1; seed <= 60; ++seed) {
        test::CutOptions options;
        options.seed = seed;
        options.count = 30;
        options.ticks = 40;
        options.capacity = 64;
        options.unit = 1;
        const auto items = test::cutProblem(options);
        const Packing packing = pack(items);
        expectValid(items, packing);
        EXPECT_EQ(packing.bytes, 64) << "seed " << seed;
    }
}

TEST(Pack, LargerInstancesAreValidAndCloseToTheLoad) {
    std::mt19937 random(11);
    for (int round = 0; round < 20; ++round) {
        const auto items = randomItems(random, 80, 60, 5000);
        const Packing packing = pack(items, {200'000});
        expectValid(items, packing);
        EXPECT_GE(packing.lowerBound, loadByTime(items, 60));
        EXPECT_LE(packing.bytes, packing.lowerBound * 115 / 100);
    }
}

TEST(Pack, ManyItemsAreValidAndCloseToTheLoad) {
    const auto items = test::scatteredProblem(1, 3'000, 300, 20);
    const Packing packing = pack(items, {1'000'000});
    expectValid(items, packing);
    EXPECT_LE(packing.bytes, packing.lowerBound * 106 / 100);
}

// Where a gap takes too long to find for each, items are put on top of what lives at the same time, and of nothing
// else.
TEST(Pack, ItemsThatLiveTogetherByTensOfThousandsArePackedSoon) {
    std::vector<PackItem> items;
    for (std::int64_t i = 0; i < 40'000; ++i) {
        const std::int64_t half = i % 2 * 50'000;
        items.push_back({half + i / 2, half + 25'000 + i / 2, 16 * (1 + i % 7)});
    }
    const Packing packing = pack(items, {1'000});
    ASSERT_EQ(packing.offsets.size(), items.size());
    EXPECT_LE(packing.bytes, packing.lowerBound * 13 / 10);
}

TEST(Pack, GivesTheSameOffsetsEveryTime) {
    const auto items = test::cutProblem(test::tightFamily(1));
    EXPECT_EQ(pack(items, {500'000}).offsets, pack(items, {500'000}).offsets);
}

TEST(Pack, MoreBudgetIsNeverWorse) {
    std::mt19937 random(17);
    for (int round = 0; round < 10; ++round) {
        const auto items = randomItems(random, 50, 30, 1000);
        EXPECT_LE(pack(items, {1'000'000}).bytes, pack(items, {5'000}).bytes);
    }
}

TEST(Pack, TellsOfEveryBetterPackingAndBound) {
    std::mt19937 random(31);
    const auto items = randomItems(random, 60, 40, 1000);
    std::int64_t bytes = std::numeric_limits<std::int64_t>::max();
    std::int64_t bound = 0;
    int told = 0;
    const Packing packing = pack(items, {2'000'000}, {}, [&](const Packing& best) {
        EXPECT_TRUE(best.bytes < bytes || best.lowerBound > bound);
        EXPECT_LE(best.bytes, bytes);
        EXPECT_GE(best.lowerBound, bound);
        expectValid(items, best);
        bytes = best.bytes;
        bound = best.lowerBound;
        ++told;
    });
    EXPECT_GT(told, 1);
    EXPECT_EQ(packing.bytes, bytes);
    EXPECT_EQ(packing.lowerBound, bound);
}

TEST(Pack, CancelledSearchStillGivesAValidPacking) {
    std::mt19937 random(19);
    const auto items = randomItems(random, 200, 100, 1000);
    CancelSource source;
    source.cancel();
    expectValid(items, pack(items, {}, source.token()));
    EXPECT_EQ(packInto(items, loadByTime(items, 100), {}, source.token()).answer, PackAnswer::undecided);
}

TEST(Pack, StopsWhenItIsCancelledOnTheWay) {
    const auto items = test::cutProblem(test::tightFamily(1));
    CancelSource source;
    int told = 0;
    const Packing packing =
        pack(items, {std::numeric_limits<std::int64_t>::max()}, source.token(), [&](const Packing&) {
            ++told;
            source.cancel();
        });
    expectValid(items, packing);
    EXPECT_EQ(told, 1) << "nothing better is looked for";
}

TEST(Pack, TellsTheWorkThatItTook) {
    const auto items = test::cutProblem(test::tightFamily(1));
    const PackDecision hard = packInto(items, 1 << 20, {300'000});
    EXPECT_EQ(hard.answer, PackAnswer::undecided);
    EXPECT_GE(hard.placements, 300'000);
    EXPECT_LT(hard.placements, 310'000) << "a budget ends soon after it is spent";
    EXPECT_LT(packInto(items, 8 << 20, {300'000}).placements, 100'000) << "first fit is enough";
    EXPECT_EQ(packInto(items, 1'000, {300'000}).placements, 0) << "the load is enough to tell";
    EXPECT_GE(pack(items, {300'000}).placements, 300'000);
}

TEST(Pack, ADeadlineInThePastLeavesTheFirstAnswer) {
    const auto items = test::cutProblem(test::tightFamily(1));
    PackBudget budget;
    budget.placements = std::numeric_limits<std::int64_t>::max();
    budget.deadline = test::passedFromLook(1);
    expectValid(items, pack(items, budget));
    budget.deadline = test::passedFromLook(1);
    EXPECT_EQ(packInto(items, 1 << 20, budget).answer, PackAnswer::undecided);
    EXPECT_EQ(test::looksAtClock(), 1);
}

TEST(Pack, HugeSizesDoNotOverflow) {
    const std::int64_t huge = std::int64_t{1} << 60;
    const std::vector<PackItem> items = {{0, 2, huge + 1}, {1, 3, huge}, {2, 4, huge - 1}, {0, 4, 3}};
    const Packing packing = pack(items, {100'000});
    expectValid(items, packing);
    EXPECT_EQ(packing.bytes, 2 * huge + 4);
}

}  // namespace
}  // namespace pinfold
