#include "plan/plan.h"

#include "plan/placement.h"

#include <algorithm>
#include <array>

namespace pinfold {
namespace {

constexpr std::array lifetimesNames{
    std::pair{Lifetimes::statement, std::string_view("statement")},
    std::pair{Lifetimes::wholeOperator, std::string_view("operator")},
    std::pair{Lifetimes::none, std::string_view("none")},
};
constexpr std::array orderNames{
    std::pair{OrderChoice::archive, std::string_view("archive")},
    std::pair{OrderChoice::best, std::string_view("best")},
};
constexpr std::array objectiveNames{
    std::pair{Objective::cost, std::string_view("cost")},
    std::pair{Objective::size, std::string_view("size")},
};

template <typename Names, typename Value>
std::string_view nameIn(const Names& names, Value wanted) {
    for (const auto& [value, name] : names) {
        if (value == wanted) return name;
    }
    return {};
}

template <typename Names>
auto valueIn(const Names& names, std::string_view wanted) -> std::optional<decltype(names.front().first)> {
    for (const auto& [value, name] : names) {
        if (name == wanted) return value;
    }
    return std::nullopt;
}

// Runtime, protocol, interrupt frames with floating-point registers, and the registers that a kernel spills.
constexpr std::int64_t fixedStackBytes = 2048;
// For a kernel that nobody read: TVM keeps workspaces below 1,024 bytes on the stack, and few kernels have more than
// four.
constexpr std::int64_t unreadKernelStackBytes = 4096;
constexpr std::int64_t mostKernelStackBytes = std::int64_t{1} << 40;

}  // namespace

std::string_view nameOf(Lifetimes lifetimes) { return nameIn(lifetimesNames, lifetimes); }
std::optional<Lifetimes> lifetimesFromName(std::string_view name) { return valueIn(lifetimesNames, name); }

std::string_view nameOf(OrderChoice order) { return nameIn(orderNames, order); }
std::optional<OrderChoice> orderFromName(std::string_view name) { return valueIn(orderNames, name); }

std::string_view nameOf(Objective objective) { return nameIn(objectiveNames, objective); }
std::optional<Objective> objectiveFromName(std::string_view name) { return valueIn(objectiveNames, name); }

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
