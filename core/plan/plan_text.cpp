#include "plan/plan_text.h"

#include "base/text.h"
#include "model/stored_constants.h"
#include "plan/free_ranges.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace pinfold {
namespace {

constexpr std::size_t maxNamedBuffers = 8;
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

std::string percent(double part, double whole) { return fmt::format("{:.1f} %", 100.0 * part / whole); }

std::string headline(const Plan& plan) {
    std::string names;
    for (const PlannedArchive& archive : plan.archives) names += (names.empty() ? "" : ", ") + archive.name;
    return fmt::format("Plan of {} for {}: {} operators, {} ticks, {} buffers; lifetimes by {}, {}\n", names,
                       plan.board, plan.operators.size(), plan.ticks, plan.buffers.size(),
                       nameOf(plan.options.lifetimes), plan.optimal ? "proven optimal" : "not proven optimal");
}

std::string orderLine(const Plan& plan) {
    if (plan.options.order == OrderChoice::archive) return "Operators run in the archive's order.\n";
    int last = -1;
    const std::string* model = nullptr;
    bool archives = true;
    for (const PlannedOperator& op : plan.operators) {
        if (model && *model == op.model && op.index < last) archives = false;
        model = &op.model;
        last = op.index;
    }
    return fmt::format("Operators run in {}{}.\n", archives ? "the archive's order" : "an order of the planner's",
                       plan.orderProven ? ": none needs fewer bytes at one time" : "");
}

std::string costLine(const Plan& plan) {
    const auto whole = [](double cycles) { return grouped(std::llround(std::min(cycles, 9e18))); };
    std::string text = fmt::format("Cost {} cycles of access to memory in an inference", whole(plan.cost));
    if (plan.options.objective != Objective::cost) return text + "\n";
    const std::string_view but = plan.proposals.empty() ? "" : " with the constants where they are";
    if (plan.costBound >= plan.cost) return text + fmt::format(", the least there is{}\n", but);
    return text + fmt::format("; no plan{} costs less than {} (gap {})\n", but, whole(plan.costBound),
                              percent(plan.cost - plan.costBound, plan.cost));
}

std::string poolTable(const Plan& plan) {
    const bool several = std::any_of(plan.operators.begin(), plan.operators.end(), [&](const PlannedOperator& op) {
        return op.model != plan.operators.front().model;
    });
    std::string text = fmt::format("  {:<10} {:<10} {:>12} {:>12} {:>7} {:>8} {:>12}{}\n", "pool", "address", "bytes",
                                   "lower bound", "gap", "guard", "room", several ? "  models" : "");
    for (const Pool& pool : plan.pools) {
        const std::int64_t gap = pool.bytes - pool.lowerBound;
        text += fmt::format("  {:<10} 0x{:08x} {:>12} {:>12} {:>7} {:>8} {:>12}{}{}\n", pool.region, pool.address,
                            grouped(pool.bytes), grouped(pool.lowerBound),
                            gap == 0 ? "none" : percent(static_cast<double>(gap), static_cast<double>(pool.bytes)),
                            grouped(pool.guardBefore + pool.guardAfter), grouped(pool.capacity), several ? "  " : "",
                            several ? fmt::format("{}", fmt::join(pool.models, ", ")) : "");
    }
    return plan.pools.empty() ? "No buffer is needed.\n" : text;
}

std::string peakLine(const Plan& plan, const Pool& pool, std::span<const Model> models) {
    const PlanPeak peak = findPeak(plan, pool.id);
    std::string where;
    std::string ownWorkspaces;
    if (peak.op >= 0) {
        const PlannedOperator& op = plan.operators[static_cast<std::size_t>(peak.op)];
        ownWorkspaces = fmt::format("op{}/", op.index);
        where = fmt::format(" in operator {} ({})", op.index, shortName(op.name, models));
    }
    std::string parts;
    for (std::size_t i = 0; i < std::min(peak.parts.size(), maxNamedBuffers); ++i) {
        std::string_view name = peak.parts[i].name;
        if (!ownWorkspaces.empty() && name.starts_with(ownWorkspaces)) name.remove_prefix(ownWorkspaces.size());
        parts += fmt::format("{}{} {}", i == 0 ? "" : " + ", shortName(name, models), grouped(peak.parts[i].bytes));
    }
    if (peak.parts.size() > maxNamedBuffers) {
        parts += fmt::format(" and {} more", peak.parts.size() - maxNamedBuffers);
    }
    return fmt::format("Peak of {}: {} bytes{}, tick {}: {}\n", pool.region, grouped(peak.bytes), where, peak.tick,
                       parts);
}

std::string peakLines(const Plan& plan, std::span<const Model> models) {
    std::string text;
    for (const Pool& pool : plan.pools) text += peakLine(plan, pool, models);
    return text;
}

std::string pinLines(const Plan& plan) {
    std::string text;
    if (!plan.options.pins.empty()) text += fmt::format("Pins: {}\n", fmt::join(plan.options.pins, ", "));
    if (!plan.options.keep.empty()) text += fmt::format("Kept all the time: {}\n", fmt::join(plan.options.keep, ", "));
    for (const ReservedRange& range : plan.reserved) {
        text +=
            fmt::format("Reserved: {} bytes of {} from 0x{:08x}\n", grouped(range.bytes), range.region, range.address);
    }
    for (const PlannedConstant& constant : plan.constants) {
        if (constant.pool < 0) continue;
        text += fmt::format("Copied to {} at start-up: {}, {} bytes\n", constant.region, constant.name,
                            grouped(constant.bytes));
    }
    return text;
}

std::string proposalLines(const Plan& plan) {
    if (plan.proposals.empty()) return "";
    std::string text =
        "There is room to copy constants to faster memory at start-up; this would save in an inference\n";
    for (const ConstantProposal& proposal : plan.proposals) {
        text += fmt::format("  {:>12} cycles  --pin '{}{}const:{}={}'\n",
                            grouped(std::llround(std::min(proposal.savedCycles, 9e18))),
                            plan.archives.size() > 1 ? proposal.model : "", plan.archives.size() > 1 ? ":" : "",
                            proposal.name, proposal.region);
    }
    return text;
}

std::string limitLine(const Plan& plan) {
    if (!plan.options.timeLimitSeconds) return "";
    return fmt::format("Made with a time limit of {} s: another run may give another plan.\n",
                       *plan.options.timeLimitSeconds);
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
        text += fmt::format("; constants {} bytes of flash", grouped(constants));
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

PlanPeak findPeak(const Plan& plan, int pool) {
    struct Part {
        int firstTick;
        int endTick;
        PeakPart part;
    };
    std::vector<Part> parts;
    for (const PlannedBuffer& buffer : plan.buffers) {
        if (buffer.pool != pool) continue;
        parts.push_back(
            {buffer.firstTick, buffer.endTick, {buffer.name, alignUp(buffer.bytes, plan.options.alignment)}});
    }
    for (const PlannedConstant& constant : plan.constants) {
        if (constant.pool != pool) continue;
        parts.push_back({0, plan.ticks, {"const:" + constant.name, alignUp(constant.bytes, plan.options.alignment)}});
    }
    std::vector<std::pair<int, std::int64_t>> changes;  // of the load, in order of time; ends first
    for (const Part& part : parts) {
        changes.emplace_back(part.firstTick, part.part.bytes);
        changes.emplace_back(part.endTick, -part.part.bytes);
    }
    std::sort(changes.begin(), changes.end());
    PlanPeak peak;
    std::int64_t load = 0;
    for (const auto& [tick, change] : changes) {
        load += change;
        if (load > peak.bytes) {
            peak.bytes = load;
            peak.tick = tick;
        }
    }
    for (std::size_t i = 0; i < plan.operators.size(); ++i) {
        const PlannedOperator& op = plan.operators[i];
        if (op.firstTick <= peak.tick && peak.tick < op.endTick) peak.op = static_cast<int>(i);
    }
    for (Part& part : parts) {
        if (part.firstTick <= peak.tick && peak.tick < part.endTick) peak.parts.push_back(std::move(part.part));
    }
    std::stable_sort(peak.parts.begin(), peak.parts.end(),
                     [](const PeakPart& a, const PeakPart& b) { return a.bytes > b.bytes; });
    return peak;
}

std::int64_t tvmBytes(const Plan& plan, std::span<const Model> models) {
    std::int64_t bytes = 0;
    for (const Model& model : models) {
        const TvmMemory memory = tvmMemory(model, plan.options.alignment);
        bytes += memory.storageBytes + memory.workspaceBytes;
    }
    return bytes;
}

std::string planText(const Plan& plan, std::span<const Model> models) {
    return headline(plan) + orderLine(plan) + costLine(plan) + poolTable(plan) + peakLines(plan, models) +
           pinLines(plan) + fixedParts(plan, models) + proposalLines(plan) + comparison(plan, models) + limitLine(plan);
}

}  // namespace pinfold
