#include "plan/pins/pins.h"

#include "plan/example_models.h"
#include "plan/pins/pin_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pinfold {
namespace {

using test::addressOf;
using test::bufferNamed;
using test::constantNamed;
using test::exampleBoard;
using test::faultsOf;
using test::faultsOnBoard;
using test::ModelMaker;
using test::planErrorOf;
using test::planOf;
using test::poolOf;
using test::used;
using test::workspace;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// x → conv (with workspaces pad and sum, and weights w and bias) → y.
Model convolution(const std::string& name = "example") {
    ModelMaker maker;
    maker.model.name = maker.model.symbol = name;
    maker.model.archiveName = name + ".graph";
    const int x = maker.input("x", 100);
    const int w = maker.constant("w", 400);
    const int bias = maker.constant("bias", 40);
    const int conv = maker.op("conv", {x, w, bias}, 200);
    maker.read(3, {used(0, 0), used(1, 1), used(1, 1), used(2, 2)},
               {workspace("pad", 160, 0, 1), workspace("sum", 320, 1, 2)});
    const int flat = maker.alias("flat", conv);
    maker.output(maker.op("y", {flat}, 60));
    maker.read(1, {used(0, 0), used(0, 0)});
    return maker.model;
}

PlanOptions pinned(std::vector<std::string> pins) {
    PlanOptions options;
    options.pins = std::move(pins);
    return options;
}

// The regions of all buffers that are in `region`, by name.
std::vector<std::string> namesIn(const Plan& plan, const std::string& region) {
    std::vector<std::string> names;
    for (const PlannedBuffer& buffer : plan.buffers) {
        if (poolOf(plan, buffer).region == region) names.push_back(buffer.name);
    }
    return names;
}

using ::testing::UnorderedElementsAre;

TEST(Glob, StarsAndQuestionMarksMatchAnything) {
    EXPECT_TRUE(matchesGlob("*", ""));
    EXPECT_TRUE(matchesGlob("a*c", "abbc"));
    EXPECT_TRUE(matchesGlob("*b*b*", "abcb"));
    EXPECT_TRUE(matchesGlob("?", "a"));
    EXPECT_FALSE(matchesGlob("?", ""));
    EXPECT_FALSE(matchesGlob("a*c", "abcd"));
    EXPECT_FALSE(matchesGlob("abc", "ab"));
    EXPECT_FALSE(matchesGlob(std::string(50, '*') + "b", std::string(10'000, 'a')));
}

TEST(Pins, PutABufferIntoARegion) {
    const Plan plan = planOf(convolution(), exampleBoard(), pinned({"x=SLOW"}));
    EXPECT_THAT(namesIn(plan, "SLOW"), UnorderedElementsAre("x"));
    EXPECT_TRUE(bufferNamed(plan, "x").pinned);
    EXPECT_FALSE(bufferNamed(plan, "y").pinned);
    EXPECT_THAT(plan.options.pins, testing::ElementsAre("x=SLOW"));
    EXPECT_THAT(faultsOf(plan), IsEmpty());
}

TEST(Pins, PutGroupsIntoARegion) {
    const auto slow = [](const std::string& pin) {
        return namesIn(planOf(convolution(), exampleBoard(), pinned({pin})), "SLOW");
    };
    EXPECT_THAT(slow("*=SLOW"), UnorderedElementsAre("x", "conv", "op0/pad", "op0/sum", "y"));
    EXPECT_THAT(slow("op?/*=SLOW"), UnorderedElementsAre("op0/pad", "op0/sum"));
    EXPECT_THAT(slow("kind:workspace=SLOW"), UnorderedElementsAre("op0/pad", "op0/sum"));
    EXPECT_THAT(slow("kind:*put=SLOW"), UnorderedElementsAre("x", "y"));
    EXPECT_THAT(slow("kernel:kernel_conv=SLOW"), UnorderedElementsAre("op0/pad", "op0/sum"));
    EXPECT_THAT(slow("kernel:*c?nv=SLOW"), UnorderedElementsAre("op0/pad", "op0/sum"));
    EXPECT_THAT(slow("example:y=SLOW"), UnorderedElementsAre("y"));
    EXPECT_THAT(slow("ex*:op0/s*=SLOW"), UnorderedElementsAre("op0/sum"));
    EXPECT_THAT(slow("*!=FAST"), UnorderedElementsAre("x", "conv", "op0/pad", "op0/sum", "y"));
    EXPECT_THAT(slow("conv!=FAST"), UnorderedElementsAre("conv"));
}

TEST(Pins, PutABufferAtAnAddress) {
    const Board board = exampleBoard();
    const Plan plan = planOf(convolution(), board, pinned({"x=0x20001000", "y=0x10000800"}));
    EXPECT_EQ(addressOf(plan, bufferNamed(plan, "x")), 0x20001000u);
    EXPECT_EQ(addressOf(plan, bufferNamed(plan, "y")), 0x10000800u);
    EXPECT_THAT(faultsOf(plan), IsEmpty());
    EXPECT_THAT(faultsOnBoard(plan, board), IsEmpty());
}

TEST(Pins, SeveralMayNarrowOneBuffer) {
    const Plan plan = planOf(convolution(), exampleBoard(), pinned({"x!=FAST", "x=SLOW", "x=0x20000010"}));
    EXPECT_EQ(addressOf(plan, bufferNamed(plan, "x")), 0x20000010u);
}

TEST(Pins, AddressesThatCannotBeAreSaid) {
    const auto error = [](const std::string& pin) { return planErrorOf(convolution(), exampleBoard(), pinned({pin})); };
    EXPECT_THAT(error("x=0x20000004"), HasSubstr("no multiple of 16"));
    EXPECT_THAT(error("x=0x10000fc0"), HasSubstr("leave what pools may use of FAST"));
    EXPECT_THAT(error("x=0x2000fff0"), HasSubstr("the stack"));
    EXPECT_THAT(error("x=0x08000000"), HasSubstr("in no RAM region"));
    EXPECT_THAT(error("x=0xzz"), HasSubstr("no address"));
    EXPECT_THAT(error("x=0x"), HasSubstr("no address"));
    EXPECT_THAT(error("x=0x11112222333344445"), HasSubstr("no address"));
    EXPECT_THAT(error("x!=0x20000000"), HasSubstr("out of a region"));
    EXPECT_THAT(error("*=0x20000000"), HasSubstr("pinned to the same bytes"));
    // conv and x never live at the same time, nor do x and y.
    EXPECT_EQ(planErrorOf(convolution(), exampleBoard(), pinned({"x=0x20000000", "conv=0x20000000"})), "");
}

TEST(Pins, ReadsBeforeATensorKeepItOffTheFirstAddress) {
    Model model = convolution();
    model.kernels[0].arguments[0].lowestByte = -9;
    EXPECT_THAT(planErrorOf(model, exampleBoard(), pinned({"x=0x10000000"})), HasSubstr("read up to 9 bytes before"));
    const Plan plan = planOf(model, exampleBoard(), pinned({"x=0x10000010"}));
    EXPECT_EQ(addressOf(plan, bufferNamed(plan, "x")), 0x10000010u);
    EXPECT_THAT(faultsOnBoard(plan, exampleBoard()), IsEmpty());
}

TEST(Pins, AllThatAreWrongAreListed) {
    const auto outcome = makePlan(std::vector{convolution()}, exampleBoard(),
                                  pinned({"xx=FAST", "x", "x=", "=FAST", "x=FAZT", "kind:inputs=FAST", "x=FLASH",
                                          "kernel:none=SLOW", "const:v=FAST", "other:x=FAST", "y=SLOW"}));
    ASSERT_FALSE(outcome.ok());
    EXPECT_EQ(outcome.error().kind, ErrorKind::badInput);
    const std::string& text = outcome.error().message;
    EXPECT_THAT(text, HasSubstr("pin \"xx=FAST\": matches nothing; did you mean \"x\" or \"y\"?"));
    EXPECT_THAT(text, HasSubstr("pin \"x\": must be WHAT=REGION"));
    EXPECT_THAT(text, HasSubstr("pin \"x=\": must be"));
    EXPECT_THAT(text, HasSubstr("pin \"=FAST\": must be"));
    EXPECT_THAT(text, HasSubstr("pin \"x=FAZT\": example-board has no region FAZT; pools may be in FAST, SLOW."));
    EXPECT_THAT(text, HasSubstr("pin \"kind:inputs=FAST\": matches nothing; did you mean \"kind:input\""));
    EXPECT_THAT(text, HasSubstr("pin \"x=FLASH\": FLASH is no RAM region"));
    EXPECT_THAT(text, HasSubstr("pin \"kernel:none=SLOW\": matches nothing; there are \"kernel:kernel_conv\""));
    EXPECT_THAT(text, HasSubstr("pin \"const:v=FAST\": matches nothing; did you mean \"const:w\""));
    EXPECT_THAT(text, HasSubstr("pin \"other:x=FAST\": matches nothing"));
    EXPECT_THAT(text, Not(HasSubstr("y=SLOW")));
}

TEST(Pins, OtherNamesOfATensorLeadToItsOwn) {
    EXPECT_THAT(planErrorOf(convolution(), exampleBoard(), pinned({"flat=FAST"})),
                HasSubstr("matches nothing; here it is called \"conv\"."));
}

TEST(Pins, ContradictionsAreListed) {
    const auto error = [](std::vector<std::string> pins) {
        return planErrorOf(convolution(), exampleBoard(), pinned(std::move(pins)));
    };
    EXPECT_THAT(error({"x=FAST", "*=SLOW"}), HasSubstr("\"x=FAST\", \"*=SLOW\" contradict each other"));
    EXPECT_THAT(error({"x!=FAST", "x!=SLOW", "y=FAST", "y!=FAST"}),
                AllOf(HasSubstr("\"x!=FAST\", \"x!=SLOW\""), HasSubstr("\"y=FAST\", \"y!=FAST\"")));
    EXPECT_THAT(error({"x=0x20000000", "x=0x20000010"}), HasSubstr("contradict"));
    EXPECT_THAT(error({"x=0x20000000", "x=FAST"}), HasSubstr("contradict"));
}

TEST(Pins, RegionThatMayNotHoldABufferRefusesIt) {
    Board board = exampleBoard();
    board.regions[1].holds = {"activation", "workspace"};
    const Plan plan = planOf(convolution(), board);
    EXPECT_THAT(namesIn(plan, "SLOW"), UnorderedElementsAre("x", "y"));
    EXPECT_THAT(planErrorOf(convolution(), board, pinned({"x=FAST"})),
                HasSubstr("leaves no place for \"x\"; the board lets it be in SLOW"));
    board.regions[2].holds = {"activation"};
    EXPECT_THAT(planErrorOf(convolution(), board), HasSubstr("may hold \"x\""));
}

TEST(Pins, ExactNameGoesBeforeAGlob) {
    ModelMaker maker;
    const int a = maker.input("a", 16);
    const int star = maker.input("*", 16);
    maker.output(maker.op("kind:input", {a, star}, 16));
    maker.read(1, {used(0, 0), used(0, 0), used(0, 0)});
    EXPECT_THAT(namesIn(planOf(maker.model, exampleBoard(), pinned({"*=SLOW"})), "SLOW"), UnorderedElementsAre("*"));
    EXPECT_THAT(namesIn(planOf(maker.model, exampleBoard(), pinned({"kind:input=SLOW"})), "SLOW"),
                UnorderedElementsAre("kind:input"));
}

TEST(Pins, NameOfSeveralModelsNeedsTheModel) {
    const std::vector<Model> models = {convolution("one"), convolution("two")};
    EXPECT_THAT(planErrorOf(models, exampleBoard(), pinned({"x=SLOW"})), HasSubstr("means several: one:x, two:x"));
    EXPECT_THAT(planErrorOf(models, exampleBoard(), pinned({"const:w=SLOW"})),
                HasSubstr("means several: one:const:w, two:const:w"));
    const Plan plan = planOf(models, exampleBoard(), pinned({"two:x=SLOW", "one:const:w=SLOW", "*:conv=SLOW"}));
    EXPECT_EQ(plan.pools.size(), 2u);
    for (const PlannedBuffer& buffer : plan.buffers) {
        const bool slow = (buffer.name == "x" && buffer.model == "two") || buffer.name == "conv";
        EXPECT_EQ(poolOf(plan, buffer).region == "SLOW", slow) << buffer.model << buffer.name;
        EXPECT_EQ(buffer.pinned, slow);
    }
    EXPECT_EQ(plan.constants.at(0).region, "SLOW");
    EXPECT_EQ(plan.constants.at(2).region, "FLASH");
}

TEST(Pins, MorePinsThanAnybodyWritesAreRefused) {
    EXPECT_THAT(planErrorOf(convolution(), exampleBoard(), pinned(std::vector<std::string>(20'000, "*=SLOW"))),
                HasSubstr("20000 pins"));
    EXPECT_THAT(planErrorOf(convolution(), exampleBoard(), pinned(std::vector<std::string>(500, "z=SLOW"))),
                HasSubstr("And 480 more."));
}

TEST(ConstantPins, CopyAConstantToRamForAllTheTime) {
    const Board board = exampleBoard();
    const Plan plan = planOf(convolution(), board, pinned({"const:w=FAST"}));
    const PlannedConstant& w = constantNamed(plan, "w");
    EXPECT_EQ(w.region, "FAST");
    EXPECT_TRUE(w.pinned);
    ASSERT_GE(w.pool, 0);
    EXPECT_EQ(plan.pools.at(static_cast<std::size_t>(w.pool)).region, "FAST");
    EXPECT_EQ(constantNamed(plan, "bias").pool, -1);
    EXPECT_THAT(faultsOf(plan), IsEmpty());
    // A byte is read once, a cycle a word less in FAST than in FLASH.
    EXPECT_DOUBLE_EQ(plan.cost - planOf(convolution(), board).cost, -0.25);
}

TEST(ConstantPins, MayAskForFlashOrAnyRam) {
    EXPECT_EQ(constantNamed(planOf(convolution(), exampleBoard(), pinned({"const:w=FLASH"})), "w").pool, -1);
    EXPECT_EQ(constantNamed(planOf(convolution(), exampleBoard(), pinned({"const:w!=FAST"})), "w").pool, -1);
    EXPECT_EQ(constantNamed(planOf(convolution(), exampleBoard(), pinned({"const:w!=FLASH"})), "w").region, "FAST");
    const Plan all = planOf(convolution(), exampleBoard(), pinned({"const:*=SLOW"}));
    EXPECT_EQ(constantNamed(all, "w").region, "SLOW");
    EXPECT_EQ(constantNamed(all, "bias").region, "SLOW");
}

TEST(ConstantPins, GlobsWithoutAPrefixNeverMeanConstants) {
    const Plan plan = planOf(convolution(), exampleBoard(), pinned({"*=SLOW"}));
    EXPECT_EQ(constantNamed(plan, "w").region, "FLASH");
    EXPECT_FALSE(constantNamed(plan, "w").pinned);
}

TEST(ConstantPins, AddressOfAConstantIsKept) {
    const Plan plan = planOf(convolution(), exampleBoard(), pinned({"const:w=0x20000100"}));
    const PlannedConstant& w = constantNamed(plan, "w");
    EXPECT_EQ(plan.pools.at(static_cast<std::size_t>(w.pool)).address + static_cast<std::uint64_t>(w.offset),
              0x20000100u);
}

// As convolution(), with weights that are read often.
Model heavy() {
    Model model = convolution();
    model.kernels[0].arguments[1].readBytes = 40'000;
    model.kernels[0].arguments[2].readBytes = 4'000;
    return model;
}

TEST(Proposals, NameWhatSavesMostFirst) {
    const Plan plan = planOf(heavy(), exampleBoard());
    ASSERT_EQ(plan.proposals.size(), 2u);
    EXPECT_EQ(plan.proposals[0].name, "w");
    EXPECT_EQ(plan.proposals[0].region, "FAST");
    EXPECT_DOUBLE_EQ(plan.proposals[0].savedCycles, 10'000);  // 40,000 bytes, a cycle less a word
    EXPECT_DOUBLE_EQ(plan.proposals[1].savedCycles, 1'000);
    const Plan copied = planOf(heavy(), exampleBoard(), pinned({"const:w=FAST", "const:bias=FAST"}));
    EXPECT_DOUBLE_EQ(copied.cost - plan.cost, -11'000);
    EXPECT_DOUBLE_EQ(copied.costBound - plan.costBound, -11'000);
    EXPECT_THAT(copied.proposals, IsEmpty());
}

TEST(Proposals, FitBesideThePoolAndTogether) {
    Board board = exampleBoard();
    const std::int64_t pool = planOf(heavy(), board).pools.at(0).bytes;
    board.regions[1].bytes = pool + 400 + 48;
    EXPECT_EQ(planOf(heavy(), board).proposals.size(), 2u);
    board.regions[1].bytes = pool + 400 + 32;
    ASSERT_EQ(planOf(heavy(), board).proposals.size(), 1u);
    EXPECT_EQ(planOf(heavy(), board).proposals[0].name, "w");
    board.regions[1].bytes = pool + 48;
    ASSERT_EQ(planOf(heavy(), board).proposals.size(), 1u);
    EXPECT_EQ(planOf(heavy(), board).proposals[0].name, "bias");
    board.regions[1].holds = {"input", "output", "activation", "workspace"};
    EXPECT_THAT(planOf(heavy(), board).proposals, IsEmpty());
}

TEST(Proposals, UseTheRoomBeforeAPoolOfTheNextRegion) {
    Board board = exampleBoard();
    board.regions[2].address = board.regions[1].address + static_cast<std::uint64_t>(board.regions[1].bytes);
    const Plan plan = planOf(heavy(), board, pinned({"*=SLOW"}));
    ASSERT_EQ(plan.pools.size(), 1u);
    ASSERT_EQ(plan.pools[0].address, board.regions[2].address);
    ASSERT_EQ(plan.proposals.size(), 2u);
    EXPECT_EQ(plan.proposals[0].region, "FAST");
}

TEST(Proposals, AreMadeForCostAndWhereNoPinSaysOtherwise) {
    PlanOptions options;
    options.objective = Objective::size;
    EXPECT_THAT(planOf(heavy(), exampleBoard(), options).proposals, IsEmpty());
    EXPECT_EQ(planOf(heavy(), exampleBoard(), pinned({"const:w=FLASH"})).proposals.size(), 1u);
}

}  // namespace
}  // namespace pinfold
