// The samples behind a report: which is worst, how they look as images, what their tables say. Without a window.
#include "base/file.h"
#include "support/must.h"
#include "ui/made_reports.h"
#include "ui/report/sample_data.h"
#include "ui/report/sample_image.h"
#include "ui/validation/sample_tables.h"
#include "ui/validation/sample_view.h"

#include <QAbstractItemModelTester>

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace pinfold::ui {
namespace {

using test::bytesOfValues;
using test::must;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

// Four samples of the example model: its input, what is expected of "second" (4 elements) and "first" (3), labels.
class ValidationSamples : public testing::Test {
protected:
    void writeFile(std::int64_t count = 4) {
        const auto of = [count](std::int64_t elements) {
            return std::string(static_cast<std::size_t>(count * elements), '\1');
        };
        must(writeNpz(file(), {{"in_x", DType::int8, {count, 100}, of(100)},
                               {"out_0", DType::int8, {count, 4}, of(4)},
                               {"out_1", DType::int8, {count, 3}, of(3)},
                               {"labels", DType::int8, {count}, of(1)}}));
    }
    [[nodiscard]] std::filesystem::path file() const { return folder.path() / "samples.npz"; }

    // Of a device that gave ones but for one element of sample 1 and three of sample 3.
    static ValidationReport report() {
        ValidationReport made = test::failedReport();
        made.outputs[0].shape = {4};
        made.outputs[1].shape = {3};
        made.deviceOutputs = {std::string(16, '\1'), std::string(12, '\1')};
        made.deviceOutputs[0][4 + 2] = 5;
        for (std::size_t i = 9; i < 12; ++i) made.deviceOutputs[1][i] = 2;
        return made;
    }
    SampleRequest request(ValidationReport made) {
        return {
            file(), {}, std::make_shared<const Models>(Models{test::exampleModel()}), test::shared({std::move(made)})};
    }

    TemporaryFolder folder = must(TemporaryFolder::create());
};

TEST_F(ValidationSamples, TheWorstComesFirstAndTheRestByNumber) {
    writeFile();
    const auto sets = must(readSamples(request(report()), {}, {}));
    ASSERT_EQ(sets.size(), 1U);
    EXPECT_THAT(sets[0].worstFirst, ElementsAre(1, 3, 0, 2));
    EXPECT_EQ(sets[0].facts[1].mismatches, 1);
    EXPECT_EQ(sets[0].facts[1].largestError, 4);
    EXPECT_THAT(sets[0].facts[1].outputDiffers, ElementsAre(true, false));
    EXPECT_EQ(sets[0].facts[3].mismatches, 3);
    EXPECT_FALSE(sets[0].facts[0].differs);
    EXPECT_EQ(sets[0].facts[1].label, 1);
    EXPECT_EQ(sets[0].facts[1].deviceClass, 2);
    EXPECT_EQ(sets[0].facts[1].referenceClass, 0);
}

TEST_F(ValidationSamples, FilesThatChangedSinceAreNotShownAsIfTheyWereThose) {
    writeFile(5);
    const auto outcome = readSamples(request(report()), {}, {});
    ASSERT_FALSE(outcome.ok());
    EXPECT_THAT(outcome.error().message, HasSubstr("changed since"));
}

TEST_F(ValidationSamples, FilesThatAreGoneAndModelsThatAreClosedAreErrors) {
    EXPECT_FALSE(readSamples(request(report()), {}, {}).ok());
    writeFile();
    SampleRequest closed = request(report());
    closed.models = nullptr;
    EXPECT_FALSE(readSamples(closed, {}, {}).ok());
    ValidationReport other = report();
    other.model = "another";
    EXPECT_FALSE(readSamples(request(other), {}, {}).ok());
}

TEST_F(ValidationSamples, ListsWhatTheFilterTakes) {
    writeFile();
    const auto set = std::make_shared<const SampleSet>(must(readSamples(request(report()), {}, {})).front());
    SampleList list;
    QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::Fatal);
    list.show(set, {}, SampleOrder::worstFirst);
    EXPECT_THAT(list.samples(), ElementsAre(1, 3, 0, 2));
    list.show(set, {}, SampleOrder::byNumber);
    EXPECT_THAT(list.samples(), ElementsAre(0, 1, 2, 3));
    list.show(set, {SampleFilter::Kind::differing}, SampleOrder::byNumber);
    EXPECT_THAT(list.samples(), ElementsAre(1, 3));
    list.show(set, {SampleFilter::Kind::wrongClass}, SampleOrder::byNumber);
    EXPECT_EQ(list.samples().size(), 4U);
    list.show(set, {SampleFilter::Kind::cell, 1, 2}, SampleOrder::byNumber);
    EXPECT_THAT(list.samples(), ElementsAre(1));
    list.show(nullptr, {}, SampleOrder::byNumber);
    EXPECT_EQ(list.rowCount(), 0);
}

TEST(ValidationElements, TheLargestErrorIsMarked) {
    const std::string reference = bytesOfValues<float>({1, 2, 3}), device = bytesOfValues<float>({1, 4, 2});
    ElementTable table;
    QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::Fatal);
    const ShownOutput output{nullptr, DType::float32, reference, device, true};
    table.show(output);
    ASSERT_EQ(table.rowCount(), 3);
    EXPECT_EQ(table.worst(), 1U);
    EXPECT_TRUE(table.index(1, 3).data(Qt::DecorationRole).isValid());
    EXPECT_FALSE(table.index(2, 3).data(Qt::DecorationRole).isValid());
    EXPECT_EQ(table.index(2, 3).data().toString(), QStringLiteral("−1"));
    EXPECT_EQ(table.index(2, 3).data(NumberTable::shareRole).toDouble(), 0.5);
    EXPECT_EQ(elementsSummary(output, table.worst(), QStringLiteral("o"), 7),
              QStringLiteral("Sample 7, o: the largest error is 2, at element 1."));
}

