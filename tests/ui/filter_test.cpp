// What is typed above a table and into the find bar of the graph.
#include "ui/session/filter.h"
#include "ui/tables/table_contents.h"

#include <gtest/gtest.h>

namespace pinfold::ui {
namespace {

Filter parse(const char* line) {
    return parseFilter(QString::fromUtf8(line), {QStringLiteral("name"), QStringLiteral("bytes")},
                       {QStringLiteral("bytes")});
}

TEST(Filter, SplitsWordsPhrasesAndComparisons) {
    const Filter filter = parse("conv \"two words\" bytes>=4,096  name!=a");
    ASSERT_EQ(filter.terms.size(), 4u);
    EXPECT_EQ(filter.terms[0].text, QStringLiteral("conv"));
    EXPECT_EQ(filter.terms[1].text, QStringLiteral("two words"));
    EXPECT_EQ(filter.terms[2].relation, Relation::atLeast);
    EXPECT_EQ(filter.terms[2].number, 4096);
    EXPECT_EQ(filter.terms[3].relation, Relation::unequal);
    EXPECT_TRUE(filter.fault.isEmpty());
}

TEST(Filter, KnowsUnitsAndAddresses) {
    EXPECT_EQ(parse("bytes<64k").terms.at(0).number, 64000);
    EXPECT_EQ(parse("bytes<64KiB").terms.at(0).number, 65536);
    EXPECT_EQ(parse("bytes<2M").terms.at(0).number, 2000000);
    EXPECT_EQ(parse("bytes<2MiB").terms.at(0).number, 2097152);
    EXPECT_EQ(parse("bytes<1.5e6").terms.at(0).number, 1500000);
    EXPECT_EQ(parse("BYTES = 4,096").terms.at(0).number, 4096);
    EXPECT_EQ(parse("bytes=0x20").terms.at(0).number, 32);
    EXPECT_EQ(parse("bytes > 4 KiB conv").terms.at(0).number, 4096);
    EXPECT_EQ(parse("bytes > 4 KiB conv").terms.at(1).text, QStringLiteral("conv"));
}

TEST(Filter, TellsWhatItDoesNotUnderstandAndLeavesItOut) {
    for (const char* line : {"size>4", "bytes>", "bytes>many", "name<b", ">5", "bytes>1.2.3", "bytes>4<5"}) {
        const Filter filter = parse(line);
        EXPECT_TRUE(filter.terms.empty()) << line;
        EXPECT_FALSE(filter.fault.isEmpty()) << line;
    }
}

TEST(Filter, ComparesTextInAnyCaseAndElementsOfLists) {
    const FilterTerm equal{QStringLiteral("name"), Relation::equal, QStringLiteral("dtcm"), 0};
    EXPECT_TRUE(holds(equal, QStringLiteral("DTCM")));
    EXPECT_TRUE(holds(equal, QStringLiteral("SRAM, DTCM")));
    EXPECT_FALSE(holds(equal, QStringLiteral("DTCM2")));
    EXPECT_TRUE(holds(equal, QStringLiteral("Of DTCMs")));
    EXPECT_FALSE(holds(equal, QStringLiteral("xDTCM")));
}

TEST(Filter, ItsHintsAreOfTheColumnsKind) {
    EXPECT_TRUE(parse("bytes>").fault.contains(QStringLiteral("bytes>4096"))) << parse("bytes>").fault.toStdString();
    EXPECT_FALSE(parse("bytes>").fault.contains(QStringLiteral("DTCM")));
    EXPECT_FALSE(parse("name=").fault.contains(QStringLiteral("4096")));
}

TEST(Filter, ANumberThatNobodyKnowsIsNeverFound) {
    for (const char* line : {"bytes>0", "bytes<=0", "bytes!=7"}) {
        EXPECT_FALSE(holds(parse(line).terms.at(0), noNumber)) << line;
    }
}

TEST(NaturalOrder, CountsNumbersInsideOfText) {
    const auto less = [](const char* a, const char* b) {
        return compareNaturally(QString::fromLatin1(a), QString::fromLatin1(b)) < 0 &&
               compareNaturally(QString::fromLatin1(b), QString::fromLatin1(a)) > 0;
    };
    EXPECT_TRUE(less("op2/x", "op10/x"));
    EXPECT_TRUE(less("conv", "conv_1"));
    EXPECT_TRUE(less("Add", "conv"));
    EXPECT_TRUE(less("a9", "a10b"));
    EXPECT_EQ(compareNaturally(u"OP07", u"op7"), 0);
}

}  // namespace
}  // namespace pinfold::ui
