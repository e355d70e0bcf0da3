// One byte of one weight is wrong: which operator is it?
#include "deploy/reference.h"
#include "deploy/workplace.h"
#include "mlf/archive.h"
#include "support/archive_builder.h"
#include "support/shared_files.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace pinfold {
namespace {

using test::must;
using testing::HasSubstr;

namespace fs = std::filesystem;

constexpr std::int64_t sampleCount = 6;

class Localisation : public test::Workplace {
protected:
    // The first samples of the bundled sample's inputs, without any reference.
    fs::path inputs() {
        Array image = must(readTensorFile(test::sample("digits_int8_io.npz"))).front();
        EXPECT_EQ(image.name, "in_image");
        image.bytes.resize(image.bytes.size() / static_cast<std::size_t>(image.shape[0]) * sampleCount);
        image.shape[0] = sampleCount;
        EXPECT_TRUE(writeNpz(path("in.npz"), {image}).ok());
        return path("in.npz");
    }

    fs::path reference(bool everyOperator) {
        const fs::path archive = test::sample("digits_int8.tar");
        const auto models = must(loadModels(std::span(&archive, 1), {}));
        const fs::path output = path(everyOperator ? "all.npz" : "outputs.npz");
        const auto made = must(makeReference(models, test::hostReference(inputs(), output, everyOperator), {}, {}));
        EXPECT_EQ(made.samples, sampleCount);
        EXPECT_EQ(made.arrays, everyOperator ? 11 : 1);
        return output;
    }

    // The bundled archive with one bit of a parameter flipped.
    fs::path changedArchive(const std::string& parameter, std::size_t byte, int bit) {
        const fs::path original = test::sample("digits_int8.tar");
        auto parameters = must(readArchive(original)).modules.front().parameters;
        const auto changed = std::find_if(parameters.begin(), parameters.end(),
                                          [&](const Parameter& each) { return each.name == parameter; });
        EXPECT_NE(changed, parameters.end());
        changed->bytes.at(byte) = static_cast<char>(changed->bytes.at(byte) ^ (1 << bit));
        auto files = test::unpackTar(original);
        files.at("parameters/digits_int8.params") = test::packParams(parameters);
        test::writeBytes(path("changed.tar"), test::packTar(files));
        return path("changed.tar");
    }

    ValidationReport compared(const Project& made, const fs::path& reference) {
        return must(validateProject(made, {path("in.npz"), reference, {}, 1e-5}, {}, {})).reports.at(0);
    }
};

// The operator that takes the parameter.
int userOf(const fs::path& archive, const std::string& parameter) {
    const auto models = must(loadModels(std::span(&archive, 1), {}));
    const Model& model = models.front();
    for (std::size_t i = 0; i < model.operators.size(); ++i) {
        for (const int input : model.operators[i].inputs) {
            if (model.tensors[static_cast<std::size_t>(input)].name == parameter) return static_cast<int>(i);
        }
    }
    return -1;
}

TEST_F(Localisation, OperatorWithAWrongWeightIsNamed) {
    const fs::path all = reference(true), outputs = reference(false);
    const fs::path changed = changedArchive("p4", 129, 2);
    const int wrong = userOf(changed, "p4");
    ASSERT_EQ(wrong, 6);
    const Project made = project(changed, "changed");
    (void)must(buildProject(made, {}, {}));

    const auto report = compared(made, all);
    EXPECT_EQ(report.passed, false);
    EXPECT_EQ(report.firstDifferingOperator, wrong);
    EXPECT_THAT(report.localisation, HasSubstr("Operator 6 (tvmgen_digits_int8_fused_nn_contrib_conv2d_NCHWc_add_"
                                               "fixed_point_multiply_clip_cast_2) is the first whose output differs"));
    for (int op = 0; op < wrong; ++op) {
        const auto& metrics = report.operators[static_cast<std::size_t>(op)].metrics;
        EXPECT_TRUE(metrics && metrics->passed) << op;
    }

    const auto unknown = compared(made, outputs);
    EXPECT_EQ(unknown.passed, false);
    EXPECT_FALSE(unknown.firstDifferingOperator);
    EXPECT_THAT(unknown.localisation, HasSubstr("holds only the model's outputs"));
    EXPECT_THAT(unknown.localisation, HasSubstr("every operator's outputs"));
}

TEST_F(Localisation, ReferenceOfTheSameArchiveHolds) {
    const fs::path all = reference(true);
    const Project made = project(test::sample("digits_int8.tar"), "same");
    (void)must(buildProject(made, {}, {}));
    const auto report = compared(made, all);
    EXPECT_EQ(report.passed, true) << report.localisation;
    EXPECT_FALSE(report.firstDifferingOperator);
    EXPECT_EQ(report.localisation, "");
    EXPECT_EQ(report.referenceMadeOn, hostMachine);
}

// Were it silently compared, the user would look for a mistake that is none.
TEST_F(Localisation, FirmwareOfAnotherArchiveIsNotCompared) {
    (void)inputs();
    const Project made = project(test::sample("digits_int8.tar"), "first");
    const Project other = project(changedArchive("p0", 1, 3), "second");
    (void)must(buildProject(other, {}, {}));
    fs::copy(firmwareElf(other.folder).parent_path(), firmwareElf(made.folder).parent_path(),
             fs::copy_options::recursive);
    fs::last_write_time(firmwareElf(made.folder), fs::file_time_type::clock::now());
    const auto run = validateProject(made, {path("in.npz"), {}, {}, 1e-5}, {}, {});
    ASSERT_FALSE(run.ok());
    EXPECT_EQ(run.error().kind, ErrorKind::toolFailed);
    EXPECT_THAT(run.error().message, HasSubstr("runs another firmware"));
}

TEST_F(Localisation, ObjectFilesGiveNoReferenceHere) {
    PINFOLD_NEEDS_MODEL("kws_int8.graph.llvm-m4.tar");
    const fs::path archive = test::modelFile("kws_int8.graph.llvm-m4.tar");
    const auto models = must(loadModels(std::span(&archive, 1), {}));
    const auto made = makeReference(models, test::hostReference(inputs(), path("ref.npz")), {}, {});
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.error().kind, ErrorKind::badInput);
    EXPECT_THAT(made.error().message, HasSubstr("object files"));
    EXPECT_FALSE(fs::exists(path("ref.npz")));
}

}  // namespace
}  // namespace pinfold
