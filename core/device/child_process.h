// A program that runs beside us and never outlives us.
#pragma once

#include "base/result.h"
#include "device/descriptor.h"

#include <sys/types.h>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace pinfold {

struct ChildCommand {
    std::string program;  // looked up in PATH unless it has a '/'
    std::vector<std::string> arguments;
    std::string title;                   // for messages: "QEMU"
    std::string missingHint;             // what to do if the program is not there
    bool socketIsStandardInOut = false;  // the program's end of the line is its fd 0 and 1; otherwise fd 3
};

// The program and one end of a socket pair; the program has the other. Ended by the destructor, and by the kernel
// (PR_SET_PDEATHSIG) if we die. That signal comes when the starting thread ends, so a thread of its own starts the
// program and waits for its end.
class ChildProcess {
public:
    // toolFailed if the program cannot be started.
    static Result<std::unique_ptr<ChildProcess>> start(ChildCommand command);
    ChildProcess(const ChildProcess&) = delete;
    ~ChildProcess();

    [[nodiscard]] pid_t pid() const { return pid_; }
    // Our end of the line; to be taken once.
    Descriptor takeSocket() { return std::move(socket_); }
    // Waits for the end of the program; false if it has not ended after `timeout`.
    bool waitForEnd(std::chrono::milliseconds timeout);
    // After its end: "QEMU ended: killed by signal 9 (Killed). It said: …". Before: that it closed the line.
    [[nodiscard]] std::string describeEnd();

private:
    explicit ChildProcess(ChildCommand command) : command_(std::move(command)) {}
    void superviseFrom(Descriptor childSocket);
    int launch(int childSocket, int output);
    void reportStart(int error);

    ChildCommand command_;
    Descriptor socket_;
    std::thread supervisor_;
    std::mutex mutex_;
    std::condition_variable changed_;
    // Guarded by mutex_:
    bool started_ = false;
    bool ended_ = false;
    int startError_ = 0;  // errno's value
    int waitStatus_ = 0;  // of waitpid
    std::string output_;  // the last bytes of its standard error (and output)
    pid_t pid_ = -1;      // written before started_, constant afterwards
};

// The line to such a program. Its failures say how the program ended.
class ChildTransport final : public Transport {
public:
    explicit ChildTransport(std::unique_ptr<ChildProcess> child, std::string name);
    Result<std::size_t> read(std::span<std::byte> buffer, std::chrono::milliseconds timeout) override;
    Result<void> write(std::span<const std::byte> bytes, std::chrono::milliseconds timeout) override;
    [[nodiscard]] std::string name() const override { return line_.name(); }
    [[nodiscard]] pid_t pid() const { return child_->pid(); }

private:
    Error ended();
    std::unique_ptr<ChildProcess> child_;
    SocketTransport line_;
};

}  // namespace pinfold
