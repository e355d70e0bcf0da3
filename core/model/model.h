// A model as Pinfold works with it: tensors, operators in execution order, kernels. Plain values; made from an archive.
#pragma once

#include "base/cancel.h"
#include "base/dtype.h"
#include "base/progress.h"
#include "base/result.h"
#include "kernel/kernel.h"
#include "mlf/archive.h"

#include <cstdint>
#include <string>
#include <vector>

namespace pinfold {

enum class TensorRole {
    input,       // of the model
    constant,    // a parameter
    activation,  // an operator's output (also where it is an output of the model)
};

// A value that flows between operators; one per entry of the graph JSON.
struct Tensor {
    std::string name;  // graph's name for inputs and constants; else the operator's, with ":<output>" if it has several
    DType dtype = DType::int8;
    Shape shape;
    std::int64_t bytes = 0;                    // exact
    TensorRole role = TensorRole::activation;  // an alias has its root's
    int aliasOf = -1;   // a `__nop` result: index of the tensor whose memory it is (always a root); -1: a root itself
    int producer = -1;  // operator index; -1 for inputs and constants. For an alias its root's.
    int producerOutput = 0;      // which output of the producer
    std::vector<int> consumers;  // operators that read it or an alias of it, ascending, each once; kept at the root
    int storageId = -1;          // of TVM's storage plan; only tvmMemory() uses it
    int parameter = -1;          // index into Model::parameters for constants (and their aliases)
};

struct Operator {
    std::string name;          // unique in the model: the graph node's name, with "_<n>" if nodes share one
    int kernel = -1;           // index into Model::kernels
    std::vector<int> inputs;   // tensors in the order of the kernel's arguments; may repeat; may be aliases
    std::vector<int> outputs;  // tensors, roots; the kernel's arguments are inputs, then outputs
};

// A named input or output of the model.
struct Port {
    std::string name;
    int tensor = -1;  // may be an alias, an input, or (outputs only) a constant; two ports may share one
};

struct Model {
    std::string name;         // the archive's name for it
    std::string symbol;       // the same as a C identifier
    std::string archiveName;  // of Archive
    std::string archiveSha256;
    std::string exportDate;
    std::vector<std::string> targets;
    std::vector<Tensor> tensors;
    std::vector<Operator> operators;    // in the archive's execution order
    std::vector<Kernel> kernels;        // only those that operators call
    std::vector<Port> inputs;           // order of the graph's arg_nodes, without constants
    std::vector<Port> outputs;          // order of the graph's heads
    std::vector<Parameter> parameters;  // only those that the graph names
    std::vector<ArchiveFile> sources;   // C files to compile
    std::vector<ArchiveFile> objects;   // object files to link
    // With object files: the largest operator's workspace as in metadata.json; else 0.
    std::int64_t objectWorkspaceBytes = 0;
};

// The tensor whose memory `tensor` is: itself, or what it aliases.
inline int rootOf(const Model& model, int tensor) {
    const int root = model.tensors[static_cast<std::size_t>(tensor)].aliasOf;
    return root < 0 ? tensor : root;
}

// The kernel of the runtime that implements the graph's `__copy`.
inline constexpr std::string_view copyKernelName = "pinfold_copy";

// Understands one graph-executor module. Takes the module's bytes. Errors (badInput) start with "<archive>: <module>:
// ": other executors ("… AOT archives are not supported yet …"), malformed graphs, kernels that are missing, refused or
// (object files) functions that no file defines.
Outcome<Model> importModel(const Archive& archive, ArchiveModule module, const CancelToken& cancel = {},
                           const ProgressSink& progress = {});

// Sums used in several places.
std::int64_t parameterBytes(const Model& model);
std::int64_t totalMacs(const Model& model);         // over all operators; -1 if unknown (object files)
std::int64_t largestWorkspace(const Model& model);  // largest sum of one operator's Alloc calls

// What the storage plan of TVM's graph executor would need: the storage ids of the graph JSON plus the largest
// operator's workspaces, every block rounded up to `alignment`. Inputs and outputs included, constants not.
struct TvmMemory {
    std::int64_t storageBytes = 0;
    std::int64_t workspaceBytes = 0;
};
TvmMemory tvmMemory(const Model& model, std::int64_t alignment);

}  // namespace pinfold
