// What to do about an error or a failed validation, in words of the command line.
#pragma once

#include "base/result.h"
#include "validate/validate.h"

#include <span>
#include <string>

namespace pinfold::cli {

// The error's message, then its advice.
std::string messageWithAdvice(const Error& error);

// A line for those whose outputs differ, and whose reference cannot tell from which operator on; else empty.
std::string referenceAdvice(std::span<const ValidationReport> reports);

}  // namespace pinfold::cli
