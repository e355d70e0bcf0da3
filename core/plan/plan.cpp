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
constexpr std::int64_t mostKernelStackBytes = std::int64_t{1} << 40;

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
            const std::int64_t own = std::min(kernel.stackBytes, mostKernelStackBytes);
            kernels = std::max(kernels, own + (unread ? unreadKernelStackBytes : 0));
        }
    }
    return alignUp(fixedStackBytes + kernels, 256);
}

}  // namespace pinfold
