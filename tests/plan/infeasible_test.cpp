#include "plan/infeasible/infeasible.h"

#include "assign/assign.h"
#include "base/json.h"
#include "mlf/archive.h"
#include "order/order.h"
#include "plan/problem.h"
#include "support/model_maker.h"
#include "support/must.h"
#include "support/shared_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace pinfold {
namespace {

using test::ModelMaker;
using test::used;
using test::workspace;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using Models = std::vector<Model>;

// Two memories for pools; the stack has one of its own that it fills.
Board boardWith(std::int64_t fast, std::int64_t slow, const std::string& id = "small") {
    Board board;
    board.id = id;
    board.sha256 = std::string(64, 'b');
    board.regions = {{"FLASH", RegionKind::flash, 0x08000000, 1 << 20, 2, 2, 1},
                     {"FAST", RegionKind::ram, 0x10000000, fast, 1, 1, 1},
                     {"SLOW", RegionKind::ram, 0x20000000, slow, 2, 2, 1},
                     {"STACK", RegionKind::ram, 0x30000000, 1024 + firmwareStaticBytes, 2, 2, 1}};
    board.codeRegion = "FLASH";
    board.stackRegion = "STACK";
    return board;
}

PlanOptions smallStack() {
    PlanOptions options;
    options.stackBytes = 1024;
    return options;
}

bool fits(const Models& models, const Board& board, const PlanOptions& options) {
    return makePlan(models, board, options).ok();
}

Infeasibility explain(const Models& models, const Board& board, const PlanOptions& options,
                      std::span<const Board> others = {}) {
    const auto plan = makePlan(models, board, options);
    EXPECT_FALSE(plan.ok());
    if (!plan.ok()) {
        EXPECT_EQ(plan.error().kind, ErrorKind::doesNotFit) << plan.error().message;
    }
    auto outcome = explainInfeasibility(models, board, options, others);
    EXPECT_TRUE(outcome.ok()) << (outcome.ok() ? "" : outcome.error().message);
    if (!outcome.ok() || isCancelled(*outcome)) return {};
    return std::get<Infeasibility>(*std::move(outcome));
}

// Items and memories with the pins of the infeasibility only, in the order that the planner chooses.
PlanProblem problemOf(const Models& models, const Board& board, PlanOptions options,
                      const std::vector<std::string>& pins) {
    options.pins = pins;
    std::vector<std::vector<int>> orders(models.size());
    for (std::size_t m = 0; options.order == OrderChoice::best && m < models.size(); ++m) {
        OrderRequest request{options.lifetimes, options.alignment, options.keepInputs};
        orders[m] = std::get<ExecutionOrder>(bestOrder(models[m], request)).operators;
    }
    const auto memory = findAvailableMemory(models, board, options);
    EXPECT_TRUE(memory.ok());
    auto problem = makeProblem(models, board, options, *memory, orders);
    EXPECT_TRUE(problem.ok());
    return std::get<PlanProblem>(*std::move(problem));
}

std::string nameOfItem(const PlanProblem& problem, std::size_t item) {
    const auto& buffers = problem.times.all.buffers;
    if (item < buffers.size()) return buffers[item].model + ":" + buffers[item].name;
    const auto& constant = problem.constants[static_cast<std::size_t>(problem.copied[item - buffers.size()])];
    return constant.model + ":const:" + constant.name;
}

AssignAnswer answer(const PlanProblem& problem, const std::vector<AssignItem>& items) {
    const AssignBudget budget{100'000, {300'000, std::nullopt}};
    return items.empty() ? AssignAnswer::found : assign(items, problem.ranges, Objective::size, budget).answer;
}

