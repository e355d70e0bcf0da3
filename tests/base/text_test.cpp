#include "base/text.h"

#include "base/exceptions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <new>
#include <stdexcept>

namespace pinfold {
namespace {

using ::testing::HasSubstr;

TEST(Characters, AreAsciiWhateverTheLocaleSays) {
    const char* const before = std::setlocale(LC_CTYPE, nullptr);
    const std::string kept = before ? before : "C";
    std::setlocale(LC_CTYPE, "");
    for (int i = 0; i < 256; ++i) {
        const char c = static_cast<char>(i);
        const bool digit = i >= '0' && i <= '9';
        const bool letter = (i >= 'A' && i <= 'Z') || (i >= 'a' && i <= 'z');
        EXPECT_EQ(isDigit(c), digit);
        EXPECT_EQ(isLetter(c), letter);
        EXPECT_EQ(isWordPart(c), digit || letter || c == '_');
        EXPECT_EQ(isSpace(c), std::string_view(" \t\n\v\f\r").find(c) != std::string_view::npos);
        EXPECT_EQ(isControl(c), i < 32 || i == 127);
    }
    std::setlocale(LC_CTYPE, kept.c_str());
}

TEST(Characters, NamesOfCBeginWithNoDigit) {
    for (const char* name : {"a", "_", "_1", "tvmgen_default_fused_1"}) EXPECT_TRUE(isIdentifier(name)) << name;
    for (const char* name : {"", "1a", "a-b", "a b", "ä"}) EXPECT_FALSE(isIdentifier(name)) << name;
}

Outcome<int> outcomeOf(const std::function<Outcome<int>()>& job) { return withoutExceptions<int>(job); }

TEST(Exceptions, BecomeErrorsInPlainText) {
    const auto thrown = outcomeOf([]() -> Outcome<int> { throw std::runtime_error("index\n\x1b[31m 7"); });
    ASSERT_FALSE(thrown.ok());
    EXPECT_EQ(thrown.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(thrown.error().message, HasSubstr("a mistake in Pinfold: index??[31m 7."));
    const auto memory = outcomeOf([]() -> Outcome<int> { throw std::bad_alloc(); });
    ASSERT_FALSE(memory.ok());
    EXPECT_EQ(memory.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(memory.error().message, HasSubstr("not enough memory"));
    const auto odd = outcomeOf([]() -> Outcome<int> { throw 1; });
    ASSERT_FALSE(odd.ok());
    EXPECT_THAT(odd.error().message, HasSubstr("a mistake in Pinfold"));
}

TEST(Exceptions, WhatAJobGivesIsGivenOn) {
    EXPECT_EQ(std::get<int>(*outcomeOf([]() -> Outcome<int> { return 3; })), 3);
    EXPECT_TRUE(isCancelled(*outcomeOf([]() -> Outcome<int> { return Cancelled{}; })));
    EXPECT_EQ(outcomeOf([]() -> Outcome<int> { return badInput("no"); }).error().message, "no");
}

}  // namespace
}  // namespace pinfold
