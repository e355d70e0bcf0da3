#include "board/programmer.h"

#include "board/programmers/tools.h"

#include <algorithm>

namespace pinfold {
namespace {

constexpr const ProgrammerTool* tools[] = {&openOcd};

}  // namespace

const ProgrammerTool* findProgrammerTool(std::string_view name) {
    const auto* const found = std::ranges::find(tools, name, &ProgrammerTool::name);
    return found == std::end(tools) ? nullptr : *found;
}

std::vector<std::string_view> programmerToolNames() {
    std::vector<std::string_view> names;
    for (const ProgrammerTool* tool : tools) names.push_back(tool->name);
    return names;
}

}  // namespace pinfold
