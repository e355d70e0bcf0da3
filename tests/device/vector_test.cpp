// The dialogue in docs/protocol.md, played to both sides.
#include "base/file.h"
#include "device/protocol.h"
#include "device/simulated_device.h"

#include <gtest/gtest.h>

#include <sstream>

using namespace pinfold;
using namespace pinfold::test;

namespace {

struct Vector {
    std::string title;    // "host hello", "device ready" …
    std::string content;  // empty for garbage
    std::string line;
    [[nodiscard]] bool fromHost() const { return title.starts_with("host"); }
};

std::string bytesOf(std::istringstream& hex) {
    std::string bytes;
    for (std::string two; hex >> two;) bytes += static_cast<char>(std::stoi(two, nullptr, 16));
    return bytes;
}

std::vector<Vector> readVectors() {
    const auto text = readFile(std::string(PINFOLD_SOURCE_DIR) + "/docs/protocol.md", 1 << 20);
    if (!text.ok()) throw std::runtime_error(text.error().message);
    std::vector<Vector> vectors;
    std::istringstream lines(text->substr(text->find("## Test vectors")));
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("    ")) continue;
        std::istringstream words(line);
        std::string first;
        words >> first;
        if (first == "content") {
            vectors.back().content = bytesOf(words);
        } else if (first == "line") {
            vectors.back().line = bytesOf(words);
        } else {
            vectors.push_back({line.substr(4), {}, {}});
        }
    }
    return vectors;
}

}  // namespace

TEST(TestVectors, AreWhatTheHostWritesAndReads) {
    const auto vectors = readVectors();
    ASSERT_GE(vectors.size(), 18u);
    for (const Vector& vector : vectors) {
        FrameDecoder decoder;
        std::vector<Frame> frames;
        decoder.feed(std::as_bytes(std::span(vector.line)), frames);
        if (vector.content.empty()) {
            EXPECT_EQ(decoder.damaged(), 1u) << vector.title;
            continue;
        }
        ASSERT_EQ(frames.size(), 1u) << vector.title;
        std::string content;
        appendNumber(content, frames[0].type, 1);
        appendNumber(content, frames[0].sequence, 2);
        EXPECT_EQ(content + frames[0].body, vector.content) << vector.title;
        EXPECT_EQ(encodeFrame(frames[0]), vector.line) << vector.title;
    }
}

TEST(TestVectors, AreWhatTheDeviceSays) {
    const auto vectors = readVectors();
    startSimulatedDevice();
    std::string said = exchangeWithDevice("");
    for (const Vector& vector : vectors) {
        if (vector.fromHost()) {
            EXPECT_EQ(said, "") << "before " << vector.title;
            said = exchangeWithDevice(vector.line);
            continue;
        }
        ASSERT_TRUE(said.starts_with(vector.line)) << vector.title;
        said.erase(0, vector.line.size());
    }
    EXPECT_EQ(said, "");
}
