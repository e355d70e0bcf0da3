// Running an archive's code on the user's computer is the user's decision; it is asked for once and remembered.
#pragma once

#include "base/result.h"

#include <filesystem>
#include <string>

namespace pinfold {

// $XDG_CONFIG_HOME/pinfold/trusted-archives or ~/.config/pinfold/trusted-archives: one SHA-256 a line.
std::filesystem::path trustFile();

// Whether the user has trusted the archive of this SHA-256 before.
bool isTrusted(const std::string& sha256);

// Remembers it beside those that are there. toolFailed if the file cannot be read or written; it stays as it is then.
Result<void> trust(const std::string& sha256);

// How many archives are trusted; toolFailed if the file cannot be read. And the end of all trust.
Result<std::size_t> trustedCount();
Result<void> forgetTrust();

}  // namespace pinfold