// Together they have no place; without any one of them the others have.
void expectMinimal(const Infeasibility& infeasibility, const PlanProblem& problem) {
    std::set<std::string> names;
    for (const InfeasibleBuffer& buffer : infeasibility.buffers) names.insert(buffer.model + ":" + buffer.name);
    std::vector<AssignItem> items;
    for (std::size_t i = 0; i < problem.items.size(); ++i) {
        if (names.contains(nameOfItem(problem, i))) items.push_back(problem.items[i]);
    }
    ASSERT_EQ(items.size(), infeasibility.buffers.size());
    EXPECT_EQ(answer(problem, items), AssignAnswer::impossible);
    EXPECT_TRUE(infeasibility.proven);
    for (std::size_t i = 0; i < items.size(); ++i) {
        std::vector<AssignItem> others = items;
        others.erase(others.begin() + static_cast<std::ptrdiff_t>(i));
        EXPECT_EQ(answer(problem, others), AssignAnswer::found) << "without " << infeasibility.buffers[i].name;
    }
}

// Plans again with the one change that the remedy asks for.
bool helps(const Remedy& remedy, const Models& models, const Board& board, PlanOptions options,
           std::span<const Board> others) {
    Board where = board;
    const std::string& value = remedy.value;
    const auto drop = [&](std::vector<std::string>& list, const std::string& prefix) {
        if (value.starts_with(prefix)) std::erase(list, value.substr(prefix.size()));
    };
    switch (remedy.kind) {
        case RemedyKind::dropPin: std::erase(options.pins, value); break;
        case RemedyKind::moveToRegion: {
            const std::size_t first = remedy.text.find('\'') + 1;
            const std::string moved = remedy.text.substr(first, remedy.text.find('\'', first) - first);
            const std::size_t second = remedy.text.find("instead of '") + 12;
            std::replace(options.pins.begin(), options.pins.end(),
                         remedy.text.substr(second, remedy.text.find('\'', second) - second), moved);
            EXPECT_TRUE(moved.ends_with("=" + value));
            break;
        }
        case RemedyKind::changeOption:
            if (value == "--order best") options.order = OrderChoice::best;
            if (value == "--lifetimes statement") options.lifetimes = Lifetimes::statement;
            if (value == "without --keep-inputs") options.keepInputs = false;
            if (value == "without --concurrent") options.concurrent = false;
            if (value.starts_with("--stack ")) options.stackBytes = std::stoll(value.substr(8));
            if (value.starts_with("--align ")) options.alignment = std::stoll(value.substr(8));
            if (value.starts_with("--reserve ")) options.reserve = {value.substr(10)};
            drop(options.keep, "without --keep ");
            drop(options.reserve, "without --reserve ");
            break;
        case RemedyKind::otherBoard:
            where = *std::find_if(others.begin(), others.end(), [&](const Board& b) { return b.id == value; });
            break;
    }
    return fits(models, where, options);
}

void expectHelpful(const Infeasibility& infeasibility, const Models& models, const Board& board,
                   const PlanOptions& options, std::span<const Board> others = {}) {
    EXPECT_FALSE(fits(models, board, options));
    for (const Remedy& remedy : infeasibility.remedies) {
        EXPECT_TRUE(helps(remedy, models, board, options, others)) << remedy.text;
    }
}

std::vector<std::string> valuesOf(const Infeasibility& infeasibility, RemedyKind kind) {
    std::vector<std::string> values;
    for (const Remedy& remedy : infeasibility.remedies) {
        if (remedy.kind == kind) values.push_back(remedy.value);
    }
    return values;
}

std::vector<std::string> namesOf(const Infeasibility& infeasibility) {
    std::vector<std::string> names;
    for (const InfeasibleBuffer& buffer : infeasibility.buffers) names.push_back(buffer.name);
    return names;
}

// x → wide (large workspace) → y
Model chainWithWorkspaces(std::int64_t workspaceBytes) {
    ModelMaker maker;
    const int x = maker.input("x", 400);
    const int wide = maker.op("wide", {x}, 600);
    maker.read(3, {used(0, 1), used(1, 2)}, {workspace("Padded", workspaceBytes, 0, 2)});
    maker.output(maker.op("y", {wide}, 100));
    maker.read(1, {used(0, 0), used(0, 0)});
    return maker.model;
}

