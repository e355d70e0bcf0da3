#include "build/process.h"

#include <QProcess>
#include <QProcessEnvironment>
#include <QStandardPaths>
#include <QString>
#include <QStringList>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <map>
#include <thread>

namespace pinfold {
namespace {

constexpr std::size_t keptOutput = std::size_t{1} << 20;
constexpr int pollMilliseconds = 20;
constexpr int graceMilliseconds = 2000;

// Which Debian package has a program that is not there.
std::string installHint(const std::string& program) {
    static const std::map<std::string, std::string> packages = {
        {"cmake", "cmake"},
        {"make", "make"},
        {"cc", "gcc"},
        {"gcc", "gcc"},
        {"arm-none-eabi-gcc", "gcc-arm-none-eabi and libnewlib-arm-none-eabi"},
        {"qemu-system-arm", "qemu-system-arm"},
        {"openocd", "openocd"},
    };
    const auto package = packages.find(program);
    return package == packages.end() ? "Install it or put it into PATH."
                                     : fmt::format("Install {} (apt-get install).", package->second);
}

// What CMake, make and GCC take from the environment; meant for the user's own programs, it spoils a cross build.
constexpr const char* compilerSettings[] = {"CFLAGS",
                                            "CXXFLAGS",
                                            "ASMFLAGS",
                                            "CPPFLAGS",
                                            "LDFLAGS",
                                            "CC",
                                            "CXX",
                                            "ASM",
                                            "CPATH",
                                            "C_INCLUDE_PATH",
                                            "CPLUS_INCLUDE_PATH",
                                            "LIBRARY_PATH",
                                            "COMPILER_PATH",
                                            "GCC_EXEC_PREFIX",
                                            "DEPENDENCIES_OUTPUT",
                                            "SUNPRO_DEPENDENCIES",
                                            "MAKEFLAGS",
                                            "MFLAGS",
                                            "GNUMAKEFLAGS",
                                            "MAKEFILES",
                                            "MAKELEVEL",
                                            "DESTDIR",
                                            "VERBOSE",
                                            "CMAKE_GENERATOR",
                                            "CMAKE_GENERATOR_PLATFORM",
                                            "CMAKE_GENERATOR_TOOLSET",
                                            "CMAKE_GENERATOR_INSTANCE",
                                            "CMAKE_BUILD_TYPE",
                                            "CMAKE_TOOLCHAIN_FILE"};

QProcessEnvironment ownEnvironment() {
    auto environment = QProcessEnvironment::systemEnvironment();
    for (const char* name : compilerSettings) environment.remove(QLatin1String(name));
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C"));
    return environment;
}

bool isInPath(const std::string& program) {
    return !QStandardPaths::findExecutable(QString::fromStdString(program)).isEmpty();
}

// Without the name of the system call that failed: "execvp: Permission denied".
std::string whyNotStarted(const Command& command, const QProcess& process) {
    if (command.program.find('/') == std::string::npos && !isInPath(command.program)) {
        return "there is no such program in PATH";
    }
    const std::string reason = process.errorString().toStdString();
    const auto colon = reason.rfind(": ");
    return colon == std::string::npos ? reason : reason.substr(colon + 2);
}

// Splits a stream into lines and keeps its tail.
class OutputCollector {
public:
    explicit OutputCollector(const std::function<void(const std::string&)>& onLine) : onLine_(onLine) {}

    void add(const QByteArray& bytes) {
        kept_.append(bytes.constData(), static_cast<std::size_t>(bytes.size()));
        if (kept_.size() > 2 * keptOutput) kept_.erase(0, kept_.size() - keptOutput);
        if (!onLine_) return;
        line_.append(bytes.constData(), static_cast<std::size_t>(bytes.size()));
        std::size_t start = 0;
        for (std::size_t end; (end = line_.find('\n', start)) != std::string::npos; start = end + 1) {
            onLine_(line_.substr(start, end - start));
        }
        line_.erase(0, start);
    }

