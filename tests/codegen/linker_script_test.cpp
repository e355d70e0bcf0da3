#include "codegen/linker_script.h"

#include "base/file.h"
#include "codegen/pool_sections.h"
#include "platform_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pinfold {
namespace {

using test::buildProgram;
using test::runProgram;
using test::symbolsOf;
using ::testing::HasSubstr;

Plan planWithStack(std::int64_t bytes) {
    Plan plan;
    plan.stackBytes = bytes;
    return plan;
}

std::uint64_t endOf(const Region& region) { return region.address + static_cast<std::uint64_t>(region.bytes); }

// With a pool in every RAM region, and a second one where there is room between.
Plan planWithPools(const Board& board) {
    Plan plan = planWithStack(2048);
    for (const auto& region : board.regions) {
        if (region.kind != RegionKind::ram) continue;
        for (const std::uint64_t offset : {std::uint64_t{64}, std::uint64_t{4096}}) {
            Pool pool;
            pool.id = static_cast<int>(plan.pools.size());
            pool.region = region.name;
            pool.address = region.address + offset;
            pool.bytes = 1000;
            pool.guardBefore = 32;
            pool.guardAfter = 16;
            plan.pools.push_back(pool);
        }
    }
    return plan;
}

// The arrays of the pools, weights, a model, data, zeros.
std::string programFor(const Board& board, const Plan& plan) {
    std::string source = R"(
static uint32_t initial = 0x12345678;
static uint32_t zero[4];
__attribute__((section(".nn_weights"))) const uint8_t weights[33] = {1, 2, 3};
__attribute__((section(".nn_models"), used)) const char *const model = "m";
extern const char *const __models_section_start__[], *const __models_section_end__[];
static int constructed;
__attribute__((constructor)) static void construct(void) { constructed = 7; }
static volatile float one = 1.5f;
)";
    std::string uses;
    for (const PoolSection& pool : poolSections(plan, board)) {
        source += fmt::format("__attribute__((section(\"{0}\"), aligned({1}))) uint8_t {2}[{3}];\n", pool.name,
                              pool.alignment, pool.symbol, pool.bytes);
        uses += fmt::format("  {0}[0] = {0}[{1}] = 1;\n", pool.symbol, pool.bytes - 1);
    }
    source += "int main(void) {\n  platform_init();\n" + uses + R"(
  print("data "); print_number(initial == 0x12345678); print_number(zero[0] + zero[3] == 0);
  print_number(weights[2]); print_number((uintptr_t)weights % 16); print_number((uint32_t)constructed);
  print_number((uint32_t)(__models_section_end__ - __models_section_start__));
  print_number((uint32_t)(one * 2.0f));
  initial = 0;
  uint64_t before = platform_ticks();
  print("time "); print_number(platform_ticks() > before);
  print("stack "); print_number(platform_stack_size()); print_number(platform_stack_used() > 16);
  print_number(platform_stack_used() < 1024); print_number(platform_stack_intact());
  print("fault "); print_number(platform_last_fault() != 0);
  print("end\n");
  exit_emulator();
}
)";
    return source;
}

std::string testName(const ::testing::TestParamInfo<std::string>& id) {
    std::string name = id.param;
    std::erase(name, '-');
    return name;
}

class EveryBoard : public ::testing::TestWithParam<std::string> {
protected:
    void SetUp() override {
        auto found = findBoard(GetParam());
        ASSERT_TRUE(found.ok()) << found.error().message;
        board = *std::move(found);
        auto made = TemporaryFolder::create();
        ASSERT_TRUE(made.ok()) << made.error().message;
        folder.emplace(*std::move(made));
    }
    Board board;
    std::optional<TemporaryFolder> folder;
};

TEST_P(EveryBoard, ProgramLinksWithoutWarningsAndLiesWhereThePlanSays) {
    const Plan plan = planWithPools(board);
    const auto built = buildProgram(folder->path(), board, plan, programFor(board, plan));
    ASSERT_EQ(built.exitCode, 0) << built.output;
    EXPECT_EQ(built.output, "");
    auto symbols = symbolsOf(folder->path());
    for (const Pool& pool : plan.pools) {
        EXPECT_EQ(symbols.at(fmt::format("pinfold_pool_{}", pool.id)), pool.address - 32);
    }
    const Region& code = *findRegion(board, board.codeRegion);
    const Region& stack = *findRegion(board, board.stackRegion);
    EXPECT_EQ(symbols.at("platform_vectors"), code.address);
    EXPECT_EQ(symbols.at("__stack_top__"), endOf(stack));
    EXPECT_EQ(symbols.at("__stack_limit__"), endOf(stack) - 2048);
    EXPECT_EQ(symbols.at("__stack_guard__"), endOf(stack) - 2048 - 256);
    EXPECT_GE(symbols.at("__data_start__"), stack.address + 4096 + 1000 + 16);
    EXPECT_LE(symbols.at("__bss_end__"), symbols.at("__stack_guard__"));
    for (const char* name : {"weights", "__data_load__", "platform_reset", "model"}) {
        EXPECT_GE(symbols.at(name), code.address) << name;
        EXPECT_LT(symbols.at(name), endOf(code)) << name;
    }
    EXPECT_EQ(symbols.at("weights") % 16, 0U);
}