TEST(ValidationElements, WithoutAReferenceOnlyTheDeviceIsShown) {
    const std::string device = bytesOfValues<float>({1, nan, std::numeric_limits<float>::infinity()});
    ElementTable table;
    table.show({nullptr, DType::float32, {}, device});
    EXPECT_EQ(table.columnCount(), 2);
    EXPECT_EQ(table.index(1, 1).data().toString(), QStringLiteral("NaN"));
    EXPECT_EQ(table.index(2, 1).data().toString(), QStringLiteral("∞"));
    EXPECT_FALSE(table.worst());
}

TEST(ValidationElements, ANumberBesideNaNIsWorseThanAnyError) {
    const auto worst = [](const std::vector<float>& reference, const std::vector<float>& device) {
        return worstElement(DType::float32, bytesOfValues(reference), bytesOfValues(device));
    };
    EXPECT_EQ(worst({0, 1, nan}, {100, nan, nan}), 1U);
    EXPECT_EQ(worst({1, 2}, {1, 2}), std::nullopt);
    EXPECT_EQ(worst({0, 0}, {3, -3}), 0U);
}

TEST(SampleImages, AreFoundByTheShape) {
    const auto layout = [](const Shape& shape) { return imageLayout(shape); };
    EXPECT_EQ(layout({28, 28}), (ImageLayout{28, 28, 1, false}));
    EXPECT_EQ(layout({1, 49, 10, 1}), (ImageLayout{49, 10, 1, false}));
    EXPECT_EQ(layout({1, 96, 64, 3}), (ImageLayout{96, 64, 3, true}));
    EXPECT_EQ(layout({1, 3, 32, 40}), (ImageLayout{32, 40, 3, false}));
    EXPECT_EQ(layout({1, 1, 8, 8}), (ImageLayout{8, 8, 1, false}));
    EXPECT_EQ(layout({1, 64}), (ImageLayout{8, 8, 1, false}));
    EXPECT_EQ(layout({64}), (ImageLayout{8, 8, 1, false}));
    for (const Shape& none : {Shape{}, Shape{1}, Shape{1, 640}, Shape{4}, Shape{2, 200}, Shape{8, 8, 7},
                              Shape{2, 8, 8, 3}, Shape{1, 1000, 1000}, Shape{0, 0}}) {
        EXPECT_EQ(layout(none), std::nullopt) << toString(none);
    }
}

TEST(SampleImages, GoFromTheSmallestValueToTheLargest) {
    std::vector<float> values(16, 0);
    values[1] = 2;
    values[5] = 1;
    values[15] = nan;
    const SampleImage made = sampleImage({4, 4, 1, false}, DType::float32, bytesOfValues(values));
    EXPECT_EQ(made.image.pixelColor(1, 0), QColor(Qt::white));
    EXPECT_EQ(made.image.pixelColor(1, 1), QColor(128, 128, 128));
    EXPECT_EQ(made.image.pixelColor(3, 3), QColor(Qt::black));
    EXPECT_EQ(made.low, 0);
    EXPECT_EQ(made.high, 2);
}

TEST(SampleImages, ChannelsLastAndFirstGiveTheSameColours) {
    std::vector<std::uint8_t> last(48, 0), first(48, 0);
    last[3 * 6 + 2] = 255;  // blue of pixel (2, 1)
    first[2 * 16 + 6] = 255;
    const auto a = sampleImage({4, 4, 3, true}, DType::uint8, bytesOfValues(last));
    const auto b = sampleImage({4, 4, 3, false}, DType::uint8, bytesOfValues(first));
    EXPECT_EQ(a.image, b.image);
    EXPECT_EQ(a.image.pixelColor(2, 1), QColor(Qt::blue));
}

TEST(SampleImages, FillTheRoomWithWholePixels) {
    EXPECT_EQ(imagePlace({8, 8}, {100, 60}), QRect(22, 2, 56, 56));
    EXPECT_EQ(imagePlace({200, 100}, {100, 100}), QRect(0, 25, 100, 50));
    EXPECT_TRUE(imagePlace({}, {100, 100}).isEmpty());
}

}  // namespace
}  // namespace pinfold::ui
