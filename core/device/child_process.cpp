#include "device/child_process.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace pinfold {
namespace {

constexpr std::size_t keptOutput = 4096;  // bytes
constexpr std::chrono::milliseconds endPatience{2000};
constexpr std::chrono::milliseconds writeFailurePatience{200};
constexpr int firstFreeDescriptor = 10;  // above all that the program gets

// A copy that dup2 onto a small number does not disturb.
Descriptor movedUp(int number) { return Descriptor(::fcntl(number, F_DUPFD_CLOEXEC, firstFreeDescriptor)); }

// Between fork and exec, where only async-signal-safe functions may be called.
[[noreturn]] void becomeProgram(const char* const* arguments, int socket, bool socketIsStandardInOut, int output,
                                int errors, pid_t parent) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);
    ::setpgid(0, 0);  // Ctrl+C is for us; we end the program in good order
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::signal(SIGPIPE, SIG_DFL);
    const int input = socketIsStandardInOut ? socket : ::open("/dev/null", O_RDONLY);
    const bool placed = ::dup2(input, STDIN_FILENO) >= 0 &&
                        ::dup2(socketIsStandardInOut ? socket : output, STDOUT_FILENO) >= 0 &&
                        ::dup2(output, STDERR_FILENO) >= 0 && (socketIsStandardInOut || ::dup2(socket, 3) >= 0);
    if (placed) ::execvp(arguments[0], const_cast<char* const*>(arguments));
    const int error = errno;
    [[maybe_unused]] const ssize_t sent = ::write(errors, &error, sizeof error);
    ::_exit(127);
}

}  // namespace

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(ChildCommand command) {
    std::unique_ptr<ChildProcess> child(new ChildProcess(std::move(command)));
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
        return toolFailed("{} cannot be started: {}.", child->command_.title, std::strerror(errno));
    }
    child->socket_ = Descriptor(pair[0]);
    child->supervisor_ =
        std::thread([self = child.get(), number = pair[1]] { self->superviseFrom(Descriptor(number)); });
    int error = 0;
    {
        std::unique_lock lock(child->mutex_);
        child->changed_.wait(lock, [&] { return child->started_; });
        error = child->startError_;
    }
    if (error == ENOENT) {
        return toolFailed("{} is not there: there is no program {}. {}", child->command_.title, child->command_.program,
                          child->command_.missingHint);
    }
    if (error != 0) {
        return toolFailed("{} cannot be started ({}): {}.", child->command_.title, child->command_.program,
                          std::strerror(error));
    }
    return child;
}

ChildProcess::~ChildProcess() {
    socket_.close();
    {
        // Not ended means not waited for, so the number is still that of our program.
        const std::lock_guard lock(mutex_);
        if (started_ && !ended_ && pid_ > 0) ::kill(-pid_, SIGKILL);
    }
    if (supervisor_.joinable()) supervisor_.join();
}

void ChildProcess::reportStart(int error) {
    const std::lock_guard lock(mutex_);
    started_ = true;
    startError_ = error;
    if (error != 0) ended_ = true;
    changed_.notify_all();
}

// Starts the program; returns errno's value.
int ChildProcess::launch(int childSocket, int output) {
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0) return errno;
    Descriptor errorsRead(pipe[0]);
    Descriptor errorsWrite(movedUp(pipe[1]));
    ::close(pipe[1]);
    std::vector<const char*> arguments{command_.program.c_str()};
    for (const std::string& argument : command_.arguments) arguments.push_back(argument.c_str());
    arguments.push_back(nullptr);
    const Descriptor socket = movedUp(childSocket);
    const Descriptor messages = movedUp(output);
    const pid_t parent = ::getpid();
    const pid_t pid = ::fork();
    if (pid < 0) return errno;
    if (pid == 0) {
        becomeProgram(arguments.data(), socket.get(), command_.socketIsStandardInOut, messages.get(), errorsWrite.get(),
                      parent);
    }
    ::setpgid(pid, pid);
    pid_ = pid;
    errorsWrite.close();
    int error = 0;
    ssize_t count = 0;
    do {
        count = ::read(errorsRead.get(), &error, sizeof error);
    } while (count < 0 && errno == EINTR);
    if (count == static_cast<ssize_t>(sizeof error)) {
        ::waitpid(pid, nullptr, 0);
        return error;
    }
    return 0;
}

void ChildProcess::superviseFrom(Descriptor childSocket) {
    int pipe[2];
    if (::pipe2(pipe, O_CLOEXEC) != 0) {
        reportStart(errno);
        return;
    }
    const Descriptor output(pipe[0]);
    Descriptor outputEnd(pipe[1]);
    const int error = launch(childSocket.get(), outputEnd.get());
    outputEnd.close();
    childSocket.close();
    reportStart(error);
    if (error != 0) return;
    char buffer[1024];
    for (;;) {
        const ssize_t count = ::read(output.get(), buffer, sizeof buffer);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) break;
        const std::lock_guard lock(mutex_);
        output_.append(buffer, static_cast<std::size_t>(count));
        if (output_.size() > keptOutput) output_.erase(0, output_.size() - keptOutput);
    }
    siginfo_t info{};  // waits without reaping, so that the destructor's kill() cannot hit another process
    while (::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {
    }
    const std::lock_guard lock(mutex_);
    ::waitpid(pid_, &waitStatus_, 0);
    ended_ = true;
    changed_.notify_all();
}

bool ChildProcess::waitForEnd(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, timeout, [this] { return ended_; });
}

std::string ChildProcess::describeEnd() {
    const std::lock_guard lock(mutex_);
    if (!ended_) return command_.title + " closed its end of the line.";
    std::string text = command_.title;
    if (WIFSIGNALED(waitStatus_)) {
        const int signal = WTERMSIG(waitStatus_);
        text += fmt::format(" was killed by signal {} ({}).", signal, ::strsignal(signal));
    } else {
        text += fmt::format(" ended with exit code {}.", WEXITSTATUS(waitStatus_));
    }
    std::string said = output_;
    while (!said.empty() && (said.back() == '\n' || said.back() == ' ')) said.pop_back();
    if (!said.empty()) text += " It said: " + said;
    return text;
}

ChildTransport::ChildTransport(std::unique_ptr<ChildProcess> child, std::string name)
    : child_(std::move(child)), line_(child_->takeSocket(), std::move(name)) {}

Error ChildTransport::ended() {
    child_->waitForEnd(endPatience);
    return toolFailed("{}", child_->describeEnd());
}

Result<std::size_t> ChildTransport::read(std::span<std::byte> buffer, std::chrono::milliseconds timeout) {
    auto count = line_.read(buffer, timeout);
    if (!count.ok()) return ended();
    return count;
}

Result<void> ChildTransport::write(std::span<const std::byte> bytes, std::chrono::milliseconds timeout) {
    auto status = line_.write(bytes, timeout);
    if (!status.ok() && child_->waitForEnd(writeFailurePatience)) return ended();
    return status;
}

}  // namespace pinfold
