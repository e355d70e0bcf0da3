#include "kernel/bounds.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace pinfold {

namespace {

constexpr std::size_t maxFacts = 32;  // more are not remembered: guards of real kernels are a handful
constexpr int maxRefinement = 2;      // how deep facts are followed into the operands of / and %

Interval closeEnds(Interval value) {
    value.lowOpen = value.lowOpen || value.low <= -boundLimit;
    value.highOpen = value.highOpen || value.high >= boundLimit;
    return value;
}

std::int64_t floorDivide(std::int64_t a, std::int64_t b) { return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0); }

// The factor k for which k · part lies in `form`, term by term; 0 if there is none.
std::int64_t multipleOf(const Form& form, const Form& part) {
    std::int64_t factor = 0;
    int at = 0;
    for (int i = 0; i < part.size; ++i) {
        const Form::Term& wanted = part.terms[static_cast<std::size_t>(i)];
        while (at < form.size && form.terms[static_cast<std::size_t>(at)].atom < wanted.atom) ++at;
        if (at == form.size || form.terms[static_cast<std::size_t>(at)].atom != wanted.atom) return 0;
        const std::int64_t found = form.terms[static_cast<std::size_t>(at)].factor;
        if (found < -boundLimit) return 0;  // INT64_MIN has no quotient by -1
        if (found % wanted.factor != 0) return 0;
        if (i > 0 && found / wanted.factor != factor) return 0;
        factor = found / wanted.factor;
    }
    return factor;
}

}  // namespace

std::int64_t saturatingProduct(std::int64_t a, std::int64_t b) {
    std::int64_t result = 0;
    if (__builtin_mul_overflow(a, b, &result)) return (a < 0) != (b < 0) ? -boundLimit : boundLimit;
    return std::clamp(result, -boundLimit, boundLimit);
}

std::int64_t saturatingSum(std::int64_t a, std::int64_t b) {
    std::int64_t result = 0;
    if (__builtin_add_overflow(a, b, &result)) return a < 0 ? -boundLimit : boundLimit;
    return std::clamp(result, -boundLimit, boundLimit);
}

Interval exactly(std::int64_t value) {
    const std::int64_t held = std::clamp(value, -boundLimit, boundLimit);
    return closeEnds({held, held});
}
Interval unbounded() { return {-boundLimit, boundLimit, true, true}; }

Interval sumOf(Interval a, Interval b) {
    return closeEnds(
        {saturatingSum(a.low, b.low), saturatingSum(a.high, b.high), a.lowOpen || b.lowOpen, a.highOpen || b.highOpen});
}

Interval scaled(Interval a, std::int64_t factor) {
    if (factor == 0) return exactly(0);
    Interval result{saturatingProduct(a.low, factor), saturatingProduct(a.high, factor), a.lowOpen, a.highOpen};
    if (factor < 0) result = {result.high, result.low, result.highOpen, result.lowOpen};
    return closeEnds(result);
}

Interval productOf(Interval a, Interval b) {
    const std::array<std::int64_t, 4> corners{saturatingProduct(a.low, b.low), saturatingProduct(a.low, b.high),
                                              saturatingProduct(a.high, b.low), saturatingProduct(a.high, b.high)};
    const bool open = a.lowOpen || a.highOpen || b.lowOpen || b.highOpen;
    return closeEnds({*std::min_element(corners.begin(), corners.end()),
                      *std::max_element(corners.begin(), corners.end()), open, open});
}

Interval intersection(Interval a, Interval b) {
    Interval result = a;
    if (b.low > a.low || (b.low == a.low && !b.lowOpen)) {
        result.low = b.low;
        result.lowOpen = b.lowOpen;
    }
    if (b.high < a.high || (b.high == a.high && !b.highOpen)) {
        result.high = b.high;
        result.highOpen = b.highOpen;
    }
    return result;
}

