// References from this computer and from emulated boards.
#include "deploy/reference.h"

#include "deploy/workplace.h"
#include "support/archive_builder.h"
#include "support/needs_sandbox.h"
#include "support/shared_files.h"
#include "validate/metrics.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace pinfold {
namespace {

using test::must;
using testing::HasSubstr;

namespace fs = std::filesystem;

const std::string large = "qemu-mps2-an500";
const std::string small = "qemu-netduinoplus2";
constexpr std::int64_t fewSamples = 6;

class References : public test::Workplace {
protected:
    std::vector<Model> load(const fs::path& archive) { return must(loadModels(std::span(&archive, 1), {})); }

    fs::path floats(const std::string& name, std::int64_t elements) {
        std::vector<float> values(static_cast<std::size_t>(2 * elements));
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = 1.0F / static_cast<float>(i + 3);
        EXPECT_TRUE(writeNpz(path("in.npz"), {{"in_" + name, DType::float32, {2, elements}, bytesOf(values)}}).ok());
        return path("in.npz");
    }

    // Of the bundled sample: inputs, and the outputs that come with them.
    fs::path firstSamples() {
        std::vector<Array> arrays;
        for (Array& array : must(readTensorFile(test::sample("digits_int8_io.npz")))) {
            if (array.name != "in_image" && array.name != "out_0") continue;
            array.bytes.resize(array.bytes.size() / static_cast<std::size_t>(array.shape[0]) * fewSamples);
            array.shape[0] = fewSamples;
            arrays.push_back(std::move(array));
        }
        EXPECT_TRUE(writeNpz(path("first.npz"), arrays).ok());
        return path("first.npz");
    }

    ReferenceRequest on(const std::string& board, const fs::path& inputs) {
        ReferenceRequest request;
        request.inputs = inputs;
        request.output = path("on_" + board + ".npz");
        request.everyOperator = true;
        request.on = board;
        return request;
    }

    static std::string bytesOf(const std::vector<float>& values) {
        return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)};
    }

    // The outputs in a file, and where it says that they were computed.
    static std::vector<Array> outputsIn(const fs::path& file, const std::string& madeOn) {
        std::vector<Array> arrays = must(readTensorFile(file));
        const auto said = std::ranges::find(arrays, madeOnKey, &Array::name);
        EXPECT_TRUE(said != arrays.end() && said->bytes == madeOn) << file;
        if (said != arrays.end()) arrays.erase(said);
        return arrays;
    }

    static void expectSame(const std::vector<Array>& a, const std::vector<Array>& b) {
        ASSERT_EQ(a.size(), b.size());
        for (std::size_t i = 0; i < a.size(); ++i) {
            EXPECT_EQ(a[i].name, b[i].name);
            EXPECT_EQ(a[i].shape, b[i].shape);
            EXPECT_TRUE(a[i].bytes == b[i].bytes) << a[i].name;
        }
    }
};

// Multiply and add, which a compiler may fuse on one machine and not on the other.
test::SyntheticModel wideModel(std::int64_t elements) {
    test::SyntheticModel model("wide");
    const auto x = model.input("x", {DType::float32, {elements}});
    const auto y = model.elementwise("first", {x}, "$0 * 1.1f + $0 * $0 + 0.3f");
    model.output(model.elementwise("second", {x, y}, "$0 * $1 + $1 * 0.7f"));
    return model;
}

TEST_F(References, OfAnEmulatedBoardAreThoseOfThisComputer) {
    const auto models = load(wideModel(50).write(path("")));
    const fs::path inputs = floats("x", 50);
    const auto here = must(makeReference(models, test::hostReference(inputs, path("here.npz"), true), {}, {}));
    EXPECT_EQ(here.madeOn, hostMachine);
    const auto there = must(makeReference(models, on(small, inputs), {}, {}));
    EXPECT_EQ(there.madeOn, small);
    EXPECT_EQ(there.samples, here.samples);
    EXPECT_EQ(there.arrays, here.arrays);
    EXPECT_EQ(there.arrays, 3);
    expectSame(outputsIn(path("here.npz"), hostMachine), outputsIn(on(small, inputs).output, small));
}

TEST_F(References, OfTheSampleAreThoseThatComeWithIt) {
    const auto models = load(test::sample("digits_int8.tar"));
    const fs::path inputs = firstSamples();
    ReferenceRequest request = on(large, inputs);
    request.everyOperator = false;
    EXPECT_EQ(must(makeReference(models, request, {}, {})).samples, fewSamples);
    const Array expected = must(readTensorFile(inputs)).back();
    const Array made = outputsIn(request.output, large).at(0);
    ASSERT_EQ(expected.name, "out_0");
    ASSERT_EQ(made.shape, expected.shape);
    EXPECT_TRUE(compare(made.dtype, expected.bytes, made.bytes).passed);

    // Against the very board that made it: it holds, and is no witness.
    const Project same = project(test::sample("digits_int8.tar"), "same");
    (void)must(buildProject(same, {}, {}));
    const auto report = must(validateProject(same, {inputs, request.output, {}, 1e-5}, {}, {})).reports.at(0);
    EXPECT_EQ(report.passed, true);
    EXPECT_TRUE(isOwnReference(report));
}

