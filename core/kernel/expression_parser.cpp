#include "kernel/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace pinfold {

namespace {

using Base = CType::Base;

// Constants of <math.h>, <float.h>, <stdint.h>, <stdbool.h>, <stddef.h>.
bool isWellKnown(std::string_view word) {
    static constexpr std::array<std::string_view, 19> words{
        "NULL",        "INFINITY",  "NAN",     "HUGE_VAL", "HUGE_VALF", "FLT_MAX",   "FLT_MIN",
        "FLT_EPSILON", "DBL_MAX",   "DBL_MIN", "INT8_MIN", "INT8_MAX",  "INT32_MIN", "INT32_MAX",
        "INT64_MIN",   "INT64_MAX", "INT_MAX", "INT_MIN",  "M_PI"};
    return std::find(words.begin(), words.end(), word) != words.end();
}

// How tightly a binary operator binds; 0 if it is none.
int precedence(const Token& token) {
    if (token.kind != TokenKind::punctuator) return 0;
    switch (token.code) {
        case punctuator("||"): return 1;
        case punctuator("&&"): return 2;
        case punctuator("|"): return 3;
        case punctuator("^"): return 4;
        case punctuator("&"): return 5;
        case punctuator("=="):
        case punctuator("!="): return 6;
        case punctuator("<"):
        case punctuator("<="):
        case punctuator(">"):
        case punctuator(">="): return 7;
        case punctuator("<<"):
        case punctuator(">>"): return 8;
        case punctuator("+"):
        case punctuator("-"): return 9;
        case punctuator("*"):
        case punctuator("/"):
        case punctuator("%"): return 10;
        default: return 0;
    }
}

bool isAssignment(const Token& token) {
    if (token.kind != TokenKind::punctuator) return false;
    switch (token.code) {
        case punctuator("="):
        case punctuator("+="):
        case punctuator("-="):
        case punctuator("*="):
        case punctuator("/="):
        case punctuator("%="):
        case punctuator("&="):
        case punctuator("|="):
        case punctuator("^="):
        case punctuator("<<="):
        case punctuator(">>="): return true;
        default: return false;
    }
}

std::optional<std::int64_t> integerValue(std::string_view text) {
    int base = 10;
    if (text.starts_with("0x") || text.starts_with("0X")) {
        base = 16;
        text.remove_prefix(2);
    } else if (text.size() > 1 && text[0] == '0') {
        base = 8;
    }
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
    if (error != std::errc{}) return {};
    const std::string_view suffix(end, static_cast<std::size_t>(text.data() + text.size() - end));
    if (suffix.find_first_not_of("uUlL") != std::string_view::npos) return {};
    return static_cast<std::int64_t>(value);
}

CType literalType(std::string_view text, std::int64_t value) {
    const auto digits = text.find_last_not_of("uUlL");
    const std::string_view suffix = text.substr(digits + 1);
    const bool isUnsigned = suffix.find_first_of("uU") != std::string_view::npos || value < 0;
    const bool isLong = suffix.size() - (isUnsigned && value >= 0 ? 1 : 0) >= 2 || value > 0x7fffffff || value < 0;
    return {isUnsigned ? Base::unsignedInteger : Base::integer, static_cast<std::uint8_t>(isLong ? 8 : 4), 0};
}

}  // namespace

int KernelParser::add(Expr expr) {
    int depth = 0;
    for (const int child :
         {expr.a, expr.kind == ExprKind::call ? -1 : expr.b, expr.kind == ExprKind::call ? -1 : expr.c}) {
        if (child >= 0) depth = std::max<int>(depth, body_.exprs[static_cast<std::size_t>(child)].depth);
    }
    if (expr.kind == ExprKind::call) {
        for (int i = expr.b; i < expr.b + expr.c; ++i) {
            const int argument = body_.lists[static_cast<std::size_t>(i)];
            depth = std::max<int>(depth, body_.exprs[static_cast<std::size_t>(argument)].depth);
        }
    }
    if (depth >= maxExpressionDepth) return fail(expr.line, "an expression is nested too deeply");
    expr.depth = static_cast<std::uint16_t>(depth + 1);
    body_.exprs.push_back(expr);
    return static_cast<int>(body_.exprs.size()) - 1;
}

void KernelParser::noteChange(int target) {
    const Expr& expr = body_.exprs[static_cast<std::size_t>(target)];
    if (expr.kind != ExprKind::name) return;
    Symbol& symbol = body_.symbols[static_cast<std::size_t>(expr.symbol)];
    ++symbol.assignments;
    if (loopDepth_ > symbol.loopDepth) symbol.assignedInInnerLoop = true;
}

int KernelParser::expression() {
    int left = assignment();
    while (left >= 0 && at(",")) {
        const std::uint32_t line = take().line;
        const int right = assignment();
        if (right < 0) return -1;
        left = add(Expr{.kind = ExprKind::binary, .code = punctuator(","), .line = line, .a = left, .b = right});
    }
    return left;
}

int KernelParser::assignment() {
    const int target = conditional();
    if (target < 0 || !isAssignment(peek())) return target;
    const Token& token = take();
    if (++expressionDepth_ > maxExpressionDepth) return fail(token.line, "an expression is nested too deeply");
    const int value = assignment();
    --expressionDepth_;
    if (value < 0) return -1;
    noteChange(target);
    return add(Expr{.kind = ExprKind::assignment, .code = token.code, .line = token.line, .a = target, .b = value});
}

