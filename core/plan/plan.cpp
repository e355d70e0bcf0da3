#include "plan/plan.h"

#include "base/align.h"

#include <algorithm>

namespace pinfold {
namespace {

// Runtime, protocol, interrupt frames with floating-point registers, and the registers that a kernel spills.
constexpr std::int64_t fixedStackBytes = 2048;
// For a kernel that nobody read: TVM keeps workspaces below 1,024 bytes on the stack, and few kernels have more than
// four.
constexpr std::int64_t unreadKernelStackBytes = 4096;
constexpr std::int64_t maxKernelStackBytes = std::int64_t{1} << 40;

}  // namespace

std::string_view nameOf(BufferKind kind) {
    switch (kind) {
        case BufferKind::input: return "input";
        case BufferKind::output: return "output";
        case BufferKind::activation: return "activation";
        case BufferKind::workspace: return "workspace";
    }
    return {};
}

std::int64_t defaultStackBytes(std::span<const Model> models) {
    std::int64_t kernels = 0;
    for (const Model& model : models) {
        for (const Kernel& kernel : model.kernels) {
            const bool unread = !kernel.read && kernel.name != copyKernelName;
            const std::int64_t own = std::min(kernel.stackBytes, maxKernelStackBytes);
            kernels = std::max(kernels, own + (unread ? unreadKernelStackBytes : 0));
        }
    }
    return alignUp(fixedStackBytes + kernels, 256);
}

std::vector<std::vector<std::string>> modelsOfPools(const Plan& plan) {
    std::vector<std::string> order;  // of the models
    const auto note = [&](const auto& items) {
        for (const auto& item : items) {
            if (std::find(order.begin(), order.end(), item.model) == order.end()) order.push_back(item.model);
        }
    };
    note(plan.operators);
    note(plan.buffers);
    note(plan.constants);
    std::vector<std::vector<bool>> present(plan.pools.size(), std::vector<bool>(order.size(), false));
    const auto mark = [&](int pool, const std::string& model) {
        if (pool < 0 || pool >= std::ssize(present)) return;
        const auto rank = static_cast<std::size_t>(std::find(order.begin(), order.end(), model) - order.begin());
        present[static_cast<std::size_t>(pool)][rank] = true;
    };
    for (const PlannedBuffer& buffer : plan.buffers) mark(buffer.pool, buffer.model);
    for (const PlannedConstant& constant : plan.constants) mark(constant.pool, constant.model);
    std::vector<std::vector<std::string>> models(plan.pools.size());
    for (std::size_t p = 0; p < models.size(); ++p) {
        for (std::size_t m = 0; m < order.size(); ++m) {
            if (present[p][m]) models[p].push_back(order[m]);
        }
    }
    return models;
}

}  // namespace pinfold
