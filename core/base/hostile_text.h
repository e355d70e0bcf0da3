// Text of unknown origin inside our own sentences.
#pragma once

#include "base/result.h"

#include <string>
#include <string_view>

namespace pinfold {

// ASCII for a message: everything else becomes '?', and what is longer than `most` bytes is cut off with "…".
std::string printable(std::string_view text, std::size_t most = 100);

// The same error after "<where>: ", on one line, and cut where hostile keys made it endless.
Error locate(std::string_view where, Error error);

// True for names that may become part of a path or of generated text: 1 to 200 of [A-Za-z0-9_.-], no '.' or '-' first.
bool isFileName(std::string_view name);

// A file that should be JSON may not be nested so deeply, or be so large, that reading it exhausts memory. `depth`
// counts arrays and objects.
bool isNestedDeeper(std::string_view json, int depth);

}  // namespace pinfold
