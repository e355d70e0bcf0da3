#include "pack/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace pinfold {
namespace {

using testing::HasSubstr;

std::string errorOf(const std::string& text) {
    const auto table = readPackCsv(text, "p.csv");
    return table.ok() ? "" : table.error().message;
}

TEST(PackCsv, ReadsColumnsInAnyOrderAndIgnoresOthers) {
    const auto table = readPackCsv("size,note,upper,id,lower\n64,x,9,b1,3\n", "p.csv");
    ASSERT_TRUE(table.ok()) << table.error().message;
    ASSERT_EQ(table->items.size(), 1u);
    EXPECT_EQ(table->ids[0], "b1");
    EXPECT_EQ(table->items[0].lower, 3);
    EXPECT_EQ(table->items[0].upper, 9);
    EXPECT_EQ(table->items[0].size, 64);
    EXPECT_EQ(table->items[0].alignment, 1);
    EXPECT_FALSE(table->items[0].fixed);
}

TEST(PackCsv, ReadsAlignmentsAndFixedOffsets) {
    const auto table = readPackCsv("id,lower,upper,size,alignment,fixed\na,0,1,8,16,32\nb,0,1,8,,\n", "p.csv");
    ASSERT_TRUE(table.ok()) << table.error().message;
    EXPECT_EQ(table->items[0].alignment, 16);
    EXPECT_EQ(table->items[0].fixed, 32);
    EXPECT_EQ(table->items[1].alignment, 1);
    EXPECT_FALSE(table->items[1].fixed);
}

TEST(PackCsv, TakesByteOrderMarksQuotesCarriageReturnsAndEmptyLines) {
    const auto table =
        readPackCsv("\xEF\xBB\xBFid,lower,upper,size\r\n\r\n\"a,\"\"b\"\"\" , 0 ,1,\"2\"\r\n\r\n", "p.csv");
    ASSERT_TRUE(table.ok()) << table.error().message;
    EXPECT_EQ(table->ids, std::vector<std::string>{"a,\"b\""});
    EXPECT_EQ(table->items[0].size, 2);
}

TEST(PackCsv, WritesWhatItReadWithOffsets) {
    const std::string text = "id,lower,upper,size,alignment,fixed\n\"a,b\",0,2,8,16,32\nc,1,3,4,1,\n";
    const auto table = readPackCsv(text, "p.csv");
    ASSERT_TRUE(table.ok()) << table.error().message;
    EXPECT_EQ(writePackCsv(*table, std::vector<std::int64_t>{32, 0}),
              "id,lower,upper,size,alignment,fixed,offset\n\"a,b\",0,2,8,16,32,32\nc,1,3,4,1,,0\n");
    const auto plain = readPackCsv("id,lower,upper,size\na,0,2,8\n", "p.csv");
    EXPECT_EQ(writePackCsv(*plain, std::vector<std::int64_t>{4}), "id,lower,upper,size,offset\na,0,2,8,4\n");
}

TEST(PackCsv, NamesFileAndLineOfWhatIsWrong) {
    const std::string header = "id,lower,upper,size\n";
    EXPECT_THAT(errorOf(""), HasSubstr("p.csv: is empty"));
    EXPECT_THAT(errorOf("id,lower,upper\n"), HasSubstr("p.csv, line 1: there is no column \"size\""));
    EXPECT_THAT(errorOf("id,lower,upper,size,size\n"), HasSubstr("\"size\" is there twice"));
    EXPECT_THAT(errorOf(header + "a,0,1\n"), HasSubstr("p.csv, line 2: has 3 fields; the first line names 4"));
    EXPECT_THAT(errorOf(header + "a,0,1,8\n\na,0,1,-8\n"), HasSubstr("p.csv, line 4: size \"-8\""));
    EXPECT_THAT(errorOf(header + "a,0,1,99999999999999999999\n"), HasSubstr("size \"99999999999999999999\""));
    EXPECT_THAT(errorOf(header + "a,0,1,9e3\n"), HasSubstr("size \"9e3\""));
    EXPECT_THAT(errorOf(header + "a,0,1,\n"), HasSubstr("size \"\""));
    EXPECT_THAT(errorOf(header + "a,5,5,8\n"), HasSubstr("lower 5 must be less than upper 5"));
    EXPECT_THAT(errorOf(header + "\"a,0,1,8\n"), HasSubstr("line 2: a field that starts with a quotation mark"));
    EXPECT_THAT(errorOf("id,lower,upper,size,alignment\na,0,1,8,24\n"),
                HasSubstr("alignment 24 must be a power of two"));
    EXPECT_THAT(errorOf("id,lower,upper,size,alignment,fixed\na,0,1,8,16,8\n"), HasSubstr("no multiple"));
    EXPECT_THAT(errorOf(header + std::string(1000, 'x') + ",0,1," + std::string(1000, 'y')), HasSubstr("yyy…\""));
}

TEST(PackCsv, AllSizesTogetherAreBounded) {
    std::string text = "id,lower,upper,size\n";
    for (int i = 0; i < 1025; ++i) text += std::to_string(i) + ",0,1,1125899906842624\n";
    EXPECT_THAT(errorOf(text), HasSubstr("all sizes together exceed"));
}

TEST(PackCsv, TooManyLinesAreRefused) {
    std::string text = "id,lower,upper,size\n";
    for (int i = 0; i <= 1'000'000; ++i) text += "a,0,1,1\n";
    EXPECT_THAT(errorOf(text), HasSubstr("more than 1,000,000 buffers"));
}

}  // namespace
}  // namespace pinfold
