// Graphs that no real archive at hand has, the whole way on the emulated board. What must come out is worked out here.
#include "base/file.h"
#include "end_to_end/whole_way.h"
#include "support/archive_builder.h"
#include "support/shared_files.h"
#include "tensor/tensor_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

namespace pinfold {
namespace {

using test::goTheWholeWay;
using test::SyntheticModel;
using test::TensorType;
using test::WholeWay;
using testing::HasSubstr;

// The samples of a test, input by input and output by output.
class Expectation {
public:
    // `values` are those of all samples; `shape` is that of one.
    template <typename T>
    void input(const std::string& name, const TensorType& type, const std::vector<T>& values) {
        add("in_" + name, type, test::bytesOfValues(std::span<const T>(values)));
    }
    template <typename T>
    void output(const TensorType& type, const std::vector<T>& values) {
        outputs_.push_back(test::bytesOfValues(std::span<const T>(values)));
        add(fmt::format("out_{}", outputs_.size() - 1), type, outputs_.back());
    }

    [[nodiscard]] const std::vector<Array>& arrays() const { return arrays_; }
    [[nodiscard]] const std::vector<std::string>& outputs() const { return outputs_; }

private:
    void add(const std::string& name, const TensorType& type, const std::string& bytes) {
        const auto one = byteCount(type.shape, type.dtype).value();
        Shape shape = type.shape;
        shape.insert(shape.begin(), static_cast<std::int64_t>(bytes.size()) / one);
        arrays_.push_back({name, type.dtype, shape, bytes});
    }
    std::vector<Array> arrays_;
    std::vector<std::string> outputs_;
};

class OddModel : public testing::Test {
protected:
    void SetUp() override {
        auto made = TemporaryFolder::create();
        ASSERT_TRUE(made.ok()) << made.error().message;
        folder_ = std::make_unique<TemporaryFolder>(*std::move(made));
    }

    Result<Deployed> go(const SyntheticModel& model, const Expectation& expected,
                        Lifetimes lifetimes = Lifetimes::statement) {
        WholeWay way;
        way.archives = {model.write(folder_->path())};
        way.board = "qemu-mps2-an500";
        way.inputs = folder_->path() / "samples.npz";
        way.options.lifetimes = lifetimes;
        PINFOLD_CHECK(writeNpz(way.inputs, expected.arrays()));
        return goTheWholeWay(way);
    }

    void expectOutputs(const SyntheticModel& model, const Expectation& expected, Lifetimes lifetimes) {
        const auto arrived = go(model, expected, lifetimes);
        ASSERT_TRUE(arrived.ok()) << arrived.error().message;
        EXPECT_EQ(arrived->reports.at(0).passed, true) << arrived->reports.at(0).localisation;
        ASSERT_EQ(arrived->reports.at(0).deviceOutputs.size(), expected.outputs().size());
        for (std::size_t i = 0; i < expected.outputs().size(); ++i) {
            EXPECT_EQ(arrived->reports.at(0).deviceOutputs[i], expected.outputs()[i])
                << nameOf(lifetimes) << ", output " << i;
        }
        plan_ = arrived->plan;
    }
    // However it is planned.
    void expectOutputs(const SyntheticModel& model, const Expectation& expected) {
        expectOutputs(model, expected, Lifetimes::none);
        expectOutputs(model, expected, Lifetimes::statement);
    }

