// inspect, boards, ports: what there is.
#include "base/text.h"
#include "board/board.h"
#include "cli/command.h"
#include "deploy/inspect.h"
#include "device/transport.h"

#include <memory>

namespace pinfold::cli {
namespace {

OrderedJson boardJson(const Board& board) {
    OrderedJson regions = OrderedJson::array();
    for (const auto& region : board.regions) {
        regions.push_back({{"name", region.name},
                           {"kind", region.kind == RegionKind::flash ? "flash" : "ram"},
                           {"address", region.address},
                           {"bytes", region.bytes}});
    }
    return {{"id", board.id},
            {"title", board.title},
            {"mcu", board.mcu},
            {"core", board.core},
            {"emulated", board.emulator.has_value()},
            {"source", board.source},
            {"regions", std::move(regions)}};
}

std::string boardText(const Board& board) {
    std::string text = fmt::format("{:<20} {}\n", board.id, board.title);
    for (const auto& region : board.regions) {
        text += fmt::format("{:<20}   {:<8} {:<5} 0x{:08x} {:>12} B\n", "", region.name,
                            region.kind == RegionKind::flash ? "flash" : "ram", region.address, grouped(region.bytes));
    }
    return text;
}

Outcome<CommandOutput> showBoards(const Context&) {
    const BoardList list = listBoards();
    CommandOutput output;
    output.json = {{"boards", OrderedJson::array()}, {"faults", OrderedJson::array()}};
    for (const auto& board : list.boards) {
        output.json["boards"].push_back(boardJson(board));
        output.text += boardText(board);
    }
    for (const auto& fault : list.faults) {
        output.json["faults"].push_back(fault.message);
        output.text += fmt::format("left out: {}\n", fault.message);
    }
    output.text += fmt::format("Boards of your own: .json files in {}\n", userBoardFolder().string());
    return output;
}

Outcome<CommandOutput> showPorts(const Context&) {
    CommandOutput output;
    output.json = {{"ports", OrderedJson::array()}};
    for (const auto& port : listSerialPorts()) {
        const std::string url = "serial://" + port.path;
        output.json["ports"].push_back({{"url", url}, {"path", port.path}, {"description", port.description}});
        output.text += fmt::format("{:<28} {}\n", url, port.description);
    }
    if (output.text.empty()) output.text = "No serial ports. Is the board connected?\n";
    return output;
}

}  // namespace

void addInspect(CLI::App& program, Selection& selection) {
    auto archive = std::make_shared<std::filesystem::path>();
    auto& command =
        addCommand(program, selection, "inspect", "Shows what is in an archive",
                   [archive](const Context& context) -> Outcome<CommandOutput> {
                       PINFOLD_TRY_OUTCOME(auto inspection, inspect(*archive, context.cancel, context.progress));
                       return CommandOutput{std::move(inspection.json), std::move(inspection.text), 0};
                   });
    command.add_option("archive", *archive, "Model Library Format archive")->required();
}

void addBoards(CLI::App& program, Selection& selection) {
    addCommand(program, selection, "boards", "Lists the boards", showBoards);
}

void addPorts(CLI::App& program, Selection& selection) {
    addCommand(program, selection, "ports", "Lists the serial ports", showPorts);
}

}  // namespace pinfold::cli
