// The window as its user feels it: how soon it is there, how soon 10,000 operators are on screen, and how long its
// thread is ever busy with one thing. Prints figures; exit code 1 if one is over its bound.
#include "base/file.h"
#include "support/large_model.h"
#include "support/own_home.h"
#include "ui/window/main_window.h"
#include "ui/window/preferences.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEvent>
#include <QTemporaryDir>

#include <fmt/format.h>

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string>

namespace {

using namespace pinfold;
using namespace pinfold::ui;

constexpr double startBound = 500;  // ms, from the start of the process
constexpr double openBound = 3000;  // ms
constexpr double busyBound = 50;    // ms
constexpr int operators = 10000;
constexpr int patience = 60000;  // ms

// Measures every event that the window's thread handles.
class WatchedApplication : public QApplication {
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override {
        if (nested_) return QApplication::notify(receiver, event);
        nested_ = true;
        const std::string name = fmt::format("{} {} of {}", receiver->metaObject()->className(),
                                             receiver->objectName().toStdString(), static_cast<int>(event->type()));
        QElapsedTimer timer;
        timer.start();
        const bool handled = QApplication::notify(receiver, event);
        const double took = static_cast<double>(timer.nsecsElapsed()) / 1e6;
        nested_ = false;
        if (took > longest) {
            longest = took;
            longestName = name;
        }
        return handled;
    }

    double longest = 0;  // ms
    std::string longestName;

private:
    bool nested_ = false;
};

// Tells when a widget has painted.
class PaintWatcher : public QObject {
public:
    bool eventFilter(QObject*, QEvent* event) override {
        painted |= event->type() == QEvent::Paint;
        return false;
    }
    bool painted = false;
};

template <typename Condition>
bool spinUntil(const Condition& condition) {
    QElapsedTimer timer;
    timer.start();
    while (!condition()) {
        if (timer.elapsed() > patience) return false;
        QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
    }
    return true;
}

bool show(const char* what, double measured, double bound, const std::string& note = {}) {
    fmt::print("{:<60} {:>8.1f} ms {:>8.0f} ms  {}\n", what, measured, bound, note);
    return measured <= bound;
}

Prompts silent() {
    Prompts prompts = desktopPrompts();
    prompts.saveChanges = [](QWidget*, const QString&) { return SaveAnswer::discard; };
    prompts.showError = [](QWidget*, const QString&, const QString& message) {
        fmt::print(stderr, "{}\n", message.toStdString());
    };
    return prompts;
}

double millisecondsOf(std::chrono::steady_clock::duration duration) {
    return std::chrono::duration<double, std::milli>(duration).count();
}

// The job of a child process: a window that takes input, and the end.
int startAndEnd(int argc, char** argv) {
    QApplication application(argc, argv);
    preferTheme(preferredTheme());
    MainWindow window(silent());
    PaintWatcher watcher;
    window.installEventFilter(&watcher);
    window.show();
    return spinUntil([&] { return watcher.painted; }) ? 0 : 1;
}

// The median of several starts: from the creation of the process to its end, which is a bit more than is asked for.
double coldStart() {
    std::vector<double> times;
    for (int i = 0; i < 7; ++i) {
        const auto start = std::chrono::steady_clock::now();
        const pid_t child = fork();
        if (child == 0) {
            execl("/proc/self/exe", "bench_window", "start", static_cast<char*>(nullptr));
            _exit(127);
        }
        int status = 1;
        if (waitpid(child, &status, 0) != child || status != 0) return -1;
        times.push_back(millisecondsOf(std::chrono::steady_clock::now() - start));
    }
    std::nth_element(times.begin(), times.begin() + 3, times.end());
    return times[3];
}

bool openLarge(WatchedApplication& application) {
    const auto folder = TemporaryFolder::create();
    const auto path = test::largeModel(operators).write(folder->path());
    MainWindow window(silent());
    window.show();
    PaintWatcher watcher;
    auto* canvas = window.findChild<QWidget*>(QStringLiteral("graphCanvas"));
    canvas->installEventFilter(&watcher);
    spinUntil([&] { return !window.session().boards().boards.empty(); });
    JobRunner& jobs = window.session().jobs();
    bool arranged = false;
    QObject::connect(&jobs, &JobRunner::finished, &window, [&](const QString& lane) {
        if (lane == QLatin1String("layout")) {
            arranged = true;
            watcher.painted = false;
        }
    });

    application.longest = 0;
    const auto start = std::chrono::steady_clock::now();
    window.open({QString::fromStdString(path.string())});
    if (!spinUntil([&] { return arranged && watcher.painted; })) {
        fmt::print(stderr, "The graph does not come.\n");
        return false;
    }
    bool within = show("10,000 operators on screen after opening",
                       millisecondsOf(std::chrono::steady_clock::now() - start), openBound);
    spinUntil(
        [&] { return window.session().planStage() == Stage::ready || window.session().planStage() == Stage::failed; });
    spinUntil([&] { return !jobs.isRunning(QStringLiteral("timeline")); });
    fmt::print("{:<60} {:>8.1f} ms\n", "… and planned", millisecondsOf(std::chrono::steady_clock::now() - start));
    for (int i = 0; i < 20; ++i) QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
    // Every panel once, as it comes to the front.
    for (QAction* action : window.actions().all()) {
        if (action->objectName().startsWith(QLatin1String("view."))) {
            QMetaObject::invokeMethod(action, &QAction::trigger, Qt::QueuedConnection);
            for (int i = 0; i < 5; ++i) QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
        }
    }
    Selection& selection = window.session().selection();
    for (const int op : {5000, 9999, 0}) {
        QMetaObject::invokeMethod(
            &window, [&selection, op] { selection.select(Item::op(0, op)); }, Qt::QueuedConnection);
        for (int i = 0; i < 5; ++i) QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
    }
    QMetaObject::invokeMethod(window.actions()[QStringLiteral("file.new")], &QAction::trigger, Qt::QueuedConnection);
    for (int i = 0; i < 20; ++i) QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
    within &= show("longest call on its thread until it is closed again", application.longest, busyBound,
                   application.longestName);
    return within;
}

}  // namespace

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    const QTemporaryDir home;
    pinfold::test::useHome(home.path().toStdString());
    QCoreApplication::setOrganizationName(QStringLiteral("PinfoldBench"));
    if (argc == 2 && std::string_view(argv[1]) == "start") return startAndEnd(argc, argv);

    fmt::print("{:<60} {:>11} {:>11}\n", "", "measured", "bound");
    bool within = show("start to a window (process and libraries included)", coldStart(), startBound);
    WatchedApplication application(argc, argv);
    preferTheme(preferredTheme());
    within &= openLarge(application);
    return within ? 0 : 1;
}
