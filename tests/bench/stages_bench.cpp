// Time of the stages from archive to C project, for every archive with a model that can be planned. "total" is what a
// user waits for: all of them, from the tar file to the files on disk.
#include "base/file.h"
#include "bench/inputs.h"
#include "board/board.h"
#include "codegen/codegen.h"
#include "mlf/archive.h"
#include "model/model.h"
#include "plan/plan.h"
#include "support/must.h"

#include <benchmark/benchmark.h>

#include <cstdio>
#include <memory>
#include <optional>

namespace pinfold {
namespace {

std::optional<Model> importFirst(const std::filesystem::path& path) {
    auto archive = test::uncancelled(readArchive(path));
    if (!archive.ok()) return std::nullopt;
    auto model = test::uncancelled(importModel(*archive, std::move(archive->modules.front())));
    if (!model.ok()) return std::nullopt;
    return *std::move(model);
}

std::optional<Plan> planFor(const Model& model, const Board& board) {
    auto plan = makePlan(std::span(&model, 1), board, {});
    if (!plan.ok() || isCancelled(*plan)) return std::nullopt;
    return std::get<Plan>(*std::move(plan));
}

std::optional<std::vector<GeneratedFile>> generate(const Model& model, const Board& board, const Plan& plan) {
    auto files = generateProject(std::span(&model, 1), board, plan, {});
    if (!files.ok() || isCancelled(*files)) return std::nullopt;
    return std::get<0>(*std::move(files));
}

void benchImport(benchmark::State& state, const std::filesystem::path& path) {
    for (auto _ : state) benchmark::DoNotOptimize(importFirst(path));
}

void benchPlan(benchmark::State& state, const Model& model, const Board& board) {
    for (auto _ : state) benchmark::DoNotOptimize(planFor(model, board));
}

void benchGenerate(benchmark::State& state, const Model& model, const Board& board) {
    const auto plan = planFor(model, board);
    for (auto _ : state) benchmark::DoNotOptimize(generate(model, board, *plan));
}

void benchTotal(benchmark::State& state, const std::filesystem::path& path, const Board& board) {
    for (auto _ : state) {
        state.PauseTiming();
        auto folder = TemporaryFolder::create();
        state.ResumeTiming();
        const auto model = importFirst(path);
        const auto plan = planFor(*model, board);
        auto files = generate(*model, board, *plan);
        if (!folder.ok() || !files || !writeProject(folder->path() / "project", *std::move(files), false).ok()) {
            state.SkipWithError("the project could not be written");
        }
        state.PauseTiming();
        folder = toolFailed("removed");
        state.ResumeTiming();
    }
}

void registerArchive(const std::filesystem::path& path, const Board& board) {
    const auto model = std::make_shared<const std::optional<Model>>(importFirst(path));
    if (!*model) {
        std::fprintf(stderr, "%s: not a model that can be planned, left out\n", path.filename().c_str());
        return;
    }
    const auto plan = planFor(**model, board);
    if (!plan || !generate(**model, board, *plan)) {
        std::fprintf(stderr, "%s: does not get as far as a project, left out\n", path.filename().c_str());
        return;
    }
    const auto add = [&](const char* stage, auto run) {
        benchmark::RegisterBenchmark((path.stem().string() + "/" + stage).c_str(), run)->Unit(benchmark::kMillisecond);
    };
    add("import", [path](benchmark::State& state) { benchImport(state, path); });
    add("plan", [model, board](benchmark::State& state) { benchPlan(state, **model, board); });
    add("generate", [model, board](benchmark::State& state) { benchGenerate(state, **model, board); });
    add("total", [path, board](benchmark::State& state) { benchTotal(state, path, board); });
}

}  // namespace
}  // namespace pinfold

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    const auto board = pinfold::findBoard("qemu-mps2-an500");
    if (!board.ok()) {
        std::fprintf(stderr, "%s\n", board.error().message.c_str());
        return 2;
    }
    for (const auto& path : pinfold::bench::archives()) pinfold::registerArchive(path, *board);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
