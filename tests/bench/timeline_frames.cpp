// How long the memory timeline takes for a frame, with 100,000 buffers in a window of 1600 x 900 pixels.
#include "ui/large_timeline.h"
#include "ui/memory/timeline_plot.h"

#include <benchmark/benchmark.h>

#include <QApplication>
#include <QWheelEvent>

#include <algorithm>
#include <chrono>
#include <functional>
#include <vector>

namespace pinfold::ui {
namespace {

using Clock = std::chrono::steady_clock;

const test::LargeTimeline& large(int buffers) {
    static const test::LargeTimeline made = test::largeTimeline(buffers);
    return made;
}

std::unique_ptr<TimelinePlot> plotOf(int buffers) {
    auto plot = std::make_unique<TimelinePlot>();
    plot->resize(1600, 900);
    plot->setModel(std::make_shared<const TimelineModel>(large(buffers).facts, large(buffers).models));
    plot->show();
    QCoreApplication::processEvents();
    return plot;
}

void wheel(TimelinePlot& plot, int delta, Qt::KeyboardModifiers keys) {
    const QPointF at = plot.bandRectangle(0).center();
    QWheelEvent event(at, plot.mapToGlobal(at), {}, {0, delta}, Qt::NoButton, keys, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(&plot, &event);
}

// A frame is what `move` does and all the drawing that follows from it.
void measure(benchmark::State& state, TimelinePlot& plot, const std::function<void(int frame)>& move) {
    std::vector<double> milliseconds;
    int frame = 0;
    for (auto _ : state) {
        const auto begin = Clock::now();
        move(frame++);
        QCoreApplication::processEvents();
        plot.repaint();
        milliseconds.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    state.counters["median_ms"] = milliseconds[milliseconds.size() / 2];
    state.counters["longest_ms"] = milliseconds.back();
}

// range(0): buffers; range(1): how far zoomed in.
void benchPan(benchmark::State& state) {
    const auto plot = plotOf(static_cast<int>(state.range(0)));
    plot->zoom(static_cast<double>(state.range(1)));
    measure(state, *plot, [&](int frame) { wheel(*plot, frame / 20 % 2 == 0 ? -60 : 60, Qt::ShiftModifier); });
}

void benchZoom(benchmark::State& state) {
    const auto plot = plotOf(static_cast<int>(state.range(0)));
    plot->zoom(static_cast<double>(state.range(1)));
    measure(state, *plot, [&](int frame) { wheel(*plot, frame / 4 % 2 == 0 ? 120 : -120, {}); });
}

// The pointer goes from box to box.
void benchHover(benchmark::State& state) {
    const auto plot = plotOf(static_cast<int>(state.range(0)));
    const auto& items = plot->model()->facts().items;
    measure(state, *plot,
            [&](int frame) { plot->setHovered(items[static_cast<std::size_t>(frame) * 997 % items.size()]); });
}

void benchModel(benchmark::State& state) {
    const test::LargeTimeline& plan = large(static_cast<int>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(TimelineModel(plan.facts, plan.models));
}

void registerAll() {
    constexpr int buffers = 100'000;
    const auto add = [](const char* name, void (*run)(benchmark::State&)) {
        return benchmark::RegisterBenchmark(name, run)->Unit(benchmark::kMillisecond);
    };
    // Everything in sight; some 1,500 and some 30 operators.
    for (const int closer : {1, 33, 1600}) {
        add("timeline/pan", benchPan)->Args({buffers, closer});
        add("timeline/zoom", benchZoom)->Args({buffers, closer});
    }
    add("timeline/hover", benchHover)->Arg(buffers);
    add("timeline/model", benchModel)->Arg(buffers);
}

}  // namespace
}  // namespace pinfold::ui

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication application(argc, argv);
    pinfold::ui::registerAll();
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
