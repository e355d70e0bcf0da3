// The syntax tree of one kernel's body. Nodes refer to each other by index into the vectors of KernelBody; names are
// resolved to symbols, so that shadowing is no concern of what comes later.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace pinfold {

// A C type as far as reading kernels needs it.
struct CType {
    enum class Base : std::uint8_t { nothing, integer, unsignedInteger, boolean, floating, value, tensor, unknown };
    Base base = Base::unknown;  // nothing: void; value: TVMValue; tensor: DLTensor
    std::uint8_t bytes = 0;     // of the base; 0 if unknown
    std::uint8_t pointers = 0;  // how many '*'

    bool operator==(const CType&) const = default;
    [[nodiscard]] bool isInteger() const {
        return pointers == 0 && (base == Base::integer || base == Base::unsignedInteger || base == Base::boolean);
    }
    [[nodiscard]] CType pointee() const { return {base, bytes, static_cast<std::uint8_t>(pointers - 1)}; }
};

enum class ExprKind : std::uint8_t {
    integer,  // value
    floating,
    string,       // text
    name,         // symbol; text
    wellKnown,    // a constant of a standard header: NULL, INFINITY …; text
    prefix,       // code, a: ! ~ - + & * ++ --
    postfix,      // code, a: ++ --
    binary,       // code, a, b; the comma too
    conditional,  // a ? b : c
    assignment,   // code, a, b: = += …
    cast,         // type, a
    index,        // a[b]
    member,       // a.text, a->text (code)
    call,         // text; arguments are lists[b … b + c)
};

struct Expr {
    ExprKind kind = ExprKind::integer;
    std::uint16_t depth = 1;  // of the tree below
    std::uint32_t code = 0;   // see punctuator()
    std::uint32_t line = 0;
    int a = -1, b = -1, c = -1;
    int symbol = -1;
    CType type = {};
    std::int64_t value = 0;
    std::string_view text = {};
};

enum class StmtKind : std::uint8_t {
    block,        // lists[a … a + b); a group of declarators too
    declaration,  // symbol, and a: the expression that initialises it, or -1
    expression,   // a
    choice,       // if (a) b else c
    forLoop,      // for (statement a; expression b; expression c) statement d; each may be -1
    whileLoop,    // while (a) b
    jump,         // break, continue
    leave,        // return a; a may be -1
};

struct Stmt {
    StmtKind kind = StmtKind::block;
    std::uint32_t firstLine = 0, lastLine = 0;  // inclusive
    int a = -1, b = -1, c = -1, d = -1;
    int symbol = -1;
};

struct Symbol {
    enum class Kind : std::uint8_t { parameter, local, constantArray, global };
    std::string_view name = {};
    Kind kind = Kind::local;
    CType type = {};  // of an array: of its elements
    bool isArray = false;
    std::int64_t bytes = 0;            // of a local array; 0 otherwise
    int parameter = -1;                // position among the function's parameters
    int loopDepth = 0;                 // how many loops stand around the declaration
    int assignments = 0;               // =, +=, ++ … ; the initialiser is none
    bool assignedInInnerLoop = false;  // by a loop that stands inside the declaration's scope
    bool addressTaken = false;
    int initialiser = -1;  // expression
};

struct KernelBody {
    std::vector<Expr> exprs;
    std::vector<Stmt> stmts;
    std::vector<Symbol> symbols;
    std::vector<int> lists;
    int root = -1;  // the function's block
};

}  // namespace pinfold
