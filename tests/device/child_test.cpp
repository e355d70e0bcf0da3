// Programs in the place of a board, and ports.
#include "device/emulator.h"
#include "device/firmware/handmade_models.h"
#include "device/open_device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <future>
#include <thread>

using namespace pinfold;
using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

namespace {

constexpr int moody = 2;

struct RunningDevice {
    std::unique_ptr<Device> device;
    pid_t pid = -1;
};

RunningDevice startHandmade(const DeviceTimeouts& timeouts = {}) {
    auto transport = startHostProgram(HANDMADE_DEVICE);
    if (!transport.ok()) throw std::runtime_error(transport.error().message);
    RunningDevice running;
    running.pid = (*transport)->pid();
    auto outcome = attach(*std::move(transport), timeouts, {});
    if (!outcome.ok()) throw std::runtime_error(outcome.error().message);
    running.device = std::get<0>(*std::move(outcome));
    return running;
}

bool exists(pid_t pid) { return ::kill(pid, 0) == 0; }

}  // namespace

TEST(HostProgram, RunsAndIsGoneWithItsDevice) {
    RunningDevice running = startHandmade();
    EXPECT_EQ(running.device->identity().board, "handmade");
    EXPECT_TRUE(running.device->writeInput(moody, 0, "Q").ok());
    EXPECT_TRUE(running.device->run(moody, true).ok());
    const auto output = running.device->readOutput(moody, 0);
    ASSERT_TRUE(output.ok());
    EXPECT_EQ(std::get<0>(*output), "Q");
    EXPECT_TRUE(exists(running.pid));
    running.device.reset();
    EXPECT_FALSE(exists(running.pid));
}

