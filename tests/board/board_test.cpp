#include "board/board.h"

#include "base/file.h"
#include "base/hash.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdlib>
#include <fstream>

namespace pinfold {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A small board with everything in it.
json example() {
    return json::parse(R"({
      "format": "pinfold-board", "version": 1, "notes": "mine", "title": "My board", "mcu": "STM32F407VG", "core": "cortex-m4",
      "fpu": "FPv4-SP", "compiler_flags": ["-mcpu=cortex-m4", "-mthumb"],
      "regions": [
        {"name": "CCM", "kind": "ram", "address": "0x10000000", "bytes": 65536, "read_cycles": 1, "write_cycles": 1.5},
        {"name": "SRAM", "kind": "ram", "address": 536870912, "bytes": 131072, "read_cycles": 1, "write_cycles": 1, "alignment": 32},
        {"name": "FLASH", "kind": "flash", "address": "0x08000000", "bytes": 1048576, "read_cycles": 2, "write_cycles": 0}
      ],
      "code_region": "FLASH", "stack_region": "SRAM", "startup": "stm32f4",
      "clock": {"hse_mhz": 8, "pll_n": 336, "flash_wait_states": 5}, "core_hz": 168000000, "timer": "dwt",
      "uart": {"driver": "stm32f4", "address": "0x40004400", "baud": 460800,
               "settings": {"irq": 38, "clock_hz": 42000000, "apb": 1, "enable_bit": 17, "port": 0, "tx_pin": 2, "rx_pin": 3,
                            "function": 7}},
      "programmers": [{"tool": "openocd", "arguments": ["-f", "interface/stlink.cfg", "-c", "adapter speed 4000"]}]
    })");
}

Result<Board> read(const json& board) { return readBoard(board.dump(), "boards/mine.json", "mine"); }

std::string faultOf(const json& board) {
    const auto result = read(board);
    if (result.ok()) return "no fault";
    EXPECT_EQ(result.error().kind, ErrorKind::badInput);
    return result.error().message;
}

TEST(ReadBoard, TakesOverEveryKey) {
    const auto text = example().dump();
    const auto result = readBoard(text, "boards/mine.json", "mine");
    ASSERT_TRUE(result.ok()) << result.error().message;
    const Board& board = *result;
    EXPECT_EQ(board.id, "mine");
    EXPECT_EQ(board.title, "My board");
    EXPECT_EQ(board.core, "cortex-m4");
    EXPECT_THAT(board.compilerFlags, ElementsAre("-mcpu=cortex-m4", "-mthumb"));
    ASSERT_EQ(board.regions.size(), 3U);
    EXPECT_EQ(board.regions[0].name, "CCM");
    EXPECT_EQ(board.regions[0].address, 0x10000000U);
    EXPECT_EQ(board.regions[0].writeCycles, 1.5);
    EXPECT_EQ(board.regions[0].alignment, 1);
    EXPECT_TRUE(mayHold(board.regions[0], "constant"));
    EXPECT_EQ(board.regions[1].address, 0x20000000U);
    EXPECT_EQ(board.regions[1].alignment, 32);
    EXPECT_EQ(board.regions[2].kind, RegionKind::flash);
    EXPECT_EQ(board.stackRegion, "SRAM");
    EXPECT_EQ(board.timerHz, 168000000);
    ASSERT_TRUE(board.uart.has_value());
    EXPECT_EQ(board.uart->address, 0x40004400U);
    EXPECT_EQ(board.uart->settings.front(), (std::pair<std::string, std::int64_t>{"irq", 38}));
    EXPECT_EQ(board.programmers.at(0).arguments.size(), 4U);
    EXPECT_FALSE(board.emulator.has_value());
    EXPECT_EQ(board.json, text);
    EXPECT_EQ(board.sha256, sha256Hex(text));
    EXPECT_EQ(findRegion(board, "SRAM"), &board.regions[1]);
    EXPECT_EQ(findRegion(board, "sram"), nullptr);
}

TEST(ReadBoard, RegionMayHoldOnlySome) {
    nlohmann::json changed = example();
    changed["regions"][0]["holds"] = {"activation", "workspace"};
    const auto read = readBoard(changed.dump(), "example.json", "example");
    ASSERT_TRUE(read.ok()) << read.error().message;
    EXPECT_TRUE(mayHold(read->regions[0], "workspace"));
    EXPECT_FALSE(mayHold(read->regions[0], "input"));
    EXPECT_TRUE(mayHold(read->regions[1], "input"));
}

