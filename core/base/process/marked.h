// Processes that are known by a mark in their environment, wherever they have gone.
#pragma once

#include <chrono>
#include <string>

namespace pinfold {

// The variable that holds the mark, after those that whoever started us has given.
inline constexpr const char* markVariable = "PINFOLD_RUN";

// Kills all of the user's processes that have the mark in the environment they were started with, until there are none
// or the time is over.
void killMarked(const std::string& mark, std::chrono::milliseconds patience);

}  // namespace pinfold
