// What the planner can decide, on the emulator: several memories, pins, copied constants, shared pools, another order.
#include "base/elf.h"
#include "base/file.h"
#include "codegen/codegen.h"
#include "deploy/inputs.h"
#include "deploy/reference.h"
#include "device/open_device.h"
#include "end_to_end/whole_way.h"
#include "support/must.h"
#include "support/needs_sandbox.h"
#include "support/shared_files.h"
#include "tensor/tensor_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

namespace pinfold {
namespace {

namespace fs = std::filesystem;
using test::goTheWholeWay;
using test::must;
using test::WholeWay;
using testing::HasSubstr;

constexpr std::uint64_t dtcm = 0x20000000, psram = 0x60000000;
constexpr std::uint64_t dtcmBytes = 128 << 10;

class PlannedMemory : public testing::Test {
protected:
    WholeWay way(const std::string& model) const {
        WholeWay way;
        way.archives = {test::modelFile(model + ".graph.tar")};
        way.board = "qemu-mps2-an500";
        way.inputs = test::modelFile(model + "_io.npz");
        way.folder = project_;
        return way;
    }

    // What arrives has given the reference's outputs exactly.
    Deployed arrive(const WholeWay& way) const {
        auto arrived = goTheWholeWay(way);
        EXPECT_TRUE(arrived.ok()) << arrived.error().message;
        if (!arrived.ok()) return {};
        for (const ValidationReport& report : arrived->reports) {
            EXPECT_EQ(report.passed, true) << report.model << ": " << report.localisation;
            EXPECT_GT(report.samples, 0);
        }
        return *std::move(arrived);
    }

    // The bytes of one-and-only symbol in the firmware, as 32-bit words.
    std::vector<std::uint32_t> wordsOf(const std::string& symbol) const {
        const fs::path file = firmwareElf(project_);
        const std::string bytes = must(readFile(file, 1 << 30));
        const ElfFile elf = must(readElf(bytes, file.string()));
        std::vector<std::uint32_t> words;
        for (const ElfSymbol& known : elf.symbols) {
            if (known.name != symbol || known.section < 0) continue;
            EXPECT_TRUE(words.empty()) << symbol << " is there twice";
            const ElfSection& section = elf.sections.at(static_cast<std::size_t>(known.section));
            const auto content = sectionBytes(bytes, section).substr(known.value - section.address, known.size);
            words.resize(content.size() / 4);
            std::memcpy(words.data(), content.data(), words.size() * 4);
        }
        EXPECT_FALSE(words.empty()) << "no " << symbol;
        return words;
    }

    test::WholeWay kwsAndAd() const {
        WholeWay both = way("kws_int8");
        both.archives.push_back(test::modelFile("ad_int8.graph.tar"));
        both.inputs = folder_.path() / "both.npz";
        must(writeNpz(both.inputs, bothInputs()));
        return both;
    }

