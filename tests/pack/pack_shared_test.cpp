// The published problems of ../shared/planning, each at its capacity.
#include "base/file.h"
#include "pack/csv.h"
#include "support/shared_files.h"

#include <gtest/gtest.h>

#include <string>

namespace pinfold {
namespace {

class PublishedProblem : public testing::TestWithParam<const char*> {};

TEST_P(PublishedProblem, IsPackedIntoItsCapacity) {
    if (test::sharedFolder().empty()) GTEST_SKIP() << "../shared/planning is not here";
    constexpr std::int64_t capacity = 1'048'576;
    const auto path = test::sharedFolder() / "planning" / (std::string(GetParam()) + ".1048576.csv");
    const auto text = readFile(path, 1 << 20);
    if (!text.ok()) GTEST_SKIP() << text.error().message;
    const auto table = readPackCsv(*text, path.string());
    ASSERT_TRUE(table.ok()) << table.error().message;
    const auto& items = table->items;
    const PackDecision decision = packInto(items, capacity);
    ASSERT_EQ(decision.answer, PackAnswer::found);
    for (std::size_t a = 0; a < items.size(); ++a) {
        EXPECT_GE(decision.offsets[a], 0);
        EXPECT_LE(decision.offsets[a] + items[a].size, capacity);
        for (std::size_t b = 0; b < a; ++b) {
            const bool together = items[a].lower < items[b].upper && items[b].lower < items[a].upper;
            EXPECT_FALSE(together && decision.offsets[a] < decision.offsets[b] + items[b].size &&
                         decision.offsets[b] < decision.offsets[a] + items[a].size)
                << "items " << a << " and " << b;
        }
    }
    EXPECT_EQ(packInto(items, peakLoad(items) - 1).answer, PackAnswer::impossible);
}

INSTANTIATE_TEST_SUITE_P(Planning, PublishedProblem, testing::Values("A", "C", "E", "G", "I", "K"));

}  // namespace
}  // namespace pinfold
