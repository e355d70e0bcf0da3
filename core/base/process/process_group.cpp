// Programs are started with posix_spawn: unlike fork it copies no page tables of a large program, and nothing of ours
// runs between our process and the new one. What it cannot do is let the kernel kill the child when we die
// (PR_SET_PDEATHSIG); that would reach the program alone and not what it has started. Hence the watcher.
#include "base/process/process_group.h"

#include "base/process/marked.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <array>
#include <cassert>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace pinfold {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds pollInterval{20};
constexpr std::chrono::milliseconds gracePeriod{2000};
constexpr std::chrono::milliseconds killPatience{2000};
constexpr std::chrono::milliseconds emptyInterval{5};
constexpr std::size_t maxBytesAtOnce = std::size_t{1} << 20;  // more than a pipe holds
constexpr std::size_t maxDataBytes = 4096;                    // what the kernel takes without a reader
constexpr int thirdDescriptor = 3;
constexpr int firstFreeDescriptor = 10;  // above all that a program gets

// The signals that ask a program to end must not end the watcher before the group.
constexpr const char* watcherScript = "trap '' HUP INT QUIT TERM; read -r end; kill -s KILL 0";

// The arguments of posix_spawn. Each call does nothing if an earlier one has failed.
class Spawn {
public:
    Spawn() {
        note(::posix_spawn_file_actions_init(&actions_));
        note(::posix_spawnattr_init(&attributes_));
    }
    Spawn(const Spawn&) = delete;
    Spawn& operator=(const Spawn&) = delete;
    ~Spawn() {
        ::posix_spawn_file_actions_destroy(&actions_);
        ::posix_spawnattr_destroy(&attributes_);
    }

    // Makes `number` what is `ours` here, or /dev/null if that is -1.
    void place(int ours, int number) {
        if (ours < 0) {
            note(::posix_spawn_file_actions_addopen(&actions_, number, "/dev/null", O_RDWR, 0));
            return;
        }
        // A copy that no other placing can overwrite.
        copies_.emplace_back(::fcntl(ours, F_DUPFD_CLOEXEC, firstFreeDescriptor));
        if (copies_.back().get() < 0) return note(errno);
        note(::posix_spawn_file_actions_adddup2(&actions_, copies_.back().get(), number));
    }
    void close(int number) { note(::posix_spawn_file_actions_addclose(&actions_, number)); }
    void closeFrom(int number) { note(::posix_spawn_file_actions_addclosefrom_np(&actions_, number)); }
    void enter(const fs::path& folder) { note(::posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str())); }
    // 0: leads a group of its own.
    void joinGroup(pid_t group) { note(::posix_spawnattr_setpgroup(&attributes_, group)); }

    // `path` is looked up in PATH unless it has a '/'. Returns errno's value, 0 on success.
    int start(const std::vector<std::string>& arguments, const std::vector<std::string>& environment, pid_t& pid) {
        sigset_t none;
        ::sigemptyset(&none);
        sigset_t pipe = none;
        ::sigaddset(&pipe, SIGPIPE);
        note(::posix_spawnattr_setsigmask(&attributes_, &none));
        note(::posix_spawnattr_setsigdefault(&attributes_, &pipe));
        note(::posix_spawnattr_setflags(&attributes_,
                                        POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF));
        if (error_ != 0) return error_;
        return ::posix_spawnp(&pid, arguments.front().c_str(), &actions_, &attributes_, pointersTo(arguments).data(),
                              pointersTo(environment).data());
    }

private:
    void note(int error) {
        if (error_ == 0) error_ = error;
    }
    static std::vector<char*> pointersTo(const std::vector<std::string>& texts) {
        std::vector<char*> pointers;
        for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
        pointers.push_back(nullptr);
        return pointers;
    }

    posix_spawn_file_actions_t actions_{};
    posix_spawnattr_t attributes_{};
    std::vector<Descriptor> copies_;
    int error_ = 0;
};

