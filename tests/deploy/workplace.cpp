#include "deploy/workplace.h"

#include "support/needs_sandbox.h"

#include <cstdlib>

namespace pinfold::test {

void Workplace::SetUp() {
    folder_ = std::make_unique<TemporaryFolder>(must(TemporaryFolder::create()));
    if (const char* before = std::getenv("XDG_CONFIG_HOME")) configBefore_ = before;
    ::setenv("XDG_CONFIG_HOME", path("config").c_str(), 1);
}

void Workplace::TearDown() {
    if (configBefore_) {
        ::setenv("XDG_CONFIG_HOME", configBefore_->c_str(), 1);
    } else {
        ::unsetenv("XDG_CONFIG_HOME");
    }
}

Project Workplace::project(const std::filesystem::path& archive, const std::string& name,
                           const GenerateOptions& options) {
    const Board board = must(findBoard("qemu-mps2-an500"));
    const auto models = must(loadModels(std::span(&archive, 1), {}));
    const Plan plan = must(makePlan(models, board, {}));
    must(writeProject(path(name), must(generateProject(models, board, plan, options)), false));
    return must(openProject(path(name)));
}

ReferenceRequest hostReference(const std::filesystem::path& inputs, const std::filesystem::path& output,
                               bool everyOperator) {
    ReferenceRequest request;
    request.inputs = inputs;
    request.output = output;
    request.everyOperator = everyOperator;
    request.sandboxed = sandboxObstacle(SandboxUse::compute).empty();
    return request;
}

}  // namespace pinfold::test
