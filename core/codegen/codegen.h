// Writes the C project for a plan.
#pragma once

#include "base/cancel.h"
#include "board/board.h"
#include "model/model.h"
#include "plan/plan.h"

#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace pinfold {

enum class ProjectMode {
    firmware,  // a whole program for the board, with the serial protocol
    library,   // for an existing application: no start-up code, no linker script
};
enum class Activations {
    fixed,     // pools are arrays of the generated code ("static")
    supplied,  // the application hands the pool to ai_create ("app"); one-pool plans only
};
enum class WeightsFormat { incbin, cArray };

// Quantization of one input or output.
struct Quantization {
    std::vector<float> scale;             // one, or one per index of `dimension`
    std::vector<std::int32_t> zeroPoint;  // as many as scales
    int dimension = 0;
};

// Keys as in the JSON: "input:<name>" and "output:<index>:<name>", with "<model>:" in front where several models have
// that.
using QuantizationTable = std::map<std::string, Quantization>;
// Reads the file of --quantization: {"quant": {"input:x": {"scale": […], "zero_point": […]}, …}}.
Result<QuantizationTable> readQuantization(std::string_view json, std::string_view file);

struct GenerateOptions {
    ProjectMode mode = ProjectMode::firmware;
    Activations activations = Activations::fixed;
    WeightsFormat weights = WeightsFormat::incbin;
    QuantizationTable quantization;
};

struct GeneratedFile {
    std::string path;  // relative, with '/'
    std::string bytes;
};

// All files of the project, sorted by path; deterministic, touches no disk. Errors: a quantization for a tensor that is
// not there, `supplied` with several pools.
Outcome<std::vector<GeneratedFile>> generateProject(std::span<const Model> models, const Board& board, const Plan& plan,
                                                    const GenerateOptions& options, const CancelToken& cancel = {});

// What was written, for people and JSON.
struct WrittenProject {
    int written = 0;
    int unchanged = 0;
    int removed = 0;  // files of an earlier generation that are no longer needed
};

// Puts the files into `folder` (made if missing) through a temporary folder beside it and renames, adding pinfold.json
// with the hash of each. Replaces and removes only files that it generated and nobody changed since; otherwise refuses,
// naming them all, unless `force`. On an error, and when cancelled, nothing is changed: once everything is staged, the
// renames are not stopped any more.
Outcome<WrittenProject> writeProject(const std::filesystem::path& folder, std::vector<GeneratedFile> files, bool force,
                                     const CancelToken& cancel = {});

// The files of the user's for whose sake writeProject() refused; empty for every other error.
std::vector<std::string> editedFiles(const Error& error);

// What stands before a model's names in tensor files: "<model>." where a project has several models.
std::string arrayPrefix(const std::string& model, std::size_t models);

// What pinfold.json says of a generated project.
struct ProjectManifest {
    std::string board;  // id
    std::string boardSha256;
    ProjectMode mode = ProjectMode::firmware;
    std::string planSha256;  // of plan.json's bytes
    struct PortInfo {
        std::string name;
        std::string fileKey;  // name of its array in a tensor file, without "in_"
        DType dtype = DType::int8;
        Shape shape;
        // Other models leave its memory alone: an input's while the models before its own run, an output's while those
        // after it do.
        bool kept = true;
    };
    struct ModelInfo {
        std::string name;
        std::string symbol;
        std::vector<PortInfo> inputs;
        std::vector<PortInfo> outputs;
        std::vector<std::string> operators;  // names in execution order
    };
    std::vector<ModelInfo> models;
};
Result<ProjectManifest> readManifest(const std::filesystem::path& folder);

}  // namespace pinfold