    const TemporaryFolder folder_ = must(TemporaryFolder::create());
    const fs::path project_ = folder_.path() / "project";

private:
    // The first samples of both models, under the names that they have together.
    static std::vector<Array> bothInputs() {
        constexpr std::int64_t count = 6;
        std::vector<Array> all;
        for (const std::string model : {"kws_int8", "ad_int8"}) {
            for (Array& array : must(readTensorFile(test::modelFile(model + "_io.npz")))) {
                const auto sample = array.bytes.size() / static_cast<std::size_t>(array.shape.at(0));
                array.bytes.resize(sample * count);
                array.shape[0] = count;
                const auto line = array.name.find('_');
                array.name = array.name.substr(0, line + 1) + model + "." + array.name.substr(line + 1);
                all.push_back(std::move(array));
            }
        }
        return all;
    }
};

const PlannedBuffer& bufferNamed(const Plan& plan, const std::string& name) {
    const auto found = std::find_if(plan.buffers.begin(), plan.buffers.end(),
                                    [&](const PlannedBuffer& buffer) { return buffer.name == name; });
    EXPECT_NE(found, plan.buffers.end()) << name;
    return *found;
}

std::uint64_t addressOf(const Plan& plan, int pool, std::int64_t offset) {
    const auto found = std::find_if(plan.pools.begin(), plan.pools.end(), [&](const Pool& p) { return p.id == pool; });
    EXPECT_NE(found, plan.pools.end());
    return found->address + static_cast<std::uint64_t>(offset);
}

const RegionUse& useOf(const Firmware& firmware, const std::string& region) {
    return *std::find_if(firmware.regions.begin(), firmware.regions.end(),
                         [&](const RegionUse& use) { return use.region == region; });
}

std::int64_t bytesOfPools(const Plan& plan) {
    std::int64_t bytes = 0;
    for (const Pool& pool : plan.pools) bytes += pool.bytes;
    return bytes;
}

TEST_F(PlannedMemory, BuffersSpillToTheNextRegionAndReservedBytesStayFree) {
    PINFOLD_NEEDS_MODEL("vww_int8.graph.tar");
    WholeWay vww = way("vww_int8");
    vww.options.reserve = {"DTCM=65536"};
    const Deployed arrived = arrive(vww);
    ASSERT_EQ(arrived.plan.reserved.size(), 1U);
    const ReservedRange& reserved = arrived.plan.reserved.front();
    EXPECT_EQ(reserved.bytes, 65536);
    std::set<std::string> regions;
    for (const Pool& pool : arrived.plan.pools) {
        regions.insert(pool.region);
        const std::uint64_t end = pool.address + static_cast<std::uint64_t>(pool.bytes + pool.guardAfter);
        EXPECT_TRUE(end <= reserved.address || pool.address >= reserved.address + 65536);
    }
    EXPECT_EQ(regions, (std::set<std::string>{"DTCM", "SRAM"}));
    const RegionUse& use = useOf(arrived.firmware, "DTCM");
    EXPECT_GT(use.pools, 0);
    EXPECT_LE(use.total(), 65536);
    EXPECT_GT(useOf(arrived.firmware, "SRAM").pools, 0);
    const std::string bytes = must(readFile(firmwareElf(project_), 1 << 30));
    for (const ElfSection& section : must(readElf(bytes, "firmware.elf")).sections) {
        const bool allocated = (section.flags & 2) != 0 && section.size > 0 && section.name != ".pinfold.free";
        const bool inside =
            section.address < reserved.address + 65536 && section.address + section.size > reserved.address;
        EXPECT_FALSE(allocated && inside) << section.name;
    }
}

TEST_F(PlannedMemory, PinnedInputIsInItsRegionInTheFileAndAtRunTime) {
    PINFOLD_NEEDS_MODEL("vww_int8.graph.tar");
    WholeWay vww = way("vww_int8");
    vww.options.pins = {"input_1_int8=PSRAM"};
    const Deployed arrived = arrive(vww);
    const PlannedBuffer& input = bufferNamed(arrived.plan, "input_1_int8");
    EXPECT_TRUE(input.pinned);
    const std::uint64_t address = addressOf(arrived.plan, input.pool, input.offset);
    EXPECT_GE(address, psram);
    EXPECT_LT(address, psram + (16 << 20));
    EXPECT_EQ(wordsOf("input_0").at(0), address) << "DLTensor's data";
    EXPECT_GE(useOf(arrived.firmware, "PSRAM").pools, 27648);
    const Board board = must(findBoard("qemu-mps2-an500"));
    const auto device = must(openEmulator(board, firmwareElf(project_), {}, {}));
    EXPECT_EQ(must(device->inputAddress(0, 0)), address);
}

TEST_F(PlannedMemory, PinToAnAddressHolds) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.tar");
    WholeWay kws = way("kws_int8");
    kws.options.pins = {"input_1=0x60001000"};
    const Deployed arrived = arrive(kws);
    EXPECT_EQ(wordsOf("input_0").at(0), psram + 0x1000);
}

TEST_F(PlannedMemory, ModelsThatRunInTurnShareTheirPool) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.tar");
    PINFOLD_NEEDS_MODEL("ad_int8.graph.tar");
    const Deployed arrived = arrive(kwsAndAd());
    ASSERT_EQ(arrived.reports.size(), 2U);
    EXPECT_EQ(arrived.reports[0].model, "kws_int8");
    EXPECT_EQ(arrived.reports[1].model, "ad_int8");
    EXPECT_EQ(arrived.plan.pools.size(), 1U);
    EXPECT_EQ(bytesOfPools(arrived.plan), 56192) << "what kws needs alone; ad needs 1,920";
    EXPECT_EQ(must(buildForHost(project_, folder_.path() / "host", {}, {}, {})).filename(), "firmware");
}

TEST_F(PlannedMemory, ConcurrentModelsShareNothing) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.tar");
    PINFOLD_NEEDS_MODEL("ad_int8.graph.tar");
    WholeWay both = kwsAndAd();
    both.options.concurrent = true;
    const Deployed arrived = arrive(both);
    EXPECT_EQ(bytesOfPools(arrived.plan), 56192 + 1920);
    for (const Pool& pool : arrived.plan.pools) EXPECT_EQ(pool.models.size(), 1U);
    EXPECT_EQ(must(readManifest(project_)).models.at(1).inputs.at(0).kept, true);
}

