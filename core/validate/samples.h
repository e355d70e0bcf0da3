// The arrays of tensor files as the samples of models.
#pragma once

#include "base/cancel.h"
#include "base/dtype.h"
#include "base/result.h"
#include "tensor/tensor_file.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold {

// What a model takes and gives, as matchSamples() needs it.
struct PortSpec {
    std::string name;  // of the input or output
    std::string key;   // of its array: "in_<name>", "out_<index>"
    DType dtype = DType::int8;
    Shape shape;
};
struct ModelPorts {
    std::string model;   // its name, for messages
    std::string prefix;  // of all keys, after "in_", "out_" and "op_": "<model>." where there are several models
    std::vector<PortSpec> inputs;
    std::vector<PortSpec> outputs;
};

// Inputs, and what is to be compared with, of n samples.
struct Samples {
    std::int64_t count = 0;
    std::string prefix;                  // that of its ModelPorts
    std::vector<std::string> inputs;     // per input: count × bytes
    std::vector<std::string> reference;  // per output: count × bytes; empty if there is no reference
    std::vector<std::int64_t> labels;    // one per sample; empty if there are none
    // per operator output, if a reference of `--all` is there: "op_<index>_<output>" → count × bytes
    struct OperatorOutput {
        int op = 0;  // in Model::operators, whatever the order of execution
        int output = 0;
        DType dtype = DType::float32;
        Shape shape;  // of one sample
        std::string bytes;
    };
    std::vector<OperatorOutput> operatorOutputs;
    std::string
        referenceMadeOn{};  // a board's id, or hostMachine; empty where the file with the reference does not say
};

// An array of a file with a reference that says where its outputs were computed: the UTF-8 bytes of a board's id.
inline constexpr const char* madeOnKey = "reference_made_on";
inline constexpr const char* hostMachine = "host";  // in its place: somebody's computer
Array madeOnArray(std::string_view madeOn);

// Fits the arrays to the models: names, dtypes, shapes, one sample count for all. `reference` may be empty: then the
// out_* and op_* arrays of `inputs` are taken, if any; labels may be in either. An array without a name is the only
// input, or the only output. Labels must be classes of the first output (indices of its elements); they are left out if
// that has but one element. Arrays that look like an input, an output or labels and belong to none are errors; all
// other names are ignored. Errors name file and array and say what was expected. Gives the samples of each model.
// Cancelled: brokenOff().
Result<std::vector<Samples>> matchSamples(const std::vector<Array>& inputs, const std::string& inputsFile,
                                          const std::vector<Array>& reference, const std::string& referenceFile,
                                          std::span<const ModelPorts> models, const CancelToken& cancel = {});

}  // namespace pinfold