Interval hullOf(Interval a, Interval b) {
    if (a.empty()) return b;
    if (b.empty()) return a;
    return {std::min(a.low, b.low), std::max(a.high, b.high),
            (a.low <= b.low && a.lowOpen) || (b.low <= a.low && b.lowOpen),
            (a.high >= b.high && a.highOpen) || (b.high >= a.high && b.highOpen)};
}

Interval rangeOf(IntegerType type) {
    if (type.bits >= 63) return {type.isSigned ? -boundLimit : 0, boundLimit, true, true};
    const std::int64_t values = std::int64_t{1} << type.bits;
    return type.isSigned ? Interval{-values / 2, values / 2 - 1, true, true} : Interval{0, values - 1, true, true};
}

Form Bounds::constant(std::int64_t value) const {
    Form form;
    form.constant = value;
    return form;
}

Form Bounds::quantity(Interval interval) {
    if (interval.isConstant()) return constant(interval.low);
    atoms_.push_back({interval});
    Form form;
    form.size = 1;
    form.terms[0] = {static_cast<int>(atoms_.size()) - 1, 1};
    return form;
}

Form Bounds::sum(const Form& a, const Form& b, std::int64_t factorOfB) {
    const auto giveUp = [&] { return quantity(sumOf(interval(a), scaled(interval(b), factorOfB))); };
    Form result;
    std::int64_t scaledConstant = 0;
    if (__builtin_mul_overflow(b.constant, factorOfB, &scaledConstant) ||
        __builtin_add_overflow(a.constant, scaledConstant, &result.constant)) {
        return giveUp();
    }
    for (int i = 0, j = 0; i < a.size || j < b.size;) {
        Form::Term term;
        const Form::Term* left = i < a.size ? &a.terms[static_cast<std::size_t>(i)] : nullptr;
        const Form::Term* right = j < b.size ? &b.terms[static_cast<std::size_t>(j)] : nullptr;
        if (left && (!right || left->atom <= right->atom)) {
            term = *left;
            ++i;
        }
        if (right && (!left || right->atom <= left->atom)) {
            std::int64_t factor = 0;
            term.atom = right->atom;
            if (__builtin_mul_overflow(right->factor, factorOfB, &factor) ||
                __builtin_add_overflow(term.factor, factor, &term.factor)) {
                return giveUp();
            }
            ++j;
        }
        if (term.factor == 0) continue;
        if (result.size == Form::maxTerms) return giveUp();
        result.terms[static_cast<std::size_t>(result.size++)] = term;
    }
    return result;
}

Form Bounds::product(const Form& a, const Form& b) {
    if (b.isConstant()) return sum(constant(0), a, b.constant);
    if (a.isConstant()) return sum(constant(0), b, a.constant);
    return quantity(productOf(interval(a), interval(b)));
}

Form Bounds::quotient(const Form& a, const Form& b) {
    const Interval left = interval(a);
    if (b.isConstant() && b.constant > 0) {
        if (b.constant == 1) return a;
        const Interval result = apply(Operation::quotient, left, b.constant);
        return result.isConstant() ? constant(result.low) : derived(Operation::quotient, a, b.constant);
    }
    const std::int64_t most = std::max(saturatingProduct(left.low, -1), left.high);
    const bool open = left.lowOpen || left.highOpen;
    return quantity({left.low >= 0 && interval(b).low > 0 ? 0 : -std::max<std::int64_t>(most, 0),
                     std::max<std::int64_t>(most, 0), open, open});
}

Form Bounds::remainder(const Form& a, const Form& b) {
    const Interval left = interval(a);
    if (b.isConstant() && b.constant > 0) {
        // With all of a between two multiples of b, a % b is a less the lower of them.
        const bool known = !left.lowOpen && !left.highOpen && !left.empty();
        if (known && left.low >= 0 && left.low / b.constant == left.high / b.constant) {
            return sum(a, constant(left.low / b.constant * b.constant), -1);
        }
        return derived(Operation::remainder, a, b.constant);
    }
    const Interval right = interval(b);
    const std::int64_t most = std::max(std::abs(right.low), std::abs(right.high)) - 1;
    const bool open = right.lowOpen || right.highOpen;
    return quantity({left.low >= 0 ? 0 : -most, std::max<std::int64_t>(most, 0), open, open});
}

