// Plans with several pools and with constants in RAM, made by hand from plans in which nothing overlaps.
#include "base/file.h"
#include "projects.h"
#include "support/shared_files.h"
#include "tensor/tensor_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace pinfold::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr std::int64_t guard = 1024;

// Where the next buffer of each pool goes.
struct Filling {
    Pool pool;
    std::int64_t put(std::int64_t bytes) {
        const std::int64_t offset = pool.bytes;
        pool.bytes += (bytes + 15) / 16 * 16;
        return offset;
    }
};

std::vector<Filling> emptyPools(const Board& board) {
    std::vector<Filling> pools;
    std::uint64_t inSram = 0;
    for (const char* region : {"DTCM", "SRAM", "SRAM", "PSRAM"}) {
        Filling filling;
        filling.pool.id = static_cast<int>(pools.size());
        filling.pool.region = region;
        filling.pool.address = findRegion(board, region)->address + guard + (pools.size() == 2 ? inSram : 0);
        filling.pool.guardBefore = filling.pool.guardAfter = guard;
        inSram = 128 << 10;
        pools.push_back(filling);
    }
    return pools;
}

// Buffers in turns in four pools; every other constant in RAM.
Plan spread(const std::vector<Model>& models) {
    const Board board = must(findBoard("qemu-mps2-an500"));
    Plan plan = planFor(models, Lifetimes::none);
    std::vector<Filling> pools = emptyPools(board);
    for (std::size_t i = 0; i < plan.buffers.size(); ++i) {
        Filling& filling = pools[i % pools.size()];
        plan.buffers[i].pool = filling.pool.id;
        plan.buffers[i].offset = filling.put(plan.buffers[i].bytes);
    }
    for (std::size_t i = 0; i < plan.constants.size(); i += 2) {
        PlannedConstant& constant = plan.constants[i];
        const auto& tensors = models.front().tensors;
        const auto tensor = std::find_if(tensors.begin(), tensors.end(), [&](const Tensor& t) {
            return t.role == TensorRole::constant && t.name == constant.name;
        });
        Filling& filling = pools[(i / 2) % 2];
        constant.tensor = static_cast<int>(tensor - tensors.begin());
        constant.pool = filling.pool.id;
        constant.region = filling.pool.region;
        constant.offset = filling.put(constant.bytes);
    }
    plan.pools.clear();
    for (const Filling& filling : pools) plan.pools.push_back(filling.pool);
    return plan;
}

class MemoryPlans : public testing::Test {
protected:
    // What the program prints for the bundled sample's first images.
    std::string outputs(const std::vector<Model>& models, const Plan& plan, const std::string& name) {
        const fs::path project = folder_.path() / name;
        must(writeProject(project, generate(models, plan), false));
        const fs::path program = compileForHost(project, "run_samples.c", folder_.path());
        const Array image = must(readTensorFile(sample("digits_int8_io.npz"))).front();
        must(writeFileAtomically(folder_.path() / "in", image.bytes.substr(0, 8 * 64 * 4)));
        const ShellResult result = shell("( " + quoted(program) + " < " + quoted(folder_.path() / "in") + " > " +
                                         quoted(folder_.path() / "out") + " )");
        EXPECT_EQ(result.exitCode, 0) << result.output;
        return must(readFile(folder_.path() / "out", 1 << 20));
    }

    TemporaryFolder folder_ = must(TemporaryFolder::create());
    const std::vector<Model> models_ = importModels(sample("digits_int8.tar"));
};

TEST_F(MemoryPlans, BuffersAndConstantsInSeveralPoolsGiveTheSameOutputs) {
    const std::string one = outputs(models_, planFor(models_, Lifetimes::none), "one");
    EXPECT_FALSE(one.empty());
    EXPECT_EQ(outputs(models_, spread(models_), "several"), one);
}

TEST_F(MemoryPlans, EveryPoolHasASectionOfItsOwn) {
    const Plan plan = spread(models_);
    GenerateOptions options;
    options.mode = ProjectMode::library;
    const auto files = generate(models_, plan, options);
    const std::string& pools = find(files, "model/pinfold_models.c")->bytes;
    const std::string& readme = find(files, "README.md")->bytes;
    for (const char* section : {".pinfold.DTCM", ".pinfold.SRAM", ".pinfold.SRAM.2", ".pinfold.PSRAM"}) {
        EXPECT_THAT(pools, HasSubstr(fmt::format("section(\"{}\")", section)));
        EXPECT_THAT(readme, HasSubstr(fmt::format("{} (NOLOAD) : ALIGN(16)", section)));
        EXPECT_THAT(readme, HasSubstr(fmt::format("*({})\n", section)));
    }
    EXPECT_THAT(readme, HasSubstr(fmt::format("PSRAM of the plan, 0x60000000: {} bytes and 2048 of guards",
                                              plan.pools.at(3).bytes)));
    EXPECT_THAT(readme, HasSubstr("bytes of constants from flash to RAM"));
    EXPECT_THAT(readme, Not(HasSubstr("@")));
    std::int64_t all = 0;
    for (const Pool& pool : plan.pools) all += pool.guardBefore + pool.bytes + pool.guardAfter;
    EXPECT_THAT(find(files, "model/digits_int8.h")->bytes,
                HasSubstr(fmt::format("#define _DIGITS_INT8_ACTIVATION_BYTES_ ({})", all)));
}

TEST_F(MemoryPlans, ConstantsInRamArePointedToAndCopiedByEveryCreate) {
    const Plan plan = spread(models_);
    const PlannedConstant& first = plan.constants.front();
    ASSERT_EQ(first.pool, 0);
    const auto files = generate(models_, plan);
    const std::string& network = find(files, "model/digits_int8_network.c")->bytes;
    const std::string place = fmt::format("pinfold_pool_0 + {}", guard + first.offset);
    EXPECT_THAT(network, HasSubstr(fmt::format("DLTensor tensor_{} = {{{},", first.tensor, place)));
    EXPECT_THAT(network, HasSubstr(fmt::format("    {{{}, digits_int8_weights + ", place)));
    EXPECT_THAT(network, HasSubstr(fmt::format(".constant_count = {},", (plan.constants.size() + 1) / 2)));

    const fs::path project = folder_.path() / "project";
    must(writeProject(project, files, false));
    const std::int64_t bytes = plan.pools[0].bytes + 2 * guard;
    const fs::path program =
        compileForHost(project, "recreate.c", folder_.path(), fmt::format("-DPOOL_BYTES={}", bytes));
    EXPECT_EQ(shell(quoted(program)).output, "0 0\n");
}

TEST_F(MemoryPlans, FirmwareHasThePoolsAtThePlannedAddresses) {
    const Plan plan = spread(models_);
    const fs::path project = folder_.path() / "project";
    must(writeProject(project, generate(models_, plan), false));
    const ShellResult built =
        shell("( cmake -S " + quoted(project) + " -B " + quoted(project / "build") +
              " -DCMAKE_TOOLCHAIN_FILE=cmake/arm-none-eabi.cmake && cmake --build " + quoted(project / "build") + " )");
    ASSERT_EQ(built.exitCode, 0) << built.output;
    EXPECT_THAT(built.output, Not(HasSubstr("warning:")));
    auto symbols = symbolsOf(project / "build");
    for (const Pool& pool : plan.pools) {
        EXPECT_EQ(symbols.at(fmt::format("pinfold_pool_{}", pool.id)), pool.address - guard) << pool.region;
    }
}

}  // namespace
}  // namespace pinfold::test
