// From file names to models, plans and samples.
#include "deploy/inputs.h"

#include "deploy/workplace.h"
#include "support/archive_builder.h"
#include "support/cancelling.h"
#include "support/model_maker.h"
#include "support/must.h"
#include "support/shared_files.h"

#include <gmock/gmock.h>

namespace pinfold {
namespace {

using test::expectBadInput;
using test::must;
using test::SyntheticModel;
using test::TensorType;
using test::writeBytes;
using testing::HasSubstr;

namespace fs = std::filesystem;

const TensorType row{DType::float32, {1, 4}};

SyntheticModel scaling(const std::string& name, const std::string& factor, const std::string& input = "x") {
    SyntheticModel model(name);
    model.output(model.elementwise("scale", {model.input(input, row)}, "$0 * " + factor));
    return model;
}

class Inputs : public test::Workplace {
protected:
    // Two models, "one" and "two", in an archive.
    fs::path pair() {
        writeBytes(path("pair.tar"), test::packTar(test::filesOf({scaling("one", "2.0f"), scaling("two", "3.0f")})));
        return path("pair.tar");
    }
    static Result<std::vector<Model>> load(const std::vector<fs::path>& archives,
                                           const std::optional<std::string>& module = {}) {
        return test::uncancelled(loadModels(archives, module));
    }
};

TEST_F(Inputs, ModuleChoosesOneOfAnArchivesModels) {
    const auto all = must(load({pair()}));
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].name, "one");
    EXPECT_EQ(all[1].name, "two");
    const auto chosen = must(load({pair()}, "two"));
    ASSERT_EQ(chosen.size(), 1U);
    EXPECT_EQ(chosen[0].name, "two");
    expectBadInput(load({pair()}, "three"), "has no module \"three\"; it has one, two.");
}

TEST_F(Inputs, ModuleGoesWithOneArchiveOnly) {
    expectBadInput(load({pair(), path("other.tar")}, "one"),
                   "A module can be picked from one archive only, and 2 are named.");
}

TEST_F(Inputs, ModelsOfOneNameAreRefused) {
    const auto other = scaling("two", "5.0f").write(path(""));
    expectBadInput(load({pair(), other}), "\"two\" is there twice");
    expectBadInput(load({other, other}), "\"two\" is there twice");
    EXPECT_EQ(must(load({pair(), scaling("three", "1.0f").write(path(""))})).size(), 3U);
}

// Names that differ, but not as names in C.
TEST_F(Inputs, ModelsOfOneSymbolAreRefused) {
    const auto first = scaling("a_b", "5.0f").write(path(""));
    auto files = scaling("a_b", "2.0f").files();
    test::editJson(files, "metadata.json", [](nlohmann::json& json) {
        json["modules"]["a-b"] = json["modules"]["a_b"];
        json["modules"].erase("a_b");
    });
    const auto renamed = [&](const std::string& from, const std::string& to) {
        files[to] = files[from];
        files.erase(from);
    };
    renamed("codegen/host/src/a_b_lib1.c", "codegen/host/src/a-b_lib1.c");
    renamed("executor-config/graph/a_b.graph", "executor-config/graph/a-b.graph");
    renamed("parameters/a_b.params", "parameters/a-b.params");
    writeBytes(path("renamed.tar"), test::packTar(files));
    ASSERT_TRUE(load({path("renamed.tar")}).ok()) << load({path("renamed.tar")}).error().message;
    expectBadInput(load({first, path("renamed.tar")}), "is there twice");
}

TEST_F(Inputs, PlanOfAnotherArchiveOrBoardIsRefused) {
    const Board board = must(findBoard("qemu-mps2-an500"));
    const auto models = must(load({scaling("one", "2.0f").write(path(""))}));
    const Plan plan = must(makePlan(models, board, {}));
    writeBytes(path("plan.json"), writePlan(plan));
    const auto again = loadPlan(path("plan.json"), models, board);
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(writePlan(must(again)), writePlan(plan));

    const auto changed = must(load({scaling("one", "4.0f").write(path(""))}));
    expectBadInput(loadPlan(path("plan.json"), changed, board), "was not made from \"one\" with the SHA-256");
    const Board other = must(findBoard("qemu-netduinoplus2"));
    expectBadInput(loadPlan(path("plan.json"), models, other), "\"qemu-mps2-an500\", not for \"qemu-netduinoplus2\"");
    expectBadInput(loadPlan(path("none.json"), models, board), "none.json");
    writeBytes(path("broken.json"), "{");
    expectBadInput(loadPlan(path("broken.json"), models, board), "broken.json");
}

TEST_F(Inputs, ArraysAreNamedAfterPortsAsFileNamesAllow) {
    const auto models = must(load({scaling("one", "2.0f", "net/in:0").write(path(""))}));
    const ModelPorts ports = portsOf(models).at(0);
    ASSERT_EQ(ports.inputs.size(), 1U);
    EXPECT_EQ(ports.inputs[0].name, "net/in:0");
    EXPECT_EQ(ports.inputs[0].key, "in_net_in_0");
    ASSERT_EQ(ports.outputs.size(), 1U);
    EXPECT_EQ(ports.outputs[0].key, "out_0");
    EXPECT_EQ(ports.outputs[0].shape, row.shape);
}

