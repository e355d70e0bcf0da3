#include "device/flash.h"

#include "base/file.h"
#include "board/programmer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace pinfold {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* banner = R"(Open On-Chip Debugger 0.12.0
Licensed under GNU GPL v2
For bug reports, read
	http://openocd.org/doc/doxygen/bugs.html
Info : auto-selecting first available session transport "hla_swd". To override use 'transport select <transport>'.
Info : The selected transport took over low-level target control. The results might differ compared to plain JTAG/SWD
Info : clock speed 2000 kHz
)";

constexpr const char* connected = R"(Info : STLINK V2J37S0 (API v2) VID:PID 0483:374B
Info : Target voltage: 2.899021
Info : [stm32f4x.cpu] Cortex-M4 r0p1 processor detected
target halted due to debug-request, current mode: Thread
)";

// A stand-in for OpenOCD: notes its arguments, the file that it is to program, and says and returns what it is told to.
class Flash : public ::testing::Test {
protected:
    void SetUp() override {
        auto found = findBoard("stm32f4discovery");
        ASSERT_TRUE(found.ok()) << found.error().message;
        board = *std::move(found);
        auto made = TemporaryFolder::create();
        ASSERT_TRUE(made.ok()) << made.error().message;
        folder.emplace(*std::move(made));
        elf = folder->path() / "firmware.elf";
        std::ofstream(elf) << "the firmware";
    }
    void TearDown() override { unsetenv("PINFOLD_OPENOCD"); }

    void standIn(const std::string& says, int exitCode) {
        std::ofstream(folder->path() / "says") << banner << says;
        const auto script = folder->path() / "stand-in";
        std::ofstream(script) << "#!/bin/sh\nhere=$(dirname \"$0\")\n"
                              << "for each in \"$@\"; do printf '%s\\n' \"$each\"; done > \"$here/arguments\"\n"
                              << "cat firmware.elf > \"$here/programmed\"\n"
                              << "cat \"$here/says\" >&2\nexit " << exitCode << "\n";
        std::filesystem::permissions(script, std::filesystem::perms::owner_all);
        setenv("PINFOLD_OPENOCD", script.c_str(), 1);
    }

    void standInSucceeds() {
        standIn(std::string(connected) +
                    "** Programming Started **\n** Programming Finished **\n** Verify Started **\n** Verified OK **\n"
                    "** Resetting Target **\nshutdown command invoked\n",
                0);
    }

    std::string noted(const std::string& name) {
        const auto bytes = readFile(folder->path() / name, 1 << 20);
        return bytes.ok() ? *bytes : "";
    }

    std::vector<std::string> notedArguments() {
        std::istringstream text(noted("arguments"));
        std::vector<std::string> lines;
        for (std::string line; std::getline(text, line);) lines.push_back(line);
        return lines;
    }

    Error failure() {
        const auto outcome = flashFirmware(board, elf, {}, {});
        if (outcome.ok()) ADD_FAILURE() << "was programmed";
        return outcome.ok() ? Error{} : outcome.error();
    }

    Board board;
    std::optional<TemporaryFolder> folder;
    std::filesystem::path elf;
};

TEST_F(Flash, CallsOpenOcdWithTheBoardsConfigurationAndTheFirmware) {
    standInSucceeds();
    std::vector<std::string> lines;
    const auto outcome =
        flashFirmware(board, elf, {}, [&](const Progress& progress) { lines.push_back(progress.message); });
    ASSERT_TRUE(outcome.ok()) << outcome.error().message;
    EXPECT_THAT(notedArguments(), ElementsAre("-c", "gdb_port disabled", "-c", "tcl_port disabled", "-c",
                                              "telnet_port disabled", "-f", "interface/stlink.cfg", "-f",
                                              "target/stm32f4x.cfg", "-c", "program firmware.elf verify reset exit"));
    EXPECT_EQ(noted("programmed"), "the firmware");
    EXPECT_THAT(lines, ::testing::Contains("** Verified OK **"));
}

TEST_F(Flash, FileNameThatTclWouldTakeApartIsProgrammedAllTheSame) {
    standInSucceeds();
    const auto odd = folder->path() / "my \"best\" {build} $x [exit] \\";
    std::filesystem::create_directory(odd);
    elf = odd / "it's; a}.elf";
    std::ofstream(elf) << "odd one";
    const auto outcome = flashFirmware(board, elf, {}, {});
    ASSERT_TRUE(outcome.ok()) << outcome.error().message;
    EXPECT_EQ(noted("programmed"), "odd one");
    EXPECT_EQ(notedArguments().back(), "program firmware.elf verify reset exit");
}

TEST_F(Flash, NoProbe) {
    standIn("Error: open failed\nin procedure 'program'\n** OpenOCD init failed **\nshutdown command invoked\n\n", 1);
    const auto error = failure();
    EXPECT_EQ(error.kind, ErrorKind::toolFailed);
    EXPECT_THAT(error.message, HasSubstr("No debug probe was found"));
    EXPECT_THAT(error.message, HasSubstr("Error: open failed"));
}

TEST_F(Flash, NoPermissionForTheProbe) {
    standIn(
        "Error: libusb_open() failed with LIBUSB_ERROR_ACCESS\nError: open failed\nin procedure 'program'\n"
        "** OpenOCD init failed **\nshutdown command invoked\n\n",
        1);
    const auto error = failure();
    EXPECT_THAT(error.message, HasSubstr("plugdev"));
    EXPECT_THAT(error.message, Not(HasSubstr("No debug probe")));
}

