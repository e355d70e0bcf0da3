// Every way of breaking a plan that we could think of, one by one: the checker says which promise is broken.
#include "check/judged.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace pinfold {
namespace {

using test::exampleBoard;
using test::findingsOf;
using test::ModelMaker;
using test::named;
using test::planJson;
using test::used;
using ::testing::HasSubstr;
using Json = nlohmann::json;

// x ─ a ─ flat(alias) ─ b, and a ─ c; b and c go to d, the output. a's kernel has statements 0 to 2 and a workspace;
// the input is read a little below its start.
Model exampleModel() {
    ModelMaker maker;
    const int a = test::paddedOperator(maker);
    const int flat = maker.alias("flat", a);
    const int b = maker.op("b", {flat}, 60);
    const int c = maker.op("c", {a}, 40);
    maker.output(maker.op("d", {b, c}, 30));
    return maker.model;
}

class BrokenPlan : public ::testing::Test {
protected:
    BrokenPlan() {
        PlanOptions options;
        options.order = OrderChoice::archive;
        plan = planJson(models, board, options);
    }

    [[nodiscard]] std::string after(const std::function<void(Json&)>& edit) const {
        Json edited = plan;
        edit(edited);
        return findingsOf(edited, models, board);
    }
    Json& buffer(Json& json, const std::string& name) const { return named(json["buffers"], name); }

