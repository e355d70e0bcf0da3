// Splits C into tokens, one at a time, so that megabytes of initialisers cost no memory.
#pragma once

#include "base/cancel.h"

#include <cstdint>
#include <string_view>
#include <utility>

namespace pinfold {

enum class TokenKind : std::uint8_t {
    end,
    identifier,    // keywords too
    integer,       // with suffixes: "0x1Fu"
    floating,      // "1.0e-3f"
    string,        // with its quotes
    character,     // with its quotes
    punctuator,    // longest match: "<<="
    preprocessor,  // a whole directive, from '#' to the end of its (continued) line
    bad,           // a byte that C does not have, or a string or comment that does not end
};

struct Token {
    std::string_view text;   // points into the source
    std::uint32_t line = 0;  // of its first byte, from 1, as __LINE__ counts
    std::uint32_t code = 0;  // of a punctuator: see punctuator()
    TokenKind kind = TokenKind::end;
};

// The code of a punctuator of one to three characters.
constexpr std::uint32_t punctuator(std::string_view text) {
    std::uint32_t code = 0;
    for (const char c : text) code = code << 8 | static_cast<unsigned char>(c);
    return code;
}

inline bool is(const Token& token, std::string_view text) {
    return token.kind == TokenKind::punctuator ? token.code == punctuator(text)
                                               : token.kind == TokenKind::identifier && token.text == text;
}

// What stands between `#ifdef __cplusplus` and its `#else` or `#endif` is passed over, as a C compiler does.
class Lexer {
public:
    // The text ends where the lexer stands once it is cancelled, be it in the middle of a comment.
    explicit Lexer(std::string_view text, CancelToken cancel = {}) : text_(text), cancel_(std::move(cancel)) {}
    Token next();

private:
    // To be asked before every step of a loop: false at the end of the text.
    [[nodiscard]] bool more() {
        constexpr std::uint32_t pause = 4096;
        if (++steps_ % pause == 0 && cancel_.cancelled()) at_ = text_.size();
        return at_ < text_.size();
    }
    void skipSpace();
    bool skipComment();
    Token directive();
    void skipCplusplus();
    std::string_view restOfLine();
    Token identifier();
    Token number();
    Token quoted(char quote);
    Token punctuation();
    Token make(TokenKind kind, std::size_t begin, std::uint32_t line) const {
        return {text_.substr(begin, at_ - begin), line, 0, kind};
    }
    [[nodiscard]] char peek(std::size_t ahead = 0) const {
        return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
    }

    std::string_view text_;
    CancelToken cancel_;
    std::uint32_t steps_ = 0;
    std::size_t at_ = 0;
    std::uint32_t line_ = 1;
    bool lineStart_ = true;
    bool broken_ = false;  // a comment does not end
};

}  // namespace pinfold
