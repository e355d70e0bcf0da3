#include "end_to_end/whole_way.h"

#include "base/file.h"

namespace pinfold::test {

Result<Deployed> goTheWholeWay(const WholeWay& way) {
    PINFOLD_TRY(const TemporaryFolder folder, TemporaryFolder::create());
    DeployRequest request;
    request.plan.archives = {way.archive};
    request.plan.module = way.module;
    request.plan.board = way.board;
    request.plan.options.lifetimes = way.lifetimes;
    request.project.folder = folder.path() / "project";
    request.validation.inputs = way.inputs;
    PINFOLD_TRY(auto outcome, deploy(request, {}, {}));
    return std::get<0>(std::move(outcome));
}

}  // namespace pinfold::test