TEST_F(Flash, WrongChipByItsDebugPort) {
    standIn(
        "Info : STLINK V2J37S0 (API v2) VID:PID 0483:374B\nInfo : Target voltage: 3.244\n"
        "Warn : UNEXPECTED idcode: 0x1ba01477\nError: expected 1 of 1: 0x2ba01477\nin procedure 'program'\n"
        "** OpenOCD init failed **\nshutdown command invoked\n\n",
        1);
    const auto error = failure();
    EXPECT_THAT(error.message, HasSubstr("another chip than this board's STM32F407VG"));
}

TEST_F(Flash, WrongChipByItsFamily) {
    standIn(std::string(connected) +
                "** Programming Started **\nInfo : device id = 0x20006420\n"
                "Warn : Cannot identify target as a STM32 family.\nError: auto_probe failed\n** Programming Failed "
                "**\nshutdown command invoked\n\n",
            1);
    EXPECT_THAT(failure().message, HasSubstr("another chip than this board's STM32F407VG"));
}

TEST_F(Flash, ChipDoesNotAnswer) {
    standIn(
        "Info : STLINK V2J37S0 (API v2) VID:PID 0483:374B\nInfo : Target voltage: 0.003\n"
        "Error: init mode failed (unable to connect to the target)\nin procedure 'program'\n"
        "** OpenOCD init failed **\nshutdown command invoked\n\n",
        1);
    EXPECT_THAT(failure().message, HasSubstr("STM32F407VG does not answer"));
}

TEST_F(Flash, WriteError) {
    standIn(std::string(connected) +
                "** Programming Started **\nInfo : device id = 0x100f6413\nInfo : flash size = 1024 KiB\n"
                "Error: error waiting for target flash write algorithm\n"
                "Error: error writing to flash at address 0x08000000 at offset 0x00000000\n** Programming Failed "
                "**\nshutdown command invoked\n\n",
            1);
    EXPECT_THAT(failure().message, HasSubstr("could not be written"));
}

TEST_F(Flash, VerifyError) {
    standIn(
        std::string(connected) +
            "** Programming Started **\n** Programming Finished **\n** Verify Started **\n"
            "Error: checksum mismatch - attempting binary compare\n"
            "diff 0 address 0x08000010. Was 0xff instead of 0x00\n** Verify Failed **\nshutdown command invoked\n\n",
        1);
    EXPECT_THAT(failure().message, HasSubstr("does not hold what was written"));
}

TEST_F(Flash, EndWithoutVerificationIsNoSuccess) {
    standIn("** Programming Started **\n** Programming Finished **\nshutdown command invoked\n", 0);
    EXPECT_THAT(failure().message, HasSubstr("shutdown command invoked"));
}

TEST_F(Flash, OtherFailureGivesOpenOcdsOwnWords) {
    standIn("Error: the moon is full\nshutdown command invoked\n", 3);
    const auto error = failure();
    EXPECT_THAT(error.message, HasSubstr("the moon is full"));
    EXPECT_THAT(error.message, HasSubstr("exit code 3"));
}

TEST_F(Flash, OpenOcdIsNotInstalled) {
    setenv("PINFOLD_OPENOCD", (folder->path() / "nowhere").c_str(), 1);
    const auto error = failure();
    EXPECT_EQ(error.kind, ErrorKind::toolFailed);
    EXPECT_THAT(error.message, HasSubstr("nowhere"));
}

TEST_F(Flash, EmulatedBoardNeedsNothing) {
    standIn("", 1);
    auto emulated = findBoard("qemu-mps2-an500");
    ASSERT_TRUE(emulated.ok());
    EXPECT_TRUE(flashFirmware(*emulated, elf, {}, {}).ok());
    EXPECT_EQ(noted("arguments"), "");
}

TEST_F(Flash, BoardWithoutProgrammerIsNamed) {
    board.programmers.clear();
    board.source = "my/board.json";
    const auto error = failure();
    EXPECT_EQ(error.kind, ErrorKind::badInput);
    EXPECT_THAT(error.message, HasSubstr("my/board.json"));
}

TEST_F(Flash, UnknownProgrammerListsThoseThereAre) {
    board.programmers.front().tool = "crystal-ball";
    const auto error = failure();
    EXPECT_EQ(error.kind, ErrorKind::badInput);
    EXPECT_THAT(error.message, HasSubstr("\"crystal-ball\""));
    for (const std::string_view name : programmerToolNames()) EXPECT_THAT(error.message, HasSubstr(std::string(name)));
}

TEST_F(Flash, MissingFirmwareIsNamed) {
    standInSucceeds();
    elf = folder->path() / "missing.elf";
    const auto error = failure();
    EXPECT_EQ(error.kind, ErrorKind::badInput);
    EXPECT_THAT(error.message, HasSubstr("missing.elf"));
    EXPECT_EQ(noted("arguments"), "");
}

TEST_F(Flash, Cancelled) {
    standInSucceeds();
    CancelSource source;
    source.cancel();
    const auto outcome = flashFirmware(board, elf, source.token(), {});
    ASSERT_TRUE(outcome.ok()) << outcome.error().message;
    EXPECT_TRUE(isCancelled(*outcome));
}

}  // namespace
}  // namespace pinfold