// Ours with the changes. The mark stands after those that we ourselves may have been started with.
std::vector<std::string> environmentWith(std::map<std::string, std::optional<std::string>> changes,
                                         const std::string& mark) {
    const char* marks = std::getenv(markVariable);
    changes[markVariable] = marks != nullptr ? std::string(marks) + mark : mark;
    std::vector<std::string> all;
    for (char** each = environ; each != nullptr && *each != nullptr; ++each) {
        const std::string_view entry = *each;
        if (!changes.contains(std::string(entry.substr(0, entry.find('='))))) all.emplace_back(entry);
    }
    for (const auto& [name, value] : changes) {
        if (value) all.push_back(name + "=" + *value);
    }
    return all;
}

// State and process group from /proc/<number>/stat: "7 (name) S 1 7 …", where the name may hold anything.
bool runsIn(pid_t group, const fs::path& process) {
    const Descriptor file(::open((process / "stat").c_str(), O_RDONLY | O_CLOEXEC));
    std::array<char, 512> bytes{};
    const ssize_t count = file.get() < 0 ? 0 : ::read(file.get(), bytes.data(), bytes.size() - 1);
    if (count <= 0) return false;
    const char* nameEnd = std::strrchr(bytes.data(), ')');
    char state = 'X';
    int parent = 0;
    int itsGroup = 0;
    if (nameEnd == nullptr || std::sscanf(nameEnd + 1, " %c %d %d", &state, &parent, &itsGroup) != 3) return false;
    return itsGroup == group && state != 'Z' && state != 'X';
}

// Whether anything but its leader runs in the group. What has ended and was not yet collected by its parent does not:
// kill(-group, 0) would count that.
bool runsAnythingIn(pid_t group) {
    std::error_code failure;
    const std::string leader = std::to_string(group);
    for (fs::directory_iterator entry("/proc", failure), end; !failure && entry != end; entry.increment(failure)) {
        const std::string name = entry->path().filename().string();
        const bool isProcess = name.find_first_not_of("0123456789") == std::string::npos;
        if (isProcess && name != leader && runsIn(group, entry->path())) return true;
    }
    return false;
}

// A pipe with these bytes in it. Returns errno's value, 0 on success.
int openData(const std::string& bytes, Descriptor& data) {
    assert(bytes.size() <= maxDataBytes);
    Pipe pipe;
    if (const int error = openPipe(pipe); error != 0) return error;
    if (::write(pipe.writeEnd.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size())) return EIO;
    data = std::move(pipe.readEnd);
    return 0;
}

int millisecondsOf(std::chrono::milliseconds time) { return static_cast<int>(time.count()); }

// Gives away what can be read now; false at the end of the stream.
bool drain(const Descriptor& output, const std::function<void(std::string_view)>& take) {
    std::array<char, 16384> buffer{};
    for (std::size_t sum = 0; sum < maxBytesAtOnce;) {
        const ssize_t count = ::read(output.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return true;
        if (count == 0) return false;
        take({buffer.data(), static_cast<std::size_t>(count)});
        sum += static_cast<std::size_t>(count);
    }
    return true;
}

std::string reasonFor(const Command& command, int error) {
    if (command.program.find('/') == std::string::npos && !isProgramThere(command.program)) {
        return "there is no such program in PATH";
    }
    std::error_code failure;
    if (error == ENOENT && !command.folder.empty() && !fs::is_directory(command.folder, failure)) {
        return fmt::format("there is no folder {}", command.folder.string());
    }
    return std::strerror(error);
}

}  // namespace

Error startFailure(const Command& command, int error) {
    const std::string name =
        command.title.empty() ? command.program : fmt::format("{} ({})", command.title, command.program);
    return toolFailed("{} cannot be started: {}. {}", name, reasonFor(command, error),
                      command.missingHint.empty() ? "Install it or put it into PATH." : command.missingHint);
}

Result<std::unique_ptr<ProcessGroup>> ProcessGroup::start(const Command& command, const Streams& streams) {
    std::unique_ptr<ProcessGroup> group(new ProcessGroup());
    int error = group->startWatcher();
    if (error == 0) error = group->startProgram(command, streams);
    if (error != 0) return startFailure(command, error);
    return group;
}

