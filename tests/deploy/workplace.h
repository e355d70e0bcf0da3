// What tests of whole stages need: a folder, and ways from an archive to a project.
#pragma once

#include "base/file.h"
#include "deploy/inputs.h"
#include "deploy/project.h"

#include <gtest/gtest.h>

#include <memory>

namespace pinfold::test {

// The value, or a failed test and the end of the program.
template <typename T>
T must(Result<T> result) {
    if (!result.ok()) {
        fmt::print(stderr, "{}\n", result.error().message);
        std::abort();
    }
    return *std::move(result);
}
template <typename T>
T must(Outcome<T> outcome) {
    return std::get<0>(must<CancelledOr<T>>(std::move(outcome)));
}

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

}  // namespace pinfold::test
