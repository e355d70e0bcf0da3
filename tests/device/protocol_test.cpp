#include "device/protocol.h"

#include <gtest/gtest.h>

using namespace pinfold;

namespace {

std::string letters(std::size_t count) {
    std::string text(count, '\0');
    for (std::size_t i = 0; i < count; ++i) text[i] = static_cast<char>('a' + i % 26);
    return text;
}

std::vector<Frame> decoded(FrameDecoder& decoder, std::string_view bytes) {
    std::vector<Frame> frames;
    decoder.feed(std::as_bytes(std::span(bytes)), frames);
    return frames;
}

}  // namespace

TEST(Cobs, GivesBackWhatWasEncodedWithoutAnyZero) {
    for (std::size_t length = 0; length < 600; ++length) {
        for (const std::size_t zeroEvery :
             {std::size_t{0}, std::size_t{1}, std::size_t{7}, std::size_t{254}, std::size_t{255}}) {
            std::string bytes = letters(length);
            for (std::size_t i = 0; zeroEvery != 0 && i < length; ++i) {
                if (i % zeroEvery == zeroEvery - 1) bytes[i] = '\0';
            }
            const std::string encoded = cobsEncode(bytes);
            EXPECT_EQ(encoded.find('\0'), std::string::npos);
            EXPECT_LE(encoded.size(), length + length / 254 + 1);
            EXPECT_EQ(cobsDecode(encoded), bytes) << length << " bytes, a zero every " << zeroEvery;
        }
    }
}

TEST(Cobs, RefusesABlockThatIsCutOff) {
    EXPECT_FALSE(
        cobsDecode("\x05"
                   "abc"));
    EXPECT_FALSE(cobsDecode(std::string_view("\x02\0", 2)));
    EXPECT_FALSE(cobsDecode(std::string_view("\0", 1)));
}

TEST(FrameDecoder, FindsFramesInAnyPortions) {
    const Frame first{1, 0x1234, letters(300)};
    const Frame second{0x85, 7, std::string(5, '\0')};
    const std::string line = encodeFrame(first) + encodeFrame(second);
    for (std::size_t portion = 1; portion <= line.size(); portion += 13) {
        FrameDecoder decoder;
        std::vector<Frame> frames;
        for (std::size_t at = 0; at < line.size(); at += portion) {
            const std::string_view part = std::string_view(line).substr(at, portion);
            decoder.feed(std::as_bytes(std::span(part)), frames);
        }
        ASSERT_EQ(frames.size(), 2u);
        EXPECT_EQ(frames[0].sequence, 0x1234);
        EXPECT_EQ(frames[0].body, first.body);
        EXPECT_EQ(frames[1].type, 0x85);
        EXPECT_EQ(frames[1].body, second.body);
        EXPECT_EQ(decoder.damaged(), 0u);
    }
}

TEST(FrameDecoder, FindsTheFrameBehindGarbage) {
    FrameDecoder decoder;
    const auto frames = decoded(decoder, "U-Boot 2023.01\r\n\xff\xfe" + encodeFrame({2, 9, "abc"}));
    ASSERT_EQ(frames.size(), 1u);
    EXPECT_EQ(frames[0].body, "abc");
    EXPECT_EQ(decoder.damaged(), 1u);
}

TEST(FrameDecoder, NoticesEverySingleBitError) {
    const std::string line = encodeFrame({4, 77, "some body"});
    for (std::size_t bit = 8; bit < (line.size() - 1) * 8; ++bit) {
        std::string broken = line;
        broken[bit / 8] = static_cast<char>(broken[bit / 8] ^ 1 << bit % 8);
        FrameDecoder decoder;
        EXPECT_TRUE(decoded(decoder, broken).empty()) << "bit " << bit;
        EXPECT_GE(decoder.damaged(), 1u);
    }
}

TEST(FrameDecoder, HoldsNoMoreThanALongestFrame) {
    FrameDecoder decoder;
    for (int i = 0; i < 100; ++i) EXPECT_TRUE(decoded(decoder, letters(FrameDecoder::maxFrameBytes / 10)).empty());
    EXPECT_TRUE(decoded(decoder, std::string(1, '\0')).empty());
    EXPECT_EQ(decoder.damaged(), 1u);
    EXPECT_EQ(decoded(decoder, encodeFrame({1, 1, "x"})).size(), 1u);
}

TEST(BodyReader, IsIncompleteAfterAReadBeyondTheEnd) {
    BodyReader body("\x01\x02\x03");
    EXPECT_EQ(body.number(2), 0x0201u);
    EXPECT_TRUE(body.complete());
    EXPECT_EQ(body.number(2), 0u);
    EXPECT_FALSE(body.complete());
    EXPECT_EQ(body.number(1), 0u);
}

TEST(ParseHello, RefusesAnswersThatMakeNoSense) {
    std::string body;
    appendNumber(body, 5, 4);
    appendNumber(body, protocolVersion, 2);
    EXPECT_FALSE(parseHello(body).ok());
    appendNumber(body, 0, 2);  // bytes of a write
    body += std::string(200, '\0');
    EXPECT_FALSE(parseHello(body).ok());
}

TEST(ParseHello, OfAnotherVersionIsReadUpToTheVersion) {
    std::string body;
    appendNumber(body, 5, 4);
    appendNumber(body, protocolVersion + 1, 2);
    const auto hello = parseHello(body);
    ASSERT_TRUE(hello.ok());
    EXPECT_EQ(hello->version, protocolVersion + 1);
}

TEST(ParseModel, RefusesATensorWhoseBytesDoNotFitItsShape) {
    std::string body = "\x01m";
    appendNumber(body, 1, 2);  // operators
    appendNumber(body, 1, 1);  // inputs
    appendNumber(body, 0, 1);
    appendNumber(body, 2, 1);  // float32
    appendNumber(body, 32, 1);
    appendNumber(body, 1, 1);
    appendNumber(body, 10, 4);
    std::string right = body;
    appendNumber(right, 40, 4);
    ASSERT_TRUE(parseModel(right).ok());
    EXPECT_EQ(parseModel(right)->inputs[0].shape, Shape{10});
    appendNumber(body, 41, 4);
    EXPECT_FALSE(parseModel(body).ok());
}
