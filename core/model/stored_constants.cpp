#include "model/stored_constants.h"

#include "base/index.h"

#include <algorithm>
#include <bit>
#include <map>
#include <string_view>

namespace pinfold {
namespace {

// A load hoisted out of a guard misses its tensor by a few rows; this is far more.
constexpr std::int64_t farthestRead = 1 << 20;

// How far a kernel that nobody read may read before and after a constant; no constant needs more than its own length.
constexpr std::int64_t unreadReach = 1024;

std::int64_t alignTo(std::int64_t value, std::int64_t alignment) {
    return (value + alignment - 1) / alignment * alignment;
}

// Bytes beside a constant that kernels may read and never use.
struct Guard {
    bool used = false;
    std::int64_t before = 0;
    std::int64_t after = 0;
};

Result<std::vector<Guard>> constantGuards(const Model& model) {
    std::vector<Guard> guards(model.parameters.size());
    for (const auto& port : model.outputs) {
        const int parameter = model.tensors[at(port.tensor)].parameter;
        if (parameter >= 0) guards[at(parameter)].used = true;
    }
    for (const auto& op : model.operators) {
        const Kernel& kernel = model.kernels[at(op.kernel)];
        for (std::size_t i = 0; i < op.inputs.size(); ++i) {
            const Tensor& tensor = model.tensors[at(op.inputs[i])];
            if (tensor.parameter < 0) continue;
            Guard& guard = guards[at(tensor.parameter)];
            guard.used = true;
            if (kernel.name == copyKernelName) continue;
            if (!kernel.read || i >= kernel.arguments.size()) {
                guard.before = std::max(guard.before, std::min(tensor.bytes, unreadReach));
                guard.after = std::max(guard.after, std::min(tensor.bytes, unreadReach));
                continue;
            }
            guard.before = std::max(guard.before, -kernel.arguments[i].lowestByte);
            guard.after = std::max(guard.after, kernel.arguments[i].endByte - tensor.bytes);
            if (std::max(guard.before, guard.after) > farthestRead) {
                return badInput("{}: operator {} reads more than {} bytes outside of the constant {}.", model.name,
                                op.name, farthestRead, tensor.name);
            }
        }
    }
    return guards;
}

}  // namespace

Result<StoredConstants> storeConstants(const Model& model, const CancelToken& cancel) {
    PINFOLD_TRY(const std::vector<Guard> guards, constantGuards(model));
    StoredConstants stored;
    stored.offsets.assign(model.parameters.size(), -1);
    std::map<std::string_view, std::int64_t> known;
    std::int64_t end = 0;
    std::int64_t first = 0;  // lowest and highest byte that may be read, relative to the first constant
    std::int64_t last = 0;
    for (std::size_t i = 0; i < model.parameters.size(); ++i) {
        if (!guards[i].used) continue;
        if (cancel.cancelled()) return brokenOff();
        const std::string& bytes = model.parameters[i].bytes;
        const auto size = static_cast<std::int64_t>(bytes.size());
        const auto alignment =
            static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(std::clamp<std::int64_t>(size, 1, 16))));
        const auto [entry, isNew] = known.try_emplace(bytes, alignTo(end, alignment));
        stored.offsets[i] = entry->second;
        end = std::max(end, entry->second + size);
        first = std::min(first, entry->second - guards[i].before);
        last = std::max(last, entry->second + size + guards[i].after);
    }
    const std::int64_t front = alignTo(-first, 16);
    stored.bytes = front + std::max(last, end);
    for (std::int64_t& offset : stored.offsets) {
        if (offset >= 0) offset += front;
    }
    return stored;
}

}  // namespace pinfold
