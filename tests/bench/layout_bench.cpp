// Time of the graph layout, and of what is asked of it while painting.
#include "base/file.h"
#include "mlf/archive.h"
#include "support/large_model.h"
#include "support/must.h"
#include "ui/layout/index.h"
#include "ui/layout/layout.h"
#include "ui/layout/layout_graphs.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <thread>

namespace pinfold {
namespace {

layout::GraphLayout layoutOf(const layout::Graph& graph) {
    return std::get<layout::GraphLayout>(*layout::layeredLayout(graph));
}

void registerGraph(const std::string& name, const std::function<layout::Graph()>& make) {
    benchmark::RegisterBenchmark(name.c_str(), [make](benchmark::State& state) {
        const layout::Graph graph = make();
        layout::GraphLayout layout;
        for (auto _ : state) layout = layoutOf(graph);
        state.counters["nodes"] = static_cast<double>(graph.nodes.size());
        state.counters["edges"] = static_cast<double>(graph.edges.size());
        state.counters["crossings"] = static_cast<double>(layout.crossings);
        state.counters["width"] = layout.bounds.width;
    })->Unit(benchmark::kMillisecond);
}

// From the tar file to the model, as opening an archive does it.
void benchImport(benchmark::State& state) {
    const auto folder = TemporaryFolder::create();
    const auto path = test::largeModel(static_cast<int>(state.range(0))).write(folder->path());
    for (auto _ : state) {
        const auto archive = test::uncancelled(readArchive(path));
        const auto model = test::uncancelled(importModel(*archive, archive->modules.front()));
        benchmark::DoNotOptimize(model->operators.size());
    }
}

layout::Graph largeGraph(int operators) {
    const auto folder = TemporaryFolder::create();
    const auto archive = test::uncancelled(readArchive(test::largeModel(operators).write(folder->path())));
    return test::graphOf(*test::uncancelled(importModel(*archive, archive->modules.front())));
}

void benchIndex(benchmark::State& state) {
    const layout::GraphLayout layout = layoutOf(test::chainWithSkips(static_cast<int>(state.range(0)), 30, 1));
    for (auto _ : state) benchmark::DoNotOptimize(layout::Index(layout));
}

// What a window of 1920 x 1080 pixels shows at zoom 1, from the top to the bottom.
void benchQuery(benchmark::State& state) {
    const layout::GraphLayout layout = layoutOf(test::chainWithSkips(static_cast<int>(state.range(0)), 30, 1));
    const layout::Index index(layout);
    double y = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(index.in({0, y, 1920, 1080}));
        y = y > layout.bounds.height ? 0 : y + 1000;
    }
}

// How long the layout goes on after it was cancelled, at a moment that moves through the whole of it.
void benchCancel(benchmark::State& state) {
    const layout::Graph graph = test::chainWithSkips(static_cast<int>(state.range(0)), 30, 1);
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    layoutOf(graph);
    const auto whole = Clock::now() - begin;
    double share = 0, longest = 0;
    for (auto _ : state) {
        CancelSource source;
        std::thread job([&] { benchmark::DoNotOptimize(layout::layeredLayout(graph, {}, source.token())); });
        std::this_thread::sleep_for(whole * share);
        const auto cancelled = Clock::now();
        source.cancel();
        job.join();
        longest = std::max(longest, std::chrono::duration<double, std::milli>(Clock::now() - cancelled).count());
        share = share > 0.95 ? 0 : share + 0.05;
    }
    state.counters["longest_ms"] = longest;
}

void registerAll() {
    benchmark::RegisterBenchmark("import", benchImport)->Arg(10000)->Unit(benchmark::kMillisecond);
    registerGraph("layout/large_model/10000", [] { return largeGraph(10000); });
    benchmark::RegisterBenchmark("index/make", benchIndex)->Arg(10000)->Unit(benchmark::kMillisecond);
    benchmark::RegisterBenchmark("index/window", benchQuery)->Arg(10000)->Unit(benchmark::kMicrosecond);
    for (const int nodes : {10000, 100000}) {
        benchmark::RegisterBenchmark("layout/cancel", benchCancel)
            ->Arg(nodes)
            ->Iterations(40)
            ->Unit(benchmark::kMillisecond);
    }
    for (const int nodes : {1000, 10000, 100000}) {
        const std::string size = std::to_string(nodes);
        registerGraph("layout/skips/" + size, [nodes] { return test::chainWithSkips(nodes, 30, 1); });
        registerGraph("layout/chain/" + size, [nodes] { return test::chain(nodes); });
        registerGraph("layout/nested/" + size, [nodes] { return test::nestedSkips(nodes); });
        registerGraph("layout/fan/" + size, [nodes] { return test::fan(nodes); });
        registerGraph("layout/loose/" + size, [nodes] { return test::randomGraph(nodes, 0, 1); });
        registerGraph("layout/random/" + size, [nodes] { return test::randomGraph(nodes, nodes + nodes / 2, 1); });
    }
}

}  // namespace
}  // namespace pinfold

int main(int argc, char** argv) {
    pinfold::registerAll();
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
