// What all commands of pinfold-cli share.
#pragma once

#include "base/cancel.h"
#include "base/json.h"
#include "base/progress.h"

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

namespace pinfold::cli {

// What a command prints on standard output, as text or as JSON, and the exit code it asks for.
struct CommandOutput {
    OrderedJson json;
    std::string text;
    int exitCode = 0;
};

struct Context {
    CancelToken cancel;
    ProgressSink progress;
};

using Command = std::function<Outcome<CommandOutput>(const Context&)>;

// Where a parsed command line leaves what is to be run.
struct Selection {
    Command command;
    bool json = false;
};

// Each adds a command with its options to the program; when the user chose it, `selection.command` is set.
void addInspect(CLI::App& program, Selection& selection);
void addBoards(CLI::App& program, Selection& selection);
void addPorts(CLI::App& program, Selection& selection);
void addPlan(CLI::App& program, Selection& selection);
void addCheck(CLI::App& program, Selection& selection);
void addGenerate(CLI::App& program, Selection& selection);
void addBuild(CLI::App& program, Selection& selection);
void addFlash(CLI::App& program, Selection& selection);
void addReference(CLI::App& program, Selection& selection);
void addValidate(CLI::App& program, Selection& selection);
void addDeploy(CLI::App& program, Selection& selection);
void addPack(CLI::App& program, Selection& selection);

int exitCodeOf(ErrorKind kind);

// A subcommand with --json, whose callback selects `command`.
CLI::App& addCommand(CLI::App& program, Selection& selection, const std::string& name, const std::string& summary,
                     Command command);

}  // namespace pinfold::cli
