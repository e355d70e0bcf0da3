#include "end_to_end/whole_way.h"

#include "base/file.h"

namespace pinfold::test {

Result<Deployed> goTheWholeWay(const WholeWay& way) {
    PINFOLD_TRY(const TemporaryFolder folder, TemporaryFolder::create());
    DeployRequest request;
    request.plan.archives = way.archives;
    request.plan.module = way.module;
    request.plan.board = way.board;
    request.plan.options = way.options;
    request.project.folder = way.folder.empty() ? folder.path() / "project" : way.folder;
    request.validation.inputs = way.inputs;
    std::string warnings;
    const auto listen = [&](const Progress& progress) {
        if (progress.message.find("warning:") != std::string::npos) warnings += progress.message + "\n";
    };
    PINFOLD_TRY(auto outcome, deploy(request, {}, listen));
    if (!warnings.empty()) return toolFailed("{}", warnings);
    return std::get<0>(std::move(outcome));
}

}  // namespace pinfold::test
