// Where exceptions end: no exception of a library, and none for memory that ran out, leaves a thread or main().
#pragma once

#include "base/cancel.h"
#include "base/result.h"

namespace pinfold {

// The exception that is being handled, as an error in plain text (toolFailed). Only inside of a handler.
Error errorOfException();

// What the job gives. What it throws becomes an error.
template <typename T, typename Job>
Outcome<T> withoutExceptions(const Job& job) {
    try {
        return job();
    } catch (...) {
        return errorOfException();
    }
}

}  // namespace pinfold
