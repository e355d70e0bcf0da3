// Cancelling a long job. Cancelled is a value, not an error: nobody did anything wrong.
#pragma once

#include "base/result.h"

#include <atomic>
#include <memory>
#include <variant>

namespace pinfold {

// What a source and its tokens share.
class CancelFlag {
public:
    CancelFlag() = default;
    virtual ~CancelFlag() = default;
    CancelFlag(const CancelFlag&) = delete;
    CancelFlag& operator=(const CancelFlag&) = delete;

    void raise() { raised_.store(true, std::memory_order_relaxed); }
    // One load while it is not raised.
    [[nodiscard]] bool seen() const { return raised_.load(std::memory_order_relaxed) && holds(); }

private:
    // Asked each time that a raised flag is seen. Tests have a flag that is raised from the beginning and that holds
    // from the k-th time on: a moment of a job that is the same on every machine.
    [[nodiscard]] virtual bool holds() const { return true; }

    std::atomic<bool> raised_ = false;
};

// Asked by a job whether it should stop. A default token never says so. Safe to copy and to ask from any thread.
class CancelToken {
public:
    CancelToken() = default;
    explicit CancelToken(std::shared_ptr<const CancelFlag> flag) : flag_(std::move(flag)) {}
    [[nodiscard]] bool cancelled() const { return flag_ && flag_->seen(); }

private:
    std::shared_ptr<const CancelFlag> flag_;
};

// Held by whoever may stop a job. cancel() is safe from any thread and from a signal handler.
class CancelSource {
public:
    [[nodiscard]] CancelToken token() const { return CancelToken(flag_); }
    void cancel() { flag_->raise(); }

private:
    std::shared_ptr<CancelFlag> flag_ = std::make_shared<CancelFlag>();
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
