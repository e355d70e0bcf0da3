// Text of unknown origin inside our own sentences.
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <functional>
#include <string>
#include <string_view>

namespace pinfold {

// ASCII for a message: everything else becomes '?', and what is longer than `most` bytes is cut off with "…".
std::string printable(std::string_view text, std::size_t most = 100);

// The same error after "<where>: ", on one line, and cut where hostile keys made it endless.
Error locate(std::string_view where, Error error);

// True for names that may become part of a path or of generated text: 1 to 200 of [A-Za-z0-9_.-], no '.' or '-' first.
bool isFileName(std::string_view name);

// Whether the text contains `what`. A search that is cancelled finds nothing any more.
bool containsText(std::string_view text, std::string_view what, const CancelToken& cancel);

// Calls `each` with every word of the text (letters, digits and '_', as many as there are), up to where it is
// cancelled.
void forEachWord(std::string_view text, const CancelToken& cancel, const std::function<void(std::string_view)>& each);

}  // namespace pinfold
