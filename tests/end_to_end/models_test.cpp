// Every real archive on every emulated board that it fits, with all samples, against TVM's own outputs.
#include "end_to_end/whole_way.h"
#include "plan/infeasible/infeasible.h"
#include "support/shared_files.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace pinfold {
namespace {

using test::goTheWholeWay;
using test::WholeWay;

struct Case {
    std::string name;  // of the test
    std::string archive;
    std::string inputs;
    std::string module;  // empty: the only one
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

WholeWay wayOf(const Case& c, const std::string& board, Lifetimes lifetimes) {
    WholeWay way;
    way.archives = {test::modelFile(c.archive)};
    if (!c.module.empty()) way.module = c.module;
    way.board = board;
    way.inputs = test::modelFile(c.inputs);
    way.options.lifetimes = lifetimes;
    return way;
}

const std::vector<Case> cases = {
    {"digits_int8", "digits_int8.graph.tar", "digits_int8_io.npz", ""},
    {"digits_float", "digits_float.graph.tar", "digits_float_io.npz", ""},
    {"kws_int8", "kws_int8.graph.tar", "kws_int8_io.npz", ""},
    {"ic_int8", "ic_int8.graph.tar", "ic_int8_io.npz", ""},
    {"vww_int8", "vww_int8.graph.tar", "vww_int8_io.npz", ""},
    {"ad_int8", "ad_int8.graph.tar", "ad_int8_io.npz", ""},
    {"ad_float", "ad_float.graph.tar", "ad_float_io.npz", ""},
    {"wired_a", "wired_a.graph.tar", "wired_a_io.npz", ""},
    {"wired_c", "wired_c.graph.tar", "wired_c_io.npz", ""},
    {"wired_e", "wired_e.graph.tar", "wired_e_io.npz", ""},
    {"unet", "unet.graph.tar", "unet_io.npz", ""},
    {"multi_kws", "kws_ad.multi.graph.tar", "kws_int8_io.npz", "kws"},
    {"multi_ad", "kws_ad.multi.graph.tar", "ad_int8_io.npz", "ad"},
    {"kws_linked", "kws_int8.graph-linked.tar", "kws_int8_io.npz", ""},
    {"kws_llvm_m4", "kws_int8.graph.llvm-m4.tar", "kws_int8_io.npz", ""},
};

const Case& caseNamed(const std::string& name) {
    return *std::find_if(cases.begin(), cases.end(), [&](const Case& c) { return c.name == name; });
}

// What of Debian's netduinoplus2 (128 KiB RAM, 1 MiB flash) is too small for; with each plan.
bool fitsNetduino(const std::string& name, Lifetimes lifetimes) {
    if (name == "vww_int8" || name == "unet" || name == "ad_float") return false;
    if (lifetimes == Lifetimes::statement) return true;
    const bool big = name != "digits_int8" && name != "digits_float" && name != "ad_int8" && name != "multi_ad";
    return lifetimes == Lifetimes::wholeOperator ? name != "ic_int8" : !big;
}

class RealModel : public testing::TestWithParam<std::tuple<Case, std::string>> {
protected:
    void SetUp() override { PINFOLD_NEEDS_MODEL(model().archive); }
    static const Case& model() { return std::get<0>(GetParam()); }
    static const std::string& board() { return std::get<1>(GetParam()); }
};

TEST_P(RealModel, GivesTheReferenceOutputsHoweverItIsPlanned) {
    const auto statement = goTheWholeWay(wayOf(model(), board(), Lifetimes::statement));
    ASSERT_TRUE(statement.ok()) << statement.error().message;
    EXPECT_EQ(statement->reports.at(0).passed, true) << statement->reports.at(0).localisation;
    EXPECT_GT(statement->reports.at(0).samples, 0);
    for (const auto lifetimes : {Lifetimes::wholeOperator, Lifetimes::none}) {
        const auto other = goTheWholeWay(wayOf(model(), board(), lifetimes));
        if (!other.ok() && other.error().kind == ErrorKind::doesNotFit) {
            const bool expected = board() == "qemu-netduinoplus2" && !fitsNetduino(model().name, lifetimes);
            EXPECT_TRUE(expected) << other.error().message;
            continue;
        }
        ASSERT_TRUE(other.ok()) << other.error().message;
        EXPECT_EQ(other->reports.at(0).deviceOutputs, statement->reports.at(0).deviceOutputs) << nameOf(lifetimes);
    }
}

// Every model on every board that it fits; the DoesNotFit tests below have the others.
std::vector<std::tuple<Case, std::string>> modelsOnBoards() {
    std::vector<std::tuple<Case, std::string>> all;
    for (const Case& model : cases) {
        all.emplace_back(model, "qemu-mps2-an500");
        if (fitsNetduino(model.name, Lifetimes::statement)) all.emplace_back(model, "qemu-netduinoplus2");
    }
    return all;
}

INSTANTIATE_TEST_SUITE_P(Boards, RealModel, testing::ValuesIn(modelsOnBoards()), [](const auto& instance) {
    const std::string board = std::get<1>(instance.param);
    return std::get<0>(instance.param).name + (board == "qemu-mps2-an500" ? "_mps2" : "_netduino");
});

TEST(DoesNotFit, VwwMissesRamOnTheNetduino) {
    PINFOLD_NEEDS_MODEL("vww_int8.graph.tar");
    const auto arrived = goTheWholeWay(wayOf(caseNamed("vww_int8"), "qemu-netduinoplus2", Lifetimes::statement));
    ASSERT_FALSE(arrived.ok());
    EXPECT_EQ(arrived.error().kind, ErrorKind::doesNotFit);
    EXPECT_NE(arrived.error().message.find("missing"), std::string::npos) << arrived.error().message;
    EXPECT_NE(arrived.error().message.find("RAM"), std::string::npos) << arrived.error().message;
}

TEST(DoesNotFit, UnetMissesRamOnTheNetduino) {
    const auto arrived = goTheWholeWay(wayOf(caseNamed("unet"), "qemu-netduinoplus2", Lifetimes::statement));
    ASSERT_FALSE(arrived.ok());
    EXPECT_EQ(arrived.error().kind, ErrorKind::doesNotFit);
    // 345,888 bytes, the least there is, less the 123,904 that are free.
    for (const char* part : {"op13/data_pad", "221,984 bytes are missing"}) {
        EXPECT_NE(arrived.error().message.find(part), std::string::npos) << arrived.error().message;
    }
    const auto infeasibility = readInfeasibility(arrived.error().details);
    ASSERT_TRUE(infeasibility);
    EXPECT_TRUE(std::ranges::any_of(infeasibility->remedies, [](const Remedy& remedy) {
        return remedy.kind == RemedyKind::otherBoard && remedy.value == "nucleo-h743zi2";
    }));
}

TEST(DoesNotFit, AdFloatMissesFlashOnTheNetduino) {
    PINFOLD_NEEDS_MODEL("ad_float.graph.tar");
    const auto arrived = goTheWholeWay(wayOf(caseNamed("ad_float"), "qemu-netduinoplus2", Lifetimes::statement));
    ASSERT_FALSE(arrived.ok());
    EXPECT_EQ(arrived.error().kind, ErrorKind::doesNotFit);
    EXPECT_NE(arrived.error().message.find("bytes of flash are missing"), std::string::npos) << arrived.error().message;
}

TEST(Import, FunctionsThatNoFileDefinesAreNamed) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.llvm-m4-extern.tar");
    const auto arrived = goTheWholeWay(wayOf({"", "kws_int8.graph.llvm-m4-extern.tar", "kws_int8_io.npz", ""},
                                             "qemu-mps2-an500", Lifetimes::statement));
    ASSERT_FALSE(arrived.ok());
    EXPECT_EQ(arrived.error().kind, ErrorKind::badInput);
    EXPECT_NE(arrived.error().message.find("gemm_1x1x1_"), std::string::npos) << arrived.error().message;
}

}  // namespace
}  // namespace pinfold