TEST_F(References, NameABoardWithRoomWhereOneIsTooSmall) {
    constexpr std::int64_t elements = 20000;  // 80 kB a buffer, three of them
    const auto models = load(wideModel(elements).write(path("")));
    const fs::path inputs = floats("x", elements);
    const auto made = makeReference(models, on(small, inputs), {}, {});
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.error().kind, ErrorKind::doesNotFit);
    EXPECT_THAT(made.error().message, HasSubstr("The emulated board qemu-mps2-an500 has room for them."));
    EXPECT_FALSE(fs::exists(on(small, inputs).output));
    // Though it would be the better witness for the other one.
    ReferenceRequest any = on(std::string(anyEmulator), inputs);
    any.witnessFor = large;
    EXPECT_EQ(must(makeReference(models, any, {}, {})).madeOn, large);
}

TEST_F(References, SayWhereNoEmulatedBoardHasRoom) {
    constexpr std::int64_t elements = 3'000'000;
    const auto models = load(wideModel(elements).write(path("")));
    const auto made = makeReference(models, on(std::string(anyEmulator), floats("x", elements)), {}, {});
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.error().kind, ErrorKind::doesNotFit);
    EXPECT_THAT(made.error().message, HasSubstr("No emulated board has room for them"));
}

TEST_F(References, OfRealBoardsAreNotMade) {
    const auto models = load(wideModel(4).write(path("")));
    test::expectBadInput(makeReference(models, on("stm32f4discovery", floats("x", 4)), {}, {}), "cannot be emulated");
    test::expectBadInput(makeReference(models, on("no-such-board", floats("x", 4)), {}, {}), "There is no board");
}

TEST_F(References, ObjectFilesRunOnAnEmulatedBoardOfTheirProcessor) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.llvm-m4.tar");
    const auto models = load(test::modelFile("kws_int8.graph.llvm-m4.tar"));
    ReferenceRequest request = on(large, test::modelFile("kws_int8_io.npz"));
    request.everyOperator = false;
    const auto made = makeReference(models, request, {}, {});
    ASSERT_TRUE(made.ok()) << made.error().message;
    const auto given = must(readTensorFile(request.inputs));
    const auto expected = std::ranges::find(given, "out_0", &Array::name);
    ASSERT_NE(expected, given.end());
    expectSame(outputsIn(request.output, large), {*expected});
}

// A bwrap in PATH that counts how often it is used before it does what it is to do.
class CountedSandbox {
public:
    explicit CountedSandbox(const fs::path& folder) : log_(folder / "log") {
        fs::create_directories(folder);
        const std::string real = findProgram("bwrap").value_or("").string();
        std::ofstream(folder / "bwrap") << "#!/bin/sh\necho \"$*\" >> '" << log_.string() << "'\nexec " << real
                                        << " \"$@\"\n";
        fs::permissions(folder / "bwrap", fs::perms::owner_all);
        path_ = std::make_unique<test::OtherPath>(folder.string() + ":" + std::getenv("PATH"));
    }

    // How many commands had this among their words.
    [[nodiscard]] int uses(const std::string& word) const {
        std::ifstream log(log_);
        int count = 0;
        for (std::string line; std::getline(log, line);) count += (line + " ").find(" " + word + " ") != line.npos;
        return count;
    }

private:
    fs::path log_;
    std::unique_ptr<test::OtherPath> path_;
};

TEST_F(References, CodeOfTheArchiveAndItsCompilersRunInTheSandbox) {
    PINFOLD_NEEDS_SANDBOX();
    const auto models = load(wideModel(4).write(path("")));
    const fs::path inputs = floats("x", 4);
    const CountedSandbox sandbox(path("counted"));
    (void)must(makeReference(models, test::hostReference(inputs, path("here.npz")), {}, {}));
    EXPECT_EQ(sandbox.uses("--seccomp"), 2);  // that it is there was asked first
    EXPECT_EQ(sandbox.uses("cmake"), test::sandboxObstacle(SandboxUse::tools).empty() ? 2 : 0);
}

TEST_F(References, CodeOfTheArchiveDoesNotRunWhereTheSandboxFails) {
    const auto models = load(wideModel(4).write(path("")));
    const test::NoSandboxHere none;
    ReferenceRequest request = test::hostReference(floats("x", 4), path("here.npz"));
    request.sandboxed = true;
    const auto made = makeReference(models, request, {}, {});
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(made.error().message, HasSubstr("No permissions to create a new namespace"));
    EXPECT_FALSE(fs::exists(path("here.npz")));
}

}  // namespace
}  // namespace pinfold
