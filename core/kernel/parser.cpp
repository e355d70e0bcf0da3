#include "kernel/parser.h"

#include <fmt/format.h>

#include <algorithm>

namespace pinfold {

std::optional<std::int64_t> constantValue(const KernelBody& body, int index) {
    const Expr& expr = body.exprs[static_cast<std::size_t>(index)];
    if (expr.kind == ExprKind::integer) {
        if (expr.value < 0) return {};
        return expr.value;
    }
    if (expr.kind == ExprKind::cast && expr.type.isInteger()) return constantValue(body, expr.a);
    if (expr.kind == ExprKind::prefix && expr.code == punctuator("-")) {
        const auto operand = constantValue(body, expr.a);
        if (!operand || *operand == INT64_MIN) return {};
        return -*operand;
    }
    if (expr.kind != ExprKind::binary) return {};
    const auto a = constantValue(body, expr.a);
    const auto b = constantValue(body, expr.b);
    if (!a || !b) return {};
    std::int64_t result = 0;
    switch (expr.code) {
        case punctuator("+"): return __builtin_add_overflow(*a, *b, &result) ? std::nullopt : std::optional(result);
        case punctuator("-"): return __builtin_sub_overflow(*a, *b, &result) ? std::nullopt : std::optional(result);
        case punctuator("*"): return __builtin_mul_overflow(*a, *b, &result) ? std::nullopt : std::optional(result);
        case punctuator("/"): return *b <= 0 ? std::nullopt : std::optional(*a / *b);
        default: return {};
    }
}

struct KernelParser::Depth {
    explicit Depth(int& depth) : depth_(depth) { ++depth_; }
    ~Depth() { --depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    int& depth_;
};

bool KernelParser::accept(std::string_view text) {
    if (!at(text)) return false;
    take();
    return true;
}

bool KernelParser::expect(std::string_view text) {
    if (accept(text)) return true;
    unexpected(text);
    return false;
}

int KernelParser::fail(std::uint32_t line, std::string message) {
    if (error_.empty()) error_ = fmt::format("line {}: {}", line, message);
    return -1;
}

int KernelParser::unexpected(std::string_view wanted) {
    const Token& token = peek();
    if (token.kind == TokenKind::end)
        return fail(token.line, fmt::format("the text ends where {} should stand", wanted));
    return fail(token.line, fmt::format("'{}' stands where {} should", token.text.substr(0, 40), wanted));
}

bool KernelParser::parseBody(std::span<const std::string_view> parameters) {
    enterScope();
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        Symbol symbol{.name = parameters[i], .kind = Symbol::Kind::parameter};
        symbol.parameter = static_cast<int>(i);
        declare(symbol);
    }
    body_.root = block();
    if (body_.root >= 0 && peek().kind != TokenKind::end) unexpected("the end of the function");
    return error_.empty();
}

int KernelParser::statement() {
    const Depth depth(statementDepth_);
    const Token& token = peek();
    if (cancel_.cancelled()) return fail(token.line, "cancelled");
    if (statementDepth_ > maxStatementDepth) return fail(token.line, "statements are nested too deeply");
    if (token.kind == TokenKind::preprocessor) return fail(token.line, "a preprocessor directive inside a function");
    if (token.kind == TokenKind::identifier) {
        for (const std::string_view word : {"goto", "switch", "case", "default", "do", "asm", "__asm__",
                                            "_Static_assert", "static", "extern", "typedef"}) {
            if (token.text == word) return fail(token.line, fmt::format("'{}' is not understood", word));
        }
        if (token.text == "if") return choice();
        if (token.text == "for") return forLoop();
        if (token.text == "while") return whileLoop();
        if (token.text == "return") return leave();
        if (token.text == "break" || token.text == "continue") {
            take();
            if (!expect(";")) return -1;
            return add(Stmt{.kind = StmtKind::jump, .firstLine = token.line});
        }
        if (is(peek(1), ":")) return fail(token.line, "a label is not understood");
    }
    if (at("{")) return block();
    if (at(";")) {
        take();
        return add(Stmt{.kind = StmtKind::block, .firstLine = token.line, .a = 0, .b = 0});
    }
    return isDeclaration() ? declaration() : expressionStatement();
}

int KernelParser::block() {
    const std::uint32_t line = peek().line;
    if (!expect("{")) return -1;
    enterScope();
    std::vector<int> items;
    while (!at("}")) {
        if (peek().kind == TokenKind::end) return unexpected("}");
        const int item = statement();
        if (item < 0) return -1;
        items.push_back(item);
    }
    take();
    leaveScope();
    return add(Stmt{.kind = StmtKind::block, .firstLine = line, .a = list(items), .b = static_cast<int>(items.size())});
}

int KernelParser::declaration() {
    const std::uint32_t line = peek().line;
    CType base;
    if (!parseType(base)) return -1;
    std::vector<int> items;
    do {
        const int item = declarator(base, line);
        if (item < 0) return -1;
        items.push_back(item);
        base.pointers = 0;
    } while (accept(","));
    if (!expect(";")) return -1;
    if (items.size() == 1) {
        body_.stmts[static_cast<std::size_t>(items[0])].lastLine = tokens_[at_ - 1].line;
        return items[0];
    }
    return add(Stmt{.kind = StmtKind::block, .firstLine = line, .a = list(items), .b = static_cast<int>(items.size())});
}

int KernelParser::declarator(CType base, std::uint32_t line) {
    parsePointers(base);
    const Token& word = take();
    if (cancel_.cancelled()) return fail(word.line, "cancelled");
    if (word.kind != TokenKind::identifier) return fail(word.line, "a declaration without a name");
    Symbol symbol{.name = word.text, .type = base};
    symbol.loopDepth = loopDepth_;
    while (skipQualifier()) {
    }
    std::int64_t elements = 1;
    while (accept("[")) {
        if (symbol.isArray) return fail(word.line, "an array of arrays is not understood");
        symbol.isArray = true;
        const int extent = conditional();
        if (extent < 0 || !expect("]")) return -1;
        elements = constantValue(body_, extent).value_or(-1);
        if (elements < 0) return fail(word.line, fmt::format("the array '{}' has no constant size", word.text));
    }
    if (symbol.isArray) {
        const int bytes = base.pointers > 0 ? 4 : base.bytes;
        if (bytes == 0) return fail(word.line, fmt::format("the type of '{}' is unknown", word.text));
        if (__builtin_mul_overflow(elements, bytes, &symbol.bytes)) symbol.bytes = std::int64_t{1} << 62;
    }
    while (skipQualifier()) {
    }
    Stmt stmt{.kind = StmtKind::declaration, .firstLine = line};
    if (accept("=")) {
        if (at("{")) return fail(word.line, "an initialiser list is not understood");
        stmt.a = assignment();
        if (stmt.a < 0) return -1;
        symbol.initialiser = stmt.a;
    }
    stmt.symbol = declare(symbol);
    return add(stmt);
}

int KernelParser::expressionStatement() {
    const std::uint32_t line = peek().line;
    const int value = expression();
    if (value < 0 || !expect(";")) return -1;
    return add(Stmt{.kind = StmtKind::expression, .firstLine = line, .a = value});
}

int KernelParser::choice() {
    Stmt stmt{.kind = StmtKind::choice, .firstLine = take().line};
    if (!expect("(")) return -1;
    stmt.a = expression();
    if (stmt.a < 0 || !expect(")")) return -1;
    stmt.b = statement();
    if (stmt.b < 0) return -1;
    if (accept("else")) {
        stmt.c = statement();
        if (stmt.c < 0) return -1;
    }
    return add(stmt);
}

int KernelParser::forLoop() {
    Stmt stmt{.kind = StmtKind::forLoop, .firstLine = take().line};
    if (!expect("(")) return -1;
    enterScope();
    if (!accept(";")) {
        stmt.a = isDeclaration() ? declaration() : expressionStatement();
        if (stmt.a < 0) return -1;
    }
    const Depth loop(loopDepth_);
    if (!at(";")) {
        stmt.b = expression();
        if (stmt.b < 0) return -1;
    }
    if (!expect(";")) return -1;
    if (!at(")")) {
        stmt.c = expression();
        if (stmt.c < 0) return -1;
    }
    if (!expect(")")) return -1;
    stmt.d = statement();
    if (stmt.d < 0) return -1;
    leaveScope();
    return add(stmt);
}

int KernelParser::whileLoop() {
    Stmt stmt{.kind = StmtKind::whileLoop, .firstLine = take().line};
    const Depth loop(loopDepth_);
    if (!expect("(")) return -1;
    stmt.a = expression();
    if (stmt.a < 0 || !expect(")")) return -1;
    stmt.b = statement();
    return stmt.b < 0 ? -1 : add(stmt);
}

int KernelParser::leave() {
    Stmt stmt{.kind = StmtKind::leave, .firstLine = take().line};
    if (!at(";")) {
        stmt.a = expression();
        if (stmt.a < 0) return -1;
    }
    return expect(";") ? add(stmt) : -1;
}

int KernelParser::add(Stmt stmt) {
    stmt.lastLine = std::max(stmt.firstLine, at_ > 0 ? tokens_[at_ - 1].line : 0);
    body_.stmts.push_back(stmt);
    return static_cast<int>(body_.stmts.size()) - 1;
}

int KernelParser::list(std::span<const int> items) {
    const auto begin = body_.lists.size();
    body_.lists.insert(body_.lists.end(), items.begin(), items.end());
    return static_cast<int>(begin);
}

int KernelParser::declare(Symbol symbol) {
    const int index = static_cast<int>(body_.symbols.size());
    names_[symbol.name].push_back(index);
    bound_.push_back(symbol.name);
    body_.symbols.push_back(symbol);
    return index;
}

int KernelParser::lookUp(std::string_view name) {
    if (const auto found = names_.find(name); found != names_.end() && !found->second.empty()) {
        return found->second.back();
    }
    const auto file = fileVariables_.find(name);
    if (file == fileVariables_.end()) return -1;
    Symbol symbol{.name = name, .kind = Symbol::Kind::global, .type = file->second.type};
    if (file->second.isConstantArray) {
        symbol.kind = Symbol::Kind::constantArray;
        symbol.isArray = true;
    }
    const int index = static_cast<int>(body_.symbols.size());
    body_.symbols.push_back(symbol);
    names_[name].insert(names_[name].begin(), index);  // outside of all scopes: never unbound
    return index;
}

void KernelParser::leaveScope() {
    while (bound_.size() > scopes_.back()) {
        names_[bound_.back()].pop_back();
        bound_.pop_back();
    }
    scopes_.pop_back();
}

}  // namespace pinfold