TEST(Infeasibility, BufferLargerThanAnyMemoryStandsAlone) {
    const Models models{chainWithWorkspaces(5000)};
    const Board board = boardWith(1024, 2048);
    const Infeasibility infeasibility = explain(models, board, smallStack());
    EXPECT_THAT(namesOf(infeasibility), ElementsAre("op0/Padded"));
    EXPECT_THAT(infeasibility.pins, IsEmpty());
    EXPECT_THAT(infeasibility.regions, ElementsAre("FAST", "SLOW"));
    EXPECT_EQ(infeasibility.op, "wide");
    EXPECT_EQ(infeasibility.model, "example");
    EXPECT_EQ(infeasibility.missingBytes, 5008 - 2048) << "x and wide go to the other one";
    expectMinimal(infeasibility, problemOf(models, board, smallStack(), {}));
}

TEST(Infeasibility, PinIsNamedWhereWithoutItEverythingFits) {
    const Models models{chainWithWorkspaces(1600)};
    const Board board = boardWith(1024, 8192);
    PlanOptions options = smallStack();
    options.pins = {"y=SLOW", "op0/*=FAST", "x!=FAST"};
    const Infeasibility infeasibility = explain(models, board, options);
    EXPECT_THAT(namesOf(infeasibility), ElementsAre("op0/Padded"));
    EXPECT_THAT(infeasibility.pins, ElementsAre("op0/*=FAST"));
    EXPECT_THAT(infeasibility.regions, ElementsAre("FAST"));
    EXPECT_EQ(infeasibility.missingBytes, 1600 - 1024);
    EXPECT_THAT(valuesOf(infeasibility, RemedyKind::dropPin), ElementsAre("op0/*=FAST"));
    EXPECT_THAT(valuesOf(infeasibility, RemedyKind::moveToRegion), ElementsAre("SLOW"));
    expectMinimal(infeasibility, problemOf(models, board, options, infeasibility.pins));
    expectHelpful(infeasibility, models, board, options);
}

TEST(Infeasibility, PinsThatAreTooManyOnlyTogetherAreAllNamed) {
    const Models models{chainWithWorkspaces(1600)};
    const Board board = boardWith(2048, 8192);
    PlanOptions options = smallStack();
    options.pins = {"op0/Padded=FAST", "y=SLOW", "wide=FAST"};
    const Infeasibility infeasibility = explain(models, board, options);
    EXPECT_THAT(infeasibility.pins, ElementsAre("op0/Padded=FAST", "wide=FAST"));
    EXPECT_THAT(namesOf(infeasibility), ElementsAre("wide", "op0/Padded"));
    EXPECT_EQ(infeasibility.missingBytes, 1600 + 608 - 2048);
    EXPECT_EQ(infeasibility.tick, 1) << "wide is born there";
    expectMinimal(infeasibility, problemOf(models, board, options, infeasibility.pins));
    expectHelpful(infeasibility, models, board, options);
    EXPECT_EQ(valuesOf(infeasibility, RemedyKind::dropPin).size(), 2u) << "either one is enough";
}

// Three buffers of 600 bytes live at one time; two memories of 1,000 bytes have room for 2,000, but only for one each.
TEST(Infeasibility, BuffersThatDoNotDivideUpAreFoundThoughTheSumFits) {
    ModelMaker maker;
    const int x = maker.input("x", 600);
    const int y = maker.op("y", {x}, 600);
    maker.read(1, {used(0, 0), used(0, 0)});
    maker.output(maker.op("z", {x, y}, 600));
    maker.read(1, {used(0, 0), used(0, 0), used(0, 0)});
    const Models models{maker.model};
    const Board board = boardWith(1008, 1008);
    const Infeasibility infeasibility = explain(models, board, smallStack());
    EXPECT_THAT(namesOf(infeasibility), ElementsAre("x", "y", "z"));
    EXPECT_EQ(infeasibility.tick, 1);
    EXPECT_EQ(infeasibility.missingBytes, 2 * 608 - 1008);
    expectMinimal(infeasibility, problemOf(models, board, smallStack(), {}));
}