    const std::vector<Model> models = {exampleModel()};
    const Board board = exampleBoard();
    Json plan;
};

TEST_F(BrokenPlan, IsSoundBefore) {
    EXPECT_EQ(findingsOf(plan, models, board), "");
    const CheckReport report = test::judge(plan, models, board);
    EXPECT_EQ(report.buffers, 6);
    EXPECT_EQ(report.pairs, 7) << "x-pad, pad-a, a-b, a-c, b-c, b-d, c-d";
}

TEST_F(BrokenPlan, AnotherArchiveOrBoard) {
    EXPECT_THAT(after([](Json& j) { j["board"] = "other"; }), HasSubstr("digest: The plan is for the board \"other\""));
    EXPECT_THAT(after([](Json& j) { j["board_sha256"] = "0"; }), HasSubstr("digest: "));
    EXPECT_THAT(after([](Json& j) { j["archives"][0]["sha256"] = "0"; }), HasSubstr("digest: The plan was not made"));
    EXPECT_THAT(after([](Json& j) {
                    j["archives"].push_back({{"name", "more"}, {"sha256", "1"}});
                }),
                HasSubstr("digest: The plan was made from \"more\""));
}

TEST_F(BrokenPlan, TwoBuffersInTheSameBytes) {
    const std::string findings = after([&](Json& j) { buffer(j, "b")["offset"] = buffer(j, "a")["offset"]; });
    EXPECT_THAT(findings, HasSubstr("overlap: "));
    EXPECT_THAT(findings, HasSubstr("buffer \"a\" of \"example\""));
    EXPECT_THAT(findings, HasSubstr("buffer \"b\" of \"example\""));
    EXPECT_THAT(findings, HasSubstr("share 60 bytes"));
    EXPECT_THAT(findings, HasSubstr("in tick 3"));
}

TEST_F(BrokenPlan, OneByteTooNear) {
    // In every pair that lives together, each moves over the other's end by one alignment.
    int tried = 0;
    for (const Json& one : plan["buffers"]) {
        for (const Json& other : plan["buffers"]) {
            if (one["name"] == other["name"] || one["first_tick"] >= other["end_tick"] ||
                other["first_tick"] >= one["end_tick"]) {
                continue;
            }
            const int end = (other["offset"].get<int>() + other["bytes"].get<int>() + 15) / 16 * 16;
            EXPECT_THAT(after([&](Json& j) { buffer(j, one["name"])["offset"] = end - 16; }), HasSubstr("overlap: "));
            ++tried;
        }
    }
    EXPECT_EQ(tried, 14);
}

TEST_F(BrokenPlan, ALifeThatIsTooShort) {
    for (const char* name : {"a", "b", "c", "d", "op0/pad"}) {
        if (plan["ticks"].get<int>() == 6 && std::string(name) == "d") continue;  // a single tick
        EXPECT_THAT(after([&](Json& j) {
                        auto& entry = buffer(j, name);
                        entry["end_tick"] = entry["end_tick"].get<int>() - 1;
                    }),
                    HasSubstr("lifetime: "))
            << name;
        EXPECT_THAT(after([&](Json& j) {
                        auto& entry = buffer(j, name);
                        entry["first_tick"] = entry["first_tick"].get<int>() + 1;
                    }),
                    HasSubstr("lifetime: "))
            << name;
    }
    EXPECT_THAT(after([&](Json& j) { buffer(j, "d")["end_tick"] = 7; }), HasSubstr("lifetime: "));
}

TEST_F(BrokenPlan, ALifeThatIsLongerIsFineWhereNobodyIsInTheWay) {
    EXPECT_EQ(after([&](Json& j) {
                  // All one after the other; then lives may be as long as they like.
                  int offset = 32;
                  for (auto& entry : j["buffers"]) {
                      entry["offset"] = offset;
                      entry["first_tick"] = 0;
                      entry["end_tick"] = j["ticks"];
                      offset += (entry["bytes"].get<int>() + 15) / 16 * 16;
                  }
                  j["pools"][0]["bytes"] = offset;
                  j["pools"][0]["lower_bound"] = offset;
                  j.erase("cost");
              }),
              "");
}

TEST_F(BrokenPlan, SomethingIsMissingOrTooMuch) {
    EXPECT_THAT(after([](Json& j) { j["buffers"].erase(1); }), HasSubstr("buffer: The plan has no place for"));
    EXPECT_THAT(after([](Json& j) { j["buffers"].push_back(j["buffers"][1]); }), HasSubstr("buffer: "));
    EXPECT_THAT(after([](Json& j) { j["buffers"][0]["name"] = "z"; }), HasSubstr("buffer: "));
    EXPECT_THAT(after([](Json& j) { j["constants"].erase(0); }), HasSubstr("constant: "));
    EXPECT_THAT(after([](Json& j) { j["aliases"].erase(0); }), HasSubstr("alias: "));
    EXPECT_THAT(after([](Json& j) { j["aliases"][0]["of"] = "b"; }), HasSubstr("alias: "));
    EXPECT_THAT(after([](Json& j) { j["operators"].erase(1); }), HasSubstr("operator: "));
    EXPECT_THAT(after([](Json& j) { j["operators"].push_back(j["operators"][1]); }), HasSubstr("runs twice"));
    EXPECT_THAT(after([](Json& j) { j["pools"].clear(); }), HasSubstr("pool: "));
}

TEST_F(BrokenPlan, AnotherKindSizeOrOwner) {
    EXPECT_THAT(after([&](Json& j) { buffer(j, "a")["kind"] = "output"; }), HasSubstr("buffer: "));
    EXPECT_THAT(after([&](Json& j) { buffer(j, "a")["operator"] = 1; }), HasSubstr("buffer: "));
    EXPECT_THAT(after([&](Json& j) { buffer(j, "x")["operator"] = 0; }), HasSubstr("buffer: "));
    EXPECT_THAT(after([&](Json& j) { buffer(j, "a")["bytes"] = 199; }), HasSubstr("buffer: "));
    EXPECT_THAT(after([&](Json& j) { buffer(j, "a")["reads"] = 5; }), HasSubstr("accesses: "));
    EXPECT_THAT(after([](Json& j) { j["constants"][0]["bytes"] = 49; }), HasSubstr("constant: "));
    EXPECT_THAT(after([](Json& j) { j["constants"][0]["region"] = "SLOW"; }), HasSubstr("constant: "));
}

TEST_F(BrokenPlan, OperatorsBeforeTheirInputs) {
    const auto swapped = [](Json& j, std::size_t a, std::size_t b) {
        std::swap(j["operators"][a], j["operators"][b]);
        int tick = 0;
        for (auto& op : j["operators"]) {
            const int ticks = op["end_tick"].get<int>() - op["first_tick"].get<int>();
            op["first_tick"] = tick;
            op["end_tick"] = tick += ticks;
        }
    };
    EXPECT_THAT(after([&](Json& j) { swapped(j, 1, 3); }),
                HasSubstr("order: Operator \"d\" of \"example\" runs before"));
    EXPECT_THAT(after([&](Json& j) { swapped(j, 0, 1); }), HasSubstr("order: "));
    EXPECT_THAT(after([&](Json& j) { swapped(j, 1, 2); }), HasSubstr("that is not the archive's order"));
    // c and b may change places; b's life then begins a tick later, and c's earlier.
    EXPECT_EQ(after([&](Json& j) {
                  swapped(j, 1, 2);
                  j["order"] = "best";
                  auto& b = buffer(j, "b");
                  auto& c = buffer(j, "c");
                  std::swap(b["first_tick"], c["first_tick"]);
                  std::swap(b["offset"], c["offset"]);
                  int offset = 32;
                  for (auto& entry : j["buffers"]) {
                      entry["offset"] = offset;
                      offset += (entry["bytes"].get<int>() + 15) / 16 * 16;
                  }
                  j["pools"][0]["bytes"] = offset;
                  j["status"] = "feasible";
              }),
              "");
}

TEST_F(BrokenPlan, TicksThatDoNotFollow) {
    EXPECT_THAT(after([](Json& j) { j["ticks"] = 7; }), HasSubstr("ticks: "));
    EXPECT_THAT(after([](Json& j) { j["operators"][1]["end_tick"] = 5; }), HasSubstr("ticks: "));
    EXPECT_THAT(after([](Json& j) { j["operators"][1]["first_tick"] = 2; }), HasSubstr("ticks: "));
    EXPECT_THAT(after([](Json& j) { j["lifetimes"] = "operator"; }), HasSubstr("ticks: "));
}

TEST_F(BrokenPlan, LivesByAnotherRuleThanItSays) {
    EXPECT_THAT(after([](Json& j) { j["lifetimes"] = "none"; }), HasSubstr("lifetime: "));
    EXPECT_THAT(after([](Json& j) { j["keep_inputs"] = true; }), HasSubstr("lifetime: buffer \"x\""));
    EXPECT_THAT(after([](Json& j) { j["keep"] = {"a"}; }), HasSubstr("lifetime: buffer \"a\""));
    EXPECT_THAT(after([](Json& j) { j["keep"] = {"nobody"}; }), HasSubstr("lifetime: keep"));
}

TEST_F(BrokenPlan, OutsideOfItsPoolOrRegion) {
    EXPECT_THAT(after([&](Json& j) { buffer(j, "b")["offset"] = 4096; }), HasSubstr("outside: buffer \"b\""));
    EXPECT_THAT(after([&](Json& j) { buffer(j, "b")["pool"] = 1; }), HasSubstr("pool: "));
    EXPECT_THAT(after([](Json& j) { j["pools"][0]["region"] = "SLOW"; }), HasSubstr("outside: Pool 0"));
    EXPECT_THAT(after([](Json& j) { j["pools"][0]["region"] = "FLASH"; }), HasSubstr("region: "));
    EXPECT_THAT(after([](Json& j) { j["pools"][0]["region"] = "NONE"; }), HasSubstr("region: "));
    EXPECT_THAT(after([&](Json& j) { j["pools"][0]["address"] = 0x10000000 + 4096; }), HasSubstr("outside: "));
    EXPECT_THAT(after([&](Json& j) { j["pools"][0]["address"] = 0x10000000; }), HasSubstr("outside: "))
        << "its guard would be below the region";
}

TEST_F(BrokenPlan, InTheStacksPart) {
    const auto intoSlow = [](Json& j, std::int64_t fromEnd) {
        auto& pool = j["pools"][0];
        const std::int64_t size = pool["bytes"].get<std::int64_t>() + pool["guard"].get<std::int64_t>();
        pool["region"] = "SLOW";
        pool["address"] = 0x20000000 + 65536 - fromEnd - size + pool["guard_before"].get<std::int64_t>();
        pool["capacity"] = size;
        j["stack_bytes"] = 2304;
        j.erase("cost");
        j.erase("cost_lower_bound");
    };
    EXPECT_EQ(after([&](Json& j) { intoSlow(j, 2304 + 4096); }), "");
    EXPECT_THAT(after([&](Json& j) { intoSlow(j, 2304 + 4096 - 16); }), HasSubstr("the firmware's own data"));
}

TEST_F(BrokenPlan, InReservedBytes) {
    const auto reserve = [](Json& j, const char* region, std::int64_t address, std::int64_t bytes) {
        j["reserved"] = {{{"region", region}, {"address", address}, {"bytes", bytes}}};
    };
    const auto end = plan["pools"][0]["address"].get<std::int64_t>() + plan["pools"][0]["bytes"].get<std::int64_t>() +
                     plan["pools"][0]["guard"].get<std::int64_t>() -
                     plan["pools"][0]["guard_before"].get<std::int64_t>();
    EXPECT_EQ(after([&](Json& j) {
                  reserve(j, "FAST", end, 64);
                  j["pools"][0]["capacity"] = end - 0x10000000;
              }),
              "");
    EXPECT_THAT(after([&](Json& j) { reserve(j, "FAST", end, 64); }), HasSubstr("capacity: "));
    EXPECT_THAT(after([&](Json& j) { reserve(j, "FAST", end - 1, 64); }), HasSubstr("reserved: Pool 0"));
    EXPECT_THAT(after([&](Json& j) { reserve(j, "FAST", 0x10000000 + 4090, 64); }), HasSubstr("reserved: "));
    EXPECT_THAT(after([&](Json& j) { reserve(j, "NONE", 0, 64); }), HasSubstr("reserved: "));
    EXPECT_THAT(after([&](Json& j) {
                    reserve(j, "SLOW", 0x20000000, 64);
                    j["reserved"].push_back({{"region", "SLOW"}, {"address", 0x2000003f}, {"bytes", 64}});
                }),
                HasSubstr("reserved: The reserved ranges at 0x20000000 and 0x2000003f overlap"));
}

TEST_F(BrokenPlan, OffItsAlignment) {
    EXPECT_THAT(after([&](Json& j) {
                    auto& offset = buffer(j, "x")["offset"];
                    offset = offset.get<int>() + 8;
                }),
                HasSubstr("alignment: buffer \"x\""));
    EXPECT_THAT(after([](Json& j) { j["alignment"] = 256; }), HasSubstr("alignment: "));
    EXPECT_THAT(after([](Json& j) { j["alignment"] = 24; }), HasSubstr("format: "));
    EXPECT_THAT(after([](Json& j) {
                    auto& address = j["pools"][0]["address"];
                    address = address.get<std::int64_t>() + 8;
                }),
                HasSubstr("alignment: Pool 0"));
    Board lines = board;
    lines.regions[1].alignment = 512;
    EXPECT_THAT(findingsOf(plan, models, lines), HasSubstr("alignment: "));
}

TEST_F(BrokenPlan, GuardsThatAreTooSmall) {
    // x at the bottom is read 20 bytes below; a, above it at 112, by kernels that nobody has read, so maybe 200 below.
    const auto stacked = [&](Json& j, int before, int after) {
        int offset = 0;
        for (auto& entry : j["buffers"]) {
            entry["offset"] = offset;
            offset += (entry["bytes"].get<int>() + 15) / 16 * 16;
        }
        auto& pool = j["pools"][0];
        pool["bytes"] = offset;
        pool["guard"] = before + after;
        pool["guard_before"] = before;
        pool["address"] = 0x10000000 + before;
        j["status"] = "feasible";
    };
    EXPECT_EQ(after([&](Json& j) { stacked(j, 96, 32); }), "");
    EXPECT_THAT(after([&](Json& j) { stacked(j, 80, 32); }), HasSubstr("guard: Kernels read buffer \"a\""));
    EXPECT_THAT(after([&](Json& j) { stacked(j, 96, 16); }), HasSubstr("guard: Kernels read buffer \"d\""));
    // Only x is left to look at where all kernels have been read.
    std::vector<Model> read = models;
    for (Kernel& kernel : read[0].kernels) {
        if (kernel.read) continue;
        kernel.read = true;
        kernel.statements.resize(1);
        for (BufferUse& use : kernel.arguments) use = used(0, 0);
    }
    Json low = planJson(read, board);
    stacked(low, 32, 0);
    EXPECT_EQ(findingsOf(low, read, board), "");
    stacked(low, 16, 0);
    EXPECT_THAT(findingsOf(low, read, board), HasSubstr("guard: Kernels read buffer \"x\""));
}

TEST_F(BrokenPlan, WhatTheRegionMayNotHold) {
    Board picky = board;
    picky.regions[1].holds = {"input", "activation", "output"};
    EXPECT_THAT(findingsOf(plan, models, picky), HasSubstr("region: buffer \"op0/pad\""));
    picky.regions[1].holds.push_back("workspace");
    EXPECT_EQ(findingsOf(plan, models, picky), "");
}

TEST_F(BrokenPlan, FiguresThatAreNotTrue) {
    EXPECT_THAT(after([](Json& j) { j["pools"][0]["bytes"] = j["pools"][0]["bytes"].get<int>() + 16; }),
                HasSubstr("bytes: "));
    EXPECT_THAT(after([](Json& j) { j["pools"][0]["lower_bound"] = 16; }), HasSubstr("bound: "));
    EXPECT_THAT(after([](Json& j) { j["pools"][0]["lower_bound"] = 4096; }), HasSubstr("bound: "));
    EXPECT_THAT(after([](Json& j) { j["pools"][0]["capacity"] = 64; }), HasSubstr("capacity: "));
    EXPECT_THAT(after([](Json& j) { j["pools"][0]["capacity"] = 5000; }), HasSubstr("capacity: "));
    EXPECT_THAT(after([](Json& j) { j["cost"] = 1.5; }), HasSubstr("cost: "));
    EXPECT_THAT(
        after([](Json& j) {
            j["proposals"] = {{{"model", "example"}, {"constant", "w"}, {"region", "FAST"}, {"saved_cycles", 99}}};
        }),
        HasSubstr("proposal: Copying constant \"w\""));
    EXPECT_EQ(
        after([](Json& j) {
            j["proposals"] = {{{"model", "example"}, {"constant", "w"}, {"region", "FAST"}, {"saved_cycles", 0.25}}};
        }),
        "");
    // The same places and a larger pool: everything moves up, and then the plan is no longer optimal.
    const auto higher = [](Json& j) {
        for (auto& entry : j["buffers"]) entry["offset"] = entry["offset"].get<int>() + 16;
        j["pools"][0]["bytes"] = j["pools"][0]["bytes"].get<int>() + 16;
    };
    EXPECT_THAT(after(higher), HasSubstr("status: "));
    EXPECT_EQ(after([&](Json& j) {
                  higher(j);
                  j["status"] = "feasible";
              }),
              "");
}

TEST_F(BrokenPlan, WeightsThatFlashDoesNotHold) {
    Board small = board;
    small.regions[0].bytes = 8;
    EXPECT_THAT(findingsOf(plan, models, small), HasSubstr("flash: "));
}

TEST_F(BrokenPlan, EveryPinThatIsBroken) {
    const auto pinned = [&](const std::string& pin, const std::vector<std::string>& names) {
        return after([&](Json& j) {
            j["pins"] = {pin};
            for (const std::string& name : names)
                named(j[name == "w" ? "constants" : "buffers"], name)["pinned"] = true;
        });
    };
    const std::vector<std::string> all = {"x", "a", "b", "c", "d", "op0/pad"};
    const auto address = [&](const char* name) {
        Json copy = plan;
        return fmt::format("0x{:x}", plan["pools"][0]["address"].get<std::int64_t>() +
                                         named(copy["buffers"], name)["offset"].get<std::int64_t>());
    };
    // Kept.
    EXPECT_EQ(pinned("x=FAST", {"x"}), "");
    EXPECT_EQ(pinned("example:x=FAST", {"x"}), "");
    EXPECT_EQ(pinned("x!=SLOW", {"x"}), "");
    EXPECT_EQ(pinned("*=FAST", all), "");
    EXPECT_EQ(pinned("ex*:?=FAST", {"x", "a", "b", "c", "d"}), "");
    EXPECT_EQ(pinned("op*/*=FAST", {"op0/pad"}), "");
    EXPECT_EQ(pinned("kind:workspace=FAST", {"op0/pad"}), "");
    EXPECT_EQ(pinned("kind:*put=FAST", {"x", "d"}), "");
    EXPECT_EQ(pinned("kernel:kernel_a=FAST", {"op0/pad"}), "");
    EXPECT_EQ(pinned("kernel:*_a!=SLOW", {"op0/pad"}), "");
    EXPECT_EQ(pinned("const:w=FLASH", {"w"}), "");
    EXPECT_EQ(pinned("example:const:*=FLASH", {"w"}), "");
    EXPECT_EQ(pinned("const:w!=FAST", {"w"}), "");
    EXPECT_EQ(pinned("a=" + address("a"), {"a"}), "");
    // Broken.
    EXPECT_THAT(pinned("x=SLOW", {"x"}), HasSubstr("pin: Pin \"x=SLOW\": buffer \"x\" of \"example\" is in \"FAST\""));
    EXPECT_THAT(pinned("x!=FAST", {"x"}), HasSubstr("pin: "));
    EXPECT_THAT(pinned("kind:workspace=SLOW", {"op0/pad"}), HasSubstr("pin: "));
    EXPECT_THAT(pinned("kernel:kernel_a=SLOW", {"op0/pad"}), HasSubstr("pin: "));
    EXPECT_THAT(pinned("const:w=FAST", {"w"}), HasSubstr("pin: "));
    EXPECT_THAT(pinned("const:w!=FLASH", {"w"}), HasSubstr("pin: "));
    EXPECT_THAT(pinned("a=" + address("b"), {"a"}), HasSubstr("pin: "));
    EXPECT_THAT(pinned("const:w=0x10000000", {"w"}), HasSubstr("pin: "));
    // No pins, or not what the plan says of them.
    EXPECT_THAT(pinned("nobody=FAST", {}), HasSubstr("pin: "));
    EXPECT_THAT(pinned("x", {}), HasSubstr("is no pin"));
    EXPECT_THAT(pinned("x=", {"x"}), HasSubstr("pin: "));
    EXPECT_THAT(pinned("=FAST", {}), HasSubstr("is no pin"));
    EXPECT_THAT(pinned("x=0xfast", {"x"}), HasSubstr("is no pin"));
    EXPECT_THAT(pinned("x=NONE", {"x"}), HasSubstr("no region \"NONE\""));
    EXPECT_THAT(pinned("x=FAST", {}), HasSubstr("meant by a pin"));
    EXPECT_THAT(pinned("x=FAST", {"x", "a"}), HasSubstr("not meant by any pin"));
}

TEST(SafePlans, WrongFiguresDoNoHarmUnlessTheyHideWhatDoes) {
    CheckReport report;
    EXPECT_TRUE(isSafe(report));
    for (const char* figure : {"bytes", "bound", "status", "cost", "accesses", "proposal"}) {
        report.findings.push_back({figure, ""});
    }
    EXPECT_TRUE(isSafe(report));
    report.findings.push_back({"overlap", ""});
    EXPECT_FALSE(isSafe(report));
    report.findings.assign(maxFindings, {"accesses", ""});
    EXPECT_FALSE(isSafe(report)) << "there may be others that were left out";
}

}  // namespace
}  // namespace pinfold
