// pinfold.json: what a generated project is, and which of its files were generated.
#pragma once

#include "codegen/codegen.h"

#include <map>
#include <set>
#include <string>

namespace pinfold {

inline constexpr std::string_view manifestName = "pinfold.json";

// Digests (SHA-256) of the files that Pinfold wrote, by path. A path has several while files are being replaced: a run
// that was killed then leaves some old and some new ones.
using GeneratedDigests = std::map<std::string, std::set<std::string>>;

// pinfold.json as generateProject() gives it: without digests.
std::string writeManifest(const ProjectManifest& manifest);

// The same text with the digests in it. `replaced` are those of the files that the new ones take the place of; empty
// once all are in place. An error if `manifest` is not what writeManifest() wrote.
Result<std::string> withDigests(std::string_view manifest, const std::map<std::string, std::string>& files,
                                const GeneratedDigests& replaced);

// All digests in pinfold.json, new and replaced. Paths that leave the project are an error.
Result<GeneratedDigests> readDigests(std::string_view json, std::string_view file);

// True for a relative path with '/' that stays inside its folder and is written in the shortest way.
bool isProjectPath(std::string_view path);

}  // namespace pinfold
