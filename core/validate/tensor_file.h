// Tensor files: .npz (and .npy, .csv for a single input) with inputs, reference outputs and labels.
#pragma once

#include "base/dtype.h"
#include "base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace pinfold {

// One array of a tensor file; C order, little-endian.
struct Array {
    std::string name;   // without ".npy"
    DType dtype = DType::float32;
    Shape shape;
    std::string bytes;  // byteCount(shape, dtype)
};

// Reads .npz, .npy (one array, named "in_" + the only input's name by the caller) or .csv (one sample a line, numbers
// separated by commas; optional header line), by the file's ending. Hostile input gives badInput with the file's and the
// array's name. Limits: 1 GiB in all.
Result<std::vector<Array>> readTensorFile(const std::filesystem::path& path);

// Writes an .npz (stored or deflated zip) atomically; deterministic bytes.
Result<void> writeNpz(const std::filesystem::path& path, const std::vector<Array>& arrays);

// The characters that no file name can hold replaced by '_', as in keys of tensor files.
std::string fileKey(std::string_view name);

// What a model takes and gives, as matchSamples() needs it.
struct PortSpec {
    std::string name;   // of the input; outputs are known by their index
    std::string key;    // of its array: "in_<name>"
    DType dtype = DType::int8;
    Shape shape;
};

// Inputs, and what is to be compared with, of n samples.
struct Samples {
    std::int64_t count = 0;
    std::vector<std::string> inputs;    // per input: count × bytes
    std::vector<std::string> reference; // per output: count × bytes; empty if there is no reference
    std::vector<std::int64_t> labels;   // one per sample; empty if there are none
    // per operator output, if a reference of `--all` is there: "op_<index>_<output>" → count × bytes
    struct OperatorOutput {
        int op = 0;
        int output = 0;
        DType dtype = DType::float32;
        Shape shape;  // of one sample
        std::string bytes;
    };
    std::vector<OperatorOutput> operatorOutputs;
};

// Fits the arrays to the model: names, dtypes, shapes, one sample count for all. `reference` may be empty: then the out_*
// arrays of `inputs` are taken, if any. Errors name file and array and say what was expected.
Result<Samples> matchSamples(const std::vector<Array>& inputs, const std::string& inputsFile,
                             const std::vector<Array>& reference, const std::string& referenceFile,
                             const std::vector<PortSpec>& inputPorts, const std::vector<PortSpec>& outputPorts);

}  // namespace pinfold
