#include "kernel/lexer.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace pinfold {

namespace {

// "ifdef" of "#  ifdef __cplusplus".
std::string_view directiveName(std::string_view directive) {
    const auto begin = directive.find_first_not_of(" \t", 1);
    if (begin == std::string_view::npos) return {};
    auto end = begin;
    while (end < directive.size() && isWordPart(directive[end])) ++end;
    return directive.substr(begin, end - begin);
}

constexpr std::array<std::string_view, 24> longPunctuators{"<<=", ">>=", "...", "->", "++", "--", "<<", ">>",
                                                           "<=",  ">=",  "==",  "!=", "&&", "||", "+=", "-=",
                                                           "*=",  "/=",  "%=",  "&=", "|=", "^=", "##", "::"};

}  // namespace

Token Lexer::next() {
    while (true) {
        skipSpace();
        if (broken_) return make(TokenKind::bad, text_.size(), line_);
        if (at_ >= text_.size()) return make(TokenKind::end, at_, line_);
        const char c = peek();
        if (c == '#' && lineStart_) {
            const Token token = directive();
            if (token.kind != TokenKind::end) return token;
            continue;
        }
        lineStart_ = false;
        if (isWordPart(c) && !isDigit(c)) return identifier();
        if (isDigit(c) || (c == '.' && isDigit(peek(1)))) return number();
        if (c == '"' || c == '\'') return quoted(c);
        return punctuation();
    }
}

void Lexer::skipSpace() {
    while (more()) {
        const char c = text_[at_];
        if (c == '\n') {
            ++line_;
            lineStart_ = true;
        } else if (c == '/' && (peek(1) == '/' || peek(1) == '*')) {
            if (!skipComment()) return;
            continue;
        } else if (c == '\\' && (peek(1) == '\n' || (peek(1) == '\r' && peek(2) == '\n'))) {
            at_ += peek(1) == '\r' ? 2 : 1;
            ++line_;
        } else if (c != ' ' && c != '\t' && c != '\r' && c != '\f' && c != '\v') {
            return;
        }
        ++at_;
    }
}

bool Lexer::skipComment() {
    if (peek(1) == '/') {
        restOfLine();
        return true;
    }
    const auto line = line_;
    for (at_ += 2; more(); ++at_) {
        if (text_[at_] == '\n') ++line_;
        if (text_[at_] != '*' || peek(1) != '/') continue;
        at_ += 2;
        return true;
    }
    line_ = line;
    broken_ = true;
    return false;
}

// Goes to the newline that ends the line; a backslash before a newline continues it.
std::string_view Lexer::restOfLine() {
    const auto begin = at_;
    while (more()) {
        const auto end = text_.find('\n', at_);
        if (end == std::string_view::npos) {
            at_ = text_.size();
            break;
        }
        at_ = end;
        const std::size_t before = end > begin && text_[end - 1] == '\r' ? end - 1 : end;
        if (before == begin || text_[before - 1] != '\\') break;
        ++line_;
        ++at_;
    }
    return text_.substr(begin, at_ - begin);
}

Token Lexer::directive() {
    const auto begin = at_;
    const auto line = line_;
    const std::string_view text = restOfLine();
    const std::string_view name = directiveName(text);
    const bool asksForCplusplus = text.find("__cplusplus") != std::string_view::npos;
    if (asksForCplusplus && (name == "ifdef" || (name == "if" && text.find('!') == std::string_view::npos))) {
        skipCplusplus();
        return {};
    }
    return make(TokenKind::preprocessor, begin, line);
}

void Lexer::skipCplusplus() {
    int depth = 1;
    while (more()) {
        const std::string_view line = restOfLine();
        const auto begin = line.find_first_not_of(" \t");
        if (begin != std::string_view::npos && line[begin] == '#') {
            const std::string_view name = directiveName(line.substr(begin));
            if (name.starts_with("if")) ++depth;
            if (name == "endif" && --depth == 0) return;
            if (name == "else" && depth == 1) return;
        }
        if (at_ < text_.size()) {
            ++at_;
            ++line_;
        }
    }
}

Token Lexer::identifier() {
    const auto begin = at_;
    while (more() && isWordPart(text_[at_])) ++at_;
    return make(TokenKind::identifier, begin, line_);
}

Token Lexer::number() {
    const auto begin = at_;
    const bool hexadecimal = peek() == '0' && (peek(1) == 'x' || peek(1) == 'X');
    bool floating = false;
    while (more()) {
        const char c = text_[at_];
        const bool exponent = hexadecimal ? c == 'p' || c == 'P' : c == 'e' || c == 'E';
        floating = floating || c == '.' || exponent;
        if (exponent && (peek(1) == '+' || peek(1) == '-')) ++at_;
        if (!isWordPart(c) && c != '.') break;
        ++at_;
    }
    return make(floating ? TokenKind::floating : TokenKind::integer, begin, line_);
}

Token Lexer::quoted(char quote) {
    const auto begin = at_;
    ++at_;
    const auto line = line_;
    while (more() && text_[at_] != quote && text_[at_] != '\n') {
        if (text_[at_] == '\\' && ++at_ < text_.size() && text_[at_] == '\n') ++line_;
        ++at_;
    }
    if (at_ >= text_.size() || text_[at_] == '\n') {
        at_ = std::min(at_, text_.size());
        return make(TokenKind::bad, begin, line);
    }
    ++at_;
    return make(quote == '"' ? TokenKind::string : TokenKind::character, begin, line);
}

Token Lexer::punctuation() {
    constexpr std::string_view known = "{}()[];,:?.+-*/%&|^~!<>=";
    const auto begin = at_;
    if (known.find(peek()) == std::string_view::npos) {
        ++at_;
        return make(TokenKind::bad, begin, line_);
    }
    std::size_t length = 1;
    if (const char c = peek(1); c == '=' || c == peek() || c == '>' || c == '.') {
        for (const std::string_view candidate : longPunctuators) {
            if (text_.substr(at_, candidate.size()) == candidate) {
                length = candidate.size();
                break;
            }
        }
    }
    at_ += length;
    Token token = make(TokenKind::punctuator, begin, line_);
    token.code = punctuator(token.text);
    return token;
}

}  // namespace pinfold
