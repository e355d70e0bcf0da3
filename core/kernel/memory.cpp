// Loads, stores, calls: who touches which buffer, and whose address goes astray.
#include "kernel/analysis.h"
#include "kernel/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace pinfold {

namespace {

using Base = CType::Base;

// Functions of <math.h> and <stdlib.h> that take numbers and give a number.
bool isMathFunction(std::string_view function) {
    static constexpr std::array<std::string_view, 58> names{
        "abs",   "labs",  "llabs",     "fabs",   "exp",       "exp2",     "exp10",     "expm1", "log",    "log2",
        "log10", "log1p", "pow",       "sqrt",   "rsqrt",     "cbrt",     "hypot",     "sin",   "cos",    "tan",
        "asin",  "acos",  "atan",      "atan2",  "sinh",      "cosh",     "tanh",      "asinh", "acosh",  "atanh",
        "erf",   "erfc",  "tgamma",    "lgamma", "ceil",      "floor",    "trunc",     "round", "lround", "llround",
        "rint",  "lrint", "nearbyint", "fmod",   "remainder", "copysign", "nextafter", "fdim",  "fmax",   "fmin",
        "fma",   "ldexp", "isnan",     "isinf",  "isfinite",  "signbit",  "max",       "min"};
    const auto known = [](std::string_view name) { return std::find(names.begin(), names.end(), name) != names.end(); };
    return known(function) || (function.ends_with('f') && known(function.substr(0, function.size() - 1)));
}

// Bytes of an element that a pointer points to; 0 if unknown.
int elementBytes(CType pointer) { return pointer.pointers == 1 ? pointer.bytes : 0; }

// Without the casts around it.
int bare(const KernelBody& body, int index) {
    while (body.exprs[static_cast<std::size_t>(index)].kind == ExprKind::cast) {
        index = body.exprs[static_cast<std::size_t>(index)].a;
    }
    return index;
}

bool sameTree(const KernelBody& body, int a, int b) {
    if (a < 0 || b < 0) return a == b;
    const Expr& left = body.exprs[static_cast<std::size_t>(a)];
    const Expr& right = body.exprs[static_cast<std::size_t>(b)];
    if (left.kind != right.kind || left.code != right.code || left.symbol != right.symbol ||
        left.value != right.value || left.depth != right.depth || left.kind == ExprKind::call) {
        return false;
    }
    if (left.kind == ExprKind::floating || left.text != right.text || left.type != right.type) return false;
    return sameTree(body, left.a, right.a) && sameTree(body, left.b, right.b) && sameTree(body, left.c, right.c);
}

bool isProduct(const KernelBody& body, int index) {
    const Expr& e = body.exprs[static_cast<std::size_t>(bare(body, index))];
    return e.kind == ExprKind::binary && e.code == punctuator("*");
}

}  // namespace

// Makes the present top-level statement one that accesses elements, and gives its number.
int KernelAnalysis::touchStatement() {
    if (currentTick_ < 0) {
        currentTick_ = static_cast<int>(kernel_.statements.size());
        const Stmt& top = stmt(currentTop_);
        kernel_.statements.push_back({static_cast<int>(top.firstLine), static_cast<int>(top.lastLine)});
    }
    return currentTick_;
}

void KernelAnalysis::seeArgument(int argument) {
    const auto needed = static_cast<std::size_t>(argument) + 1;
    if (arguments_.size() >= needed) return;
    arguments_.resize(needed);
    argumentHasData_.resize(needed);
}

void KernelAnalysis::escape(const Value& value) {
    switch (value.kind) {
        case Value::Kind::arguments:
            touchStatement();
            allArgumentsEscape_ = true;
            break;
        case Value::Kind::slot:
        case Value::Kind::handle:
        case Value::Kind::tensor:
        case Value::Kind::buffer: escapeBuffer(value.index); break;
        default: break;
    }
}

void KernelAnalysis::escapeBuffer(int buffer) {
    BufferUse& use = buffer >= firstWorkspaceBuffer
                         ? workspaces_[static_cast<std::size_t>(buffer - firstWorkspaceBuffer)].use
                         : arguments_[static_cast<std::size_t>(buffer)].use;
    use.escapes = true;
    const int tick = touchStatement();
    if (use.firstStatement < 0) use.firstStatement = tick;
    use.lastStatement = tick;
}

