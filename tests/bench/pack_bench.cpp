// Time and quality of the packing core: the problems of ../shared/planning, where they are there, tight problems that
// are made on the spot, and many scattered items. "gap" is the share by which a packing exceeds the lower bound;
// "solved" is 1 where one into the capacity was found. plot_packing.py draws the growth from the JSON output.
#include "base/file.h"
#include "pack/csv.h"
#include "pack/pack.h"
#include "support/packing_problems.h"
#include "support/shared_files.h"

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <string>

namespace pinfold {
namespace {

constexpr std::int64_t capacity = 1 << 20;
constexpr std::int64_t placements = 100'000'000;

void add(const std::string& name, std::vector<PackItem> items,
         void (*run)(benchmark::State&, const std::vector<PackItem>&)) {
    benchmark::RegisterBenchmark(name.c_str(),
                                 [items = std::move(items), run](benchmark::State& state) { run(state, items); })
        ->Unit(benchmark::kMillisecond)
        ->Iterations(1);
}

void benchInto(benchmark::State& state, const std::vector<PackItem>& items) {
    PackDecision decision;
    for (auto _ : state) decision = packInto(items, capacity, {placements});
    state.counters["items"] = static_cast<double>(items.size());
    state.counters["solved"] = decision.answer == PackAnswer::found;
}

void benchPack(benchmark::State& state, const std::vector<PackItem>& items) {
    Packing packing;
    for (auto _ : state) packing = pack(items);
    state.counters["items"] = static_cast<double>(items.size());
    state.counters["gap"] = static_cast<double>(packing.bytes) / static_cast<double>(packing.lowerBound) - 1;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    state.counters["most_mb"] = static_cast<double>(usage.ru_maxrss) / 1024;
}

void addPublished() {
    if (test::sharedFolder().empty()) return;
    for (const char* name : {"A", "C", "E", "G", "I", "K"}) {
        const auto path = test::sharedFolder() / "planning" / (std::string(name) + ".1048576.csv");
        const auto text = readFile(path, 1 << 20);
        if (!text.ok()) continue;
        auto table = readPackCsv(*text, path.string());
        if (table.ok()) add(std::string("published/") + name, std::move(table->items), benchInto);
    }
}

void addAll() {
    for (const int count : {1'000, 2'000, 5'000, 10'000, 20'000, 50'000, 100'000}) {
        add("scattered/" + std::to_string(count),
            test::scatteredProblem(1, static_cast<std::size_t>(count), count / 10, 20), benchPack);
    }
    addPublished();
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        add("tight/" + std::to_string(seed), test::cutProblem(test::tightFamily(seed)), benchInto);
    }
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        add("ragged/" + std::to_string(seed), test::cutProblem(test::raggedFamily(seed)), benchInto);
    }
}

}  // namespace
}  // namespace pinfold

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    pinfold::addAll();
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
