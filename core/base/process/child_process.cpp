#include "base/process/child_process.h"

#include "base/process/process_group.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <cerrno>
#include <csignal>
#include <cstring>

namespace pinfold {
namespace {

constexpr std::size_t maxSaidBytes = 4096;  // bytes

}  // namespace

Result<std::unique_ptr<ChildProcess>> ChildProcess::start(const Command& command, LineEnd lineEnd) {
    int pair[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) return startFailure(command, errno);
    Descriptor ours(pair[0]);
    const Descriptor theirs(pair[1]);
    Pipe pipe;
    if (const int error = openPipe(pipe); error != 0) return startFailure(command, error);
    const int messages = pipe.writeEnd.get();
    const int line = theirs.get();
    const Streams streams = lineEnd == LineEnd::standardInOut
                                ? Streams{.input = line, .output = line, .errors = messages}
                                : Streams{.output = messages, .errors = messages, .third = line};
    PINFOLD_TRY(auto group, ProcessGroup::start(command, streams));
    return std::unique_ptr<ChildProcess>(new ChildProcess(command.title.empty() ? command.program : command.title,
                                                          std::move(ours), std::move(pipe.readEnd), std::move(group)));
}

ChildProcess::ChildProcess(std::string title, Descriptor socket, Descriptor output, std::unique_ptr<ProcessGroup> group)
    : title_(std::move(title)),
      socket_(std::move(socket)),
      hangUp_(::fcntl(socket_.get(), F_DUPFD_CLOEXEC, 0)),
      output_(std::move(output)),
      group_(std::move(group)),
      listener_([this] { listen(); }) {}

ChildProcess::~ChildProcess() {
    group_->kill();
    listener_.join();
}

pid_t ChildProcess::pid() const { return group_->pid(); }

void ChildProcess::listen() {
    const auto keep = [this](std::string_view bytes) {
        const std::lock_guard lock(mutex_);
        said_.append(bytes);
        if (said_.size() > maxSaidBytes) said_.erase(0, said_.size() - maxSaidBytes);
    };
    group_->follow(output_, keep, [] { return false; });
    ::shutdown(hangUp_.get(), SHUT_RDWR);
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
}

bool ChildProcess::waitForEnd(std::chrono::milliseconds timeout) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, timeout, [this] { return ended_; });
}

std::string ChildProcess::describeEnd() {
    const std::lock_guard lock(mutex_);
    if (!ended_) return title_ + " closed its end of the line.";
    std::string text = title_;
    const int status = group_->status();
    if (WIFSIGNALED(status)) {
        text += fmt::format(" was killed by signal {} ({}).", WTERMSIG(status), ::strsignal(WTERMSIG(status)));
    } else {
        text += fmt::format(" ended with exit code {}", WEXITSTATUS(status));
        const int signal = WEXITSTATUS(status) - 128;  // as those that run others say it, a sandbox among them
        text +=
            signal > 0 && signal < NSIG ? fmt::format(", as after signal {} ({}).", signal, ::strsignal(signal)) : ".";
    }
    std::string said = said_;
    while (!said.empty() && (said.back() == '\n' || said.back() == ' ')) said.pop_back();
    if (!said.empty()) text += " It said: " + said;
    return text;
}

}  // namespace pinfold