TEST(ReadBoard, OptionalPartsMayBeMissing) {
    auto board = example();
    for (const char* key : {"notes", "uart", "programmers"}) board.erase(key);
    const auto result = read(board);
    ASSERT_TRUE(result.ok()) << result.error().message;
    EXPECT_FALSE(result->uart.has_value());
    EXPECT_TRUE(result->programmers.empty());
}

TEST(ReadBoard, EveryMissingKeyIsNamed) {
    for (const char* key : {"format", "version", "title", "mcu", "core", "fpu", "compiler_flags", "regions",
                            "code_region", "stack_region", "startup", "clock", "core_hz", "timer"}) {
        auto board = example();
        board.erase(key);
        EXPECT_THAT(faultOf(board), AllOf(HasSubstr("boards/mine.json"), HasSubstr(key)));
    }
    for (const char* key : {"name", "kind", "address", "bytes", "read_cycles", "write_cycles"}) {
        auto board = example();
        board["regions"][1].erase(key);
        EXPECT_THAT(faultOf(board), AllOf(HasSubstr("regions[1]"), HasSubstr(key)));
    }
    for (const char* key : {"driver", "address", "baud", "settings"}) {
        auto board = example();
        board["uart"].erase(key);
        EXPECT_THAT(faultOf(board), AllOf(HasSubstr("uart"), HasSubstr(key)));
    }
}

// Every single value replaced by one of another type is an error that names its key.
TEST(ReadBoard, EveryValueOfAWrongTypeIsNamed) {
    const auto flat = example().flatten();
    for (const auto& [pointer, value] : flat.items()) {
        auto board = example();
        board[json::json_pointer(pointer)] = json::object({{"odd", true}});
        const auto last = json::json_pointer(pointer).back();
        const bool index = last.find_first_not_of("0123456789") == std::string::npos;
        EXPECT_THAT(faultOf(board), HasSubstr(index ? "[" + last + "]" : last)) << pointer;
    }
}

TEST(ReadBoard, UnknownKeysAreNamed) {
    const std::vector<std::pair<std::string, std::string>> places = {{"", "stack_regoin"}, {"/regions/0", "size"},
                                                                     {"/uart", "bauds"},   {"/uart/settings", "txpin"},
                                                                     {"/clock", "pll_m"},  {"/programmers/0", "args"}};
    for (const auto& [place, key] : places) {
        auto board = example();
        board[json::json_pointer(place)][key] = 1;
        EXPECT_THAT(faultOf(board), HasSubstr(key)) << place;
    }
}

struct Bad {
    const char* pointer;
    json value;
    const char* message;
};