TEST_P(EveryBoard, LeavesReservedRangesAloneWhereverTheyLie) {
    const Region& stack = *findRegion(board, board.stackRegion);
    const std::uint64_t middle = stack.address + static_cast<std::uint64_t>(stack.bytes / 2);
    Plan plan = planWithPools(board);
    plan.reserved = {{stack.name, endOf(stack) - 1000, 1000}, {stack.name, middle, 16}};
    const auto built = buildProgram(folder->path(), board, plan, programFor(board, plan));
    ASSERT_EQ(built.exitCode, 0) << built.output;
    auto symbols = symbolsOf(folder->path());
    EXPECT_EQ(symbols.at("__data_start__"), middle + 16);
    EXPECT_EQ(symbols.at("__stack_top__"), endOf(stack) - 1000);

    plan.reserved = {{stack.name, endOf(stack) - 5000, 5000}, {stack.name, endOf(stack) - 11002, 1002}};
    ASSERT_EQ(buildProgram(folder->path(), board, plan, programFor(board, plan)).exitCode, 0);
    symbols = symbolsOf(folder->path());
    EXPECT_GE(symbols.at("__data_start__"), stack.address + 4096 + 1000 + 16) << "5,000 bytes between are too few";
    EXPECT_EQ(symbols.at("__stack_top__"), endOf(stack) - 11002 - 6) << "at a multiple of 8";
}

TEST_P(EveryBoard, RefusesPoolsThatAreNotWhatThePlanHas) {
    Plan plan = planWithPools(board);
    const std::string program = programFor(board, plan);
    plan.pools.back().bytes += 8;
    const auto built = buildProgram(folder->path(), board, plan, program);
    EXPECT_NE(built.exitCode, 0);
    EXPECT_THAT(built.output, HasSubstr(fmt::format(".pinfold.{}.2 is not the 1056 bytes", plan.pools.back().region)));
}

TEST_P(EveryBoard, ReportsHowManyBytesOfRamAreMissing) {
    const Region& stack = *findRegion(board, board.stackRegion);
    const auto fits =
        buildProgram(folder->path(), board, planWithStack(stack.bytes - 8192), "int main(void) { return 0; }");
    EXPECT_EQ(fits.exitCode, 0) << fits.output;
    const auto built =
        buildProgram(folder->path(), board, planWithStack(stack.bytes + 4000), "int main(void) { return 0; }");
    EXPECT_NE(built.exitCode, 0);
    const std::string message = "region `" + stack.name + "' overflowed by ";
    const auto at = built.output.find(message);
    ASSERT_NE(at, std::string::npos) << built.output;
    const long missing = std::stol(built.output.substr(at + message.size()));
    EXPECT_GT(missing, 4000 + 2048);  // what the stack has too much, and the receive buffer
    EXPECT_LE(missing, 4000 + firmwareStaticBytes);
}

TEST_P(EveryBoard, ReportsHowManyBytesOfFlashAreMissing) {
    const Region& code = *findRegion(board, board.codeRegion);
    const auto built =
        buildProgram(folder->path(), board, planWithStack(2048),
                     fmt::format("__attribute__((section(\".nn_weights\"))) const char big[{}] = {{1}};\n"
                                 "int main(void) {{ return big[platform_stack_size()]; }}",
                                 code.bytes));
    EXPECT_NE(built.exitCode, 0);
    EXPECT_THAT(built.output, ::testing::ContainsRegex("region `" + code.name + "' overflowed by [0-9]+ bytes"));
}

INSTANTIATE_TEST_SUITE_P(Boards, EveryBoard,
                         ::testing::Values("qemu-mps2-an500", "qemu-netduinoplus2", "stm32f4discovery",
                                           "nucleo-h743zi2"),
                         testName);

class EmulatedBoard : public EveryBoard {};

TEST_P(EmulatedBoard, BootsWithItsMemoryPrepared) {
    const Plan plan = planWithPools(board);
    const auto built = buildProgram(folder->path(), board, plan, programFor(board, plan));
    ASSERT_EQ(built.exitCode, 0) << built.output;
    EXPECT_THAT(runProgram(folder->path(), board),
                HasSubstr("data 1 1 3 0 7 1 3 time 1 stack 2048 1 1 1 fault 0 end\n"));
}

TEST_P(EmulatedBoard, StartsAgainAfterAFaultAndTellsItsCause) {
    const auto built = buildProgram(folder->path(), board, planWithStack(2048), R"(
int main(void) {
  platform_init();
  const platform_fault *fault = platform_last_fault();
  if (fault == 0) {
    print("first ");
    *(volatile uint32_t *)0xF0000000u = 1;
  }
  print("again "); print_number(fault->exception); print_number(fault->address);
  print_number(fault->program_counter >= (uintptr_t)main && fault->program_counter < (uintptr_t)main + 200);
  exit_emulator();
})");
    ASSERT_EQ(built.exitCode, 0) << built.output;
    EXPECT_THAT(runProgram(folder->path(), board), HasSubstr("first again 3 4026531840 1 "));
}