    std::string finish() {
        if (onLine_ && !line_.empty()) onLine_(line_);
        if (kept_.size() > keptOutput) kept_.erase(0, kept_.size() - keptOutput);
        return std::move(kept_);
    }

private:
    const std::function<void(const std::string&)>& onLine_;
    std::string kept_;
    std::string line_;
};

// Ends a process group if we are killed; the signal of PR_SET_PDEATHSIG reaches its leader only. A process of its own
// waits for the end of a pipe that nobody writes to and that the kernel closes with us.
class GroupWatcher {
public:
    explicit GroupWatcher(pid_t group) {
        int pipe[2];
        if (group <= 0 || ::pipe2(pipe, O_CLOEXEC) != 0) return;
        watcher_ = ::fork();
        if (watcher_ == 0) watch(group, pipe[0]);
        ::close(pipe[0]);
        ourEnd_ = pipe[1];
    }
    GroupWatcher(const GroupWatcher&) = delete;
    GroupWatcher& operator=(const GroupWatcher&) = delete;
    ~GroupWatcher() {
        if (watcher_ > 0) {
            ::kill(watcher_, SIGKILL);
            while (::waitpid(watcher_, nullptr, 0) < 0 && errno == EINTR) {
            }
        }
        if (ourEnd_ >= 0) ::close(ourEnd_);
    }

private:
    // After fork, where only async-signal-safe functions may be called. Keeps none of our files open.
    [[noreturn]] static void watch(pid_t group, int end) {
        ::setsid();
        ::dup2(end, STDIN_FILENO);
        ::close_range(STDIN_FILENO + 1, ~0U, 0);
        char byte = 0;
        while (::read(STDIN_FILENO, &byte, 1) < 0 && errno == EINTR) {
        }
        ::kill(-group, SIGKILL);
        ::_exit(0);
    }

    pid_t watcher_ = -1;
    int ourEnd_ = -1;
};

// The child leads a process group of its own, so that its children end with it, and dies if we are killed.
void becomeGroupLeader() {
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
}

// Waits until nobody of the group is left, its leader included; false if that takes too long.
bool groupEnds(QProcess& process, pid_t group) {
    const auto start = std::chrono::steady_clock::now();
    while (::kill(-group, 0) == 0) {
        if (std::chrono::steady_clock::now() - start > std::chrono::milliseconds(graceMilliseconds)) return false;
        if (process.state() == QProcess::NotRunning || process.waitForFinished(pollMilliseconds)) {
            std::this_thread::sleep_for(std::chrono::milliseconds(pollMilliseconds));
        }
    }
    return true;
}

// All of them, not only the leader, get the time to take away what they have half done: make removes a target that is
// not finished, which would be taken for a good one the next time.
void endGroup(QProcess& process) {
    const auto group = static_cast<pid_t>(process.processId());
    if (group <= 0) return;
    ::kill(-group, SIGTERM);
    if (groupEnds(process, group)) return;
    ::kill(-group, SIGKILL);
    groupEnds(process, group);
}

}  // namespace

Result<void> requireProgram(const std::string& program) {
    if (isInPath(program)) return {};
    return toolFailed("{} cannot be started: there is no such program in PATH. {}", program, installHint(program));
}

Outcome<Finished> run(const Command& command, const CancelToken& cancel,
                      const std::function<void(const std::string&)>& onLine) {
    QStringList arguments;
    for (const auto& argument : command.arguments) arguments << QString::fromStdString(argument);
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setStandardInputFile(QProcess::nullDevice());
    if (!command.folder.empty()) process.setWorkingDirectory(QString::fromStdString(command.folder.string()));
    if (command.ownSettings) process.setProcessEnvironment(ownEnvironment());
    process.setChildProcessModifier(becomeGroupLeader);
    process.start(QString::fromStdString(command.program), arguments);
    if (!process.waitForStarted(-1)) {
        return toolFailed("{} cannot be started: {}. {}", command.program, whyNotStarted(command, process),
                          installHint(command.program));
    }

    const GroupWatcher watcher(static_cast<pid_t>(process.processId()));
    OutputCollector output(onLine);
    const auto start = std::chrono::steady_clock::now();
    while (process.state() != QProcess::NotRunning) {
        process.waitForReadyRead(pollMilliseconds);
        output.add(process.readAll());
        if (cancel.cancelled()) {
            endGroup(process);
            return Cancelled{};
        }
        if (command.timeout.count() > 0 && std::chrono::steady_clock::now() - start > command.timeout) {
            endGroup(process);
            return toolFailed("{} did not end within {} s and was stopped.", command.program,
                              command.timeout.count() / 1000);
        }
    }
    output.add(process.readAll());
    const bool crashed = process.exitStatus() == QProcess::CrashExit;
    return Finished{crashed ? 128 + process.exitCode() : process.exitCode(), output.finish()};
}

}  // namespace pinfold
