// What the find bar finds.
#include "ui/graph/graph_finder.h"
#include "support/shared_files.h"
#include "ui/graph/graph_pictures.h"

#include <gtest/gtest.h>

namespace pinfold::ui {
namespace {

class Finder : public testing::Test {
protected:
    Finder() { finder.setModels(*models, facts); }

    std::shared_ptr<const Models> models = test::modelsOf({test::sample("digits_int8.tar")});
    FactTable facts = operatorFacts(*models, nullptr);
    GraphFinder finder;
};

TEST_F(Finder, NothingIsFoundForNothing) {
    EXPECT_TRUE(finder.find(QStringLiteral("  ")).ok());
    EXPECT_FALSE(finder.searching());
    EXPECT_TRUE(finder.found().empty());
    EXPECT_FALSE(finder.next({}, true));
}

TEST_F(Finder, SearchesNamesKindsTypesAndNumbers) {
    const auto count = [&](const char* line) {
        EXPECT_TRUE(finder.find(QString::fromUtf8(line)).ok()) << line;
        return finder.found().size();
    };
    const std::size_t all = models->front().operators.size() + 2;  // and an input and an output
    EXPECT_EQ(count("kind=convolution"), 3u);
    EXPECT_EQ(count("CONVOLUTION conv2d"), 3u);
    EXPECT_EQ(count("dtype!=nothing"), all);
    EXPECT_EQ(count("bytes>0"), all);
    EXPECT_EQ(count("macs>1k kind=convolution"), 3u);
    EXPECT_EQ(count("cycles>=0"), 0u);  // nothing was measured
    EXPECT_EQ(count("conv pool"), 0u);
    EXPECT_EQ(count("kind=CONV"), 3u);
    EXPECT_EQ(count(models->front().operators.front().name.c_str()), 1u);
    const Model& model = models->front();
    const auto made = static_cast<std::size_t>(model.operators.front().outputs.front());
    EXPECT_GE(count(model.tensors[made].name.c_str()), 1u) << model.tensors[made].name;
    EXPECT_EQ(count("bytes > 0 KiB"), all);
}

TEST_F(Finder, AnErrorFindsNothing) {
    ASSERT_TRUE(finder.find(QStringLiteral("conv")).ok());
    EXPECT_FALSE(finder.found().empty());
    EXPECT_FALSE(finder.find(QStringLiteral("bytes>")).ok());
    EXPECT_TRUE(finder.found().empty());
}

TEST_F(Finder, GoesRoundInTheOrderOfExecution) {
    ASSERT_TRUE(finder.find(QStringLiteral("conv")).ok());
    const std::vector<Item> found = finder.found();
    ASSERT_GE(found.size(), 2u);
    for (std::size_t i = 1; i < found.size(); ++i) EXPECT_LT(found[i - 1].index, found[i].index);
    EXPECT_EQ(finder.next({}, true), found.front());
    EXPECT_EQ(finder.next({}, false), found.back());
    EXPECT_EQ(finder.next(found[0], true), found[1]);
    EXPECT_EQ(finder.next(found.back(), true), found.front());
    EXPECT_EQ(finder.next(found.front(), false), found.back());
    EXPECT_EQ(finder.placeOf(found[1]), 1);
    // From something between: the next after it, the last before it.
    ASSERT_GT(found[1].index, found[0].index + 1);
    const Item between = Item::op(0, found[0].index + 1);
    EXPECT_EQ(finder.placeOf(between), -1);
    EXPECT_EQ(finder.next(between, true), found[1]);
    EXPECT_EQ(finder.next(between, false), found[0]);
}

TEST_F(Finder, FindsInputsAndOutputsToo) {
    ASSERT_TRUE(finder.find(QStringLiteral("kind=input")).ok());
    ASSERT_EQ(finder.found().size(), 1u);
    EXPECT_EQ(finder.found().front(), Item::tensor(0, models->front().inputs.front().tensor));
}

}  // namespace
}  // namespace pinfold::ui
