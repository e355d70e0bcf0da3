// Follows the values through one parsed kernel and notes what it does with its buffers. reader.cpp explains how.
#pragma once

#include "base/cancel.h"
#include "kernel/ast.h"
#include "kernel/bounds.h"
#include "kernel/kernel.h"

#include <string>
#include <string_view>
#include <vector>

namespace pinfold {

class KernelAnalysis {
public:
    // `kernel` has its workspaces already, with their lines and sizes. The rest of what `kernel` says of its use of
    // memory is filled in by run(), or part of it if that is cancelled.
    KernelAnalysis(const KernelBody& body, Kernel& kernel, const CancelToken& cancel);
    void run();

private:
    struct Value {
        enum class Kind : std::uint8_t {
            scalar,         // a number of which nothing is known
            integer,        // form
            arguments,      // the kernel's first parameter, TVMValue[]
            slot,           // an element of it: argument `index`
            handle,         // its v_handle: DLTensor*
            tensor,         // the DLTensor
            buffer,         // the address of the first element of buffer `index`
            foreign,        // memory that holds no buffer: shapes, type codes, result values
            stackArray,     // a local array
            constantArray,  // a constant of the file
            null,
            wild,  // a pointer of which nothing is known
        };
        Kind kind = Kind::scalar;
        int index = -1;
        CType type;
        Form form;
    };
    struct Buffer {
        BufferUse use;
        bool hasRange = false, hasWrittenRange = false;
    };
    struct Variable {
        Value value;
        Interval assigned{1, 0, false, false};  // of an integer that is assigned more than once: all values so far
        bool changes = false;
    };
    struct CountedLoop {
        int symbol = -1;
        int start = -1, limit = -1;  // expressions
        std::int64_t step = 0;
        bool limitIncluded = false;
    };

    // Statements (analysis.cpp)
    void topLevel(int stmt, bool last);
    void statement(int stmt);
    void declare(const Stmt& stmt);
    void declarePointer(const Stmt& stmt, const Value& value);
    void choose(const Stmt& stmt);
    void forLoop(const Stmt& stmt);
    void countedLoop(const Stmt& stmt, const CountedLoop& loop);
    bool isCounted(const Stmt& stmt, CountedLoop& loop) const;
    bool isStep(int expr, int symbol, std::int64_t& step) const;
    void whileLoop(const Stmt& stmt);
    void leave(const Stmt& stmt, bool last);
    void finish();
    void finishBuffer(Buffer& buffer);

    // Expressions (values.cpp). Each node is evaluated once, so that each access is counted once.
    Value evaluate(int expr);
    Value name(const Expr& expr);
    Value prefix(const Expr& expr);
    Value addressOf(int operand);
    Value binary(int index);
    Value logical(const Expr& expr);
    Value arithmetic(const Expr& expr);
    Value comparison(int index);
    Value arithmetic(std::uint32_t code, const Value& a, const Value& b);
    Value conditional(const Expr& expr);
    Value cast(const Expr& expr);
    void assume(int expr, bool truth);
    void assume(int expr, bool truth, int& budget);
    void assumeComparison(std::uint32_t code, const Form& difference, bool truth);
    Value integerValue(const Form& form, CType type);
    Value unknownOf(CType type);
    Form formOf(const Value& value);

    // Memory (memory.cpp)
    Value index(const Expr& expr, bool reads, bool writes);
    Value element(const Value& base, const Form& position, std::uint32_t line, bool reads, bool writes);
    Value member(const Expr& expr);
    Value tensorField(int argument, std::string_view field);
    Value assignment(const Expr& expr);
    Value store(int target, std::uint32_t code, const Value& value, std::uint32_t line);
    void assignName(const Expr& target, const Value& value);
    Value call(const Expr& expr);
    Value allocation(const Expr& expr);
    void countMacs(int target, int value, bool accumulates);
    void access(int buffer, const Form& position, int bytes, bool reads, bool writes);
    void wildAccess(bool writes);
    void escape(const Value& value);
    void escapeBuffer(int buffer);
    void seeArgument(int argument);
    int touchStatement();
    static bool isPointer(const Value& value) { return value.kind >= Value::Kind::arguments; }

    void fail(std::uint32_t line, std::string message);
    [[nodiscard]] const Expr& expr(int index) const { return body_.exprs[static_cast<std::size_t>(index)]; }
    [[nodiscard]] const Stmt& stmt(int index) const { return body_.stmts[static_cast<std::size_t>(index)]; }
    [[nodiscard]] const Symbol& symbol(int index) const { return body_.symbols[static_cast<std::size_t>(index)]; }
    Variable& variable(int index) { return variables_[static_cast<std::size_t>(index)]; }
    [[nodiscard]] bool dead() const { return deadLoops_ > 0 || bounds_.contradiction(); }

    const KernelBody& body_;
    Kernel& kernel_;
    const CancelToken& cancel_;
    Bounds bounds_;
    std::int64_t maxWork_;
    std::vector<Variable> variables_;  // by symbol
    std::vector<int> comparisons_;     // by expression: index in differences_, or -1
    std::vector<Form> differences_;    // a - b of each comparison that was evaluated
    std::vector<Buffer> workspaces_;   // as in kernel_.workspaces
    std::vector<Buffer> arguments_;
    std::vector<bool> argumentSeen_, argumentHasData_;
    std::string scalarArgument_;  // a refusal
    bool allArgumentsEscape_ = false;
    bool wildWrites_ = false;
    std::int64_t turns_ = 1;  // how often the present place runs in one call
    int deadLoops_ = 0;       // loops around it that never run
    std::int64_t macs_ = 0;
    int currentTop_ = -1;   // the top-level statement, in body_.stmts
    int currentTick_ = -1;  // its number in kernel_.statements, or -1
};

// Buffers of Value::index: arguments are their positions, workspaces follow from here.
inline constexpr int firstWorkspaceBuffer = 1 << 20;
inline constexpr int maxArguments = 1024;

}  // namespace pinfold
