#include "ui/window/palette_matches.h"

#include <gtest/gtest.h>

namespace pinfold::ui {
namespace {

TEST(PaletteMatches, LettersInOrderMatchWithoutRegardToCaseAndOthersDoNot) {
    EXPECT_TRUE(matchScore(QStringLiteral("exp svg"), QStringLiteral("Export as SVG…")));
    EXPECT_TRUE(matchScore(QStringLiteral("eS"), QStringLiteral("Export as SVG…")));
    EXPECT_FALSE(matchScore(QStringLiteral("gvs"), QStringLiteral("Export as SVG…")));
    EXPECT_EQ(matchScore({}, QStringLiteral("Open")), 0);
}

TEST(PaletteMatches, BeginningsOfWordsAndRunsComeFirst) {
    const QStringList titles = {QStringLiteral("Keep Out Of"), QStringLiteral("Show Output"), QStringLiteral("Open")};
    EXPECT_EQ(bestMatches(QStringLiteral("op"), titles), (std::vector<int>{2, 1}));
    EXPECT_EQ(bestMatches(QStringLiteral("ko"), titles).front(), 0);
    EXPECT_EQ(bestMatches({}, titles), (std::vector<int>{0, 1, 2}));
}

TEST(PaletteMatches, BeginningsOfTitlesComeBeforeThoseOfOtherWords) {
    const QStringList titles = {QStringLiteral("Guide to Pinfold"), QStringLiteral("Unpin"),
                                QStringLiteral("Pin Here")};
    EXPECT_EQ(bestMatches(QStringLiteral("pin"), titles), (std::vector<int>{2, 0, 1}));
}

}  // namespace
}  // namespace pinfold::ui
