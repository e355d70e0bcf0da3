#include "model/model.h"

#include <algorithm>
#include <map>

namespace pinfold {
namespace {

std::int64_t roundUp(std::int64_t bytes, std::int64_t alignment) {
    return (bytes + alignment - 1) / alignment * alignment;
}

std::int64_t largestWorkspaceAligned(const Model& model, std::int64_t alignment) {
    std::int64_t most = roundUp(model.objectWorkspaceBytes, alignment);
    for (const Kernel& kernel : model.kernels) {
        std::int64_t sum = 0;
        for (const KernelWorkspace& workspace : kernel.workspaces) sum += roundUp(workspace.bytes, alignment);
        most = std::max(most, sum);
    }
    return most;
}

}  // namespace

std::int64_t parameterBytes(const Model& model) {
    std::int64_t sum = 0;
    for (const Parameter& parameter : model.parameters) sum += static_cast<std::int64_t>(parameter.bytes.size());
    return sum;
}

std::int64_t totalMacs(const Model& model) {
    constexpr std::int64_t most = std::int64_t{1} << 62;
    std::int64_t sum = 0;
    for (const Operator& op : model.operators) {
        const Kernel& kernel = model.kernels[static_cast<std::size_t>(op.kernel)];
        if (!kernel.macs) return -1;
        sum = *kernel.macs > most - sum ? most : sum + *kernel.macs;
    }
    return sum;
}

std::int64_t largestWorkspace(const Model& model) { return largestWorkspaceAligned(model, 1); }

TvmMemory tvmMemory(const Model& model, std::int64_t alignment) {
    std::map<int, std::int64_t> storage;
    for (const Tensor& tensor : model.tensors) {
        if (tensor.role == TensorRole::constant) continue;
        std::int64_t& bytes = storage[tensor.storageId];
        bytes = std::max(bytes, tensor.bytes);
    }
    TvmMemory memory;
    for (const auto& [id, bytes] : storage) memory.storageBytes += roundUp(bytes, alignment);
    memory.workspaceBytes = largestWorkspaceAligned(model, alignment);
    return memory;
}

}  // namespace pinfold
