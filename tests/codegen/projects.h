// Generated projects for tests: made, compiled for this computer, run.
#pragma once

#include "codegen/codegen.h"
#include "platform_program.h"
#include "support/archive_builder.h"
#include "support/must.h"

#include <filesystem>
#include <string>
#include <vector>

namespace pinfold::test {

std::vector<Model> importModels(const std::filesystem::path& archive);
Model importSynthetic(const SyntheticModel& model);
Plan planFor(const std::vector<Model>& models, Lifetimes lifetimes, const std::string& board = "qemu-mps2-an500");
std::vector<GeneratedFile> generate(const std::vector<Model>& models, const Plan& plan,
                                    const GenerateOptions& options = {});
const GeneratedFile* find(const std::vector<GeneratedFile>& files, const std::string& path);

std::string quoted(const std::filesystem::path& path);

// Compiles a project's library and one of tests/codegen/programs with gcc: our files with -Wall -Wextra -Werror. The
// program's path; a compiler error fails the test. Objects of sources that did not change are taken from `cache`.
std::filesystem::path compileForHost(const std::filesystem::path& project, const std::string& program,
                                     const std::filesystem::path& cache, const std::string& flags = "");

}  // namespace pinfold::test
