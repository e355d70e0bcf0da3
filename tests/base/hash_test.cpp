#include "base/hash.h"

#include <gtest/gtest.h>

namespace pinfold {

TEST(Sha256, GivesThePublishedVectors) {
    // FIPS 180-4 examples and the digest of nothing.
    EXPECT_EQ(sha256Hex(std::string_view("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256Hex(std::string_view("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256Hex(std::string_view("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Sha256, IsTheSameForBytesThatComeInPieces) {
    const std::string text = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    Sha256 hash;
    for (const char& c : text) hash.add(std::as_bytes(std::span(&c, 1)));
    EXPECT_EQ(hash.hex(), sha256Hex(text));
}

TEST(Crc32, GivesThePublishedCheckValue) {
    const std::string_view digits = "123456789";
    EXPECT_EQ(crc32(std::as_bytes(std::span(digits))), 0xCBF43926U);
    EXPECT_EQ(crc32({}), 0U);
}

}  // namespace pinfold