int KernelParser::conditional() {
    const int condition = binary(1);
    if (condition < 0 || !at("?")) return condition;
    const std::uint32_t line = take().line;
    if (++expressionDepth_ > maxExpressionDepth) return fail(line, "an expression is nested too deeply");
    const int yes = expression();
    if (yes < 0 || !expect(":")) return -1;
    const int no = conditional();
    --expressionDepth_;
    if (no < 0) return -1;
    return add(Expr{.kind = ExprKind::conditional, .line = line, .a = condition, .b = yes, .c = no});
}

int KernelParser::binary(int least) {
    int left = unary();
    while (left >= 0) {
        const Token& token = peek();
        const int strength = precedence(token);
        if (strength == 0 || strength < least) break;
        take();
        const int right = binary(strength + 1);
        if (right < 0) return -1;
        left = add(Expr{.kind = ExprKind::binary, .code = token.code, .line = token.line, .a = left, .b = right});
    }
    return left;
}

int KernelParser::unary() {
    const Token& token = peek();
    if (cancel_.cancelled()) return fail(token.line, "cancelled");
    if (expressionDepth_ >= maxExpressionDepth) return fail(token.line, "an expression is nested too deeply");
    if (token.kind == TokenKind::punctuator && token.text != "(") {
        for (const std::string_view op : {"!", "~", "-", "+", "*", "&", "++", "--"}) {
            if (token.text != op) continue;
            take();
            ++expressionDepth_;
            const int operand = unary();
            --expressionDepth_;
            if (operand < 0) return -1;
            const Expr& target = body_.exprs[static_cast<std::size_t>(operand)];
            if (op == "++" || op == "--") noteChange(operand);
            if (op == "&" && target.kind == ExprKind::name) {
                body_.symbols[static_cast<std::size_t>(target.symbol)].addressTaken = true;
            }
            return add(Expr{.kind = ExprKind::prefix, .code = token.code, .line = token.line, .a = operand});
        }
    }
    if (at("(") && isCast()) return cast();
    return postfix();
}

int KernelParser::cast() {
    Expr expr{.kind = ExprKind::cast, .line = take().line};
    if (!parseType(expr.type) || !expect(")")) return -1;
    ++expressionDepth_;
    expr.a = unary();
    --expressionDepth_;
    return expr.a < 0 ? -1 : add(expr);
}

int KernelParser::postfix() {
    int left = primary();
    while (left >= 0) {
        const Token& token = peek();
        Expr expr{.code = token.code, .line = token.line, .a = left};
        if (accept("[")) {
            expr.kind = ExprKind::index;
            ++expressionDepth_;
            expr.b = expression();
            --expressionDepth_;
            if (expr.b < 0 || !expect("]")) return -1;
        } else if (accept(".") || accept("->")) {
            expr.kind = ExprKind::member;
            expr.text = peek().text;
            if (take().kind != TokenKind::identifier) return fail(token.line, "a member without a name");
        } else if (accept("++") || accept("--")) {
            expr.kind = ExprKind::postfix;
            noteChange(left);
        } else {
            break;
        }
        left = add(expr);
    }
    return left;
}

int KernelParser::primary() {
    const Token& token = peek();
    switch (token.kind) {
        case TokenKind::integer: return number();
        case TokenKind::floating: take(); return add(Expr{.kind = ExprKind::floating, .line = token.line});
        case TokenKind::string: {
            take();
            while (peek().kind == TokenKind::string) take();
            return add(Expr{.kind = ExprKind::string, .line = token.line, .text = token.text});
        }
        case TokenKind::identifier: return name();
        default: break;
    }
    if (!at("(")) return unexpected("an expression");
    take();
    ++expressionDepth_;
    const int inner = expression();
    --expressionDepth_;
    if (inner < 0 || !expect(")")) return -1;
    return inner;
}

int KernelParser::number() {
    const Token& token = take();
    const auto value = integerValue(token.text);
    if (!value) {
        if (token.text.find_first_of("fF") == std::string_view::npos) {
            return fail(token.line, fmt::format("the number '{}' is not understood", token.text.substr(0, 40)));
        }
        return add(Expr{.kind = ExprKind::floating, .line = token.line});
    }
    return add(
        Expr{.kind = ExprKind::integer, .line = token.line, .type = literalType(token.text, *value), .value = *value});
}

int KernelParser::name() {
    const Token& token = take();
    if (at("(")) {
        const auto variable = names_.find(token.text);
        if (variable != names_.end() && !variable->second.empty()) {
            return fail(token.line, fmt::format("a call through the variable '{}'", token.text));
        }
        return call(token);
    }
    if (token.text == "sizeof") return fail(token.line, "'sizeof' is not understood");
    if (const int symbol = lookUp(token.text); symbol >= 0) {
        return add(Expr{.kind = ExprKind::name, .line = token.line, .symbol = symbol, .text = token.text});
    }
    if (token.text == "true" || token.text == "false") {
        return add(Expr{.kind = ExprKind::integer,
                        .line = token.line,
                        .type = {Base::integer, 4, 0},
                        .value = token.text == "true"});
    }
    if (isWellKnown(token.text)) return add(Expr{.kind = ExprKind::wellKnown, .line = token.line, .text = token.text});
    return fail(token.line, fmt::format("'{}' is declared nowhere", token.text.substr(0, 80)));
}

int KernelParser::call(const Token& function) {
    take();
    ++expressionDepth_;
    std::vector<int> arguments;
    if (!at(")")) {
        do {
            const int argument = assignment();
            if (argument < 0) return -1;
            arguments.push_back(argument);
        } while (accept(","));
    }
    --expressionDepth_;
    if (!expect(")")) return -1;
    const int first = list(arguments);
    return add(Expr{.kind = ExprKind::call,
                    .line = function.line,
                    .b = first,
                    .c = static_cast<int>(arguments.size()),
                    .text = function.text});
}

int KernelParser::parseLoneExpression() { return assignment(); }

}  // namespace pinfold
