// How soon packing and planning end once they are cancelled: every case is cancelled at many moments of its run at
// random (the same every time), every other one while it is being prepared, and the longest time until it returned is
// told. Processor time of the working thread, so that other work on the machine does not count. No time may be longer
// than 50 ms. The same of how long searches work on when the time that they were given is over.
//
//     cancel_times [moments of each case] [part of a case's name]
#include "assign/assign_examples.h"
#include "base/file.h"
#include "board/board.h"
#include "mlf/archive.h"
#include "model/model.h"
#include "order/order.h"
#include "pack/csv.h"
#include "pack/pack.h"
#include "plan/infeasible/infeasible.h"
#include "plan/plan.h"
#include "support/large_model.h"
#include "support/model_maker.h"
#include "support/must.h"
#include "support/packing_problems.h"
#include "support/shared_files.h"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <limits>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace pinfold {
namespace {

using test::must;

using Seconds = std::chrono::duration<double>;

constexpr double longestRun = 3;      // seconds of a case that are looked at
constexpr double preparation = 0.25;  // seconds
constexpr double allowed = 0.05;      // seconds until it ends

struct Case {
    std::string name;
    std::function<void(const CancelToken&)> run;
};

double secondsOf(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
}

struct Times {
    double run = 0;           // until it ended, or was cancelled
    double untilStopped = 0;  // processor time from there on
};

Times cancelAfter(const Case& which, double delay) {
    CancelSource source;
    std::atomic<bool> done = false;
    double end = 0;
    const auto begin = std::chrono::steady_clock::now();
    std::thread worker([&] {
        which.run(source.token());
        end = secondsOf(CLOCK_THREAD_CPUTIME_ID);
        done = true;
    });
    clockid_t clock{};
    pthread_getcpuclockid(worker.native_handle(), &clock);
    const auto passed = [&] { return Seconds(std::chrono::steady_clock::now() - begin).count(); };
    while (!done && passed() < delay) {
        std::this_thread::sleep_for(Seconds(std::clamp(delay - passed(), 0.0, 0.01)));
    }
    Times times{passed(), 0};
    if (done) {
        worker.join();
        return times;
    }
    const double cancelled = secondsOf(clock);
    source.cancel();
    worker.join();
    times.untilStopped = std::max(0.0, end - cancelled);
    return times;
}

void measure(const Case& which, int moments) {
    const Times whole = cancelAfter(which, longestRun);
    std::mt19937_64 random(1);
    double worst = whole.untilStopped;
    double at = whole.run;
    for (int i = 0; i < moments; ++i) {
        const double part = i % 2 == 0 ? whole.run : std::min(whole.run, preparation);
        const double delay = part * static_cast<double>(random() >> 11) * 0x1p-53;
        const Times times = cancelAfter(which, delay);
        if (times.untilStopped > worst) {
            worst = times.untilStopped;
            at = delay;
        }
    }
    std::printf("%-44s %8.3f s %8.1f ms  (after %.3f s)%s\n", which.name.c_str(), whole.run, worst * 1e3, at,
                worst > allowed ? "  TOO LONG" : "");
    std::fflush(stdout);
}

void addPacking(std::vector<Case>& cases, const std::string& name, std::vector<PackItem> items) {
    cases.push_back({"pack/" + name, [items](const CancelToken& cancel) {
                         (void)pack(items, {std::numeric_limits<std::int64_t>::max()}, cancel);
                     }});
    cases.push_back({"packInto/" + name, [items](const CancelToken& cancel) {
                         (void)packInto(items, peakLoad(items), {std::numeric_limits<std::int64_t>::max()}, cancel);
                     }});
}

void addPackings(std::vector<Case>& cases) {
    for (const char* name : {"A", "C", "E", "G", "I", "K"}) {
        if (test::sharedFolder().empty()) break;
        const auto path = test::sharedFolder() / "planning" / (std::string(name) + ".1048576.csv");
        const auto text = readFile(path, 1 << 20);
        if (!text.ok()) continue;
        auto table = readPackCsv(*text, path.string());
        if (table.ok()) addPacking(cases, name, std::move(table->items));
    }
    addPacking(cases, "tight", test::cutProblem(test::tightFamily(1)));
    for (const int count : {2'000, 10'000, 100'000}) {
        auto items = test::scatteredProblem(1, static_cast<std::size_t>(count), count / 10, 20);
        addPacking(cases, std::to_string(count), items);
        for (std::size_t i = 0; i < items.size(); i += 3) {
            items[i].alignment = 64;
            items[i].before = items[i].after = 200;
        }
        addPacking(cases, std::to_string(count) + " constrained", std::move(items));
    }
}

void addAssignments(std::vector<Case>& cases) {
    for (const int items : {400, 10'000, 100'000}) {
        for (const int life : {3, 40}) {
            for (const int groups : {1, 2}) {
                auto question = test::networkQuestion(1, {.items = items, .ranges = 4, .slow = 0.55, .meanLife = life});
                for (std::size_t i = 0; i < question.items.size(); ++i) {
                    question.items[i].group = static_cast<int>(i) % groups;
                    question.items[i].before = question.items[i].after = i % 3 == 0 ? 64 : 0;
                }
                for (const Objective objective : {Objective::cost, Objective::size}) {
                    cases.push_back({"assign/" + std::to_string(items) + " items of " + std::to_string(life) +
                                         " ticks, " + std::to_string(groups) + " groups, " +
                                         (objective == Objective::cost ? "cost" : "size"),
                                     [question, objective](const CancelToken& cancel) {
                                         (void)assign(question.items, question.ranges, objective, {}, cancel);
                                     }});
                }
            }
        }
    }
}

Model imported(const test::SyntheticModel& synthetic) {
    const auto folder = must(TemporaryFolder::create());
    auto archive = must(readArchive(synthetic.write(folder.path())));
    return must(importModel(archive, std::move(archive.modules.front())));
}

// RAM regions of so many bytes, each slower than the one before.
Board boardWith(const std::vector<std::int64_t>& bytes) {
    Board board = test::largeBoard();
    board.regions.front().bytes = std::int64_t{1} << 30;  // FLASH
    board.regions.erase(board.regions.begin() + 1);
    for (std::size_t r = 0; r < bytes.size(); ++r) {
        const auto cycles = static_cast<double>(r + 1);
        board.regions.push_back(
            {"RAM" + std::to_string(r), RegionKind::ram, 0x20000000 + r * 0x10000000, bytes[r], cycles, cycles, 1});
    }
    return board;
}

struct PlanCase {
    std::vector<Model> models;
    Board board;
    PlanOptions options;
};

void addPlan(std::vector<Case>& cases, const std::string& name, PlanCase plan) {
    plan.options.stackBytes = 4096;
    const auto shared = std::make_shared<const PlanCase>(std::move(plan));
    cases.push_back({"plan/" + name, [shared](const CancelToken& cancel) {
                         (void)makePlan(shared->models, shared->board, shared->options, cancel);
                     }});
    cases.push_back({"misfit/" + name, [shared](const CancelToken& cancel) {
                         (void)explainInfeasibility(shared->models, shared->board, shared->options, {}, cancel);
                     }});
}

void addPlans(std::vector<Case>& cases) {
    const Model large = imported(test::largeModel(10'000));
    Model second = large;
    second.name = second.symbol = "second";
    second.archiveSha256 = std::string(64, 'c');
    PlanOptions size;
    size.objective = Objective::size;
    PlanOptions concurrent;
    concurrent.concurrent = true;
    addPlan(cases, "large, room for all", {{large}, boardWith({1 << 20}), {}});
    addPlan(cases, "large, several regions, cost", {{large}, boardWith({4 << 10, 8 << 10, 1 << 20}), {}});
    addPlan(cases, "large, several regions, size", {{large}, boardWith({4 << 10, 8 << 10, 1 << 20}), size});
    addPlan(cases, "large, does not fit", {{large}, boardWith({4 << 10, 4 << 10}), {}});
    addPlan(cases, "two large at a time", {{large, second}, boardWith({8 << 10, 8 << 10, 1 << 20}), concurrent});
    addPlan(cases, "wide, room for all", {{test::wideModel(10'000)}, boardWith({64 << 20}), {}});
    addPlan(cases, "wide, several regions", {{test::wideModel(10'000)}, boardWith({1 << 20, 2 << 20, 64 << 20}), {}});
    addPlan(cases, "wide, does not fit", {{test::wideModel(4'000)}, boardWith({1 << 20, 1 << 20}), {}});
}

void addOrders(std::vector<Case>& cases) {
    const auto model = std::make_shared<const Model>(test::wideModel(6'000));
    OrderRequest request;
    request.states = std::int64_t{1} << 40;
    cases.push_back(
        {"order/wide", [model, request](const CancelToken& cancel) { (void)bestOrder(*model, request, cancel); }});
}

// `job` gets the seconds that it is given.
void measureLimit(const std::string& name, double limit, const std::function<void(double)>& job) {
    const double begin = secondsOf(CLOCK_THREAD_CPUTIME_ID);
    job(limit);
    const double late = secondsOf(CLOCK_THREAD_CPUTIME_ID) - begin - limit;
    std::printf("%-44s %8.3f s %8.1f ms%s\n", name.c_str(), limit, std::max(0.0, late) * 1e3,
                late > allowed ? "  TOO LONG" : "");
}

void measureLimits() {
    const Model wide = test::wideModel(6'000);
    const std::vector models{test::wideModel(1'500)};
    for (const double limit : {0.005, 0.05, 0.2, 0.5}) {
        measureLimit("limit/order", limit, [&](double seconds) {
            OrderRequest request;
            request.states = std::int64_t{1} << 40;
            request.deadline.when =
                Deadline::Clock::now() + std::chrono::duration_cast<Deadline::Clock::duration>(Seconds(seconds));
            (void)bestOrder(wide, request);
        });
        measureLimit("limit/plan", limit, [&](double seconds) {
            PlanOptions options;
            options.timeLimitSeconds = seconds;
            (void)makePlan(models, test::largeBoard(), options);
        });
    }
}

}  // namespace
}  // namespace pinfold

int main(int argc, char** argv) {
    const int moments = argc > 1 ? std::atoi(argv[1]) : 30;
    const std::string part = argc > 2 ? argv[2] : "";
    std::vector<pinfold::Case> cases;
    pinfold::addPackings(cases);
    pinfold::addAssignments(cases);
    pinfold::addPlans(cases);
    pinfold::addOrders(cases);
    for (const pinfold::Case& which : cases) {
        if (which.name.find(part) != std::string::npos) pinfold::measure(which, moments);
    }
    if (part.empty()) pinfold::measureLimits();
    return 0;
}
