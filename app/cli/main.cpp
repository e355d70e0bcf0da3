// pinfold-cli: the command line. Everything it does is a call into core/deploy.
#include "base/exceptions.h"
#include "cli/advice.h"
#include "cli/command.h"

#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <iostream>

namespace pinfold::cli {
namespace {

constexpr int exitUsage = 2;
constexpr int exitCancelled = 130;  // 128 + SIGINT, as shells expect

CancelSource& interruption() {
    static CancelSource source;
    return source;
}

extern "C" void onSignal(int) { interruption().cancel(); }

// Ctrl+C and a polite kill end the running job, which cleans up after itself.
void installSignalHandlers() {
    interruption();
    struct sigaction action {};
    action.sa_handler = onSignal;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    sigaction(SIGHUP, &action, nullptr);
    signal(SIGPIPE, SIG_IGN);
}

// Progress on standard error: a line a message; on a terminal, a message with a fraction rewrites its line.
class ProgressPrinter {
public:
    void operator()(const Progress& progress) {
        const std::string line = fmt::format("{}: {}", progress.stage, progress.message);
        const bool transient = progress.fraction >= 0;
        if (transient && !terminal_) return;
        if (rewriting_) std::cerr << "\r\033[K";
        std::cerr << line;
        rewriting_ = transient;
        if (!transient) std::cerr << '\n';
        std::cerr.flush();
    }

    void finish() {
        if (rewriting_) std::cerr << "\r\033[K" << std::flush;
        rewriting_ = false;
    }

private:
    bool terminal_ = ::isatty(STDERR_FILENO) == 1;
    bool rewriting_ = false;
};

// Text of files may hold bytes that are no UTF-8; JSON gets the replacement character for them.
std::string dump(const OrderedJson& json) { return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace); }

// `details`: JSON text of an object with more about it, or empty; it goes under the key `about`.
int printFailure(const std::string& message, int exitCode, bool json, const std::string& details = {},
                 const char* about = "details") {
    if (json) {
        OrderedJson error = {{"message", message}, {"exit_code", exitCode}};
        if (!details.empty()) error[about] = OrderedJson::parse(details, nullptr, false);
        const std::string text = dump({{"error", std::move(error)}}) + "\n";
        // Whoever cannot write there may still read the other.
        if (!(std::cout << text << std::flush)) std::cerr << text << std::flush;
    } else {
        std::cerr << "pinfold-cli: " << message << '\n' << std::flush;
    }
    return exitCode;
}

int printFailure(const Error& error, bool json) {
    return printFailure(messageWithAdvice(error), exitCodeOf(error.kind), json, error.details,
                        error.kind == ErrorKind::doesNotFit ? "misfit" : "details");
}

// Standard output may be a full disk.
int flushOutput(int exitCode, bool json) {
    if (std::cout << std::flush) return exitCode;
    return printFailure(toolFailed("Standard output cannot be written."), json);
}

int runCommand(const Selection& selection) {
    ProgressPrinter printer;
    const Context context{interruption().token(), [&printer](const Progress& progress) { printer(progress); }};
    const auto outcome = selection.command(context);
    printer.finish();
    if (!outcome.ok()) return printFailure(outcome.error(), selection.json);
    if (isCancelled(*outcome)) return printFailure("Cancelled.", exitCancelled, selection.json);
    const auto& output = std::get<CommandOutput>(*outcome);
    std::cout << (selection.json ? dump(output.json) + "\n" : output.text);
    return flushOutput(output.exitCode, selection.json);
}

bool wantsJson(int argc, char** argv) {
    for (int i = 1; i < argc; ++i) {
        if (std::string_view(argv[i]) == "--json") return true;
    }
    return false;
}

// What is wrong with the command line; CLI11 alone says of an unknown command that one is missing.
std::string usageMessage(const CLI::App& program, const CLI::ParseError& error, int argc, char** argv) {
    const std::string first = argc > 1 ? argv[1] : "";
    std::vector<std::string> names;
    for (const CLI::App* command : program.get_subcommands({})) names.push_back(command->get_name());
    const bool isCommand = std::find(names.begin(), names.end(), first) != names.end();
    if (first.empty() || first.front() == '-' || isCommand) return fmt::format("{}. Try --help.", error.what());
    return fmt::format("There is no command \"{}\". There are {}.", first, fmt::join(names, ", "));
}

// What is wrong with an argument that says nothing, or an option without its value ("--output="); else empty.
std::string emptiness(std::string_view argument, int position) {
    constexpr std::string_view why = "Is a variable of your shell not set?";
    if (argument.empty()) return fmt::format("The argument {} is empty. {}", position, why);
    if (!argument.starts_with("--") || argument.find('=') + 1 != argument.size()) return {};
    return fmt::format("The value of {} is empty. {}", argument.substr(0, argument.size() - 1), why);
}

int runProgram(int argc, char** argv) {
    CLI::App program("Takes a model compiled by Apache TVM to a checked firmware on a microcontroller.", "pinfold-cli");
    program.set_version_flag("--version", "pinfold-cli " PINFOLD_VERSION);
    program.require_subcommand(1);
    Selection selection;
    for (const auto add : {addInspect, addBoards, addPorts, addPlan, addCheck, addGenerate, addBuild, addFlash,
                           addReference, addValidate, addDeploy, addPack}) {
        add(program, selection);
    }
    for (int i = 1; i < argc; ++i) {
        if (const std::string fault = emptiness(argv[i], i); !fault.empty()) {
            return printFailure(fault, exitUsage, wantsJson(argc, argv));
        }
    }
    try {
        program.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) {
            return flushOutput(program.exit(error), wantsJson(argc, argv));
        }
        return printFailure(usageMessage(program, error, argc, argv), exitUsage, wantsJson(argc, argv));
    }
    installSignalHandlers();
    return runCommand(selection);
}

}  // namespace
}  // namespace pinfold::cli

int main(int argc, char** argv) {
    std::ios::sync_with_stdio(false);
    try {
        return pinfold::cli::runProgram(argc, argv);
    } catch (...) {
        return pinfold::cli::printFailure(pinfold::errorOfException(), pinfold::cli::wantsJson(argc, argv));
    }
}
