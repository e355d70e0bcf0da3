#include "base/dtype.h"

#include <gtest/gtest.h>

namespace pinfold {

TEST(DType, NamesRoundTrip) {
    for (const auto name :
         {"int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool", "float32", "float64"}) {
        const auto type = dtypeFromName(name);
        ASSERT_TRUE(type) << name;
        EXPECT_EQ(nameOf(*type), name);
    }
    EXPECT_FALSE(dtypeFromName("float16"));
    EXPECT_FALSE(dtypeFromName(""));
}

TEST(DType, SizesAreThoseOfC) {
    EXPECT_EQ(bytesOf(DType::boolean), 1);
    EXPECT_EQ(bytesOf(DType::uint16), 2);
    EXPECT_EQ(bytesOf(DType::float32), 4);
    EXPECT_EQ(bytesOf(DType::int64), 8);
}

TEST(Shape, ScalarHasOneElement) {
    EXPECT_EQ(elementCount({}), 1);
    EXPECT_EQ(byteCount({}, DType::float64), 8);
}

TEST(Shape, OverflowAndNegativeExtentsHaveNoCount) {
    EXPECT_EQ(elementCount({1, 49, 10, 1}), 490);
    EXPECT_EQ(elementCount({5, 0}), 0);
    EXPECT_FALSE(elementCount({-1, 4}));
    EXPECT_FALSE(elementCount({std::int64_t{1} << 40, std::int64_t{1} << 40}));
    EXPECT_FALSE(byteCount({std::int64_t{1} << 61}, DType::float32));
}

}  // namespace pinfold
