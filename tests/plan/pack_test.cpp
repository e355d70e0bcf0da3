#include "plan/pack.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
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

bool overlapInTime(const PackItem& a, const PackItem& b) { return a.lower < b.upper && b.lower < a.upper; }

void expectValid(const std::vector<PackItem>& items, const Packing& packing) {
    ASSERT_EQ(packing.offsets.size(), items.size());
    std::int64_t top = 0;
    for (std::size_t a = 0; a < items.size(); ++a) {
        EXPECT_GE(packing.offsets[a], 0);
        top = std::max(top, packing.offsets[a] + items[a].size);
        for (std::size_t b = 0; b < a; ++b) {
            if (!overlapInTime(items[a], items[b])) continue;
            EXPECT_TRUE(packing.offsets[a] + items[a].size <= packing.offsets[b] ||
                        packing.offsets[b] + items[b].size <= packing.offsets[a])
                << "items " << a << " and " << b;
        }
    }
    EXPECT_EQ(packing.bytes, top);
}

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

// Tries all offsets that can matter: 0 and the ends of items that are placed, in every order.
class BruteForce {
public:
    explicit BruteForce(const std::vector<PackItem>& items) : items_(items), offsets_(items.size(), -1) {
        best_ = std::accumulate(items.begin(), items.end(), std::int64_t{0},
                                [](std::int64_t sum, const PackItem& item) { return sum + item.size; });
        place(0, 0);
    }
    [[nodiscard]] std::int64_t best() const { return best_; }

private:
    void place(std::size_t placed, std::int64_t height) {
        if (height >= best_) return;
        if (placed == items_.size()) {
            best_ = height;
            return;
        }
        for (std::size_t i = 0; i < items_.size(); ++i) {
            if (offsets_[i] >= 0) continue;
            std::vector<std::int64_t> candidates = {0};
            for (std::size_t j = 0; j < items_.size(); ++j) {
                if (offsets_[j] >= 0) candidates.push_back(offsets_[j] + items_[j].size);
            }
            for (const std::int64_t offset : candidates) {
                if (!fits(i, offset)) continue;
                offsets_[i] = offset;
                place(placed + 1, std::max(height, offset + items_[i].size));
                offsets_[i] = -1;
            }
        }
    }
    [[nodiscard]] bool fits(std::size_t i, std::int64_t offset) const {
        for (std::size_t j = 0; j < items_.size(); ++j) {
            if (offsets_[j] < 0 || !overlapInTime(items_[i], items_[j])) continue;
            if (offset < offsets_[j] + items_[j].size && offsets_[j] < offset + items_[i].size) return false;
        }
        return true;
    }

    const std::vector<PackItem>& items_;
    std::vector<std::int64_t> offsets_;  // -1: not placed
    std::int64_t best_ = 0;
};

TEST(Pack, NothingNeedsNothing) {
    const Packing packing = pack({});
    EXPECT_EQ(packing.bytes, 0);
    EXPECT_TRUE(packing.optimal);
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
}

TEST(Pack, SearchFindsWhatTheGoodOrdersDoNot) {
    const std::vector<PackItem> items = {{1, 6, 6}, {1, 5, 4}, {4, 6, 3}, {4, 5, 3}, {5, 6, 5}};
    EXPECT_EQ(pack(items, {40}).bytes, 17);
    const Packing packing = pack(items);
    expectValid(items, packing);
    EXPECT_EQ(packing.bytes, 16);
    EXPECT_TRUE(packing.optimal);
}

TEST(Pack, AgreesWithBruteForceOnSmallInstances) {
    std::mt19937 random(7);
    int aboveLoad = 0;
    for (int round = 0; round < 400; ++round) {
        const auto items = randomItems(random, 2 + random() % 5, 6, 9);
        const Packing packing = pack(items, {20'000});
        expectValid(items, packing);
        EXPECT_EQ(packing.lowerBound, loadByTime(items, 6));
        EXPECT_EQ(packing.bytes, BruteForce(items).best()) << "round " << round;
        EXPECT_EQ(packing.optimal, packing.bytes == packing.lowerBound);
        aboveLoad += packing.bytes > packing.lowerBound;
    }
    EXPECT_LT(aboveLoad, 400) << "the bound is never reached";
}

TEST(Pack, LargerInstancesAreValidAndCloseToTheLoad) {
    std::mt19937 random(11);
    for (int round = 0; round < 30; ++round) {
        const auto items = randomItems(random, 80, 60, 5000);
        const Packing packing = pack(items, {100'000});
        expectValid(items, packing);
        EXPECT_EQ(packing.lowerBound, loadByTime(items, 60));
        EXPECT_LE(packing.bytes, packing.lowerBound * 115 / 100);
    }
}

TEST(Pack, GivesTheSameOffsetsEveryTime) {
    std::mt19937 random(13);
    const auto items = randomItems(random, 60, 40, 1000);
    EXPECT_EQ(pack(items, {50'000}).offsets, pack(items, {50'000}).offsets);
}

TEST(Pack, MoreBudgetIsNeverWorse) {
    std::mt19937 random(17);
    for (int round = 0; round < 10; ++round) {
        const auto items = randomItems(random, 50, 30, 1000);
        EXPECT_LE(pack(items, {200'000}).bytes, pack(items, {5'000}).bytes);
    }
}

TEST(Pack, CancelledSearchStillGivesAValidPacking) {
    std::mt19937 random(19);
    const auto items = randomItems(random, 200, 100, 1000);
    CancelSource source;
    source.cancel();
    expectValid(items, pack(items, {}, source.token()));
}

}  // namespace
}  // namespace pinfold
