// What tests of whole stages need: a folder, and ways from an archive to a project.
#pragma once

#include "base/file.h"
#include "deploy/inputs.h"
#include "deploy/project.h"
#include "deploy/reference.h"
#include "support/must.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

namespace pinfold::test {

// A test with a folder of its own, in which the user's settings are too.
class Workplace : public testing::Test {
protected:
    void SetUp() override;
    void TearDown() override;

    [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder_->path() / name; }

    // Plans an archive of one model for the emulated board and writes the project into the folder.
    Project project(const std::filesystem::path& archive, const std::string& name, const GenerateOptions& options = {});

private:
    std::unique_ptr<TemporaryFolder> folder_;
    std::optional<std::string> configBefore_;
};

// On this computer, in the sandbox if there is one.
ReferenceRequest hostReference(const std::filesystem::path& inputs, const std::filesystem::path& output,
                               bool everyOperator = false);

void expectBadInput(const auto& result, const std::string& sentence) {
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().kind, ErrorKind::badInput);
    EXPECT_THAT(result.error().message, testing::HasSubstr(sentence));
}

}  // namespace pinfold::test
