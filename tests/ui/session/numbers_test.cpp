// Numbers as the window shows them.
#include "ui/text/numbers.h"

#include <gtest/gtest.h>

namespace pinfold::ui {
namespace {

const QString space(QChar::Nbsp);

TEST(Numbers, WholeOnesAreGroupedAndOthersHaveSixDigits) {
    EXPECT_EQ(numberText(56192), QStringLiteral("56,192"));
    EXPECT_EQ(numberText(-3), QStringLiteral("−3"));
    EXPECT_EQ(numberText(0), QStringLiteral("0"));
    EXPECT_EQ(numberText(-7066.5678), QStringLiteral("−7,066.57"));
    EXPECT_EQ(numberText(0.25), QStringLiteral("0.25"));
    EXPECT_EQ(numberText(-1.5e-7), QStringLiteral("−1.5e-07"));
    EXPECT_EQ(numberText(1e300), QStringLiteral("1e+300"));
}

TEST(Numbers, TimesHaveTheUnitThatSuitsThem) {
    EXPECT_EQ(durationText(0), QStringLiteral("0") + space + QStringLiteral("ms"));
    EXPECT_EQ(durationText(81.5e-6), QStringLiteral("81.5") + space + QStringLiteral("µs"));
    EXPECT_EQ(durationText(3.214e-3), QStringLiteral("3.21") + space + QStringLiteral("ms"));
    EXPECT_EQ(durationText(0.012), QStringLiteral("12") + space + QStringLiteral("ms"));
    EXPECT_EQ(durationText(3.4), QStringLiteral("3.4") + space + QStringLiteral("s"));
    EXPECT_EQ(durationText(125), QStringLiteral("2") + space + QStringLiteral("min 5") + space + QStringLiteral("s"));
}

}  // namespace
}  // namespace pinfold::ui
