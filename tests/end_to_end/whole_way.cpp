#include "end_to_end/whole_way.h"

#include "deploy/inputs.h"

namespace pinfold::test {

Result<Arrived> goTheWholeWay(const WholeWay& way) {
    const auto uncancelled = [](auto outcome) { return std::get<0>(std::move(outcome)); };
    PINFOLD_TRY(const Board board, findBoard(way.board));
    PINFOLD_TRY(const auto models, loadModels(std::span(&way.archive, 1), way.module));
    PlanOptions options;
    options.lifetimes = way.lifetimes;
    PINFOLD_TRY(auto planned, makePlan(models, board, options));
    Arrived arrived;
    arrived.plan = uncancelled(std::move(planned));

    PINFOLD_TRY(const TemporaryFolder folder, TemporaryFolder::create());
    const auto place = folder.path() / "project";
    PINFOLD_TRY(auto files, generateProject(models, board, arrived.plan, {}));
    PINFOLD_CHECK(writeProject(place, std::move(files), false));
    PINFOLD_TRY(const Project project, openProject(place));
    PINFOLD_TRY(auto built, buildProject(project, {}, {}));
    arrived.firmware = uncancelled(std::move(built));
    PINFOLD_TRY(auto run, validateProject(project, {way.inputs, {}, {}, 1e-5}, {}, {}));
    arrived.report = uncancelled(std::move(run)).report;
    return arrived;
}

}  // namespace pinfold::test