// Kernels read beyond the buffer, and there is no memory there.
TEST(Infeasibility, GuardsCountToo) {
    ModelMaker maker;
    const int x = maker.input("x", 1000);
    BufferUse beyond = used(0, 0);
    beyond.lowestByte = -40;
    beyond.endByte = 1000;
    const int y = maker.op("y", {x}, 16);
    maker.read(2, {beyond, used(1, 1)});
    maker.output(y);
    const Models models{maker.model};
    const Infeasibility infeasibility = explain(models, boardWith(1024, 64), smallStack());
    EXPECT_THAT(namesOf(infeasibility), ElementsAre("x"));
    EXPECT_EQ(infeasibility.missingBytes, 48 + 1008 - 1024);
}

TEST(Infeasibility, ModelsAtTheSameTimeAreTooManyTogether) {
    Models models{chainWithWorkspaces(1600), chainWithWorkspaces(1600)};
    models[1].name = models[1].symbol = "second";
    models[1].archiveSha256 = std::string(64, 'c');
    const Board board = boardWith(1024, 2048);
    PlanOptions options = smallStack();
    options.concurrent = true;
    const Infeasibility infeasibility = explain(models, board, options);
    EXPECT_THAT(namesOf(infeasibility), ElementsAre("op0/Padded", "op0/Padded"));
    EXPECT_NE(infeasibility.buffers[0].model, infeasibility.buffers[1].model);
    EXPECT_THAT(valuesOf(infeasibility, RemedyKind::changeOption), ElementsAre("without --concurrent"));
    expectMinimal(infeasibility, problemOf(models, board, options, {}));
    expectHelpful(infeasibility, models, board, options);
}

TEST(Infeasibility, ConstantsInRamAreNamed) {
    ModelMaker maker;
    const int x = maker.input("x", 100);
    maker.output(maker.op("y", {x, maker.constant("w", 2000)}, 100));
    maker.read(1, {used(0, 0), used(0, 0), used(0, 0)});
    const Models models{maker.model};
    const Board board = boardWith(1024, 4096);
    PlanOptions options = smallStack();
    options.pins = {"const:w=FAST"};
    const Infeasibility infeasibility = explain(models, board, options);
    EXPECT_THAT(namesOf(infeasibility), ElementsAre("const:w"));
    EXPECT_THAT(infeasibility.pins, ElementsAre("const:w=FAST"));
    expectHelpful(infeasibility, models, board, options);
    EXPECT_THAT(valuesOf(infeasibility, RemedyKind::moveToRegion), ElementsAre("SLOW"));
}

TEST(Infeasibility, OptionsThatWouldHelpAreProposed) {
    // Branches whose large tensors the archive's order makes side by side.
    ModelMaker maker;
    const int x = maker.input("x", 160);
    std::vector<int> small;
    for (const char* name : {"a", "b"}) {
        small.push_back(maker.op(name, {x}, 1600));
        maker.read(1, {used(0, 0), used(0, 0)});
    }
    for (int& tensor : small) {
        tensor = maker.op("small" + std::to_string(tensor), {tensor}, 16);
        maker.read(1, {used(0, 0), used(0, 0)});
    }
    maker.output(maker.op("sum", small, 16));
    maker.read(1, {used(0, 0), used(0, 0), used(0, 0)});
    const Models models{maker.model};
    PlanOptions options = smallStack();
    options.order = OrderChoice::archive;
    options.keepInputs = true;
    options.reserve = {"SLOW=1600"};
    const Board board = boardWith(16, 1600 + 1808);
    const Infeasibility infeasibility = explain(models, board, options);
    EXPECT_THAT(valuesOf(infeasibility, RemedyKind::changeOption),
                ElementsAre("--order best", ::testing::StartsWith("--reserve SLOW=")));
    expectHelpful(infeasibility, models, board, options);
}

