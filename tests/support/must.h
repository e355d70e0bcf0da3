// For what a test needs and does not test.
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <utility>
#include <variant>

namespace pinfold::test {

// The value, or a message and the end of the program.
template <typename T>
T must(Result<T> result) {
    if (!result.ok()) {
        fmt::print(stderr, "{}\n", result.error().message);
        std::abort();
    }
    return *std::move(result);
}
inline void must(const Result<void>& result) {
    if (result.ok()) return;
    fmt::print(stderr, "{}\n", result.error().message);
    std::abort();
}

// Of a job that nobody cancels.
template <typename T>
Result<T> uncancelled(Outcome<T> outcome) {
    if (!outcome.ok()) return outcome.error();
    return std::get<0>(*std::move(outcome));
}

template <typename T>
T must(Outcome<T> outcome) {
    return std::get<0>(must<CancelledOr<T>>(std::move(outcome)));
}

}  // namespace pinfold::test
