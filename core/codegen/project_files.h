// The files of a project that are not about one model: build files, README, tables of the program.
#pragma once

#include "codegen/codegen.h"
#include "codegen/layout.h"

#include <string>
#include <vector>

namespace pinfold {

// What the writers of a project need.
struct ProjectSpec {
    std::vector<ModelLayout> layouts;
    const Board* board = nullptr;
    const Plan* plan = nullptr;
    const GenerateOptions* options = nullptr;
    std::string planSha256;
};

// Kernel sources and object files under names of their own.
std::vector<GeneratedFile> kernelFiles(const ProjectSpec& spec);
// include/, runtime/, LICENSE; for firmware also app/ and platform/ as far as the board needs them. An error if the
// board asks for a part of the platform that there is not.
Result<std::vector<GeneratedFile>> firmwareFiles(const ProjectSpec& spec);
// model/pinfold_models.c: pools and the table of all models.
std::string modelsSource(const ProjectSpec& spec);
// app/model_table.c.
std::string modelTableSource(const ProjectSpec& spec);
// CMakeLists.txt for `files`, which are all others of the project.
std::string cmakeLists(const ProjectSpec& spec, const std::vector<GeneratedFile>& files);
std::string readme(const ProjectSpec& spec, const std::vector<GeneratedFile>& files);

}  // namespace pinfold