TEST(Infeasibility, SmallestBoardsThatWouldDoAreProposed) {
    const Models models{chainWithWorkspaces(5000)};
    const std::vector<Board> others{boardWith(1000, 1 << 20, "huge"), boardWith(1000, 2048, "small"),
                                    boardWith(1000, 4096, "tight"),   boardWith(1000, 8192, "medium"),
                                    boardWith(8192, 8192, "large"),   boardWith(1 << 20, 1 << 20, "giant")};
    const Board board = boardWith(1000, 2048);
    const Infeasibility infeasibility = explain(models, board, smallStack(), others);
    EXPECT_THAT(valuesOf(infeasibility, RemedyKind::otherBoard), ElementsAre("medium", "large", "huge"));
    expectHelpful(infeasibility, models, board, smallStack(), others);
}

TEST(Infeasibility, EmulatedBoardIsProposedForAnEmulatedOneOnly) {
    const Models models{chainWithWorkspaces(5000)};
    std::vector<Board> others{boardWith(1 << 20, 1 << 20, "real"), boardWith(8192, 8192, "emulated")};
    others[1].emulator = Emulator{"machine", 1'000'000'000};
    Board board = boardWith(1000, 2048);
    EXPECT_THAT(valuesOf(explain(models, board, smallStack(), others), RemedyKind::otherBoard), ElementsAre("real"));
    others[1].programmers = {{"openocd", {}}};  // it can be had, and emulated as well
    EXPECT_THAT(valuesOf(explain(models, board, smallStack(), others), RemedyKind::otherBoard),
                ElementsAre("emulated", "real"));
    others[1].programmers.clear();
    board.emulator = others[1].emulator;
    EXPECT_THAT(valuesOf(explain(models, board, smallStack(), others), RemedyKind::otherBoard),
                ElementsAre("emulated", "real"));
}

TEST(Infeasibility, BoardWithoutAPinnedRegionIsNotProposed) {
    const Models models{chainWithWorkspaces(5000)};
    PlanOptions options = smallStack();
    options.pins = {"x=FAST"};
    Board other = boardWith(1 << 20, 1 << 20, "other");
    other.regions[1].name = "QUICK";
    const Infeasibility infeasibility = explain(models, boardWith(1000, 2048), options, std::vector<Board>{other});
    EXPECT_THAT(infeasibility.remedies, IsEmpty());
    EXPECT_THAT(infeasibilityText(infeasibility, boardWith(1000, 2048)), HasSubstr("No single change"));
}

// What a region would have to have is looked for byte by byte.
TEST(Infeasibility, RandomOnesAgreeWithTryingEverything) {
    int explained = 0;
    for (unsigned seed = 0; seed < 150; ++seed) {
        const Models models{test::randomModel(seed, 2 + static_cast<int>(seed % 3))};
        const Board board = boardWith(512 + 32 * (seed % 40), 256 + 64 * (seed % 60));
        PlanOptions options = smallStack();
        options.order = seed % 2 == 0 ? OrderChoice::archive : OrderChoice::best;
        if (seed % 4 == 1) options.pins = {"kind:activation=FAST"};
        if (seed % 4 == 3) options.pins = {"kind:workspace=FAST", "kind:input!=FAST"};
        const auto plan = makePlan(models, board, options);
        if (plan.ok() || plan.error().kind != ErrorKind::doesNotFit) continue;
        SCOPED_TRACE(seed);
        const Infeasibility infeasibility = explain(models, board, options);
        const PlanProblem problem = problemOf(models, board, options, infeasibility.pins);
        expectMinimal(infeasibility, problem);
        expectHelpful(infeasibility, models, board, options);
        ++explained;

        const auto competes = [&](const AssignItem& item) {
            return std::all_of(item.options.begin(), item.options.end(), [&](const AssignOption& option) {
                const std::string& region = board.regions[static_cast<std::size_t>(option.range) + 1].name;
                return std::find(infeasibility.regions.begin(), infeasibility.regions.end(), region) !=
                       infeasibility.regions.end();
            });
        };
        std::vector<AssignItem> confined;
        std::copy_if(problem.items.begin(), problem.items.end(), std::back_inserter(confined), competes);
        PlanProblem larger = problem;
        std::int64_t missing = 0;
        for (bool enough = false; !enough; ++missing) {
            for (std::size_t s = 0; s < problem.ranges.size() && !enough; ++s) {
                const std::string& region = board.regions[s + 1].name;
                if (std::find(infeasibility.regions.begin(), infeasibility.regions.end(), region) ==
                    infeasibility.regions.end())
                    continue;
                larger.ranges = problem.ranges;
                larger.ranges[s].capacity += missing;
                if (larger.ranges[s].capacity % 16 != 0) continue;
                enough = answer(larger, confined) == AssignAnswer::found;
            }
        }
        EXPECT_EQ(infeasibility.missingBytes, missing - 1);
    }
    EXPECT_GT(explained, 60);
}

TEST(Infeasibility, TextIsForPeople) {
    Infeasibility infeasibility;
    infeasibility.buffers = {{"kws", "op3/Padded", 12'000, {"DTCM"}}, {"kws", "input", 140'000, {"DTCM"}}};
    infeasibility.pins = {"*=DTCM"};
    infeasibility.tick = 4;
    infeasibility.model = "kws";
    infeasibility.op = "conv";
    infeasibility.regions = {"DTCM"};
    infeasibility.freeBytes = {131'072};
    infeasibility.missingBytes = 20'928;
    infeasibility.proven = true;
    infeasibility.remedies = {{RemedyKind::dropPin, "*=DTCM", "Drop the pin '*=DTCM'."}};
    EXPECT_EQ(infeasibilityText(infeasibility, boardWith(1, 1, "some-board")),
              "kws: 2 buffers do not fit together into DTCM (131,072 bytes free for buffers) of some-board:\n"
              "  140,000 bytes  input\n"
              "   12,000 bytes  op3/Padded\n"
              "They are in use in tick 4, while operator conv runs.\n"
              "Pinned there by '*=DTCM'.\n"
              "20,928 bytes are missing: DTCM would have to be that much larger for all that may be nowhere else.\n");
    const auto json = parseJson(infeasibilityJson(infeasibility), "misfit");
    ASSERT_TRUE(json.ok());
    EXPECT_EQ((*json)["buffers"][0]["name"], "op3/Padded");
    EXPECT_EQ((*json)["buffers"][1]["bytes"], 140'000);
    EXPECT_EQ((*json)["buffers"][1]["regions"][0], "DTCM");
    EXPECT_EQ((*json)["pins"][0], "*=DTCM");
    EXPECT_EQ((*json)["tick"], 4);
    EXPECT_EQ((*json)["operator"], "conv");
    EXPECT_EQ((*json)["regions"][0]["name"], "DTCM");
    EXPECT_EQ((*json)["regions"][0]["free_bytes"], 131'072);
    EXPECT_EQ((*json)["missing_bytes"], 20'928);
    EXPECT_EQ((*json)["remedies"][0]["kind"], "drop_pin");
    EXPECT_EQ((*json)["remedies"][0]["value"], "*=DTCM");

    // Read again, nothing is lost.
    infeasibility.remedies.push_back({RemedyKind::moveToRegion, "SRAM", "Pin it to SRAM.", "*=DTCM"});
    const auto again = readInfeasibility(infeasibilityJson(infeasibility));
    ASSERT_TRUE(again);
    EXPECT_EQ(infeasibilityJson(*again), infeasibilityJson(infeasibility));
    for (const char* other : {"", "{", "[]", R"({"edited":["main.c"]})", R"({"buffers":[{"model":1}]})"}) {
        EXPECT_FALSE(readInfeasibility(other)) << other;
    }
}

TEST(Infeasibility, IsTheSameEveryTime) {
    const Models models{test::randomModel(11, 9)};
    const Board board = boardWith(512, 512);
    EXPECT_EQ(infeasibilityJson(explain(models, board, smallStack())),
              infeasibilityJson(explain(models, board, smallStack())));
}

TEST(Infeasibility, StopsWhenCancelled) {
    const Models models{chainWithWorkspaces(5000)};
    CancelSource source;
    source.cancel();
    const auto outcome = explainInfeasibility(models, boardWith(1000, 2048), smallStack(), {}, source.token());
    ASSERT_TRUE(outcome.ok());
    EXPECT_TRUE(isCancelled(*outcome));
}

TEST(Infeasibility, WhatIsNoQuestionOfBuffersIsTheUsualError) {
    PlanOptions options = smallStack();
    options.stackBytes = 1 << 20;
    const auto outcome = explainInfeasibility(Models{chainWithWorkspaces(10)}, boardWith(1000, 2048), options, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_THAT(outcome.error().message, HasSubstr("stack"));
}

Models modelOf(const std::string& name) {
    const auto archive = test::uncancelled(readArchive(test::modelFile(name + ".graph.tar")));
    EXPECT_TRUE(archive.ok());
    auto model = test::uncancelled(importModel(*archive, archive->modules.at(0)));
    EXPECT_TRUE(model.ok());
    return {*std::move(model)};
}

Board builtIn(const std::string& id) {
    auto board = findBoard(id);
    EXPECT_TRUE(board.ok());
    return *std::move(board);
}

TEST(Infeasibility, UnetNeedsAnotherBoardThanNetduino) {
    const Models models = modelOf("unet");
    const Board board = builtIn("qemu-netduinoplus2");
    const auto boards = listBoards().boards;
    const Infeasibility infeasibility = explain(models, board, {}, boards);
    EXPECT_THAT(infeasibility.buffers, Not(IsEmpty()));
    EXPECT_THAT(infeasibility.regions, ElementsAre("SRAM"));
    EXPECT_EQ(infeasibility.missingBytes, 345'888 - infeasibility.freeBytes.at(0));
    EXPECT_THAT(valuesOf(infeasibility, RemedyKind::otherBoard), Contains("qemu-mps2-an500"));
    expectMinimal(infeasibility, problemOf(models, board, {}, {}));
    expectHelpful(infeasibility, models, board, {}, boards);
}

TEST(Infeasibility, VwwPinnedToDtcmIsTooLargeForIt) {
    PINFOLD_NEEDS_MODEL("vww_int8.graph.tar");
    const Models models = modelOf("vww_int8");
    const Board board = builtIn("qemu-mps2-an500");
    PlanOptions options;
    options.pins = {"*=DTCM"};
    const Infeasibility infeasibility = explain(models, board, options);
    EXPECT_THAT(infeasibility.pins, ElementsAre("*=DTCM"));
    EXPECT_EQ(infeasibility.missingBytes, 150'560 - 131'072);
    EXPECT_THAT(valuesOf(infeasibility, RemedyKind::dropPin), ElementsAre("*=DTCM"));
    EXPECT_THAT(valuesOf(infeasibility, RemedyKind::moveToRegion), ElementsAre("SRAM"));
    expectMinimal(infeasibility, problemOf(models, board, options, infeasibility.pins));
    expectHelpful(infeasibility, models, board, options);
}

}  // namespace
}  // namespace pinfold
