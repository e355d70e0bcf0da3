// Cancelling a long job. Cancelled is a value, not an error: nobody did anything wrong.
#pragma once

#include "base/result.h"

#include <atomic>
#include <memory>
#include <variant>

namespace pinfold {

// Asked by a job whether it should stop. A default token never says so. Safe to copy and to ask from any thread.
class CancelToken {
public:
    CancelToken() = default;
    [[nodiscard]] bool cancelled() const { return flag_ && flag_->load(std::memory_order_relaxed); }

private:
    friend class CancelSource;
    explicit CancelToken(std::shared_ptr<const std::atomic<bool>> flag) : flag_(std::move(flag)) {}
    std::shared_ptr<const std::atomic<bool>> flag_;
};

// Held by whoever may stop a job. cancel() is safe from any thread and from a signal handler.
class CancelSource {
public:
    [[nodiscard]] CancelToken token() const { return CancelToken(flag_); }
    void cancel() { flag_->store(true, std::memory_order_relaxed); }

private:
    std::shared_ptr<std::atomic<bool>> flag_ = std::make_shared<std::atomic<bool>>(false);
};

struct Cancelled {};

template <typename T>
using CancelledOr = std::variant<T, Cancelled>;

template <typename T>
[[nodiscard]] bool isCancelled(const CancelledOr<T>& outcome) {
    return std::holds_alternative<Cancelled>(outcome);
}

// What a job that can fail and be cancelled returns.
template <typename T>
using Outcome = Result<CancelledOr<T>>;

// Inside of a job, functions may return plain Results: those that see their token cancelled return brokenOff(), which
// nobody gets to see, for the job itself returns unlessCancelled() of what they gave.
inline Error brokenOff() { return badInput("Cancelled."); }

template <typename T>
Outcome<T> unlessCancelled(Result<T> result, const CancelToken& cancel) {
    if (cancel.cancelled()) return Cancelled{};
    if (!result.ok()) return result.error();
    return *std::move(result);
}

}  // namespace pinfold

// Like PINFOLD_TRY, for an Outcome inside a function that returns an Outcome.
#define PINFOLD_TRY_OUTCOME(declaration, expression) \
    PINFOLD_TRY_OUTCOME_(declaration, expression, PINFOLD_CONCAT(pinfoldOutcome, __LINE__))
#define PINFOLD_TRY_OUTCOME_(declaration, expression, name)           \
    auto name = (expression);                                         \
    if (!name.ok()) return name.error();                              \
    if (::pinfold::isCancelled(*name)) return ::pinfold::Cancelled{}; \
    declaration = std::get<0>(*std::move(name))
