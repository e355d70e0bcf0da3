// Types: which are known, and where one stands.
#include "kernel/parser.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace pinfold {

namespace {

using Base = CType::Base;

const std::unordered_map<std::string_view, CType>& knownTypes() {
    static const std::unordered_map<std::string_view, CType> types{
        {"void", {Base::nothing, 0, 0}},
        {"int8_t", {Base::integer, 1, 0}},
        {"int16_t", {Base::integer, 2, 0}},
        {"int32_t", {Base::integer, 4, 0}},
        {"int64_t", {Base::integer, 8, 0}},
        {"uint8_t", {Base::unsignedInteger, 1, 0}},
        {"uint16_t", {Base::unsignedInteger, 2, 0}},
        {"uint32_t", {Base::unsignedInteger, 4, 0}},
        {"uint64_t", {Base::unsignedInteger, 8, 0}},
        {"bool", {Base::boolean, 1, 0}},
        {"_Bool", {Base::boolean, 1, 0}},
        {"float", {Base::floating, 4, 0}},
        {"double", {Base::floating, 8, 0}},
        {"half", {Base::floating, 2, 0}},
        {"_Float16", {Base::floating, 2, 0}},
        {"size_t", {Base::unsignedInteger, 4, 0}},
        {"TVMValue", {Base::value, 8, 0}},
        {"DLTensor", {Base::tensor, 0, 0}},
        {"TVMArray", {Base::tensor, 0, 0}},
    };
    return types;
}

constexpr std::array<std::string_view, 6> integerWords{"int", "char", "short", "long", "signed", "unsigned"};

bool isIntegerWord(std::string_view word) {
    return std::find(integerWords.begin(), integerWords.end(), word) != integerWords.end();
}

}  // namespace

bool KernelParser::isTypeName(const Token& token) const {
    if (token.kind != TokenKind::identifier) return false;
    const auto shadow = names_.find(token.text);
    if (shadow != names_.end() && !shadow->second.empty()) return false;
    return knownTypes().contains(token.text) || isIntegerWord(token.text) || token.text == "const" ||
           token.text == "volatile" || token.text == "struct" || token.text == "alignas" || token.text == "_Alignas" ||
           token.text == "__attribute__" || token.text == "register";
}

// `T name`, `T* name`: also for a T that nobody knows, as long as no variable is called so.
bool KernelParser::isDeclaration() const {
    const Token& token = peek();
    if (isTypeName(token)) return true;
    if (token.kind != TokenKind::identifier) return false;
    const auto variable = names_.find(token.text);
    if (variable != names_.end() && !variable->second.empty()) return false;
    std::size_t ahead = 1;
    while (is(peek(ahead), "*")) ++ahead;
    return peek(ahead).kind == TokenKind::identifier;
}

// At '(': a type in parentheses?
bool KernelParser::isCast() const {
    const Token& token = peek(1);
    if (isTypeName(token)) return true;
    if (token.kind != TokenKind::identifier || fileVariables_.contains(token.text)) return false;
    const auto variable = names_.find(token.text);
    if (variable != names_.end() && !variable->second.empty()) return false;
    std::size_t ahead = 2;
    while (is(peek(ahead), "*")) ++ahead;
    return is(peek(ahead), ")") && (ahead > 2 || peek(ahead + 1).kind == TokenKind::identifier);
}

// const, volatile, alignas(…), __attribute__((…)).
bool KernelParser::skipQualifier() {
    for (const std::string_view word : {"const", "volatile", "register", "struct"}) {
        if (accept(word)) return true;
    }
    if (!at("alignas") && !at("_Alignas") && !at("__attribute__")) return false;
    take();
    int depth = 0;
    do {
        if (peek().kind == TokenKind::end) return false;
        if (at("(")) ++depth;
        if (at(")")) --depth;
        take();
    } while (depth > 0);
    return true;
}

void KernelParser::parsePointers(CType& type) {
    while (true) {
        if (accept("*")) {
            type.pointers = static_cast<std::uint8_t>(std::min(type.pointers + 1, 100));
        } else if (!skipQualifier()) {
            return;
        }
    }
}

bool KernelParser::parseType(CType& type) {
    while (skipQualifier()) {
    }
    const Token& first = peek();
    if (first.kind != TokenKind::identifier) {
        unexpected("a type");
        return false;
    }
    type = CType{};
    if (isIntegerWord(first.text)) {
        type = {Base::integer, 4, 0};
        bool hasSign = false;
        int longs = 0;
        while (peek().kind == TokenKind::identifier && isIntegerWord(peek().text)) {
            const std::string_view word = take().text;
            if (word == "unsigned") type.base = Base::unsignedInteger;
            if (word == "signed" || word == "unsigned") hasSign = true;
            if (word == "char") type.bytes = 1;
            if (word == "short") type.bytes = 2;
            if (word == "long" && ++longs == 2) type.bytes = 8;
        }
        if (type.bytes == 1 && !hasSign) type.base = Base::unknown;  // the compiler's choice
    } else {
        take();
        if (const auto known = knownTypes().find(first.text); known != knownTypes().end()) type = known->second;
    }
    parsePointers(type);
    return true;
}

}  // namespace pinfold
