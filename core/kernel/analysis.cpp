#include "kernel/analysis.h"

#include "kernel/lexer.h"
#include "kernel/parser.h"

#include <fmt/format.h>

#include <algorithm>

namespace pinfold {

namespace {

// Of Bounds, in one kernel. In those of real models an expression takes one or two.
constexpr std::int64_t workOfAnyKernel = 1'000'000;
constexpr std::int64_t workPerExpression = 100;

// The comparison with its sides exchanged.
std::uint32_t mirrored(std::uint32_t code) {
    switch (code) {
        case punctuator("<"): return punctuator(">");
        case punctuator("<="): return punctuator(">=");
        case punctuator(">"): return punctuator("<");
        case punctuator(">="): return punctuator("<=");
        default: return code;
    }
}

}  // namespace

KernelAnalysis::KernelAnalysis(const KernelBody& body, Kernel& kernel, const CancelToken& cancel)
    : body_(body),
      kernel_(kernel),
      cancel_(cancel),
      maxWork_(workOfAnyKernel + workPerExpression * static_cast<std::int64_t>(body.exprs.size())),
      variables_(body.symbols.size()),
      comparisons_(body.exprs.size(), -1),
      workspaces_(kernel.workspaces.size()) {
    for (std::size_t i = 0; i < body.symbols.size(); ++i) {
        const Symbol& symbol = body.symbols[i];
        Variable& variable = variables_[i];
        variable.changes = symbol.assignments > 0 || symbol.addressTaken;
        variable.value.type = symbol.type;
        switch (symbol.kind) {
            case Symbol::Kind::parameter:
                variable.value.kind = symbol.parameter == 0 ? Value::Kind::arguments : Value::Kind::foreign;
                variable.value.type = {CType::Base::integer, 4, 1};
                if (variable.changes) fail(0, fmt::format("its parameter '{}' is changed", symbol.name));
                break;
            case Symbol::Kind::constantArray:
                variable.value.kind = Value::Kind::constantArray;
                ++variable.value.type.pointers;
                break;
            case Symbol::Kind::global: variable.value.kind = Value::Kind::wild; break;
            case Symbol::Kind::local: break;
        }
    }
}

void KernelAnalysis::fail(std::uint32_t line, std::string message) {
    if (!kernel_.whyNotRead.empty()) return;
    kernel_.whyNotRead = line > 0 ? fmt::format("line {}: {}", line, message) : std::move(message);
}

void KernelAnalysis::run() {
    const Stmt& root = stmt(body_.root);
    for (int i = 0; i < root.b && kernel_.whyNotRead.empty(); ++i) {
        topLevel(body_.lists[static_cast<std::size_t>(root.a + i)], i + 1 == root.b);
    }
    finish();
}

void KernelAnalysis::topLevel(int index, bool last) {
    currentTop_ = index;
    currentTick_ = -1;
    if (stmt(index).kind == StmtKind::leave) {
        leave(stmt(index), last);
    } else {
        statement(index);
    }
}

void KernelAnalysis::statement(int index) {
    if (!kernel_.whyNotRead.empty()) return;
    const Stmt& s = stmt(index);
    if (cancel_.cancelled()) return fail(s.firstLine, "cancelled");
    switch (s.kind) {
        case StmtKind::block:
            for (int i = 0; i < s.b; ++i) statement(body_.lists[static_cast<std::size_t>(s.a + i)]);
            break;
        case StmtKind::declaration: declare(s); break;
        case StmtKind::expression: evaluate(s.a); break;
        case StmtKind::choice: choose(s); break;
        case StmtKind::forLoop: forLoop(s); break;
        case StmtKind::whileLoop: whileLoop(s); break;
        case StmtKind::leave: leave(s, false); break;
        case StmtKind::jump: break;
    }
}

void KernelAnalysis::declare(const Stmt& s) {
    const Symbol& declared = symbol(s.symbol);
    Variable& target = variable(s.symbol);
    if (declared.isArray) {
        kernel_.stackBytes = saturatingSum(kernel_.stackBytes, declared.bytes);
        target.value.kind = Value::Kind::stackArray;
        target.value.type = declared.type;
        ++target.value.type.pointers;
        if (declared.type.base == CType::Base::value && declared.type.pointers == 0) {
            fail(s.firstLine, "it prepares the call of a packed function");
        }
    }
    target.assigned = {1, 0, false, false};
    if (s.a < 0) {
        if (!declared.isArray) target.value = unknownOf(declared.type);
        return;
    }
    const Value value = evaluate(s.a);
    if (declared.isArray) return fail(s.firstLine, fmt::format("the array '{}' has an initialiser", declared.name));
    if (isPointer(value)) return declarePointer(s, value);
    if (!declared.type.isInteger()) {
        target.value = unknownOf(declared.type);
        return;
    }
    const Form form = bounds_.converted(formOf(value), {static_cast<std::uint8_t>(8 * declared.type.bytes),
                                                        declared.type.base == CType::Base::integer});
    target.value = integerValue(form, declared.type);
    target.assigned = bounds_.interval(form);
}

// A variable may hold the address that a load from a DLTensor or an Alloc gives. A copy of another variable makes the
// buffer escape, as does a variable that changes later; the copy still names the same buffer.
void KernelAnalysis::declarePointer(const Stmt& s, const Value& value) {
    const Symbol& declared = symbol(s.symbol);
    Variable& target = variable(s.symbol);
    int source = s.a;
    while (expr(source).kind == ExprKind::cast) source = expr(source).a;
    const bool keeps = declared.type.pointers > 0 && !target.changes;
    const bool copied = expr(source).kind != ExprKind::call && expr(source).kind != ExprKind::member;
    if (value.kind == Value::Kind::buffer && value.index >= firstWorkspaceBuffer && !copied) {
        kernel_.workspaces[static_cast<std::size_t>(value.index - firstWorkspaceBuffer)].name = declared.name;
    }
    if (!keeps || (copied && value.kind == Value::Kind::buffer)) escape(value);
    target.value = keeps ? value : unknownOf(declared.type);
    if (keeps) target.value.type = declared.type;
    if (target.changes) target.assigned = rangeOf({});
}

void KernelAnalysis::choose(const Stmt& s) {
    evaluate(s.a);
    const auto facts = bounds_.factCount();
    assume(s.a, true);
    statement(s.b);
    bounds_.forgetFacts(facts);
    if (s.c < 0) return;
    assume(s.a, false);
    statement(s.c);
    bounds_.forgetFacts(facts);
}

void KernelAnalysis::forLoop(const Stmt& s) {
    CountedLoop loop;
    if (isCounted(s, loop)) return countedLoop(s, loop);
    kernel_.countsKnown = false;
    if (s.a >= 0) statement(s.a);
    if (s.b >= 0) evaluate(s.b);
    statement(s.d);
    if (s.c >= 0) evaluate(s.c);
}

// for (T i = start; i < limit; ++i), with any constant step, and i changed nowhere else.
bool KernelAnalysis::isCounted(const Stmt& s, CountedLoop& loop) const {
    if (s.a < 0 || s.b < 0 || s.c < 0) return false;
    const Stmt& init = stmt(s.a);
    if (init.kind != StmtKind::declaration || init.a < 0) return false;
    const Symbol& counter = symbol(init.symbol);
    if (!counter.type.isInteger() || counter.isArray || counter.assignments != 1 || counter.addressTaken) return false;
    loop.symbol = init.symbol;
    loop.start = init.a;
    if (!isStep(s.c, loop.symbol, loop.step) || loop.step == 0) return false;
    const Expr& condition = expr(s.b);
    if (condition.kind != ExprKind::binary) return false;
    std::uint32_t code = condition.code;
    const auto isCounter = [&](int e) { return expr(e).kind == ExprKind::name && expr(e).symbol == loop.symbol; };
    loop.limit = condition.b;
    if (!isCounter(condition.a)) {
        if (!isCounter(condition.b)) return false;
        loop.limit = condition.a;
        code = mirrored(code);
    }
    loop.limitIncluded = code == punctuator("<=") || code == punctuator(">=");
    const bool upwards = code == punctuator("<") || code == punctuator("<=");
    const bool downwards = code == punctuator(">") || code == punctuator(">=");
    return (upwards && loop.step > 0) || (downwards && loop.step < 0);
}

bool KernelAnalysis::isStep(int index, int symbolIndex, std::int64_t& step) const {
    const Expr& e = expr(index);
    if (e.a < 0 || expr(e.a).kind != ExprKind::name || expr(e.a).symbol != symbolIndex) return false;
    if (e.kind == ExprKind::prefix || e.kind == ExprKind::postfix) {
        step = e.code == punctuator("++") ? 1 : e.code == punctuator("--") ? -1 : 0;
        return step != 0;
    }
    if (e.kind != ExprKind::assignment) return false;
    int amount = e.b;
    std::uint32_t code = e.code;
    if (code == punctuator("=")) {
        const Expr& sum = expr(e.b);
        if (sum.kind != ExprKind::binary || expr(sum.a).kind != ExprKind::name || expr(sum.a).symbol != symbolIndex) {
            return false;
        }
        amount = sum.b;
        code = sum.code == punctuator("+") ? punctuator("+=") : sum.code == punctuator("-") ? punctuator("-=") : 0;
    }
    const auto value = constantValue(body_, amount);
    if (!value || *value < -boundLimit || *value > boundLimit) return false;
    if (code != punctuator("+=") && code != punctuator("-=")) return false;
    step = code == punctuator("+=") ? *value : -*value;
    return true;
}

void KernelAnalysis::countedLoop(const Stmt& s, const CountedLoop& loop) {
    const CType type = symbol(loop.symbol).type;
    const Form start = bounds_.converted(
        formOf(evaluate(loop.start)), {static_cast<std::uint8_t>(8 * type.bytes), type.base == CType::Base::integer});
    const Form limit = formOf(evaluate(loop.limit));
    const std::int64_t included = loop.limitIncluded ? 1 : 0;
    const bool upwards = loop.step > 0;
    const Interval first = bounds_.interval(start);
    const Interval last = sumOf(bounds_.interval(limit), exactly(upwards ? included - 1 : 1 - included));
    const Interval way = sumOf(
        bounds_.interval(upwards ? bounds_.sum(limit, start, -1) : bounds_.sum(start, limit, -1)), exactly(included));
    const std::int64_t size = std::abs(loop.step);
    std::int64_t trips = way.high <= 0 ? 0 : (way.high - 1) / size + 1;
    if (way.highOpen) {
        trips = 1;
        kernel_.countsKnown = false;
    }
    const Interval range = upwards ? Interval{first.low, last.high, first.lowOpen, last.highOpen}
                                   : Interval{last.low, first.high, last.lowOpen, first.highOpen};
    const Form counter = bounds_.quantity(range);
    variable(loop.symbol).value = integerValue(counter, type);
    variable(loop.symbol).changes = false;

    const auto facts = bounds_.factCount();
    if (!limit.isConstant()) {
        const Form gap = upwards ? bounds_.sum(counter, limit, -1) : bounds_.sum(limit, counter, -1);
        bounds_.assumeNotPositive(bounds_.sum(gap, bounds_.constant(1 - included)));
    }
    if (!start.isConstant()) {
        bounds_.assumeNotPositive(upwards ? bounds_.sum(start, counter, -1) : bounds_.sum(counter, start, -1));
    }
    const std::int64_t outer = turns_;
    turns_ = saturatingProduct(turns_, trips);
    if (trips == 0) ++deadLoops_;
    statement(s.d);
    if (trips == 0) --deadLoops_;
    turns_ = outer;
    bounds_.forgetFacts(facts);
}

void KernelAnalysis::whileLoop(const Stmt& s) {
    kernel_.countsKnown = false;
    evaluate(s.a);
    statement(s.b);
}

// An error may be returned anywhere; anything else only at the end.
void KernelAnalysis::leave(const Stmt& s, bool last) {
    const auto value = s.a < 0 ? std::optional<std::int64_t>(0) : constantValue(body_, s.a);
    if (value && *value != 0) return;
    if (!last) return fail(s.firstLine, "a return in the middle");
    if (s.a >= 0) escape(evaluate(s.a));
}

void KernelAnalysis::finish() {
    kernel_.read = kernel_.whyNotRead.empty();
    kernel_.argumentCount = std::max(kernel_.argumentCount, static_cast<int>(arguments_.size()));
    arguments_.resize(static_cast<std::size_t>(kernel_.argumentCount));
    argumentHasData_.resize(arguments_.size());
    if (kernel_.read) {
        kernel_.macs = macs_;
        if (!scalarArgument_.empty() && kernel_.refusal.empty()) kernel_.refusal = scalarArgument_;
        for (std::size_t i = 0; i < arguments_.size() && kernel_.refusal.empty(); ++i) {
            if (argumentHasData_[i]) continue;
            kernel_.refusal = fmt::format("kernel {} takes no data of its own from its argument {}", kernel_.name, i);
        }
    }
    for (Buffer& buffer : arguments_) {
        if (allArgumentsEscape_) {
            buffer.use.escapes = true;
            buffer.use.firstStatement = 0;
        }
        finishBuffer(buffer);
        kernel_.arguments.push_back(buffer.use);
    }
    for (std::size_t i = 0; i < workspaces_.size(); ++i) {
        finishBuffer(workspaces_[i]);
        kernel_.workspaces[i].use = workspaces_[i].use;
    }
}

void KernelAnalysis::finishBuffer(Buffer& buffer) {
    if (!buffer.use.escapes) return;
    buffer.use.boundsKnown = false;
    if (wildWrites_ && buffer.use.writes == 0) buffer.use.writes = 1;
    buffer.use.lastStatement = static_cast<int>(kernel_.statements.size()) - 1;
}

}  // namespace pinfold
