// The graph JSON of an archive, checked but not yet a Model.
// Format: apache/tvm src/runtime/graph_executor/graph_executor.h, GraphExecutor::Load.
#pragma once

#include "base/cancel.h"
#include "base/dtype.h"
#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold {

// One output of a node. Every node has an output, so node indices and entries are two things.
struct GraphEntry {
    int node = -1;   // index into Graph::nodes
    int output = 0;  // less than that node's outputs
};

struct GraphNode {
    std::string name;
    bool isOperator = false;         // else an input or a parameter of the model
    std::string function;            // of an operator: a C identifier, "__nop" or "__copy"
    int outputs = 1;                 // >= 1
    std::vector<GraphEntry> inputs;  // only of nodes before this one
};

struct GraphTensor {
    DType dtype = DType::int8;
    Shape shape;
    std::int64_t bytes = 0;  // > 0
    int storageId = 0;       // >= 0
};

struct Graph {
    std::vector<GraphNode> nodes;      // in execution order
    std::vector<int> firstEntry;       // by node: index into tensors of its output 0
    std::vector<GraphTensor> tensors;  // by entry
    std::vector<int> arguments;        // nodes that are no operators, all of them, in the order of arg_nodes
    std::vector<GraphEntry> heads;     // at least one
};

inline int entryIndex(const Graph& graph, const GraphEntry& entry) {
    return graph.firstEntry[static_cast<std::size_t>(entry.node)] + entry.output;
}

// An error names the key, or is brokenOff().
Result<Graph> readGraph(std::string_view json, const CancelToken& cancel = {});

}  // namespace pinfold