// The output of kws is read after ad has run.
TEST_F(PlannedMemory, KeptBuffersOutliveOtherModels) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.tar");
    PINFOLD_NEEDS_MODEL("ad_int8.graph.tar");
    WholeWay both = kwsAndAd();
    both.options.keep = {"kind:output", "kind:input"};
    const Deployed arrived = arrive(both);
    const ProjectManifest manifest = must(readManifest(project_));
    for (const auto& model : manifest.models) {
        EXPECT_TRUE(model.inputs.at(0).kept) << model.name;
        EXPECT_TRUE(model.outputs.at(0).kept) << model.name;
    }
    EXPECT_LT(bytesOfPools(arrived.plan), 56192 + 1920);
    EXPECT_THAT(must(readFile(project_ / "README.md", 1 << 20)), HasSubstr("These stay whatever runs"));
}

TEST_F(PlannedMemory, WiredModelRunsInItsBestOrderAndOperatorsKeepTheirNumbers) {
    const Deployed arrived = arrive(way("wired_c"));
    EXPECT_EQ(arrived.plan.options.order, OrderChoice::best);
    EXPECT_LE(bytesOfPools(arrived.plan), 67712);
    std::vector<int> planned, reported;
    for (const auto& op : arrived.plan.operators) planned.push_back(op.index);
    for (const auto& op : arrived.reports.at(0).operators) reported.push_back(op.index);
    EXPECT_EQ(reported, planned);
    EXPECT_FALSE(std::is_sorted(planned.begin(), planned.end()));

    // With a wrong output and the right outputs of all operators, no operator differs, if they are told apart rightly.
    const std::vector<fs::path> archive = {test::modelFile("wired_c.graph.tar")};
    const auto models = must(loadModels(archive, {}));
    const fs::path all = folder_.path() / "all.npz";
    ReferenceRequest request{test::modelFile("wired_c_io.npz"), all, true};
    request.sandboxed = test::sandboxObstacle(SandboxUse::compute).empty();
    (void)must(makeReference(models, request, {}, {}));
    std::vector<Array> arrays = must(readTensorFile(all));
    ASSERT_EQ(arrays.front().name, "out_0");
    arrays.front().bytes[3] = static_cast<char>(arrays.front().bytes[3] ^ 0x40);
    must(writeNpz(all, arrays));
    const Project project = must(openProject(project_));
    const auto run = must(validateProject(project, {test::modelFile("wired_c_io.npz"), all, {}, 1e-4}, {}, {}));
    EXPECT_EQ(run.reports.at(0).passed, false);
    EXPECT_THAT(run.reports.at(0).localisation, HasSubstr("No operator's output differs in sample 0 (61 of 61"));
}

TEST_F(PlannedMemory, PinnedWeightsAreCopiedAndUsedInRam) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.tar");
    WholeWay kws = way("kws_int8");
    kws.options.pins = {"const:*=DTCM"};
    const Deployed arrived = arrive(kws);
    std::int64_t copied = 0;
    for (const PlannedConstant& constant : arrived.plan.constants) {
        EXPECT_GE(constant.pool, 0) << constant.name;
        const auto address = static_cast<std::uint32_t>(addressOf(arrived.plan, constant.pool, constant.offset));
        EXPECT_EQ(wordsOf(fmt::format("tensor_{}", constant.tensor)).at(0), address) << constant.name;
        EXPECT_GE(address, dtcm);
        EXPECT_LT(address, dtcm + dtcmBytes);
        copied += constant.bytes;
    }
    EXPECT_EQ(copied, 53304);
    EXPECT_EQ(wordsOf("constants").size(), 3 * arrived.plan.constants.size()) << "to, from, bytes of each";
    EXPECT_GE(useOf(arrived.firmware, "DTCM").pools, copied + 56192);
    EXPECT_GE(useOf(arrived.firmware, "FLASH").weights, 51000) << "where they are copied from; equal ones once";
}

TEST_F(PlannedMemory, SamePlansGiveTheSameProjects) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.tar");
    PINFOLD_NEEDS_MODEL("ad_int8.graph.tar");
    PlanRequest request;
    request.archives = {test::modelFile("kws_int8.graph.tar"), test::modelFile("ad_int8.graph.tar")};
    request.board = "qemu-mps2-an500";
    request.options.pins = {"kws_int8:const:p1*=DTCM", "kws_int8:input_1=PSRAM", "kind:workspace=SRAM"};
    const auto generated = [&] {
        const PlannedModels planned = must(planModels(request, {}, {}));
        return must(generateProject(planned.models, planned.board, planned.plan, {}));
    };
    const auto first = generated(), second = generated();
    ASSERT_EQ(first.size(), second.size());
    for (std::size_t i = 0; i < first.size(); ++i) {
        EXPECT_EQ(first[i].path, second[i].path);
        EXPECT_TRUE(first[i].bytes == second[i].bytes) << first[i].path;
    }
}

}  // namespace
}  // namespace pinfold