void KernelAnalysis::access(int index, const Form& position, int bytes, bool reads, bool writes) {
    Buffer& buffer = index >= firstWorkspaceBuffer ? workspaces_[static_cast<std::size_t>(index - firstWorkspaceBuffer)]
                                                   : arguments_[static_cast<std::size_t>(index)];
    BufferUse& use = buffer.use;
    const int tick = touchStatement();
    if (use.firstStatement < 0) use.firstStatement = tick;
    use.lastStatement = tick;
    if (dead()) return;
    const auto count = [&](std::int64_t& elements, std::int64_t& total) {
        elements = saturatingSum(elements, turns_);
        total = saturatingSum(total, saturatingProduct(turns_, bytes));
    };
    if (reads) count(use.reads, use.readBytes);
    if (writes) count(use.writes, use.writtenBytes);
    const Interval range = bounds_.interval(position);
    if (range.lowOpen || range.highOpen) use.boundsKnown = false;
    const std::int64_t low = range.lowOpen ? 0 : saturatingProduct(range.low, bytes);
    const std::int64_t end =
        range.highOpen ? saturatingSum(low, bytes) : saturatingProduct(saturatingSum(range.high, 1), bytes);
    const auto widen = [&](bool& known, std::int64_t& lowest, std::int64_t& last) {
        lowest = known ? std::min(lowest, low) : low;
        last = known ? std::max(last, end) : end;
        known = true;
    };
    if (range.lowOpen && range.highOpen) return;
    widen(buffer.hasRange, use.lowestByte, use.endByte);
    if (writes) widen(buffer.hasWrittenRange, use.lowestWrittenByte, use.endWrittenByte);
}

// Through a pointer of which nothing is known: it can point to any buffer whose address escaped.
void KernelAnalysis::wildAccess(bool writes) {
    touchStatement();
    wildWrites_ = wildWrites_ || writes;
}

KernelAnalysis::Value KernelAnalysis::index(const Expr& e, bool reads, bool writes) {
    const Value base = evaluate(e.a);
    const Value position = evaluate(e.b);
    return element(base, formOf(position), e.line, reads, writes);
}

KernelAnalysis::Value KernelAnalysis::element(const Value& base, const Form& position, std::uint32_t line, bool reads,
                                              bool writes) {
    Value result;
    const bool first = position.isConstant() && position.constant == 0;
    switch (base.kind) {
        case Value::Kind::arguments:
            if (base.type.base == Base::value && base.type.pointers == 1 && position.isConstant() &&
                position.constant >= 0 && position.constant < maxArguments && !writes) {
                result.kind = Value::Kind::slot;
                result.index = static_cast<int>(position.constant);
                seeArgument(result.index);
                return result;
            }
            escape(base);
            break;
        case Value::Kind::handle:
            if (base.type.base == Base::tensor && base.type.pointers == 1 && first && !writes) {
                result.kind = Value::Kind::tensor;
                result.index = base.index;
                return result;
            }
            escape(base);
            break;
        case Value::Kind::buffer:
            if (elementBytes(base.type) == 0) {
                fail(line, "the type of a buffer's elements is unknown");
                return {};
            }
            access(base.index, position, elementBytes(base.type), reads, writes);
            break;
        case Value::Kind::wild: wildAccess(writes); break;
        case Value::Kind::constantArray:
            if (writes) fail(line, "a store into a constant");
            break;
        case Value::Kind::foreign:
        case Value::Kind::stackArray: break;
        default: fail(line, "an index into what is no array"); return {};
    }
    return unknownOf(base.type.pointers > 0 ? base.type.pointee() : CType{});
}

KernelAnalysis::Value KernelAnalysis::member(const Expr& e) {
    Value base = evaluate(e.a);
    if (e.code == punctuator("->")) base = element(base, bounds_.constant(0), e.line, true, false);
    if (base.kind == Value::Kind::tensor) return tensorField(base.index, e.text);
    if (base.kind == Value::Kind::slot) {
        if (e.text == "v_handle") {
            base.kind = Value::Kind::handle;
            base.type = {Base::nothing, 0, 1};
            return base;
        }
        if (scalarArgument_.empty()) {
            scalarArgument_ =
                fmt::format("kernel {} takes its argument {} as a number, and no tensor", kernel_.name, base.index);
        }
        return {};
    }
    escape(base);
    return unknownOf(base.kind == Value::Kind::wild ? CType{} : CType{Base::integer, 8, 0});
}

KernelAnalysis::Value KernelAnalysis::tensorField(int argument, std::string_view field) {
    Value value;
    if (field == "data") {
        value.kind = Value::Kind::buffer;
        value.index = argument;
        value.type = {Base::nothing, 0, 1};
        argumentHasData_[static_cast<std::size_t>(argument)] = true;
    } else if (field == "shape" || field == "strides") {
        value.kind = Value::Kind::foreign;
        value.type = {Base::integer, 8, 1};
    }
    return value;
}

