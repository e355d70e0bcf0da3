#include "cli/command.h"

namespace pinfold::cli {

int exitCodeOf(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::badInput: return 2;
        case ErrorKind::doesNotFit: return 3;
        case ErrorKind::toolFailed: break;
    }
    return 4;
}

CLI::App& addCommand(CLI::App& program, Selection& selection, const std::string& name, const std::string& summary,
                     Command command) {
    CLI::App* sub = program.add_subcommand(name, summary);
    sub->add_flag("--json", selection.json, "Print JSON, errors too");
    sub->callback([&selection, command = std::move(command)] { selection.command = command; });
    return *sub;
}

}  // namespace pinfold::cli