Form Bounds::shiftedRight(const Form& a, const Form& b) {
    if (!b.isConstant() || b.constant < 0 || b.constant > 62) {
        return quantity(hullOf(interval(a), exactly(interval(a).low < 0 ? -1 : 0)));
    }
    if (b.constant == 0) return a;
    const Interval result = apply(Operation::shift, interval(a), b.constant);
    return result.isConstant() ? constant(result.low) : derived(Operation::shift, a, b.constant);
}

Form Bounds::shiftedLeft(const Form& a, const Form& b) {
    if (!b.isConstant() || b.constant < 0 || b.constant > 61) return quantity(unbounded());
    return product(a, constant(std::int64_t{1} << b.constant));
}

Form Bounds::bitAnd(const Form& a, const Form& b) {
    if (a.isConstant() && !b.isConstant()) return bitAnd(b, a);
    if (!b.isConstant()) {
        const Interval left = interval(a);
        const Interval right = interval(b);
        if (left.low < 0 && right.low < 0) return quantity(unbounded());
        if (left.low < 0) return quantity({0, right.high, false, right.highOpen});
        if (right.low < 0) return quantity({0, left.high, false, left.highOpen});
        return quantity(left.high < right.high ? Interval{0, left.high, false, left.highOpen}
                                               : Interval{0, right.high, false, right.highOpen});
    }
    if (a.isConstant()) return constant(a.constant & b.constant);
    if (b.constant < 0) return quantity(unbounded());
    const Interval left = interval(a);
    const bool lowBits = ((b.constant + 1) & b.constant) == 0;
    if (lowBits && left.low >= 0 && left.high <= b.constant && !left.lowOpen && !left.highOpen) return a;
    return derived(Operation::mask, a, b.constant);
}

Form Bounds::converted(const Form& a, IntegerType type) {
    const Interval value = interval(a);
    Interval range = rangeOf(type);
    if (type.bits >= 63 && type.isSigned) return a;
    if (value.low >= range.low && value.high <= range.high) return a;
    return quantity(range);
}

Form Bounds::derived(Operation operation, const Form& operand, std::int64_t parameter) {
    Key key{static_cast<std::int64_t>(operation), parameter, operand.constant};
    for (int i = 0; i < operand.size; ++i) {
        key.push_back(operand.terms[static_cast<std::size_t>(i)].atom);
        key.push_back(operand.terms[static_cast<std::size_t>(i)].factor);
    }
    const auto [found, isNew] = derivedAtoms_.try_emplace(std::move(key), static_cast<int>(atoms_.size()));
    if (isNew) {
        operands_.push_back(operand);
        const Interval free = apply(operation, boundedBy(operand, Using::noFacts, 0), parameter);
        atoms_.push_back({free, operation, static_cast<int>(operands_.size()) - 1, parameter});
    }
    Form form;
    form.size = 1;
    form.terms[0] = {found->second, 1};
    return form;
}

Interval Bounds::apply(Operation operation, Interval operand, std::int64_t parameter) const {
    switch (operation) {
        case Operation::quotient:
            return {operand.low / parameter, operand.high / parameter, operand.lowOpen, operand.highOpen};
        case Operation::shift:
            return {operand.low >> parameter, operand.high >> parameter, operand.lowOpen, operand.highOpen};
        case Operation::remainder: {
            Interval result{operand.low < 0 ? -(parameter - 1) : 0, operand.high > 0 ? parameter - 1 : 0};
            if (operand.high >= 0 && operand.high < result.high) result.high = operand.high;
            if (operand.low <= 0 && operand.low > result.low) result.low = operand.low;
            return result;
        }
        case Operation::mask: {
            Interval result{0, parameter};
            if (operand.low >= 0 && operand.high < parameter) result.high = operand.high;
            return result;
        }
        case Operation::none: break;
    }
    return unbounded();
}

