// How process.h and child_process.h start a program and end it with everything that it has started.
#pragma once

#include "base/process/descriptor.h"
#include "base/process/process.h"

#include <sys/types.h>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace pinfold {

// What a program finds open; these stay ours. It gets nothing else of what we have open.
struct Streams {
    int input = -1;   // standard input; -1: /dev/null
    int output = -1;  // standard output
    int errors = -1;  // standard error
    int third = -1;   // file descriptor 3; -1: none
};

// "<title or program> cannot be started: <why>. <hint>", for an errno value.
Error startFailure(const Command& command, int error);

// A program that runs in a process group with all that it starts. The group is led by a watcher, a shell that does
// nothing but wait until the kernel closes a pipe that only we hold open, and then kills the group: so the group ends
// with us, even by SIGKILL. Since the watcher is a child that we collect last, the group's number belongs to no other
// process as long as the object lives. What has left the group (setsid) is known by a mark in its environment and ended
// with the group; a program that means harm can hide from that, but not from a sandbox (sandbox.h).
class ProcessGroup {
public:
    // toolFailed if the program cannot be started.
    static Result<std::unique_ptr<ProcessGroup>> start(const Command& command, const Streams& streams);
    ProcessGroup(const ProcessGroup&) = delete;
    ProcessGroup& operator=(const ProcessGroup&) = delete;
    // Kills what still runs.
    ~ProcessGroup();

    // Of the program.
    [[nodiscard]] pid_t pid() const { return program_; }

    // Gives `take` what comes out of the pipe `output` until the program has ended (true) or `stop` says so (false),
    // whoever else holds the pipe open. After the program's end nothing of the group runs any more.
    bool follow(const Descriptor& output, const std::function<void(std::string_view)>& take,
                const std::function<bool()>& stop);
    // Of waitpid(), after the program's end.
    [[nodiscard]] int status() const { return status_; }

    // Asks the whole group to end, so that it can take away its temporary files, and kills it after two seconds.
    // Afterwards nothing of it runs any more.
    void end();
    // Kills the group at once, without waiting for its end. May be called while another thread is in follow().
    void kill() const;

private:
    ProcessGroup() = default;
    int startWatcher();
    int startProgram(const Command& command, const Streams& streams);
    bool hasEnded();
    void killAndWait();
    bool waitUntilEmpty(std::chrono::milliseconds patience);

    pid_t watcher_ = -1;  // leads the group
    pid_t program_ = -1;
    std::string mark_;    // in the environment of all that the program starts
    bool ended_ = false;  // the program, and it was collected
    bool empty_ = false;  // nothing runs any more
    int status_ = 0;
    Descriptor lifeline_;   // the end of the watcher's pipe that the kernel closes with us
    Descriptor endSignal_;  // can be read when the program has ended (pidfd_open)
};

}  // namespace pinfold
