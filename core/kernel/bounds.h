// Which values an integer expression can have: linear forms over atoms, intervals, and facts that guards establish.
//
// An atom is a quantity whose value we do not take apart: a loop variable, x / 5, x % 5, a loaded number. An integer
// expression becomes a linear form over atoms, and the form's interval follows from those of its atoms. A guard
// `1 <= i + j` is kept as a fact, an interval of the linear form i + j. An index 64·i + 64·j + c is then bounded with
// the fact's interval instead of those of i and j. Everything is an over-approximation: no value is ever missed.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace pinfold {

// Both ends inclusive. An end is open if nothing in the code sets it (a loaded number, a counter of a `while` loop):
// then it is only the limit of the type. Ends beyond ±2^62 are open.
struct Interval {
    std::int64_t low = 0, high = 0;
    bool lowOpen = false, highOpen = false;

    [[nodiscard]] bool empty() const { return low > high; }
    [[nodiscard]] bool isConstant() const { return low == high && !lowOpen && !highOpen; }
};

inline constexpr std::int64_t boundLimit = std::int64_t{1} << 62;

// a × b and a + b, held inside ±2^62.
std::int64_t saturatingProduct(std::int64_t a, std::int64_t b);
std::int64_t saturatingSum(std::int64_t a, std::int64_t b);

Interval exactly(std::int64_t value);
Interval unbounded();
Interval sumOf(Interval a, Interval b);
Interval scaled(Interval a, std::int64_t factor);
Interval productOf(Interval a, Interval b);
Interval intersection(Interval a, Interval b);
Interval hullOf(Interval a, Interval b);

struct IntegerType {
    std::uint8_t bits = 32;
    bool isSigned = true;
    bool operator==(const IntegerType&) const = default;
};
// All that the type can hold, with open ends.
Interval rangeOf(IntegerType type);

// constant + Σ factor · atom
struct Form {
    struct Term {
        int atom = 0;
        std::int64_t factor = 0;
        bool operator==(const Term&) const = default;
    };
    static constexpr int maxTerms = 10;
    std::int64_t constant = 0;
    int size = 0;
    std::array<Term, maxTerms> terms;  // ascending by atom, no factor is 0

    [[nodiscard]] bool isConstant() const { return size == 0; }
};

// The forms of one kernel. Forms stay meaningful as long as the quantities that their atoms stand for do not change;
// the caller makes a new atom for what may have changed.
class Bounds {
public:
    Form constant(std::int64_t value) const;
    // A new quantity of which only the interval is known.
    Form quantity(Interval interval);

    Form sum(const Form& a, const Form& b, std::int64_t factorOfB = 1);
    Form product(const Form& a, const Form& b);
    // As C does it: towards zero. Also for operands that are no constants.
    Form quotient(const Form& a, const Form& b);
    Form remainder(const Form& a, const Form& b);
    Form shiftedRight(const Form& a, const Form& b);
    Form shiftedLeft(const Form& a, const Form& b);
    Form bitAnd(const Form& a, const Form& b);
    // The form itself if its values fit the type, else something in the type's range.
    Form converted(const Form& a, IntegerType type);

    // All values that the form can have where the facts hold that are now known.
    Interval interval(const Form& form) const;

    // Facts, last in, first out. assume(): the form is at most 0 (or exactly 0).
    [[nodiscard]] std::size_t factCount() const { return facts_.size(); }
    void assumeNotPositive(const Form& form);
    void assumeZero(const Form& form);
    void forgetFacts(std::size_t count);
    // True if the facts contradict each other: this place is never reached.
    [[nodiscard]] bool contradiction() const { return contradictions_ > 0; }

    // How much has been done for intervals so far: terms and facts that were looked at. Forms over forms under many
    // facts make much of it from little text.
    [[nodiscard]] std::int64_t work() const { return work_; }

private:
    enum class Operation : std::uint8_t { none, quotient, remainder, shift, mask };
    struct Atom {
        Interval interval;  // without any facts
        Operation operation = Operation::none;
        int operand = -1;  // index in operands_
        std::int64_t parameter = 0;
    };
    struct Fact {
        Form form;  // constant 0, first factor positive, factors without a common divisor
        Interval interval;
    };
    using Key = std::vector<std::int64_t>;

    Form derived(Operation operation, const Form& operand, std::int64_t parameter);
    Interval apply(Operation operation, Interval operand, std::int64_t parameter) const;
    Interval atomInterval(int atom, int depth) const;
    enum class Using : std::uint8_t { noFacts, factsOfOneAtom, allFacts };
    Interval boundedBy(const Form& form, Using facts, int depth) const;
    void assume(const Form& form, bool alsoLow);

    std::vector<Atom> atoms_;
    std::vector<Form> operands_;
    std::map<Key, int> derivedAtoms_;
    std::vector<Fact> facts_;
    int contradictions_ = 0;
    mutable std::int64_t work_ = 0;
};

}  // namespace pinfold
