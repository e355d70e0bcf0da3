// How long a frame of the graph view takes with 10,000 operators, in a window of 1920 x 1080 pixels: while panning at
// several zooms, while zooming from 1:1 to the whole graph and back, and while the pointer lights one node after
// another. The bound for the medians is 16 ms.
#include "base/file.h"
#include "support/large_model.h"
#include "support/own_home.h"
#include "ui/graph/graph_canvas.h"
#include "ui/graph/graph_view.h"
#include "ui/widgets/actions.h"

#include <QApplication>
#include <QTemporaryDir>
#include <QWindow>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace pinfold::ui {
namespace {

constexpr int operators = 10000;
constexpr double panStep = 37;  // pixels a frame

// A view of the large model.
class LargeGraph {
public:
    LargeGraph() {
        view.resize(1920, 1080);
        view.show();
        session.document().change(QStringLiteral("Open"), [this](Deployment& d) {
            d.archives = {test::largeModel(operators).write(folder.path())};
        });
        session.jobs().waitForAll();
        while (!view.canvas().visibleRegion().contains(QPoint(0, 0)) || !view.windowHandle()->isExposed()) {
            QCoreApplication::processEvents();
        }
    }
    GraphCanvas& canvas() { return view.canvas(); }

    Session session;

private:
    TemporaryFolder folder = *TemporaryFolder::create();
    Actions actions;
    GraphView view{session, actions, desktopPrompts()};
};

// Calls `change` and paints, once a frame.
void measure(benchmark::State& state, LargeGraph& graph, const std::function<void()>& change) {
    std::vector<double> times;
    for (auto _ : state) {
        const auto start = std::chrono::steady_clock::now();
        change();
        graph.canvas().repaint();
        times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(times.begin(), times.end());
    state.counters["median_ms"] = times[times.size() / 2];
    state.counters["p99_ms"] = times[times.size() * 99 / 100];
    state.counters["longest_ms"] = times.back();
}

// From top to bottom and around again. `zoom` 0: the whole graph.
void benchPan(benchmark::State& state, LargeGraph& graph, double zoom) {
    GraphCanvas& canvas = graph.canvas();
    const layout::Rect& bounds = canvas.picture()->layout.bounds;
    canvas.fit();
    if (zoom > 0) canvas.zoomBy(zoom / canvas.camera().zoom());
    layout::Point middle{bounds.centerX(), 0};
    measure(state, graph, [&] {
        middle.y += panStep / canvas.camera().zoom();
        if (middle.y > bounds.height) middle.y = 0;
        canvas.centreOn(middle);
    });
    state.counters["zoom"] = canvas.camera().zoom();
}

void benchZoom(benchmark::State& state, LargeGraph& graph) {
    GraphCanvas& canvas = graph.canvas();
    canvas.fit();
    canvas.centreOn({canvas.picture()->layout.bounds.centerX(), canvas.picture()->layout.bounds.height / 3});
    const double lowest = canvas.camera().zoom();
    double factor = 1.2;
    measure(state, graph, [&] {
        if (canvas.camera().zoom() >= 1) factor = 1 / 1.2;
        if (canvas.camera().zoom() <= lowest * 1.01) factor = 1.2;
        canvas.zoomBy(factor);
    });
}

void benchHover(benchmark::State& state, LargeGraph& graph) {
    graph.canvas().actualSize();
    int op = 0;
    measure(state, graph, [&] { graph.session.selection().hover(Item::op(0, op++ % operators)); });
}

void registerAll(LargeGraph& graph) {
    const auto frames = [&](const std::string& name, const std::function<void(benchmark::State&, LargeGraph&)>& run) {
        benchmark::RegisterBenchmark(name.c_str(), [&graph, run](benchmark::State& state) {
            run(state, graph);
        })->Unit(benchmark::kMillisecond);
    };
    for (const double zoom : {0.0, 0.01, 0.05, 0.3, 0.6, 1.0}) {
        frames(zoom > 0 ? fmt::format("pan/{}", zoom) : "pan/fit",
               [zoom](benchmark::State& state, LargeGraph& g) { benchPan(state, g, zoom); });
    }
    frames("zoom", benchZoom);
    frames("hover", benchHover);
}

}  // namespace
}  // namespace pinfold::ui

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    const QTemporaryDir home;
    pinfold::test::useHome(home.path().toStdString());
    QApplication application(argc, argv);
    benchmark::Initialize(&argc, argv);
    pinfold::ui::LargeGraph graph;
    pinfold::ui::registerAll(graph);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