int ProcessGroup::startWatcher() {
    Pipe pipe;
    if (const int error = openPipe(pipe); error != 0) return error;
    Spawn spawn;
    spawn.place(pipe.readEnd.get(), STDIN_FILENO);
    spawn.place(-1, STDOUT_FILENO);
    spawn.place(-1, STDERR_FILENO);
    spawn.closeFrom(thirdDescriptor);
    spawn.joinGroup(0);
    lifeline_ = std::move(pipe.writeEnd);
    const int error = spawn.start({"/bin/sh", "-c", watcherScript}, {}, watcher_);
    mark_ = fmt::format("[{}.{}]", watcher_, std::chrono::steady_clock::now().time_since_epoch().count());
    return error;
}

int ProcessGroup::startProgram(const Command& command, const Streams& streams) {
    Spawn spawn;
    spawn.place(streams.input, STDIN_FILENO);
    spawn.place(streams.output, STDOUT_FILENO);
    spawn.place(streams.errors, STDERR_FILENO);
    if (streams.third >= 0) spawn.place(streams.third, thirdDescriptor);
    Descriptor data;
    if (!command.data.empty()) {
        if (const int error = openData(command.data, data); error != 0) return error;
        spawn.place(data.get(), dataDescriptor);
    }
    if (streams.third < 0) spawn.close(thirdDescriptor);
    spawn.closeFrom(command.data.empty() ? dataDescriptor : dataDescriptor + 1);
    if (!command.folder.empty()) spawn.enter(command.folder);
    spawn.joinGroup(watcher_);
    std::vector<std::string> arguments{command.program};
    arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
    if (const int error = spawn.start(arguments, environmentWith(command.environment, mark_), program_); error != 0) {
        program_ = -1;
        return error;
    }
    // Without it, the program's end is noticed a little later. (pidfd_open of glibc 2.36 cannot be called from C++.)
    endSignal_ = Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, program_, 0)));
    return 0;
}

ProcessGroup::~ProcessGroup() {
    if (watcher_ <= 0) return;
    killAndWait();
    while (::waitpid(watcher_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

// Collects the program if it has ended.
bool ProcessGroup::hasEnded() {
    if (ended_ || program_ <= 0) return true;
    const pid_t collected = ::waitpid(program_, &status_, WNOHANG);
    ended_ = collected == program_ || (collected < 0 && errno != EINTR);
    return ended_;
}

bool ProcessGroup::follow(const Descriptor& output, const std::function<void(std::string_view)>& take,
                          const std::function<bool()>& stop) {
    ::fcntl(output.get(), F_SETFL, ::fcntl(output.get(), F_GETFL) | O_NONBLOCK);
    for (bool open = true;;) {
        const bool ended = hasEnded();
        if (ended) killAndWait();
        if (open) open = drain(output, take);
        if (ended) return true;
        if (stop()) return false;
        pollfd entries[] = {{open ? output.get() : -1, POLLIN, 0}, {endSignal_.get(), POLLIN, 0}};
        ::poll(entries, 2, millisecondsOf(pollInterval));
    }
}

void ProcessGroup::kill() const { ::kill(-watcher_, SIGKILL); }

// No process can escape by starting another one meanwhile: the kernel does not let a process fork that has to die.
void ProcessGroup::killAndWait() {
    if (empty_) return;
    kill();
    empty_ = waitUntilEmpty(killPatience);
    killMarked(mark_, killPatience);
}

void ProcessGroup::end() {
    ::kill(-watcher_, SIGTERM);
    waitUntilEmpty(gracePeriod);
    killAndWait();
}

bool ProcessGroup::waitUntilEmpty(std::chrono::milliseconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const bool ended = hasEnded();
        if (ended && !runsAnythingIn(watcher_)) return true;
        if (std::chrono::steady_clock::now() >= until) return false;
        pollfd entry{ended ? -1 : endSignal_.get(), POLLIN, 0};
        ::poll(&entry, 1, millisecondsOf(emptyInterval));
    }
}

}  // namespace pinfold