TEST(HostProgram, ThatIsNotThereIsNamed) {
    const auto outcome = openHostProgram("/nowhere/program", {}, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(outcome.error().message, HasSubstr("/nowhere/program"));
}

TEST(HostProgram, ThatCrashesIsReportedWithItsSignal) {
    const RunningDevice running = startHandmade();
    ASSERT_TRUE(running.device->writeInput(moody, 0, std::string(1, HANDMADE_RESTART)).ok());
    const auto ran = running.device->run(moody, false);
    ASSERT_FALSE(ran.ok());
    EXPECT_EQ(ran.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(ran.error().message, HasSubstr("killed by signal 6"));
    EXPECT_FALSE(exists(running.pid));
}

TEST(HostProgram, ThatIsKilledInTheMiddleOfARunIsReported) {
    const RunningDevice running = startHandmade();
    ASSERT_TRUE(running.device->writeInput(moody, 0, std::string(1, HANDMADE_HANG)).ok());
    auto ran = std::async(std::launch::async, [&] { return running.device->run(moody, false); });
    ::kill(running.pid, SIGKILL);
    const auto outcome = ran.get();
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(outcome.error().message, HasSubstr("killed by signal 9"));
    EXPECT_FALSE(exists(running.pid));
}

TEST(HostProgram, ThatHangsIsGivenUpAndEnded) {
    RunningDevice running = startHandmade({5000ms, 3000ms, 500ms, 3});
    ASSERT_TRUE(running.device->writeInput(moody, 0, std::string(1, HANDMADE_HANG)).ok());
    const auto ran = running.device->run(moody, false);  // it would not end by itself
    ASSERT_FALSE(ran.ok());
    EXPECT_THAT(ran.error().message, HasSubstr("within 500 ms"));
    running.device.reset();
    EXPECT_FALSE(exists(running.pid));
}

TEST(HostProgram, ThatSpeaksAnotherLanguageIsReportedWithItsWords) {
    auto child = ChildProcess::start({"/bin/sh", {"-c", "echo no such device >&2; exit 7"}, {}, {}, {}, "The shell"},
                                     LineEnd::standardInOut);
    ASSERT_TRUE(child.ok());
    const auto outcome = attach(std::make_unique<ChildTransport>(*std::move(child), "the shell"), {}, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_THAT(outcome.error().message, AllOf(HasSubstr("exit code 7"), HasSubstr("no such device")));
}

// Even kill -9 of the program that started it leaves no child behind. This one does not look at its line, whose end
// would be a reason to stop as well.
TEST(HostProgram, DiesWithTheProcessThatStartedIt) {
    ::prctl(PR_SET_CHILD_SUBREAPER, 1);  // the orphan becomes our child, so that its end can be waited for
    int channel[2];
    ASSERT_EQ(::pipe(channel), 0);
    const pid_t parent = ::fork();
    ASSERT_GE(parent, 0);
    if (parent == 0) {
        auto sleeping = ChildProcess::start({"sleep", {"1000"}, {}, {}}, LineEnd::third);
        const pid_t pid = sleeping.ok() ? (*sleeping)->pid() : -1;
        [[maybe_unused]] const ssize_t written = ::write(channel[1], &pid, sizeof pid);
        for (;;) ::pause();
    }
    pid_t child = -1;
    ASSERT_EQ(::read(channel[0], &child, sizeof child), static_cast<ssize_t>(sizeof child));
    ASSERT_GT(child, 0);
    ::kill(parent, SIGKILL);
    ASSERT_EQ(::waitpid(parent, nullptr, 0), parent);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    ::prctl(PR_SET_CHILD_SUBREAPER, 0);
    ::close(channel[0]);
    ::close(channel[1]);
}

TEST(Emulator, ThatIsNotInstalledNamesThePackage) {
    const std::string path = std::getenv("PATH");
    ::setenv("PATH", "/nowhere", 1);
    Board board;
    board.id = "some-board";
    board.emulator = Emulator{"mps2-an500", 1'000'000'000};
    const auto outcome = openEmulator(board, "firmware.elf", {}, {});
    ::setenv("PATH", path.c_str(), 1);
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(outcome.error().message, HasSubstr("apt install qemu-system-arm"));
}

TEST(Emulator, OfABoardThatHasNoneIsBadInput) {
    Board board;
    board.id = "nucleo-h743zi2";
    const auto outcome = openEmulator(board, "firmware.elf", {}, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().kind, ErrorKind::badInput);
}

TEST(Emulator, ThatRefusesItsFirmwareIsReportedWithItsWords) {
    Board board;
    board.id = "qemu-mps2-an500";
    board.emulator = Emulator{"mps2-an500", 1'000'000'000};
    const auto outcome = openEmulator(board, "/nowhere/firmware.elf", {}, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(outcome.error().message,
                AllOf(HasSubstr("QEMU ended with exit code 1"), HasSubstr("/nowhere/firmware.elf")));
}

namespace {

// Something that accepts one connection and plays the handmade device on it.
class ListeningDevice {
public:
    ListeningDevice() {
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
        ::listen(socket_, 1);
        socklen_t length = sizeof address;
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &length);
        port_ = ntohs(address.sin_port);
        server_ = std::thread([this] { serve(); });
    }
    ~ListeningDevice() {
        server_.join();
        ::close(socket_);
    }
    [[nodiscard]] int port() const { return port_; }

private:
    void serve() const {
        const int connection = ::accept(socket_, nullptr, nullptr);
        const pid_t pid = ::fork();
        if (pid == 0) {
            ::dup2(connection, 0);
            ::dup2(connection, 1);
            ::execl(HANDMADE_DEVICE, HANDMADE_DEVICE, nullptr);
            ::_exit(127);
        }
        ::close(connection);
        ::waitpid(pid, nullptr, 0);
    }

    int socket_ = -1;
    int port_ = 0;
    std::thread server_;
};

// What a command writes to its standard output.
std::string said(const std::string& command) {
    FILE* pipe = ::popen(command.c_str(), "r");
    std::string text;
    for (int c = 0; pipe != nullptr && (c = std::fgetc(pipe)) != EOF;) text += static_cast<char>(c);
    if (pipe != nullptr) ::pclose(pipe);
    return text;
}

}  // namespace

TEST(Port, OverTcpWorks) {
    const ListeningDevice listening;
    const auto device = openPort(fmt::format("socket://127.0.0.1:{}", listening.port()), {}, {});
    ASSERT_TRUE(device.ok()) << device.error().message;
    EXPECT_EQ(std::get<0>(*device)->identity().models.size(), 3u);
}

TEST(Port, ThatNobodyListensOnIsNamed) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ASSERT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);  // bound, not listening
    socklen_t length = sizeof address;
    ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length);
    const auto outcome = openTransport(fmt::format("socket://127.0.0.1:{}", ntohs(address.sin_port)));
    ::close(socket);
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(outcome.error().message, HasSubstr("Connection refused"));
}

TEST(Port, WithAMalformedUrlIsBadInput) {
    for (const char* url : {"", "COM1", "/dev/ttyACM0", "http://x", "socket://host", "socket://host:0", "socket://:80",
                            "socket://host:99999", "serial://", "serial://ttyACM0", "serial:///dev/ttyACM0?baud=fast",
                            "serial:///dev/ttyACM0?speed=9600", "serial:///dev/ttyACM0?baud=1", "unix://"}) {
        const auto outcome = openTransport(url);
        ASSERT_FALSE(outcome.ok()) << url;
        EXPECT_EQ(outcome.error().kind, ErrorKind::badInput) << url;
        EXPECT_THAT(outcome.error().message, HasSubstr(url));
    }
}

TEST(Port, ThatIsNoSerialPortIsNamed) {
    const auto outcome = openTransport("serial:///dev/ttyNOWHERE9");
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(outcome.error().message, HasSubstr("/dev/ttyNOWHERE9"));
}

// The bytes go through libserialport: a pseudo-terminal that the shim makes pass for a port, with the handmade device
// behind it.
TEST(Port, OverLibserialportWorks) {
    const int terminal = ::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    ASSERT_GE(terminal, 0);
    ASSERT_EQ(::grantpt(terminal), 0);
    ASSERT_EQ(::unlockpt(terminal), 0);
    const std::string path = ::ptsname(terminal);
    const int keptOpen = ::open(path.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC);  // no hang-up between two users
    termios raw{};
    ASSERT_EQ(::tcgetattr(keptOpen, &raw), 0);
    ::cfmakeraw(&raw);
    ::tcsetattr(keptOpen, TCSANOW, &raw);

    const pid_t device = ::fork();
    if (device == 0) {
        ::dup2(terminal, 0);
        ::dup2(terminal, 1);
        ::execl(HANDMADE_DEVICE, HANDMADE_DEVICE, nullptr);
        ::_exit(127);
    }
    const std::string dialogue = fmt::format("{} 'serial://{}?baud=921600'", SERIAL_DIALOGUE, path);
    // libserialport itself sees through a bare pseudo-terminal.
    EXPECT_THAT(said("PINFOLD_PTY= " + dialogue), HasSubstr(path + " is no serial port"));
    EXPECT_EQ(said(fmt::format("ASAN_OPTIONS=verify_asan_link_order=0 LD_PRELOAD={} PINFOLD_PTY={} {}", PTY_SHIM, path,
                               dialogue)),
              "handmade: 30000 of 30000 bytes right\n");

    ::kill(device, SIGKILL);
    ::waitpid(device, nullptr, 0);
    ::close(keptOpen);
    ::close(terminal);
}