TEST(ReadBoard, BadValuesAreNamedWithTheRule) {
    const std::vector<Bad> all = {
        {"/format", "pinfold-plan", "pinfold-board"},
        {"/version", 2, "from 1 to 1"},
        {"/title", "", "title"},
        {"/title", "a\nb", "title"},
        {"/title", "evil */ int x;", "title"},
        {"/title", std::string(201, 'x'), "200"},
        {"/core", "cortex-a9", "cortex-m7"},
        {"/compiler_flags/0", "-o/etc/passwd", "compiler_flags[0]"},
        {"/compiler_flags/1", "-fplugin=evil.so", "compiler_flags[1]"},
        {"/compiler_flags/1", "-mcpu=x;rm", "compiler_flags[1]"},
        {"/compiler_flags/1", "-mcpu=$(x)", "compiler_flags[1]"},
        {"/compiler_flags/1", "@file", "compiler_flags[1]"},
        {"/regions", json::array(), "1 to 32"},
        {"/regions/0/name", "2RAM", "C identifier"},
        {"/regions/0/name", "A B", "C identifier"},
        {"/regions/0/name", "", "C identifier"},
        {"/regions/0/name", "ORIGIN", "linker"},
        {"/regions/0/name", "stack", "linker"},
        {"/regions/0/name", "SRAM", "two regions"},
        {"/regions/0/kind", "rom", "\"flash\", \"ram\""},
        {"/regions/0/address", "0x100000000", "2^32"},
        {"/regions/0/address", "0xzz", "0x20000000"},
        {"/regions/0/address", "20000000", "0x20000000"},
        {"/regions/0/address", -8, "address"},
        {"/regions/0/address", 4294967296, "address"},
        {"/regions/0/address", 4, "multiple of 8"},
        {"/regions/0/bytes", 0, "bytes"},
        {"/regions/0/bytes", -1, "bytes"},
        {"/regions/0/bytes", 12, "multiple of 8"},
        {"/regions/0/bytes", 1e3, "an integer"},
        {"/regions/0/bytes", 4026531848, "beyond 2^32"},
        {"/regions/1/address", "0x08000100", "overlaps"},
        {"/regions/0/bytes", 536870912, "overlaps"},
        {"/regions/0/read_cycles", -1, "read_cycles"},
        {"/regions/0/write_cycles", 1e9, "write_cycles"},
        {"/regions/1/alignment", 24, "power of two"},
        {"/regions/0/holds", "input", "must be an array"},
        {"/regions/0/holds", nlohmann::json::array(), "must name what a RAM region may hold"},
        {"/regions/0/holds", {"activations"}, "must be one of \"input\", \"output\""},
        {"/regions/0/holds", {1}, "must be a string"},
        {"/regions/2/holds", {"constant"}, "must name what a RAM region may hold"},
        {"/regions/1/alignment", 0, "alignment"},
        {"/regions/1/alignment", 8192, "alignment"},
        {"/code_region", "SRAM", "must be one of \"FLASH\""},
        {"/code_region", "ROM", "must be one of \"FLASH\""},
        {"/stack_region", "FLASH", "must be one of \"CCM\", \"SRAM\""},
        {"/startup", "../evil", "\"stm32f4\""},
        {"/startup", "mps2_an500", "no constant of \"mps2_an500\""},
        {"/clock/pll_n", 433, "pll_n"},
        {"/core_hz", 100000000, "168000000"},
        {"/core_hz", 0, "core_hz"},
        {"/timer", "rtc", "\"systick\", \"dwt\""},
        {"/timer_hz", 1000000, "core_hz"},
        {"/uart/driver", "pl011", "\"cmsdk\""},
        {"/uart/baud", 0, "baud"},
        {"/uart/settings/irq", 82, "from 0 to 81"},
        {"/programmers/0/tool", "/bin/sh", "openocd"},
        {"/programmers/0/arguments/1", "/tmp/evil.cfg", "arguments[0]"},
        {"/programmers/0/arguments/1", "../evil.cfg", "arguments[0]"},
        {"/programmers/0/arguments/3", "exec rm", "arguments[2]"},
        {"/programmers/0/arguments/3", "adapter speed [exec ls]", "arguments[2]"},
        {"/programmers/0/arguments/3", "adapter speed 1; exec ls", "arguments[2]"},
        {"/programmers/0/arguments/2", "-l", "arguments[2]"},
        {"/emulator", {{"machine", "virt,dumpdtb=x"}, {"instructions_per_second", 1}}, "emulator.machine"},
        {"/emulator", {{"machine", "virt"}, {"instructions_per_second", 0}}, "emulator.instructions_per_second"},
    };
    for (const auto& bad : all) {
        auto board = example();
        board[json::json_pointer(bad.pointer)] = bad.value;
        EXPECT_THAT(faultOf(board), AllOf(HasSubstr("boards/mine.json"), HasSubstr(bad.message)))
            << bad.pointer << " = " << bad.value;
    }
}

TEST(ReadBoard, RefusesClocksThatStartUpCannotMake) {
    auto board = example();
    board["startup"] = "stm32h7";
    board["clock"] = {{"hse_mhz", 25}, {"hse_bypass", 0}, {"pll_n", 400}};
    board["core_hz"] = 400000000;
    EXPECT_THAT(faultOf(board), HasSubstr("clock.hse_mhz"));
    board["clock"]["hse_mhz"] = 24;
    EXPECT_EQ(faultOf(board), "no fault");
}

TEST(ReadBoard, NeedsFlashAndRam) {
    auto board = example();
    board["regions"].erase(2);
    EXPECT_THAT(faultOf(board), HasSubstr("\"flash\" for code_region"));
}

TEST(ReadBoard, BrokenTextAndOddIdsAreNamed) {
    EXPECT_THAT(readBoard("{", "x.json", "x").error().message, HasSubstr("x.json"));
    EXPECT_THAT(readBoard("[]", "x.json", "x").error().message, HasSubstr("an object"));
    for (const char* id : {"", "a b", "../x", ".x", "-x", "a\"b"}) {
        const auto result = readBoard(example().dump(), "x.json", id);
        ASSERT_FALSE(result.ok()) << id;
        EXPECT_THAT(result.error().message, HasSubstr("x.json"));
    }
}

// A user's folder of boards that goes with the test.
class Boards : public ::testing::Test {
protected:
    void SetUp() override {
        auto made = TemporaryFolder::create();
        ASSERT_TRUE(made.ok()) << made.error().message;
        folder.emplace(*std::move(made));
        if (const char* value = std::getenv("XDG_CONFIG_HOME")) before = value;
        setenv("XDG_CONFIG_HOME", folder->path().c_str(), 1);
    }
    void TearDown() override {
        if (before)
            setenv("XDG_CONFIG_HOME", before->c_str(), 1);
        else
            unsetenv("XDG_CONFIG_HOME");
    }
    std::filesystem::path put(const std::string& name, const std::string& text) {
        std::filesystem::create_directories(userBoardFolder());
        const auto path = userBoardFolder() / name;
        std::ofstream(path) << text;
        return path;
    }
    std::optional<TemporaryFolder> folder;
    std::optional<std::string> before;
};

