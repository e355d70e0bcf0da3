// What `inspect` says of archives that cannot be planned.
#include "deploy/inspect.h"

#include "support/shared_files.h"

#include <gmock/gmock.h>

namespace pinfold {
namespace {

using testing::HasSubstr;
using testing::Not;

Inspection inspectionOf(const std::string& name) {
    auto inspection = inspect(test::modelFile(name), {}, {});
    EXPECT_TRUE(inspection.ok()) << inspection.error().message;
    return inspection.ok() ? std::get<Inspection>(*inspection) : Inspection{};
}

TEST(Inspect, AheadOfTimeModelsShowWhatMetadataHolds) {
    const Inspection inspection = inspectionOf("digits_int8.aot-c.tar");
    const auto& module = inspection.json["modules"][0];
    EXPECT_EQ(module["executor"], "aot");
    EXPECT_EQ(module["inputs"].dump(), R"([{"name":"image","shape":null,"dtype":"float32","bytes":256}])");
    EXPECT_EQ(module["outputs"].dump(), R"([{"name":"output","shape":null,"dtype":"float32","bytes":40}])");
    EXPECT_EQ(module["workspace_bytes"], 2880);
    EXPECT_THAT(inspection.text, HasSubstr("image  float32  256 B\n"));
    EXPECT_THAT(inspection.text, HasSubstr("output  float32  40 B\n"));
    EXPECT_THAT(inspection.text, HasSubstr("workspace  2,880 B"));
}

TEST(Inspect, ConstantsInsideOfTheCAreNotCalledNone) {
    const Inspection inspection = inspectionOf("digits_int8.aot-c.tar");
    EXPECT_EQ(inspection.json["modules"][0]["parameters"].dump(), R"({"count":null,"bytes":14496})");
    EXPECT_THAT(inspection.text, HasSubstr("linked into the C, 14,496 B"));
    EXPECT_THAT(inspection.text, Not(HasSubstr("0, 0 B")));
}

TEST(Inspect, SingleOperatorsShowTheirArguments) {
    PINFOLD_NEEDS_MODEL("operator_style.tar");
    const Inspection inspection = inspectionOf("operator_style.tar");
    const auto& module = inspection.json["modules"][0];
    EXPECT_EQ(module["executor"], "operator");
    ASSERT_EQ(module["arguments"].size(), 2);
    EXPECT_EQ(module["arguments"][1].dump(), R"({"name":"argument_1","shape":[16],"dtype":"float32","bytes":64})");
    EXPECT_EQ(module["workspace_bytes"], nullptr);
    EXPECT_THAT(inspection.text, HasSubstr("argument_1  float32 16  64 B\n"));
}

}  // namespace
}  // namespace pinfold