Interval Bounds::atomInterval(int atom, int depth) const {
    const Atom& known = atoms_[static_cast<std::size_t>(atom)];
    if (known.operation == Operation::none || facts_.empty() || depth >= maxRefinement) return known.interval;
    const Interval operand = boundedBy(operands_[static_cast<std::size_t>(known.operand)], Using::allFacts, depth + 1);
    return intersection(known.interval, apply(known.operation, operand, known.parameter));
}

// Facts of several atoms are tried before those of one, the latest first; each stands in for the terms it covers.
Interval Bounds::boundedBy(const Form& form, Using facts, int depth) const {
    Interval result = exactly(form.constant);
    Form rest = form;
    for (int pass = facts == Using::allFacts ? 0 : 1; facts != Using::noFacts && pass < 2; ++pass) {
        for (std::size_t i = facts_.size(); i-- > 0 && rest.size > 0;) {
            const Fact& fact = facts_[i];
            ++work_;
            if ((fact.form.size > 1) != (pass == 0)) continue;
            const std::int64_t factor = multipleOf(rest, fact.form);
            if (factor == 0) continue;
            result = sumOf(result, scaled(fact.interval, factor));
            const auto covered = [&](const Form::Term& term) {
                return std::any_of(fact.form.terms.begin(), fact.form.terms.begin() + fact.form.size,
                                   [&](const Form::Term& other) { return other.atom == term.atom; });
            };
            const auto end = std::remove_if(rest.terms.begin(), rest.terms.begin() + rest.size, covered);
            rest.size = static_cast<int>(end - rest.terms.begin());
        }
    }
    work_ += 1 + rest.size;
    for (int i = 0; i < rest.size; ++i) {
        const Form::Term& term = rest.terms[static_cast<std::size_t>(i)];
        const Interval atom = facts == Using::noFacts ? atoms_[static_cast<std::size_t>(term.atom)].interval
                                                      : atomInterval(term.atom, depth);
        result = sumOf(result, scaled(atom, term.factor));
    }
    return result;
}

Interval Bounds::interval(const Form& form) const {
    const Interval plain = boundedBy(form, Using::noFacts, 0);
    if (facts_.empty() || plain.isConstant()) return plain;
    return intersection(intersection(plain, boundedBy(form, Using::factsOfOneAtom, 0)),
                        boundedBy(form, Using::allFacts, 0));
}

void Bounds::assumeNotPositive(const Form& form) { assume(form, false); }
void Bounds::assumeZero(const Form& form) { assume(form, true); }

void Bounds::assume(const Form& form, bool alsoLow) {
    if (facts_.size() >= maxFacts) return;
    Fact fact{form, {-boundLimit, saturatingProduct(form.constant, -1), true, false}};
    if (alsoLow) fact.interval = exactly(saturatingProduct(form.constant, -1));
    fact.form.constant = 0;
    std::int64_t divisor = 0;
    for (int i = 0; i < form.size; ++i) {
        const std::int64_t factor = form.terms[static_cast<std::size_t>(i)].factor;
        if (factor < -boundLimit || factor > boundLimit) return;
        divisor = std::gcd(divisor, factor);
    }
    if (form.size > 0 && form.terms[0].factor < 0) divisor = -divisor;
    if (divisor == 0) {
        fact.interval = intersection(fact.interval, exactly(0));
    } else {
        for (int i = 0; i < form.size; ++i) fact.form.terms[static_cast<std::size_t>(i)].factor /= divisor;
        Interval& range = fact.interval;
        if (divisor < 0) range = scaled(range, -1);
        const std::int64_t size = std::abs(divisor);
        range.high = range.highOpen ? range.high : floorDivide(range.high, size);
        range.low = range.lowOpen ? range.low : -floorDivide(-range.low, size);
        range = intersection(interval(fact.form), range);
    }
    if (fact.interval.empty()) ++contradictions_;
    facts_.push_back(fact);
}

void Bounds::forgetFacts(std::size_t count) {
    while (facts_.size() > count) {
        if (facts_.back().interval.empty()) --contradictions_;
        facts_.pop_back();
    }
}

}  // namespace pinfold
