// pack: the packing core alone, on a CSV file.
#include "base/file.h"
#include "base/text.h"
#include "cli/command.h"
#include "pack/csv.h"
#include "pack/pack.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>

namespace pinfold::cli {
namespace {

constexpr std::uint64_t maxFileBytes = std::uint64_t{256} << 20;
// Without a time limit: some minutes of search, the same on every computer.
constexpr std::int64_t placements = 3'000'000'000;
constexpr int exitDoesNotFit = 3;

struct PackRequest {
    std::filesystem::path problem;
    std::optional<std::int64_t> capacity;
    std::optional<double> seconds;
    std::filesystem::path output;
};

PackBudget budgetOf(const PackRequest& request) {
    PackBudget budget{placements};
    if (!request.seconds) return budget;
    budget.placements = std::numeric_limits<std::int64_t>::max();
    const std::chrono::duration<double> limit(*request.seconds);
    budget.deadline.when = Deadline::Clock::now() + std::chrono::duration_cast<Deadline::Clock::duration>(limit);
    return budget;
}

// What is known of a problem and goes into the output.
struct PackOutcome {
    std::string status;  // optimal, feasible; impossible, not_found
    std::vector<std::int64_t> offsets;
    std::int64_t bytes = 0;
    std::int64_t lowerBound = 0;
};

Outcome<PackOutcome> packInCapacity(const PackTable& table, const PackRequest& request, const Context& context) {
    PackDecision decision = packInto(table.items, *request.capacity, budgetOf(request), context.cancel);
    PackOutcome outcome{"", std::move(decision.offsets), 0, peakLoad(table.items)};
    if (decision.answer == PackAnswer::undecided && context.cancel.cancelled()) return Cancelled{};
    outcome.status = decision.answer == PackAnswer::impossible ? "impossible" : "not_found";
    if (decision.answer != PackAnswer::found) return outcome;
    for (std::size_t i = 0; i < table.items.size(); ++i) {
        outcome.bytes = std::max(outcome.bytes, outcome.offsets[i] + table.items[i].size);
    }
    outcome.status = outcome.bytes == outcome.lowerBound ? "optimal" : "feasible";
    return outcome;
}

std::string boundText(std::int64_t bytes, std::int64_t lowerBound) {
    if (bytes == lowerBound) return "no packing needs less";
    const double gap = 100.0 * static_cast<double>(bytes - lowerBound) / static_cast<double>(lowerBound);
    return fmt::format("{:.3f} % above the {} that are proven to be needed", gap, grouped(lowerBound));
}

// Cancelled, it still gives the best so far.
PackOutcome packSmallest(const PackTable& table, const PackRequest& request, const Context& context) {
    const Packing packing = pack(table.items, budgetOf(request), context.cancel, [&context](const Packing& best) {
        report(context.progress,
               {"pack", fmt::format("{} bytes; {}", grouped(best.bytes), boundText(best.bytes, best.lowerBound))});
    });
    if (packing.offsets.size() != table.items.size()) return {"impossible", {}, 0, peakLoad(table.items)};
    return {packing.optimal ? "optimal" : "feasible", packing.offsets, packing.bytes, packing.lowerBound};
}

std::string outcomeText(const PackOutcome& outcome, const PackTable& table, const PackRequest& request) {
    const std::string name = request.problem.filename().string();
    if (outcome.status == "impossible" && !request.capacity) {
        return fmt::format("{}: cannot be packed: buffers with fixed offsets collide.\n", name);
    }
    if (outcome.status == "impossible") {
        const std::string why = outcome.lowerBound > *request.capacity
                                    ? fmt::format("; {} bytes are alive at one time", grouped(outcome.lowerBound))
                                    : "";
        return fmt::format("{}: proven impossible in {} bytes{}.\n", name, grouped(*request.capacity), why);
    }
    if (outcome.status == "not_found") {
        return fmt::format("{}: no packing into {} bytes was found, and none proven impossible; {}.\n", name,
                           grouped(*request.capacity),
                           request.seconds ? "a longer --time-limit may help" : "--time-limit S lets it search longer");
    }
    return fmt::format("{}: {} buffers in {} bytes; {}.\n", name, table.items.size(), grouped(outcome.bytes),
                       boundText(outcome.bytes, outcome.lowerBound));
}

OrderedJson outcomeJson(const PackOutcome& outcome, const PackTable& table, const PackRequest& request) {
    OrderedJson json = {{"status", outcome.status}, {"buffers", table.items.size()}};
    if (request.capacity) json["capacity"] = *request.capacity;
    json["lower_bound"] = outcome.lowerBound;
    const bool found =
        outcome.offsets.size() == table.items.size() && outcome.status != "impossible" && outcome.status != "not_found";
    json["bytes"] = found ? OrderedJson(outcome.bytes) : OrderedJson(nullptr);
    json["offsets"] = outcome.offsets;
    return json;
}

Outcome<CommandOutput> runPack(const PackRequest& request, const Context& context) {
    if (!request.output.empty()) PINFOLD_CHECK(checkWritable(request.output));
    PINFOLD_TRY(const std::string text, readFile(request.problem, maxFileBytes));
    PINFOLD_TRY(const PackTable table, readPackCsv(text, request.problem.string()));
    PackOutcome outcome;
    if (request.capacity) {
        PINFOLD_TRY_OUTCOME(outcome, packInCapacity(table, request, context));
    } else {
        outcome = packSmallest(table, request, context);
    }
    CommandOutput output{outcomeJson(outcome, table, request), outcomeText(outcome, table, request), 0};
    if (outcome.status == "impossible" || outcome.status == "not_found") {
        output.exitCode = exitDoesNotFit;
        return output;
    }
    if (!request.output.empty()) {
        PINFOLD_CHECK(writeFileAtomically(request.output, writePackCsv(table, outcome.offsets)));
    }
    return output;
}

}  // namespace

void addPack(CLI::App& program, Selection& selection) {
    auto request = std::make_shared<PackRequest>();
    auto& command = addCommand(program, selection, "pack", "Packs buffers given as a CSV file",
                               [request](const Context& context) { return runPack(*request, context); });
    command.add_option("problem", request->problem, "CSV file with the columns id, lower, upper and size")->required();
    command
        .add_option("--capacity", request->capacity,
                    "Bytes that the buffers must fit into; otherwise as few as possible")
        ->check(CLI::Range(std::int64_t{0}, std::int64_t{1} << 60));
    command.add_option("--time-limit", request->seconds, "Seconds to search; the answer then depends on the computer")
        ->check(CLI::Range(0.0, 1e6));
    command.add_option("--output", request->output, "Where to write the CSV file with the column offset");
}

}  // namespace pinfold::cli