    std::unique_ptr<TemporaryFolder> folder_;
    Plan plan_;  // of the last way
};

// One input and one output of an element type, with the extremes of the type among the samples.
template <typename T>
void addPath(SyntheticModel& model, Expectation& expected, DType dtype, const std::string& expression,
             const std::vector<T>& values, const std::vector<T>& results) {
    const TensorType type{dtype, {3}};
    const std::string name(nameOf(dtype));
    model.output(model.elementwise("flip_" + name, {model.input(name, type)}, expression));
    expected.input(name, type, values);
    expected.output(type, results);
}

template <typename T>
void addIntegerPath(SyntheticModel& model, Expectation& expected, DType dtype) {
    constexpr T low = std::numeric_limits<T>::min(), high = std::numeric_limits<T>::max();
    const std::vector<T> values = {low, high, T{5}, T{0}, T{1}, static_cast<T>(high - 1)};
    std::vector<T> results;
    for (const T value : values) results.push_back(static_cast<T>(~value));
    addPath(model, expected, dtype, "~$0", values, results);
}

template <typename T>
void addFloatPath(SyntheticModel& model, Expectation& expected, DType dtype) {
    using Limits = std::numeric_limits<T>;
    const std::vector<T> values = {T{1} / T{3}, Limits::infinity(), -Limits::max(), T{0}, Limits::denorm_min(), T{-2}};
    std::vector<T> results;
    for (const T value : values) results.push_back(-value);
    addPath(model, expected, dtype, "-$0", values, results);
}

TEST_F(OddModel, EveryElementTypeGoesThroughTheSerialLine) {
    SyntheticModel model("types");
    Expectation expected;
    addIntegerPath<std::int8_t>(model, expected, DType::int8);
    addIntegerPath<std::int16_t>(model, expected, DType::int16);
    addIntegerPath<std::int32_t>(model, expected, DType::int32);
    addIntegerPath<std::int64_t>(model, expected, DType::int64);
    addIntegerPath<std::uint8_t>(model, expected, DType::uint8);
    addIntegerPath<std::uint16_t>(model, expected, DType::uint16);
    addIntegerPath<std::uint32_t>(model, expected, DType::uint32);
    addIntegerPath<std::uint64_t>(model, expected, DType::uint64);
    addPath<std::uint8_t>(model, expected, DType::boolean, "!$0", {1, 0, 1, 0, 0, 1}, {0, 1, 0, 1, 1, 0});
    addFloatPath<float>(model, expected, DType::float32);
    addFloatPath<double>(model, expected, DType::float64);
    expectOutputs(model, expected, Lifetimes::statement);
}

constexpr std::int64_t four = 4;
const TensorType row{DType::float32, {1, four}};
const TensorType scalar{DType::float32, {}};

// Samples of x: {1, 2, 3, 4} and {-1, 0, 5, 2}; of s: 2 and -1; c is {10, 20, 30, 40}.
TEST_F(OddModel, OutputsMayBeInputsConstantsAliasesAndUsedInside) {
    SyntheticModel model("wired");
    const auto x = model.input("x", row);
    (void)model.input("nobody/uses:this", {DType::int16, {3}});
    const auto s = model.input("s", scalar);
    const auto c = model.constant("c", row, std::vector<float>{10, 20, 30, 40});
    const auto both = model.op("both", {x, c}, {row, row},
                               "  for (int32_t i = 0; i < 4; ++i) {\n"
                               "    ((float*)out0)[i] = ((float*)p0)[i] + ((float*)p1)[i];\n"
                               "    ((float*)out1)[i] = ((float*)p1)[i] - ((float*)p0)[i];\n  }\n");
    const auto square = model.elementwise("square", {both[0], both[0]}, "$0 * $1");
    const auto flat = model.nop("flat", model.nop("folded", square, {2, 2}), {four});
    const auto again = model.copy("again", both[1]);
    const auto scaled = model.elementwise("scaled", {flat, s}, "$0 * $1");
    const auto total = model.op("total", {scaled, c}, {scalar},
                                "  ((float*)out0)[0] = 0.0f;\n"
                                "  for (int32_t i = 0; i < 4; ++i) {\n"
                                "    ((float*)out0)[0] = ((float*)out0)[0] + ((float*)p0)[i];\n  }\n");
    const auto copied = model.copy("copied_alias", model.nop("folded_again", again, {2, 2}));
    for (const auto head : {x, c, flat, both[0], copied, total[0], both[0], model.nop("x_as_it_is", x, {2, 2}), s}) {
        model.output(head);
    }
    const TensorType flatRow{DType::float32, {four}}, folded{DType::float32, {2, 2}};
    Expectation expected;
    expected.input<float>("x", row, {1, 2, 3, 4, -1, 0, 5, 2});
    expected.input<std::int16_t>("nobody_uses_this", {DType::int16, {3}}, {1, 2, 3, 4, 5, 6});
    expected.input<float>("s", scalar, {2, -1});
    expected.output<float>(row, {1, 2, 3, 4, -1, 0, 5, 2});
    expected.output<float>(row, {10, 20, 30, 40, 10, 20, 30, 40});
    expected.output<float>(flatRow, {121, 484, 1089, 1936, 81, 400, 1225, 1764});
    expected.output<float>(row, {11, 22, 33, 44, 9, 20, 35, 42});
    expected.output<float>(folded, {9, 18, 27, 36, 11, 20, 25, 38});
    expected.output<float>(scalar, {7260, -3470});
    expected.output<float>(row, {11, 22, 33, 44, 9, 20, 35, 42});
    expected.output<float>(folded, {1, 2, 3, 4, -1, 0, 5, 2});
    expected.output<float>(scalar, {2, -1});
    expectOutputs(model, expected);
}

TEST_F(OddModel, ModelWithoutOperatorsRuns) {
    SyntheticModel model("nothing");
    model.output(model.input("x", row));
    Expectation expected;
    expected.input<float>("x", row, {1, 2, 3, 4});
    expected.output<float>(row, {1, 2, 3, 4});
    expectOutputs(model, expected, Lifetimes::statement);
}

std::string allocate(const std::string& name, int bytes) {
    return fmt::format(
        "    void* {0} = TVMBackendAllocWorkspace(1, dev_id, (uint64_t){1}, 0, 32);\n"
        "    if ({0} == NULL) {{\n      return -1;\n    }}\n",
        name, bytes);
}
std::string release(const std::string& name) {
    return fmt::format("    if (TVMBackendFreeWorkspace(1, dev_id, {}) != 0) {{\n      return -1;\n    }}\n", name);
}

// Two loops, each with a workspace of its own that comes and goes at every turn; in the second there are two at once.
const std::string workspaceBody =
    "  for (int32_t o = 0; o < 4; ++o) {\n" + allocate("low", 1600) +
    "    for (int32_t i = 0; i < 400; ++i) {\n"
    "      ((int32_t*)low)[i] = ((int32_t*)p0)[o] + i;\n    }\n"
    "    ((int32_t*)out0)[o] = ((int32_t*)low)[399];\n" +
    release("low") + "  }\n  for (int32_t o1 = 0; o1 < 4; ++o1) {\n" + allocate("left", 1200) +
    allocate("right", 2000) +
    "    for (int32_t i1 = 0; i1 < 300; ++i1) {\n"
    "      ((int32_t*)left)[i1] = ((int32_t*)p0)[o1];\n    }\n"
    "    for (int32_t i2 = 0; i2 < 500; ++i2) {\n"
    "      ((int32_t*)right)[i2] = i2;\n    }\n"
    "    ((int32_t*)out0)[o1] = (((int32_t*)out0)[o1] + (((int32_t*)left)[299] * ((int32_t*)right)[499]));\n" +
    release("right") + release("left") + "  }\n";

// x is {1, 2, 3, 4} and {-1, 0, 5, 1000}: padded by two in front, then workspaces: x + 399 + 499 x.
TEST_F(OddModel, WorkspacesInLoopsAndReadsBeforeTheInputWork) {
    const TensorType ints{DType::int32, {four}}, padded{DType::int32, {8}};
    SyntheticModel model("scratch");
    const auto x = model.input("x", ints);
    const auto pad = model.op("pad", {x}, {padded},
                              "  for (int32_t i = 0; i < 8; ++i) {\n"
                              "    int32_t element = ((int32_t*)p0)[(i - 2)];\n"
                              "    ((int32_t*)out0)[i] = (((2 <= i) && (i < 6)) ? element : (int32_t)7);\n  }\n");
    const auto work = model.op("work", {x}, {ints}, workspaceBody);
    const auto twice = model.op("work", {work[0]}, {ints});
    model.output(pad[0]);
    model.output(work[0]);
    model.output(twice[0]);
    Expectation expected;
    expected.input<std::int32_t>("x", ints, {1, 2, 3, 4, -1, 0, 5, 1000});
    expected.output<std::int32_t>(padded, {7, 7, 1, 2, 3, 4, 7, 7, 7, 7, -1, 0, 5, 1000, 7, 7});
    std::vector<std::int32_t> once, again;
    for (const std::int32_t value : {1, 2, 3, 4, -1, 0, 5, 1000}) {
        once.push_back(value + 399 + 499 * value);
        again.push_back(once.back() + 399 + 499 * once.back());
    }
    expected.output(ints, once);
    expected.output(ints, again);
    expectOutputs(model, expected);

    ASSERT_EQ(plan_.buffers.front().name, "x");
    EXPECT_GE(plan_.pools.front().guardBefore + plan_.buffers.front().offset, 8);
    EXPECT_LT(plan_.pools.front().bytes, 1600 + 1200 + 2000) << "workspaces of different loops share memory";
}

TEST_F(OddModel, KernelThatFailsIsNamed) {
    SyntheticModel model("failing");
    const auto x = model.input("x", row);
    const auto first = model.elementwise("first", {x}, "$0 + 1.0f");
    const auto second = model.op("second", {first}, {row},
                                 "  for (int32_t i = 0; i < 4; ++i) {\n"
                                 "    ((float*)out0)[i] = ((float*)p0)[i];\n  }\n"
                                 "  if (((float*)p0)[0] > 100.0f) {\n    return -1;\n  }\n");
    model.output(second[0]);
    Expectation expected;
    expected.input<float>("x", row, {1, 2, 3, 4, 200, 2, 3, 4});
    const auto arrived = go(model, expected);
    ASSERT_FALSE(arrived.ok());
    EXPECT_EQ(arrived.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(arrived.error().message, HasSubstr("in operator 1 (tvmgen_failing_second)"));
    EXPECT_THAT(arrived.error().message, HasSubstr("The kernel of an operator returned an error"));
}

TEST_F(OddModel, VersionFiveGivesTheOutputsOfVersionSeven) {
    WholeWay way;
    way.archives = {test::sample("digits_int8.tar")};
    way.board = "qemu-mps2-an500";
    way.inputs = test::sample("digits_int8_io.npz");
    const auto seven = goTheWholeWay(way);
    ASSERT_TRUE(seven.ok()) << seven.error().message;
    way.archives = {test::toVersion5(way.archives.at(0), folder_->path())};
    const auto five = goTheWholeWay(way);
    ASSERT_TRUE(five.ok()) << five.error().message;
    EXPECT_EQ(five->reports.at(0).passed, true) << five->reports.at(0).localisation;
    EXPECT_EQ(five->reports.at(0).samples, seven->reports.at(0).samples);
    EXPECT_EQ(five->reports.at(0).deviceOutputs, seven->reports.at(0).deviceOutputs);
    EXPECT_EQ(five->plan.pools.front().bytes, seven->plan.pools.front().bytes);
}

}  // namespace
}  // namespace pinfold
