// Parses the body of one kernel: recursive descent, precedence climbing for binary operators.
#pragma once

#include "base/cancel.h"
#include "kernel/ast.h"
#include "kernel/lexer.h"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pinfold {

// A variable that the file defines outside all functions.
struct FileVariable {
    CType type;  // of an array: of its elements
    bool isConstantArray = false;
};
// Names of unknown origin are looked up by their order: whoever knows a hash function finds many names with one hash.
using FileVariables = std::map<std::string_view, FileVariable>;

// Deeper trees than this are not understood: it bounds the recursion of all that walks over a tree.
inline constexpr int maxExpressionDepth = 256;
inline constexpr int maxStatementDepth = 120;

// The value of an expression of integer literals; none if it is no such expression, or too large.
std::optional<std::int64_t> constantValue(const KernelBody& body, int expr);

class KernelParser {
public:
    // `tokens` end with one of kind `end`. Parsing fails if it is cancelled.
    KernelParser(std::span<const Token> tokens, const FileVariables& fileVariables, CancelToken cancel = {})
        : tokens_(tokens), fileVariables_(fileVariables), cancel_(std::move(cancel)) {}

    // The tokens are a function's body with its braces. False: see error().
    bool parseBody(std::span<const std::string_view> parameters);
    // The tokens start with one expression, of which no more is read than up to a comma outside parentheses. Its index
    // in body().exprs, or -1.
    int parseLoneExpression();
    // The tokens start with a type.
    bool parseLoneType(CType& type) { return parseType(type); }

    KernelBody& body() { return body_; }
    [[nodiscard]] const std::string& error() const { return error_; }

private:
    struct Depth;

    // Tokens
    [[nodiscard]] const Token& peek(std::size_t ahead = 0) const {
        return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
    }
    const Token& take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
    [[nodiscard]] bool at(std::string_view text) const { return is(peek(), text); }
    bool accept(std::string_view text);
    bool expect(std::string_view text);
    int fail(std::uint32_t line, std::string message);
    int unexpected(std::string_view wanted);

    // Statements: an index in body_.stmts, or -1 after an error
    int statement();
    int block();
    int declaration();
    int declarator(CType base, std::uint32_t line);
    int expressionStatement();
    int choice();
    int forLoop();
    int whileLoop();
    int leave();
    bool isDeclaration() const;
    int add(Stmt stmt);
    int list(std::span<const int> items);

    // Types
    bool parseType(CType& type);
    bool skipQualifier();
    bool isTypeName(const Token& token) const;
    bool isCast() const;
    void parsePointers(CType& type);

    // Expressions: an index in body_.exprs, or -1 after an error
    int expression();
    int assignment();
    int conditional();
    int binary(int least);
    int unary();
    int cast();
    int postfix();
    int primary();
    int number();
    int name();
    int call(const Token& function);
    int add(Expr expr);
    void noteChange(int target);

    // Symbols
    int declare(Symbol symbol);
    int lookUp(std::string_view name);
    void enterScope() { scopes_.push_back(bound_.size()); }
    void leaveScope();

    std::span<const Token> tokens_;
    const FileVariables& fileVariables_;
    std::size_t at_ = 0;
    KernelBody body_;
    CancelToken cancel_;
    std::string error_;
    int expressionDepth_ = 0;
    int statementDepth_ = 0;
    int loopDepth_ = 0;
    std::map<std::string_view, std::vector<int>> names_;  // innermost declaration last
    std::vector<std::string_view> bound_;                 // names in the order of their declarations
    std::vector<std::size_t> scopes_;                     // sizes of bound_ at their starts
};

}  // namespace pinfold