TEST_F(Inputs, TextFileIsTheOnlyInput) {
    const auto models = must(load({scaling("one", "2.0f").write(path(""))}));
    writeBytes(path("x.csv"), "1,2,3,4\n5,6,7,8.5\n");
    const Samples samples = must(loadSamples(path("x.csv"), {}, portsOf(models))).at(0);
    EXPECT_EQ(samples.count, 2);
    const std::vector<float> expected = {1, 2, 3, 4, 5, 6, 7, 8.5F};
    EXPECT_EQ(samples.inputs.at(0), test::bytesOfValues(std::span<const float>(expected)));
    EXPECT_TRUE(samples.reference.empty());
}

TEST_F(Inputs, TextFileForSeveralInputsIsRefused) {
    SyntheticModel model("sum");
    const auto a = model.input("a", row);
    model.output(model.elementwise("add", {a, model.input("b", row)}, "$0 + $1"));
    const auto models = must(load({model.write(path(""))}));
    writeBytes(path("x.csv"), "1,2,3,4\n");
    expectBadInput(loadSamples(path("x.csv"), {}, portsOf(models)), "the model has 2 inputs");
}

TEST_F(Inputs, ReferenceFileComesBeforeTheInputsOwnOutputs) {
    const auto models = must(load({scaling("one", "2.0f").write(path(""))}));
    const auto floats = [](const std::vector<float>& values) {
        return test::bytesOfValues(std::span<const float>(values));
    };
    const Array in{"in_x", DType::float32, {1, 1, 4}, floats({1, 2, 3, 4})};
    const Array out{"out_0", DType::float32, {1, 1, 4}, floats({2, 4, 6, 8})};
    const Array other{"out_0", DType::float32, {1, 1, 4}, floats({0, 0, 0, 0})};
    ASSERT_TRUE(writeNpz(path("in.npz"), {in, out}).ok());
    ASSERT_TRUE(writeNpz(path("ref.npz"), {other}).ok());
    const std::vector<ModelPorts> ports = portsOf(models);
    EXPECT_EQ(must(loadSamples(path("in.npz"), {}, ports)).at(0).reference.at(0), out.bytes);
    EXPECT_EQ(must(loadSamples(path("in.npz"), path("ref.npz"), ports)).at(0).reference.at(0), other.bytes);
    expectBadInput(loadSamples(path("in.npz"), path("gone.npz"), ports), "gone.npz");
}

// What a job that fails where it is cancelled would tell as an error.
template <typename T>
bool endedCancelled(const Outcome<T>& outcome) {
    return outcome.ok() && isCancelled(*outcome);
}

TEST_F(Inputs, ReadingAPlanEndsWhereItIsCancelled) {
    const std::vector models{test::randomModel(1, 100)};
    const Board board = test::largeBoard();
    const Plan plan = must(makePlan(models, board, {}));
    writeBytes(path("plan.json"), writePlan(plan));
    const auto read = [&](const CancelToken& cancel) { return loadPlan(path("plan.json"), models, board, cancel); };
    const std::int64_t asked = test::timesAsked([&](const CancelToken& cancel) { (void)must(read(cancel)); });
    EXPECT_GE(asked, std::ssize(plan.buffers) + std::ssize(plan.operators));
    // Each of the plan's own values may ask once more, but none of a list's entries.
    constexpr std::int64_t after = 80;
    EXPECT_LT(after, asked / 10);
    test::cancelAtMoments(asked, after, [&](const CancelToken& cancel) { EXPECT_TRUE(endedCancelled(read(cancel))); });
}

TEST_F(Inputs, ReadingSamplesEndsWhereItIsCancelled) {
    const auto models = must(load({scaling("one", "2.0f").write(path(""))}));
    const std::vector<ModelPorts> ports = portsOf(models);
    constexpr std::int64_t lines = 2'000, samples = std::int64_t{1} << 18;
    std::string text;
    for (std::int64_t line = 0; line < lines; ++line) text += "1,2,3,4\n";
    writeBytes(path("x.csv"), text);
    const std::string bytes(static_cast<std::size_t>(samples) * 16, '\0');
    ASSERT_TRUE(writeNpz(path("x.npz"), {{"in_x", DType::float32, {samples, 1, 4}, bytes, false}}).ok());
    ASSERT_TRUE(writeNpz(path("y.npz"), {{"out_0", DType::float32, {samples, 1, 4}, bytes, false}}).ok());
    struct Case {
        fs::path inputs, reference;
        std::int64_t minAsked;
    };
    // Lines are read twice; each mebibyte of a file is read, and its arrays are copied.
    for (const Case& files : {Case{path("x.csv"), {}, 2 * lines}, Case{path("x.npz"), path("y.npz"), 2 * 2 * 4}}) {
        const auto read = [&](const CancelToken& cancel) {
            return loadSamples(files.inputs, files.reference, ports, cancel);
        };
        const std::int64_t asked = test::timesAsked([&](const CancelToken& cancel) { (void)must(read(cancel)); });
        EXPECT_GE(asked, files.minAsked);
        test::cancelAtMoments(asked, 8, [&](const CancelToken& cancel) { EXPECT_TRUE(endedCancelled(read(cancel))); });
    }
}

}  // namespace
}  // namespace pinfold
