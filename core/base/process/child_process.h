// A program that runs beside us, with a line between us, and never outlives us.
#pragma once

#include "base/process/descriptor.h"
#include "base/process/process.h"

#include <sys/types.h>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

namespace pinfold {

class ProcessGroup;

// Where the program finds its end of the line.
enum class LineEnd {
    standardInOut,  // file descriptors 0 and 1
    third,          // file descriptor 3
};

// The program and one end of a socket pair; the program has the other. A thread collects what it says on its standard
// error (and output). Ended by the destructor, and with us however we end (process_group.h). Our end of the line gives
// what is still in it and then its end when the program has ended, whoever else holds the other.
class ChildProcess {
public:
    // toolFailed if the program cannot be started. Command::title and missingHint are for the messages.
    static Result<std::unique_ptr<ChildProcess>> start(const Command& command, LineEnd lineEnd);
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ~ChildProcess();

    [[nodiscard]] pid_t pid() const;
    // Our end of the line; to be taken once.
    Descriptor takeSocket() { return std::move(socket_); }
    // Waits for the end of the program; false if it has not ended after `timeout`.
    bool waitForEnd(std::chrono::milliseconds timeout);
    // After its end: "QEMU was killed by signal 9 (Killed). It said: …". Before: that it closed the line.
    [[nodiscard]] std::string describeEnd();

private:
    ChildProcess(std::string title, Descriptor socket, Descriptor output, std::unique_ptr<ProcessGroup> group);
    void listen();

    std::string title_;
    Descriptor socket_;
    Descriptor hangUp_;  // the same socket, which is ended with the program
    Descriptor output_;  // our end of the pipe for its messages
    std::unique_ptr<ProcessGroup> group_;
    std::mutex mutex_;
    std::condition_variable changed_;
    // Guarded by mutex_:
    bool ended_ = false;
    std::string said_;  // the last bytes of its messages
    std::thread listener_;
};

}  // namespace pinfold
