// What the find bar understands, and what it finds.
#include "support/shared_files.h"
#include "ui/graph/graph_finder.h"
#include "ui/graph_pictures.h"

#include <gtest/gtest.h>

#include <limits>

namespace pinfold::ui {
namespace {

Searched convolution() {
    return {QStringLiteral("nn_conv2d_add_1"),
            QStringLiteral("Convolution"),
            QStringLiteral("int8"),
            {OperatorKind::convolution, 4096, 1024, 300, 2e6, std::numeric_limits<double>::quiet_NaN(), 0.5}};
}

bool found(const char* text, const Searched& searched = convolution()) {
    const auto query = parseGraphQuery(QString::fromUtf8(text));
    EXPECT_TRUE(query.ok()) << text;
    return query.ok() && matches(*query, searched);
}

std::string faultOf(const char* text) {
    const auto query = parseGraphQuery(QString::fromUtf8(text));
    return query.ok() ? "" : query.error().message;
}

TEST(GraphQuery, WordsAreInNameKindOrType) {
    EXPECT_TRUE(found("conv2d"));
    EXPECT_TRUE(found("CONVOL"));
    EXPECT_TRUE(found("int8"));
    EXPECT_FALSE(found("pool"));
    EXPECT_TRUE(found("conv int8 _1"));
    EXPECT_FALSE(found("conv float32"));
    EXPECT_TRUE(found("kind=conv"));
    EXPECT_FALSE(found("kind=int8"));
    EXPECT_TRUE(found("dtype!=float32"));
    EXPECT_FALSE(found("name != conv"));
}

TEST(GraphQuery, NumbersAreCompared) {
    EXPECT_FALSE(found("bytes>4096"));
    EXPECT_TRUE(found("bytes>=4096"));
    EXPECT_TRUE(found("bytes = 4,096"));
    EXPECT_TRUE(found("bytes==4KiB"));
    EXPECT_TRUE(found("bytes<5k"));
    EXPECT_TRUE(found("macs>1e6"));
    EXPECT_TRUE(found("macs>1.5M"));
    EXPECT_FALSE(found("macs!=2e6"));
    EXPECT_TRUE(found("workspace<=1024 parameters<301 error>1e-3"));
    EXPECT_TRUE(found("conv BYTES > 4000"));
}

TEST(GraphQuery, WhatIsNotKnownIsNotFound) {
    EXPECT_FALSE(found("cycles>0"));
    EXPECT_FALSE(found("cycles<=0"));
    EXPECT_FALSE(found("cycles!=7"));
}

TEST(GraphQuery, SaysWhatItDoesNotUnderstand) {
    EXPECT_NE(faultOf("bites>3").find("“bites” cannot be compared"), std::string::npos) << faultOf("bites>3");
    EXPECT_NE(faultOf("bites>3").find("bytes"), std::string::npos);
    EXPECT_NE(faultOf("bytes>many").find("“many” is no number"), std::string::npos);
    EXPECT_NE(faultOf("bytes>").find("missing after “>”"), std::string::npos);
    EXPECT_NE(faultOf(">5").find("missing before “>”"), std::string::npos);
    EXPECT_NE(faultOf("kind>pool").find("= and !="), std::string::npos);
    EXPECT_NE(faultOf("bytes>1.2.3").find("no number"), std::string::npos);
    EXPECT_NE(faultOf("bytes>4<5").find("no number"), std::string::npos);
}

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

TEST_F(Finder, AnErrorFindsNothing) {
    ASSERT_TRUE(finder.find(QStringLiteral("conv")).ok());
    EXPECT_FALSE(finder.found().empty());
    EXPECT_FALSE(finder.find(QStringLiteral("bytes>")).ok());
    EXPECT_TRUE(finder.found().empty());
}

TEST_F(Finder, GoesRoundInTheOrderOfExecution) {
    ASSERT_TRUE(finder.find(QStringLiteral("conv")).ok());
    const std::vector<Subject> found = finder.found();
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
    const Subject between = Subject::op(0, found[0].index + 1);
    EXPECT_EQ(finder.placeOf(between), -1);
    EXPECT_EQ(finder.next(between, true), found[1]);
    EXPECT_EQ(finder.next(between, false), found[0]);
}

TEST_F(Finder, FindsInputsAndOutputsToo) {
    ASSERT_TRUE(finder.find(QStringLiteral("kind=input")).ok());
    ASSERT_EQ(finder.found().size(), 1u);
    EXPECT_EQ(finder.found().front(), Subject::tensor(0, models->front().inputs.front().tensor));
}

}  // namespace
}  // namespace pinfold::ui
