// Expressions: their values as linear forms, and what comparisons say about them.
#include "kernel/analysis.h"
#include "kernel/lexer.h"

#include <algorithm>

namespace pinfold {

namespace {

constexpr CType intType{CType::Base::integer, 4, 0};
constexpr int maxAssumptions = 32;  // conjuncts of one condition that are looked at

IntegerType integerTypeOf(CType type) {
    return {static_cast<std::uint8_t>(8 * type.bytes), type.base == CType::Base::integer};
}

// C's usual arithmetic conversions.
CType commonType(CType a, CType b) {
    const auto promoted = [](CType type) { return type.bytes < 4 ? intType : type; };
    a = promoted(a);
    b = promoted(b);
    if (a.bytes != b.bytes) return a.bytes > b.bytes ? a : b;
    return a.base == CType::Base::unsignedInteger ? a : b;
}

bool isComparison(std::uint32_t code) {
    return code == punctuator("<") || code == punctuator("<=") || code == punctuator(">") || code == punctuator(">=") ||
           code == punctuator("==") || code == punctuator("!=");
}

}  // namespace

KernelAnalysis::Value KernelAnalysis::integerValue(const Form& form, CType type) {
    Value value;
    value.kind = Value::Kind::integer;
    value.form = form;
    value.type = type;
    return value;
}

KernelAnalysis::Value KernelAnalysis::unknownOf(CType type) {
    Value value;
    value.type = type;
    if (type.pointers > 0 || type.base == CType::Base::unknown) {
        value.kind = Value::Kind::wild;
    } else if (type.base == CType::Base::boolean) {
        return integerValue(bounds_.quantity({0, 1}), type);
    } else if (type.isInteger()) {
        return integerValue(bounds_.quantity(rangeOf(integerTypeOf(type))), type);
    }
    return value;
}

// The number that a value is; of a pointer nothing is known, and it escapes.
Form KernelAnalysis::formOf(const Value& value) {
    if (value.kind == Value::Kind::integer) return value.form;
    escape(value);
    return bounds_.quantity(unbounded());
}

KernelAnalysis::Value KernelAnalysis::evaluate(int index) {
    const Expr& e = expr(index);
    if (!kernel_.whyNotRead.empty()) return {};
    if (cancel_.cancelled() || bounds_.work() > maxWork_) {
        fail(e.line, "its indices are too complicated");
        return {};
    }
    switch (e.kind) {
        case ExprKind::integer:
            return integerValue(e.value < 0 ? bounds_.quantity(unbounded()) : bounds_.constant(e.value), e.type);
        case ExprKind::floating: return {};
        case ExprKind::string: return unknownOf({CType::Base::integer, 1, 1});
        case ExprKind::wellKnown: {
            Value value;
            if (e.text == "NULL") value.kind = Value::Kind::null;
            return value;
        }
        case ExprKind::name: return name(e);
        case ExprKind::prefix: return prefix(e);
        case ExprKind::postfix: return store(e.a, e.code, Value{}, e.line);
        case ExprKind::binary: return binary(index);
        case ExprKind::conditional: return conditional(e);
        case ExprKind::assignment: return assignment(e);
        case ExprKind::cast: return cast(e);
        case ExprKind::index: return this->index(e, true, false);
        case ExprKind::member: return member(e);
        case ExprKind::call: return call(e);
    }
    return {};
}

KernelAnalysis::Value KernelAnalysis::name(const Expr& e) {
    const Symbol& named = symbol(e.symbol);
    Variable& known = variable(e.symbol);
    if (!known.changes || !named.type.isInteger() || named.isArray) return known.value;
    // Within a turn of the loop that it is declared in, the text's order is that of time: the values so far are all.
    const bool textOrder = !named.assignedInInnerLoop && !named.addressTaken;
    if (!textOrder || known.assigned.empty()) return unknownOf(named.type);
    return integerValue(bounds_.quantity(known.assigned), named.type);
}

KernelAnalysis::Value KernelAnalysis::prefix(const Expr& e) {
    if (e.code == punctuator("++") || e.code == punctuator("--")) return store(e.a, e.code, Value{}, e.line);
    if (e.code == punctuator("&")) return addressOf(e.a);
    const Value operand = evaluate(e.a);
    if (e.code == punctuator("*")) return element(operand, bounds_.constant(0), e.line, true, false);
    if (e.code == punctuator("!")) return integerValue(bounds_.quantity({0, 1}), intType);
    if (operand.kind != Value::Kind::integer) {
        escape(operand);
        return {};
    }
    const CType type = commonType(operand.type, intType);
    if (e.code == punctuator("+")) return integerValue(operand.form, type);
    const Form base = bounds_.constant(e.code == punctuator("~") ? -1 : 0);
    return integerValue(bounds_.converted(bounds_.sum(base, operand.form, -1), integerTypeOf(type)), type);
}

KernelAnalysis::Value KernelAnalysis::addressOf(int operand) {
    const Expr& e = expr(operand);
    if (e.kind == ExprKind::index) {
        escape(evaluate(e.a));
        formOf(evaluate(e.b));
    } else {
        escape(evaluate(operand));
    }
    return unknownOf({CType::Base::unknown, 0, 1});
}

KernelAnalysis::Value KernelAnalysis::binary(int index) {
    const Expr& e = expr(index);
    if (e.code == punctuator("&&") || e.code == punctuator("||")) return logical(e);
    if (isComparison(e.code)) return comparison(index);
    if (e.code == punctuator(",")) {
        evaluate(e.a);
        return evaluate(e.b);
    }
    return arithmetic(e);
}

// The right side runs only where the left one does not decide.
KernelAnalysis::Value KernelAnalysis::logical(const Expr& e) {
    evaluate(e.a);
    const auto facts = bounds_.factCount();
    assume(e.a, e.code == punctuator("&&"));
    evaluate(e.b);
    bounds_.forgetFacts(facts);
    return integerValue(bounds_.quantity({0, 1}), intType);
}

KernelAnalysis::Value KernelAnalysis::comparison(int index) {
    const Expr& e = expr(index);
    const Value a = evaluate(e.a);
    const Value b = evaluate(e.b);
    const Value result = integerValue(bounds_.quantity({0, 1}), intType);
    if (a.kind == Value::Kind::integer && b.kind == Value::Kind::integer) {
        const CType common = commonType(a.type, b.type);
        const bool wraps = common.base == CType::Base::unsignedInteger;
        const Form left = wraps ? bounds_.converted(a.form, integerTypeOf(common)) : a.form;
        const Form right = wraps ? bounds_.converted(b.form, integerTypeOf(common)) : b.form;
        comparisons_[static_cast<std::size_t>(index)] = static_cast<int>(differences_.size());
        differences_.push_back(bounds_.sum(left, right, -1));
        return result;
    }
    const auto isNull = [](const Value& value) {
        return value.kind == Value::Kind::null || (value.kind == Value::Kind::integer && value.form.isConstant());
    };
    if (!isNull(b)) escape(a);
    if (!isNull(a)) escape(b);
    return result;
}

KernelAnalysis::Value KernelAnalysis::arithmetic(const Expr& e) {
    const Value a = evaluate(e.a);
    const Value b = evaluate(e.b);
    return arithmetic(e.code, a, b);
}

KernelAnalysis::Value KernelAnalysis::arithmetic(std::uint32_t code, const Value& a, const Value& b) {
    if (a.kind != Value::Kind::integer || b.kind != Value::Kind::integer) {
        escape(a);
        escape(b);
        return isPointer(a) || isPointer(b) ? unknownOf({CType::Base::unknown, 0, 1}) : Value{};
    }
    const bool shift = code == punctuator("<<") || code == punctuator(">>");
    const CType type = commonType(a.type, shift ? intType : b.type);
    Form form;
    switch (code) {
        case punctuator("+"): form = bounds_.sum(a.form, b.form); break;
        case punctuator("-"): form = bounds_.sum(a.form, b.form, -1); break;
        case punctuator("*"): form = bounds_.product(a.form, b.form); break;
        case punctuator("/"): form = bounds_.quotient(a.form, b.form); break;
        case punctuator("%"): form = bounds_.remainder(a.form, b.form); break;
        case punctuator(">>"): form = bounds_.shiftedRight(a.form, b.form); break;
        case punctuator("<<"): form = bounds_.shiftedLeft(a.form, b.form); break;
        case punctuator("&"): form = bounds_.bitAnd(a.form, b.form); break;
        default: return unknownOf(type);
    }
    if (type.base == CType::Base::unsignedInteger) form = bounds_.converted(form, integerTypeOf(type));
    return integerValue(form, type);
}

KernelAnalysis::Value KernelAnalysis::conditional(const Expr& e) {
    evaluate(e.a);
    const auto facts = bounds_.factCount();
    Interval values{1, 0, false, false};
    Value arms[2];
    for (const bool truth : {true, false}) {
        assume(e.a, truth);
        Value& arm = arms[truth ? 0 : 1];
        arm = evaluate(truth ? e.b : e.c);
        if (arm.kind == Value::Kind::integer && !bounds_.contradiction()) {
            values = hullOf(values, bounds_.interval(arm.form));
        }
        bounds_.forgetFacts(facts);
    }
    if (isPointer(arms[0]) || isPointer(arms[1])) {
        escape(arms[0]);
        escape(arms[1]);
        return unknownOf({CType::Base::unknown, 0, 1});
    }
    if (arms[0].kind != Value::Kind::integer || arms[1].kind != Value::Kind::integer) return {};
    const CType type = commonType(arms[0].type, arms[1].type);
    if (values.empty()) return unknownOf(type);
    return integerValue(bounds_.converted(bounds_.quantity(values), integerTypeOf(type)), type);
}

KernelAnalysis::Value KernelAnalysis::cast(const Expr& e) {
    Value value = evaluate(e.a);
    if (e.type.pointers > 0) {
        if (isPointer(value)) {
            value.type = e.type;
            return value;
        }
        Value pointer = unknownOf(e.type);
        if (value.kind == Value::Kind::integer && value.form.isConstant() && value.form.constant == 0) {
            pointer.kind = Value::Kind::null;
        }
        return pointer;
    }
    if (e.type.base == CType::Base::nothing) return {};
    if (isPointer(value)) {
        escape(value);
        return unknownOf(e.type);
    }
    if (value.kind != Value::Kind::integer || e.type.base == CType::Base::boolean || !e.type.isInteger()) {
        return unknownOf(e.type);
    }
    return integerValue(bounds_.converted(value.form, integerTypeOf(e.type)), e.type);
}

void KernelAnalysis::assume(int index, bool truth) {
    int budget = maxAssumptions;
    assume(index, truth, budget);
}

// Notes what follows from the condition being true or false.
void KernelAnalysis::assume(int index, bool truth, int& budget) {
    if (--budget < 0) return;
    const Expr& e = expr(index);
    if (e.kind == ExprKind::prefix && e.code == punctuator("!")) return assume(e.a, !truth, budget);
    int source = e.kind == ExprKind::cast ? e.a : -1;
    if (e.kind == ExprKind::name && !variable(e.symbol).changes) source = symbol(e.symbol).initialiser;
    // A comparison's 0 or 1 fits every type; a number may be cut off.
    if (source >= 0 && expr(source).kind != ExprKind::integer) return assume(source, truth, budget);
    if (e.kind == ExprKind::integer && (e.value != 0) != truth) return bounds_.assumeZero(bounds_.constant(1));
    if (e.kind != ExprKind::binary) return;
    if (e.code == punctuator("&&") || e.code == punctuator("||")) {
        if (truth != (e.code == punctuator("&&"))) return;
        assume(e.a, truth, budget);
        assume(e.b, truth, budget);
        return;
    }
    const int difference = isComparison(e.code) ? comparisons_[static_cast<std::size_t>(index)] : -1;
    if (difference >= 0) assumeComparison(e.code, differences_[static_cast<std::size_t>(difference)], truth);
}

void KernelAnalysis::assumeComparison(std::uint32_t code, const Form& difference, bool truth) {
    const auto atMost = [&](std::int64_t factor, std::int64_t extra) {  // factor · difference + extra <= 0
        bounds_.assumeNotPositive(bounds_.sum(bounds_.constant(extra), difference, factor));
    };
    switch (code) {
        case punctuator("<"): return truth ? atMost(1, 1) : atMost(-1, 0);
        case punctuator("<="): return truth ? atMost(1, 0) : atMost(-1, 1);
        case punctuator(">"): return truth ? atMost(-1, 1) : atMost(1, 0);
        case punctuator(">="): return truth ? atMost(-1, 0) : atMost(1, 1);
        case punctuator("=="):
        case punctuator("!="):
            if (truth == (code == punctuator("=="))) return bounds_.assumeZero(difference);
            if (difference.isConstant() && difference.constant == 0) bounds_.assumeZero(bounds_.constant(1));
            return;
        default: return;
    }
}

}  // namespace pinfold