std::vector<std::string> idsOf(const BoardList& list) {
    std::vector<std::string> ids;
    for (const auto& board : list.boards) ids.push_back(board.id);
    return ids;
}

TEST_F(Boards, BuiltInOnesAreReadAndListed) {
    const auto list = listBoards();
    EXPECT_THAT(idsOf(list),
                ElementsAre("nucleo-h743zi2", "qemu-mps2-an500", "qemu-netduinoplus2", "stm32f4discovery"));
    EXPECT_TRUE(list.faults.empty());
    for (const auto& board : list.boards) {
        EXPECT_EQ(board.source, "built in");
        EXPECT_TRUE(board.uart.has_value()) << board.id;
        EXPECT_NE(board.emulator.has_value(), !board.programmers.empty()) << board.id;
    }
}

TEST_F(Boards, EmulatedOnesAreAsTheDesignSays) {
    const auto mps2 = findBoard("qemu-mps2-an500");
    ASSERT_TRUE(mps2.ok()) << mps2.error().message;
    EXPECT_EQ(mps2->regions.at(0).name, "DTCM");
    EXPECT_EQ(mps2->regions.at(0).bytes, 131072);
    EXPECT_EQ(mps2->regions.at(2).address + static_cast<std::uint64_t>(mps2->regions.at(2).bytes), 0x20400000U);
    EXPECT_EQ(findRegion(*mps2, "PSRAM")->bytes, 16 << 20);
    EXPECT_EQ(mps2->uart->address, 0x40004000U);
    EXPECT_EQ(mps2->timerHz, 25000000);
    const auto netduino = findBoard("qemu-netduinoplus2");
    ASSERT_TRUE(netduino.ok()) << netduino.error().message;
    EXPECT_EQ(findRegion(*netduino, "SRAM")->bytes, 131072);
    EXPECT_EQ(netduino->uart->address, 0x40011000U);
}

TEST_F(Boards, UsersBoardIsListedAndFound) {
    const auto path = put("mine.json", example().dump());
    EXPECT_THAT(idsOf(listBoards()), ::testing::Contains("mine"));
    const auto byId = findBoard("mine");
    ASSERT_TRUE(byId.ok()) << byId.error().message;
    EXPECT_EQ(byId->source, path.string());
    const auto byPath = findBoard(path.string());
    ASSERT_TRUE(byPath.ok()) << byPath.error().message;
    EXPECT_EQ(byPath->sha256, byId->sha256);
}

TEST_F(Boards, UsersBoardHidesABuiltInOneOfItsName) {
    put("stm32f4discovery.json", example().dump());
    EXPECT_EQ(idsOf(listBoards()).size(), 4U);
    EXPECT_EQ(findBoard("stm32f4discovery")->title, "My board");
}

TEST_F(Boards, FaultyUserFileIsReportedAndSparesTheOthers) {
    put("broken.json", "{");
    put("notes.txt", "no board");
    const auto list = listBoards();
    EXPECT_EQ(list.boards.size(), 4U);
    ASSERT_EQ(list.faults.size(), 1U);
    EXPECT_THAT(list.faults[0].message, HasSubstr("broken.json"));
    EXPECT_THAT(findBoard("broken").error().message, HasSubstr("broken.json"));
}

TEST_F(Boards, UnknownIdListsThoseThereAre) {
    const auto result = findBoard("nucleo");
    ASSERT_FALSE(result.ok());
    EXPECT_THAT(result.error().message, AllOf(HasSubstr("\"nucleo\""), HasSubstr("nucleo-h743zi2, qemu-mps2-an500")));
    EXPECT_THAT(findBoard("/no/such.json").error().message, HasSubstr("/no/such.json"));
}

TEST_F(Boards, UserFolderFollowsTheEnvironment) {
    EXPECT_EQ(userBoardFolder(), folder->path() / "pinfold" / "boards");
    setenv("XDG_CONFIG_HOME", "relative", 1);
    const char* home = std::getenv("HOME");
    EXPECT_EQ(userBoardFolder(), std::filesystem::path(home != nullptr ? home : "") / ".config" / "pinfold" / "boards");
}

}  // namespace
}  // namespace pinfold