KernelAnalysis::Value KernelAnalysis::assignment(const Expr& e) {
    countMacs(e.a, e.b, e.code == punctuator("+="));
    const Value value = evaluate(e.b);
    return store(e.a, e.code, value, e.line);
}

// target = value, target += value, ++target …
KernelAnalysis::Value KernelAnalysis::store(int target, std::uint32_t code, const Value& value, std::uint32_t line) {
    const bool reads = code != punctuator("=");
    const Expr& e = expr(target);
    escape(value);
    if (e.kind == ExprKind::name) {
        Value result = value;
        if (reads) {
            const bool counts = code == punctuator("++") || code == punctuator("--");
            const Value operand = counts ? integerValue(bounds_.constant(1), {Base::integer, 4, 0}) : value;
            const std::uint32_t operation = counts ? code & 0xff : code >> 8;
            result = arithmetic(operation, name(e), operand);
        }
        assignName(e, result);
        return unknownOf(symbol(e.symbol).type);
    }
    if (e.kind == ExprKind::index) return index(e, reads, true);
    if (e.kind == ExprKind::prefix && e.code == punctuator("*")) {
        return element(evaluate(e.a), bounds_.constant(0), line, reads, true);
    }
    if (e.kind == ExprKind::member) {
        const Value base = evaluate(e.a);
        if (!isPointer(base) || base.kind == Value::Kind::wild) {
            wildAccess(true);
            return {};
        }
    }
    fail(line, "a store into what is no variable and no element");
    return {};
}

void KernelAnalysis::assignName(const Expr& target, const Value& value) {
    Variable& known = variable(target.symbol);
    const Symbol& named = symbol(target.symbol);
    if (named.isArray || named.kind == Symbol::Kind::parameter) {
        return fail(target.line, fmt::format("'{}' is assigned to", named.name));
    }
    if (!named.type.isInteger()) return;
    const IntegerType type{static_cast<std::uint8_t>(8 * named.type.bytes), named.type.base == Base::integer};
    if (dead()) return;
    known.assigned = hullOf(known.assigned, value.kind == Value::Kind::integer
                                                ? bounds_.interval(bounds_.converted(value.form, type))
                                                : rangeOf(type));
}

KernelAnalysis::Value KernelAnalysis::call(const Expr& e) {
    if (e.text == "TVMBackendAllocWorkspace") return allocation(e);
    const bool frees = e.text == "TVMBackendFreeWorkspace";
    for (int i = 0; i < e.c; ++i) {
        const Value argument = evaluate(body_.lists[static_cast<std::size_t>(e.b + i)]);
        if (!frees || i != 2 || argument.kind != Value::Kind::buffer) escape(argument);
    }
    if (frees || e.text == "TVMAPISetLastError") return unknownOf({Base::integer, 4, 0});
    if (isMathFunction(e.text)) return {};
    return unknownOf({Base::unknown, 0, 1});
}

KernelAnalysis::Value KernelAnalysis::allocation(const Expr& e) {
    for (int i = 0; i < e.c; ++i) escape(evaluate(body_.lists[static_cast<std::size_t>(e.b + i)]));
    Value value;
    value.kind = Value::Kind::buffer;
    value.type = {Base::nothing, 0, 1};
    const int line = static_cast<int>(e.line);
    const auto& all = kernel_.workspaces;
    const auto found = std::lower_bound(all.begin(), all.end(), line, [](const KernelWorkspace& workspace, int wanted) {
        return workspace.line < wanted;
    });
    if (found != all.end() && found->line == line) {
        value.index = firstWorkspaceBuffer + static_cast<int>(found - all.begin());
        return value;
    }
    fail(e.line, "a workspace that was not found");
    return {};
}

// X = X + A * B, X = X + A * B + C * D, X += A * B; casts do not matter.
void KernelAnalysis::countMacs(int target, int value, bool accumulates) {
    std::vector<int> open{value};
    std::int64_t products = 0;
    while (!open.empty()) {
        const int next = bare(body_, open.back());
        open.pop_back();
        const Expr& e = expr(next);
        if (e.kind == ExprKind::binary && e.code == punctuator("+")) {
            open.push_back(e.a);
            open.push_back(e.b);
        } else if (isProduct(body_, next)) {
            ++products;
        } else if (!accumulates) {
            accumulates = sameTree(body_, target, next);
        }
    }
    if (accumulates && !dead()) macs_ = saturatingSum(macs_, saturatingProduct(products, turns_));
}

}  // namespace pinfold
