// What tests of deployments need: a session in a folder of its own, and a look at what a deployment left behind.
#pragma once

#include "base/file.h"
#include "base/process/process.h"
#include "ui/deploy/deploy_run.h"

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace pinfold::ui {

// Settings, caches and temporary files of the programs that it starts lie in the folder too; "openocd" in it is the
// programmer.
class DeployPlace : public testing::Test {
protected:
    void SetUp() override;
    void TearDown() override;

    [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder_->path() / name; }
    // The bundled sample for the emulated board, with a project in the folder and the first samples of its inputs.
    [[nodiscard]] Deployment sampleDeployment(std::int64_t samples = 3);
    // Opens it and waits for its plan.
    void open(const Deployment& deployment);
    // The first samples of the bundled inputs as a tensor file; with another reference if `wrong`.
    std::filesystem::path writeInputs(const std::string& name, std::int64_t samples, bool wrong = false);

    // Lets the window's thread work until then; false after two minutes.
    static bool waitFor(const std::function<bool()>& condition);
    // Waits until nothing runs any more in the folder, and fails the test if something still does or files are there
    // that nobody has finished.
    void expectNothingLeftBehind();
    // Of this program.
    static std::size_t threadCount();

    std::unique_ptr<Session> session;

private:
    [[nodiscard]] std::vector<std::string> programs() const;
    [[nodiscard]] std::vector<std::string> unfinishedFiles() const;
    void setVariable(const char* name, const std::filesystem::path& value);

    std::optional<TemporaryFolder> folder_;
    std::map<std::string, std::optional<std::string>> variablesBefore_;
};

// At the start of a test that compiles for a board.
#define PINFOLD_NEEDS_ARM_TOOLS()                                                         \
    for (const char* program : {"arm-none-eabi-gcc", "cmake", "make", "qemu-system-arm"}) \
        if (!::pinfold::isProgramThere(program)) GTEST_SKIP() << program << " is not here"

}  // namespace pinfold::ui
