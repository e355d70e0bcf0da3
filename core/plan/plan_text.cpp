#include "plan/plan_text.h"

#include "base/text.h"
#include "model/stored_constants.h"
#include "plan/placement.h"

#include <algorithm>

namespace pinfold {
namespace {

constexpr std::size_t mostNamedBuffers = 8;
constexpr std::size_t longestName = 48;

// TVM's names are long and alike at the front: "tvmgen_kws_fused_nn_conv2d_add" becomes "nn_conv2d_add".
std::string shortName(std::string_view name, std::span<const Model> models) {
    for (const Model& model : models) {
        const std::string prefix = fmt::format("tvmgen_{}_fused_", model.symbol);
        if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
    }
    if (name.size() <= longestName) return std::string(name);
    std::size_t end = longestName - 1;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;  // not inside of a UTF-8 character
    return fmt::format("{}…", name.substr(0, end));
}

std::string headline(const Plan& plan) {
    std::string names;
    for (const PlannedArchive& archive : plan.archives) names += (names.empty() ? "" : ", ") + archive.name;
    return fmt::format("Plan of {} for {}: {} operators, {} ticks, {} buffers; lifetimes by {}, {}\n", names,
                       plan.board, plan.operators.size(), plan.ticks, plan.buffers.size(), nameOf(plan.lifetimes),
                       plan.optimal ? "proven to be the smallest" : "not proven to be the smallest");
}

std::string poolTable(const Plan& plan) {
    std::string text = fmt::format("  {:<10} {:<10} {:>12} {:>12} {:>8} {:>12}\n", "pool", "address", "bytes",
                                   "lower bound", "guard", "room");
    for (const Pool& pool : plan.pools) {
        text += fmt::format("  {:<10} 0x{:08x} {:>12} {:>12} {:>8} {:>12}\n", pool.region, pool.address,
                            grouped(pool.bytes), grouped(pool.lowerBound), grouped(pool.guardBefore + pool.guardAfter),
                            grouped(pool.capacity));
    }
    return text;
}

std::string peakLine(const Plan& plan, std::span<const Model> models) {
    const PlanPeak peak = findPeak(plan);
    if (peak.buffers.empty()) return "No buffer is needed.\n";
    const std::string ownWorkspaces = fmt::format("op{}/", peak.op);
    std::string parts;
    for (std::size_t i = 0; i < std::min(peak.buffers.size(), mostNamedBuffers); ++i) {
        const PlannedBuffer& buffer = plan.buffers[static_cast<std::size_t>(peak.buffers[i])];
        std::string_view name = buffer.name;
        if (name.starts_with(ownWorkspaces)) name.remove_prefix(ownWorkspaces.size());
        parts += fmt::format("{}{} {}", i == 0 ? "" : " + ", shortName(name, models),
                             grouped(alignUp(buffer.bytes, plan.alignment)));
    }
    if (peak.buffers.size() > mostNamedBuffers) {
        parts += fmt::format(" and {} more", peak.buffers.size() - mostNamedBuffers);
    }
    std::string where;
    if (peak.op >= 0) {
        const PlannedOperator& op = plan.operators[static_cast<std::size_t>(peak.op)];
        where = fmt::format(" in operator {} ({})", peak.op, shortName(op.name, models));
    }
    return fmt::format("Peak {} bytes{}, tick {}: {}\n", grouped(peak.bytes), where, peak.tick, parts);
}

// Bytes of flash, as the build will report them.
std::int64_t storedBytes(std::span<const Model> models) {
    std::int64_t bytes = 0;
    for (const Model& model : models) {
        const auto stored = storeConstants(model);
        bytes += stored.ok() ? stored->bytes : parameterBytes(model);
    }
    return bytes;
}

std::string fixedParts(const Plan& plan, std::span<const Model> models) {
    const std::int64_t constants = plan.constants.empty() ? 0 : storedBytes(models);
    std::string text = fmt::format("Stack {} bytes", grouped(plan.stackBytes));
    if (constants > 0) {
        text += fmt::format("; constants {} bytes in {}", grouped(constants), plan.constants.front().region);
    }
    return text + "\n";
}

std::string comparison(const Plan& plan, std::span<const Model> models) {
    std::int64_t ours = 0;
    for (const Pool& pool : plan.pools) ours += pool.bytes;
    const std::int64_t theirs = tvmBytes(plan, models);
    std::string text =
        fmt::format("TVM's graph executor would need {} bytes (storage plan + largest workspace)", grouped(theirs));
    if (theirs > 0 && ours != theirs) {
        const double share = 100.0 * static_cast<double>(theirs - ours) / static_cast<double>(theirs);
        text += fmt::format(": this plan needs {:.1f} % {}", share < 0 ? -share : share, share < 0 ? "more" : "less");
    }
    return text + "\n";
}

}  // namespace

PlanPeak findPeak(const Plan& plan) {
    std::vector<std::pair<int, std::int64_t>> changes;  // of the load, in order of time; ends first
    for (const PlannedBuffer& buffer : plan.buffers) {
        const std::int64_t size = alignUp(buffer.bytes, plan.alignment);
        changes.emplace_back(buffer.firstTick, size);
        changes.emplace_back(buffer.endTick, -size);
    }
    std::sort(changes.begin(), changes.end());
    PlanPeak peak;
    std::int64_t load = 0;
    for (const auto& [tick, change] : changes) {
        load += change;
        if (load > peak.bytes) {
            peak.tick = tick;
            peak.bytes = load;
        }
    }
    for (std::size_t i = 0; i < plan.operators.size(); ++i) {
        if (plan.operators[i].firstTick <= peak.tick && peak.tick < plan.operators[i].endTick)
            peak.op = static_cast<int>(i);
    }
    for (std::size_t b = 0; b < plan.buffers.size(); ++b) {
        const PlannedBuffer& buffer = plan.buffers[b];
        if (buffer.bytes > 0 && buffer.firstTick <= peak.tick && peak.tick < buffer.endTick) {
            peak.buffers.push_back(static_cast<int>(b));
        }
    }
    std::stable_sort(peak.buffers.begin(), peak.buffers.end(), [&](int a, int b) {
        return plan.buffers[static_cast<std::size_t>(a)].bytes > plan.buffers[static_cast<std::size_t>(b)].bytes;
    });
    return peak;
}

std::int64_t tvmBytes(const Plan& plan, std::span<const Model> models) {
    std::int64_t bytes = 0;
    for (const Model& model : models) {
        const TvmMemory memory = tvmMemory(model, plan.alignment);
        bytes += memory.storageBytes + memory.workspaceBytes;
    }
    return bytes;
}

std::string planText(const Plan& plan, std::span<const Model> models) {
    return headline(plan) + poolTable(plan) + peakLine(plan, models) + fixedParts(plan, models) +
           comparison(plan, models);
}

}  // namespace pinfold
