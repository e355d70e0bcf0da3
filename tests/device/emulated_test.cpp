// The handmade models as a firmware on the emulated boards: the platform's own C, and QEMU at the other end of the
// line.
#include "base/file.h"
#include "base/process/process.h"
#include "base/resources.h"
#include "codegen/linker_script.h"
#include "codegen/platform_files.h"
#include "device/emulator.h"
#include "device/handmade_data.h"
#include "device/open_device.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>
#include <csignal>
#include <future>

using namespace pinfold;
using namespace pinfold::test;
using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

namespace {

class EmulatedDevice : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        board_ = take(findBoard(GetParam()));
        folder_.emplace(take(TemporaryFolder::create()));
        compile();
        auto transport = take(startEmulator(board_, folder_->path() / "firmware.elf"));
        pid_ = transport->pid();
        device_ = take(attach(std::move(transport), {}, {}));
    }

    void compile() {
        const std::filesystem::path firmware = std::filesystem::path(PINFOLD_SOURCE_DIR) / "resources/firmware";
        const std::filesystem::path models = std::filesystem::path(PINFOLD_SOURCE_DIR) / "tests/device/firmware";
        Plan plan;
        plan.stackBytes = 2048;
        write("platform_config.h", platformConfigHeader(board_));
        write("board.ld", linkerScript(board_, plan));
        std::vector<std::string> arguments = board_.compilerFlags;
        for (const char* option : {"-std=gnu11", "-O2", "-Wall", "-Wextra", "-ffunction-sections", "-fdata-sections",
                                   "--specs=nano.specs", "-nostartfiles", "-Wl,--gc-sections"}) {
            arguments.emplace_back(option);
        }
        for (const char* part : {"app", "include", "platform", "runtime"}) {
            arguments.push_back("-I" + (firmware / part).string());
        }
        for (const char* source :
             {"app/cobs.c", "app/crc32.c", "app/frame.c", "app/main.c", "app/protocol.c", "app/protocol_run.c",
              "app/protocol_tensor.c", "runtime/ai_runtime_api.c", "runtime/pinfold_runtime.c"}) {
            arguments.push_back((firmware / source).string());
        }
        for (const std::string& source : platformSources(board_)) {
            if (source.ends_with(".c")) arguments.push_back((firmware / "platform" / source).string());
        }
        arguments.push_back((models / "handmade_models.c").string());
        const auto own = [&](const char* name) { return (folder_->path() / name).string(); };
        arguments.insert(arguments.end(),
                         {"-T" + own("board.ld"), "-I" + folder_->path().string(), "-o", own("firmware.elf")});
        const Finished compiled = take(run({"arm-none-eabi-gcc", arguments, {}, {}}, {}));
        ASSERT_EQ(compiled.exitCode, 0) << compiled.output;
    }

    void write(const std::string& name, const std::string& bytes) {
        const auto written = writeFileAtomically(folder_->path() / name, bytes);
        ASSERT_TRUE(written.ok()) << written.error().message;
    }

    Board board_;
    std::optional<TemporaryFolder> folder_;
    std::unique_ptr<Device> device_;
    pid_t pid_ = -1;
};

std::string boardName(const testing::TestParamInfo<const char*>& parameter) {
    return std::string(parameter.param) == "qemu-mps2-an500" ? "Mps2An500" : "NetduinoPlus2";
}

INSTANTIATE_TEST_SUITE_P(Boards, EmulatedDevice, testing::Values("qemu-mps2-an500", "qemu-netduinoplus2"), boardName);

}  // namespace

TEST_P(EmulatedDevice, WritesRunsReadsAndEndsWithItsDevice) {
    take(device_->writeInput(doubler, 0, bulk()));
    const auto ticks = take(device_->run(doubler, true));
    ASSERT_EQ(ticks.size(), 2u);
    EXPECT_GT(ticks[0], 100u);  // 30,000 bytes at 40 instructions a tick
    EXPECT_EQ(take(device_->readOutput(doubler, 0)), doubled(bulk()));
    EXPECT_EQ(take(device_->run(chain, true)).size(), 40u);
    const StackUse stack = take(device_->stackUse());
    EXPECT_EQ(stack.reserved, 2048);
    EXPECT_GT(stack.used, 100);
    EXPECT_LT(stack.used, 2048);
    EXPECT_TRUE(stack.intact);
    EXPECT_EQ(::kill(pid_, 0), 0);
    device_.reset();
    EXPECT_NE(::kill(pid_, 0), 0);
}

TEST_P(EmulatedDevice, AFaultInTheMiddleOfARunIsNamed) {
    take(device_->writeInput(moody, 0, std::string(1, HANDMADE_RESTART)));
    take(device_->runOperator(moody, 0));
    const auto ran = device_->runOperator(moody, 1);
    ASSERT_FALSE(ran.ok());
    EXPECT_EQ(ran.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(ran.error().message,
                AllOf(HasSubstr("restarted ("), HasSubstr("ault at 0x"), HasSubstr("operator 1 of moody")));
}

TEST_P(EmulatedDevice, KilledInTheMiddleOfARunIsReported) {
    take(device_->writeInput(moody, 0, std::string(1, HANDMADE_HANG)));
    auto ran = std::async(std::launch::async, [&] { return device_->run(moody, false); });
    ::kill(pid_, SIGKILL);
    ASSERT_EQ(ran.wait_for(30s), std::future_status::ready);
    const auto outcome = ran.get();
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(outcome.error().message, HasSubstr("The emulator QEMU was killed by signal 9"));
    EXPECT_NE(::kill(pid_, 0), 0);
}
