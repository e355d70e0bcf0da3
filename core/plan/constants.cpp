#include "plan/constants.h"

#include "plan/problem.h"

#include <algorithm>

namespace pinfold {
namespace {

constexpr std::size_t maxProposals = 20;
constexpr double minGain = 1;  // cycles
constexpr std::int64_t maxReadBytes = std::int64_t{1} << 62;

// Adds one operator's reads of a constant.
void addReads(PlannedConstant& constant, const Kernel& kernel, const BufferUse* use) {
    if (!use && kernel.name != copyKernelName) constant.readBytes = std::nullopt;
    if (!constant.readBytes) return;
    const std::int64_t more = use ? use->readBytes : constant.bytes;
    *constant.readBytes += std::min(maxReadBytes - *constant.readBytes, more);
}

void addConstants(ConstantTable& table, const Model& model) {
    std::vector<int> ofTensor(model.tensors.size(), -1);
    for (std::size_t t = 0; t < model.tensors.size(); ++t) {
        const Tensor& tensor = model.tensors[t];
        if (tensor.role != TensorRole::constant || tensor.aliasOf >= 0) continue;
        ofTensor[t] = static_cast<int>(table.constants.size());
        PlannedConstant constant;
        constant.model = model.name;
        constant.name = tensor.name;
        constant.bytes = tensor.bytes;
        constant.tensor = static_cast<int>(t);
        constant.readBytes = 0;
        table.constants.push_back(std::move(constant));
        table.reaches.push_back({0, tensor.bytes});
    }
    for (const Operator& op : model.operators) {
        for (std::size_t a = 0; a < op.inputs.size(); ++a) {
            const int index = ofTensor[static_cast<std::size_t>(rootOf(model, op.inputs[a]))];
            if (index < 0) continue;
            PlannedConstant& constant = table.constants[static_cast<std::size_t>(index)];
            const Kernel& kernel = model.kernels[static_cast<std::size_t>(op.kernel)];
            const BufferUse* use = kernel.read ? &kernel.arguments[a] : nullptr;
            addReads(constant, kernel, use);
            widen(table.reaches[static_cast<std::size_t>(index)], constant.bytes, kernel, use);
        }
    }
}

// What is still free of a range after the pools in it.
struct RangeRest {
    const FreeRange* range = nullptr;
    std::uint64_t address = 0;  // of its first byte
};

std::vector<RangeRest> restsOf(const Plan& plan, const Board& board, std::span<const FreeRange> ranges) {
    std::vector<RangeRest> rests;
    for (const FreeRange& range : ranges) {
        const Region& region = board.regions[static_cast<std::size_t>(range.region)];
        if (!mayHold(region, "constant")) continue;
        std::uint64_t start = range.address;
        for (const Pool& pool : plan.pools) {
            const std::uint64_t end = pool.address + static_cast<std::uint64_t>(pool.bytes + pool.guardAfter);
            if (pool.address >= range.address &&
                pool.address - range.address < static_cast<std::uint64_t>(range.capacity)) {
                start = std::max(start, end);
            }
        }
        rests.push_back({&range, start});
    }
    const auto readCycles = [&](const RangeRest& rest) {
        return board.regions[static_cast<std::size_t>(rest.range->region)].readCycles;
    };
    std::stable_sort(rests.begin(), rests.end(),
                     [&](const RangeRest& a, const RangeRest& b) { return readCycles(a) < readCycles(b); });
    return rests;
}

// Takes the bytes of a constant; false if they are too few.
bool take(RangeRest& rest, const PlannedConstant& constant, const BufferReach& reach) {
    const std::int64_t alignment = rest.range->alignment;
    const Beyond around = beyond(reach, constant.bytes, alignment);
    const std::int64_t bytes =
        alignUp(around.before, alignment) + alignUp(constant.bytes, alignment) + alignUp(around.after, alignment);
    const auto used = static_cast<std::int64_t>(rest.address - rest.range->address);
    const std::int64_t start = alignUp(used, alignment);
    if (start > rest.range->capacity || bytes > rest.range->capacity - start) return false;
    rest.address = rest.range->address + static_cast<std::uint64_t>(start + bytes);
    return true;
}

}  // namespace

ConstantTable tableOfConstants(std::span<const Model> models) {
    ConstantTable table;
    for (std::size_t m = 0; m < models.size(); ++m) {
        addConstants(table, models[m]);
        table.modelOf.resize(table.constants.size(), static_cast<int>(m));
    }
    return table;
}

std::vector<ConstantProposal> proposeCopies(const Plan& plan, std::span<const BufferReach> reaches, const Board& board,
                                            std::span<const FreeRange> ranges) {
    const Region* code = findRegion(board, board.codeRegion);
    std::vector<RangeRest> rests = restsOf(plan, board, ranges);
    if (!code || rests.empty()) return {};
    const auto saved = [&](const PlannedConstant& constant, const Region& region) {
        const std::int64_t bytes = constant.readBytes.value_or(constant.bytes);
        return cyclesOf(bytes, 0, *code) - cyclesOf(bytes, 0, region);
    };
    std::vector<std::size_t> order;
    for (std::size_t c = 0; c < plan.constants.size(); ++c) {
        if (plan.constants[c].pool < 0 && !plan.constants[c].pinned && plan.constants[c].bytes > 0) order.push_back(c);
    }
    const auto reads = [&](std::size_t c) { return plan.constants[c].readBytes.value_or(plan.constants[c].bytes); };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return reads(a) > reads(b); });
    std::vector<ConstantProposal> proposals;
    for (const std::size_t c : order) {
        if (proposals.size() == maxProposals) break;
        const PlannedConstant& constant = plan.constants[c];
        for (RangeRest& rest : rests) {
            const Region& region = board.regions[static_cast<std::size_t>(rest.range->region)];
            const double gain = saved(constant, region);
            if (gain < minGain || !take(rest, constant, reaches[c])) continue;
            proposals.push_back({constant.model, constant.name, region.name, gain});
            break;
        }
    }
    std::stable_sort(proposals.begin(), proposals.end(),
                     [](const auto& a, const auto& b) { return a.savedCycles > b.savedCycles; });
    return proposals;
}

}  // namespace pinfold