TEST_P(EmulatedBoard, NoticesAStackThatOverflows) {
    const auto built = buildProgram(folder->path(), board, planWithStack(1024), R"(
static __attribute__((noinline)) int deep(int n) {
  volatile char room[64];
  room[0] = (char)n;
  return n == 0 ? room[0] : deep(n - 1) + room[0];
}
int main(void) {
  platform_init();
  print_number(platform_stack_intact());
  deep(5);
  print_number(platform_stack_used() > 5 * 64 && platform_stack_used() < 1024); print_number(platform_stack_intact());
  deep(20);
  print_number(platform_stack_used()); print_number(platform_stack_intact());
  exit_emulator();
})");
    ASSERT_EQ(built.exitCode, 0) << built.output;
    EXPECT_THAT(runProgram(folder->path(), board), HasSubstr("1 1 1 1024 0 "));
}

TEST_P(EmulatedBoard, NoticesAFrameThatReachesBeyondTheStackWithoutTouchingItsEnd) {
    const auto built = buildProgram(folder->path(), board, planWithStack(1024), R"(
int main(void) {
  platform_init();
  print_number(platform_stack_intact());
  volatile char *top = (volatile char *)__builtin_frame_address(0);
  volatile char *end = top - (top - (volatile char *)0) % 8 - platform_stack_size();
  end[-100] = 1; /* between 100 and 200 bytes below the stack's end, which stays as it is */
  print_number(platform_stack_used() < 1024); print_number(platform_stack_intact());
  exit_emulator();
})");
    ASSERT_EQ(built.exitCode, 0) << built.output;
    EXPECT_THAT(runProgram(folder->path(), board), HasSubstr("1 1 0 "));
}

TEST_P(EmulatedBoard, CountsTimeAcrossWrapsAsTheBoardFileSays) {
    const auto built = buildProgram(folder->path(), board, planWithStack(1024), R"(
int main(void) {
  platform_init();
  uint64_t start = platform_ticks(), last = start;
  uint32_t backwards = 0;
  for (uint32_t i = 0; i < 100000; ++i) { /* 800 million instructions of 1 ns: a wrap takes 671 ms at 25 MHz */
    __asm volatile("movw r0, #4000\n 1: subs r0, #1\n bne 1b" ::: "r0", "cc");
    uint64_t now = platform_ticks();
    if (now < last) ++backwards;
    last = now;
  }
  print("wraps "); print_number((last - start) >> 24 >= 1);
  print("backwards "); print_number(backwards);
  start = platform_ticks();
  __asm volatile("movw r0, #0\n movt r0, #0x0200\n 1: subs r0, #1\n bne 1b" ::: "r0", "cc"); /* 2 x 2^25 instructions */
  print("ticks "); print_number(platform_ticks() - start);
  exit_emulator();
})");
    ASSERT_EQ(built.exitCode, 0) << built.output;
    const auto output = runProgram(folder->path(), board);
    EXPECT_THAT(output, HasSubstr("wraps 1 backwards 0 "));
    const auto at = output.find("ticks ");
    ASSERT_NE(at, std::string::npos) << output;
    const double ticks = std::stod(output.substr(at + 6));
    const double seconds = 67108864.0 / static_cast<double>(board.emulator->instructionsPerSecond);
    EXPECT_NEAR(ticks, seconds * static_cast<double>(board.timerHz), 0.001 * ticks);
}

TEST_P(EmulatedBoard, ReceivesByInterruptWhileTheProgramIsBusy) {
    const auto built = buildProgram(folder->path(), board, planWithStack(1024), R"(
int main(void) {
  platform_init();
  print("ready\n");
  uint8_t bytes[64];
  uint32_t sum = 0, count = 0;
  while (count < 2000) {
    uint32_t got = platform_read(bytes, sizeof bytes);
    if (got == 0) platform_idle();
    for (uint32_t i = 0; i < got; ++i) sum += bytes[i];
    for (volatile int busy = 0; busy < 100; ++busy) {}
    count += got;
  }
  print_number(count); print_number(sum); print_number(platform_receive_overruns());
  exit_emulator();
})");
    ASSERT_EQ(built.exitCode, 0) << built.output;
    std::string input;  // all byte values, so also those that a terminal would take for itself
    unsigned sum = 0;
    for (unsigned i = 0; i < 2000; ++i) {
        input.push_back(static_cast<char>(i % 256));
        sum += i % 256;
    }
    EXPECT_THAT(runProgram(folder->path(), board, input), HasSubstr(fmt::format("2000 {} 0 ", sum)));
}

INSTANTIATE_TEST_SUITE_P(Boards, EmulatedBoard, ::testing::Values("qemu-mps2-an500", "qemu-netduinoplus2"), testName);

}  // namespace
}  // namespace pinfold
