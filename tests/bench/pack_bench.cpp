// Time and quality of the packing core: the problems of ../shared/planning, where they are there, and generated ones.
// "gap" is the share by which the packing exceeds the lower bound.
#include "plan/pack.h"
#include "support/shared_files.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

namespace pinfold {
namespace {

// A CSV with the header "id,lower,upper,size".
std::vector<PackItem> readProblem(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    std::vector<PackItem> items;
    PackItem item;
    long long id = 0;
    char comma = 0;
    while (file >> id >> comma >> item.lower >> comma >> item.upper >> comma >> item.size) items.push_back(item);
    return items;
}

// Buffers that live for 20 ticks on average, ten of them to a tick.
std::vector<PackItem> generated(std::size_t count) {
    std::mt19937 random(1);
    const auto ticks = static_cast<std::int64_t>(count / 10);
    std::vector<PackItem> items;
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t lower = static_cast<std::int64_t>(random()) % ticks;
        const std::int64_t upper = std::min(ticks, lower + 1 + static_cast<std::int64_t>(random()) % 39);
        items.push_back({lower, upper, 16 * (1 + static_cast<std::int64_t>(random()) % 1000)});
    }
    return items;
}

void benchPack(benchmark::State& state, const std::vector<PackItem>& items) {
    Packing packing;
    for (auto _ : state) packing = pack(items);
    state.counters["items"] = static_cast<double>(items.size());
    state.counters["bytes"] = static_cast<double>(packing.bytes);
    state.counters["bound"] = static_cast<double>(packing.lowerBound);
    state.counters["gap"] = static_cast<double>(packing.bytes) / static_cast<double>(packing.lowerBound) - 1;
}

void registerProblem(const std::string& name, std::vector<PackItem> items) {
    benchmark::RegisterBenchmark(name.c_str(),
                                 [items = std::move(items)](benchmark::State& state) { benchPack(state, items); })
        ->Unit(benchmark::kMillisecond)
        ->Iterations(1);
}

void registerAll() {
    const std::filesystem::path folder = test::sharedFolder() / "planning";
    if (!test::sharedFolder().empty() && std::filesystem::is_directory(folder)) {
        std::vector<std::filesystem::path> problems;
        for (const auto& entry : std::filesystem::directory_iterator(folder)) {
            if (entry.path().extension() == ".csv") problems.push_back(entry.path());
        }
        std::sort(problems.begin(), problems.end());
        for (const auto& path : problems) registerProblem(path.stem().string(), readProblem(path));
    }
    for (const std::size_t count : {1'000, 10'000}) {
        registerProblem("generated/" + std::to_string(count), generated(count));
    }
}

}  // namespace
}  // namespace pinfold

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    pinfold::registerAll();
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
