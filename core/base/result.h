// What a function that can fail returns: a value, or an error that a user understands.
#pragma once

#include <fmt/format.h>

#include <cassert>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace pinfold {

// What kind of thing went wrong; decides the exit code of the command line.
enum class ErrorKind {
    badInput,    // exit code 2: an archive, a file, an option or a plan is not acceptable
    doesNotFit,  // exit code 3: RAM or flash is too small
    toolFailed,  // exit code 4: a program that we run, the device, or the disk failed
};

// What to do about an error where it is an option on the command line and something else in a window: whoever shows the
// error words it (app/cli/advice.h, ui/style/words.h).
enum class Advice {
    none,            // the message says it all
    overwriteEdits,  // of the user's in a generated project
    makeOwnBoard,    // from a project's board file that was edited
    makeOwnPlan,     // from a project's plan that was edited
    buildFirst,      // there is no firmware of the project, or an old one
    namePort,        // that the board is connected to
    searchLonger,    // no place was found in the time that the planner had
    makeWhatHelps,   // one of the changes in the details, which are an infeasibility (plan/infeasible/infeasible.h)
};

// One or more sentences: what was wrong, where (file, key, line), and what to do about it.
struct Error {
    ErrorKind kind = ErrorKind::badInput;
    std::string message;
    std::string details{};  // more of it for programs: JSON text of an object; mostly empty
    Advice advice = Advice::none;
};

template <typename... Args>
Error badInput(fmt::format_string<Args...> text, Args&&... args) {
    return {ErrorKind::badInput, fmt::format(text, std::forward<Args>(args)...)};
}

template <typename... Args>
Error doesNotFit(fmt::format_string<Args...> text, Args&&... args) {
    return {ErrorKind::doesNotFit, fmt::format(text, std::forward<Args>(args)...)};
}

template <typename... Args>
Error toolFailed(fmt::format_string<Args...> text, Args&&... args) {
    return {ErrorKind::toolFailed, fmt::format(text, std::forward<Args>(args)...)};
}

inline Error advised(Advice advice, Error error) {
    error.advice = advice;
    return error;
}

// A T or an Error. Ask before you take: `*result` without a value is a programming mistake.
template <typename T>
class [[nodiscard]] Result {
public:
    template <typename U = T>
    requires(std::is_convertible_v<U, T> && !std::is_same_v<std::remove_cvref_t<U>, Result> &&
             !std::is_same_v<std::remove_cvref_t<U>, Error>)
        // NOLINTNEXTLINE(bugprone-forwarding-reference-overload): the line above keeps it from hiding copy and move.
        Result(U&& value)
        : state_(std::in_place_index<0>, std::forward<U>(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool ok() const { return state_.index() == 0; }
    explicit operator bool() const { return ok(); }

    [[nodiscard]] T& operator*() & { return get(); }
    [[nodiscard]] const T& operator*() const& { return const_cast<Result*>(this)->get(); }
    [[nodiscard]] T&& operator*() && { return std::move(get()); }
    [[nodiscard]] T* operator->() { return &get(); }
    [[nodiscard]] const T* operator->() const { return &const_cast<Result*>(this)->get(); }

    [[nodiscard]] const Error& error() const {
        assert(!ok());
        return *std::get_if<1>(&state_);
    }

private:
    T& get() {
        assert(ok());
        return *std::get_if<0>(&state_);
    }
    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : error_(std::move(error)) {}

    [[nodiscard]] bool ok() const { return !error_.has_value(); }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] const Error& error() const {
        assert(!ok());
        return *error_;
    }

private:
    std::optional<Error> error_;
};

}  // namespace pinfold

#define PINFOLD_CONCAT_(a, b) a##b
#define PINFOLD_CONCAT(a, b) PINFOLD_CONCAT_(a, b)

// `PINFOLD_TRY(const auto plan, readPlan(text));` takes the value or returns the error to our caller.
#define PINFOLD_TRY(declaration, expression) \
    PINFOLD_TRY_(declaration, expression, PINFOLD_CONCAT(pinfoldResult, __LINE__))
#define PINFOLD_TRY_(declaration, expression, name) \
    auto name = (expression);                       \
    if (!name.ok()) return name.error();            \
    declaration = *std::move(name)

// The same for a Result<void>.
#define PINFOLD_CHECK(expression)                                                                 \
    do {                                                                                          \
        if (auto pinfoldStatus = (expression); !pinfoldStatus.ok()) return pinfoldStatus.error(); \
    } while (false)
