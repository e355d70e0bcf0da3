// OpenOCD, for debug probes of nearly every kind.
#include "board/programmers/tools.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <sstream>

namespace pinfold {
namespace {

// OpenOCD's language can run programs: only configuration files by their name, and a few plain commands.
bool isHarmless(std::string_view option, std::string_view argument) {
    if (option == "-f") {
        return consistsOf(argument, "_./-") && !argument.empty() && argument.front() != '/' &&
               argument.find("..") == std::string_view::npos;
    }
    constexpr std::array<std::string_view, 5> commands = {"adapter", "transport", "reset_config", "set", "hla_serial"};
    const auto command = argument.substr(0, argument.find(' '));
    return option == "-c" && consistsOf(argument, "_.:- ") && std::ranges::find(commands, command) != commands.end();
}

std::optional<ArgumentFault> faultIn(std::span<const std::string> arguments) {
    for (std::size_t i = 0; i < arguments.size(); i += 2) {
        if (i + 1 < arguments.size() && isHarmless(arguments[i], arguments[i + 1])) continue;
        return ArgumentFault{
            i,
            "must be pairs: \"-f\" and the name of one of OpenOCD's configuration files, or \"-c\" and "
            "an adapter, transport, reset_config, set or hla_serial command."};
    }
    return std::nullopt;
}

// OpenOCD reads its commands, and file names in them, as Tcl, and some of them twice: a plain name needs no quoting.
std::vector<std::string> commandLine(const Board& /*board*/, const Programmer& programmer,
                                     const std::string& firmware) {
    // No servers: a second OpenOCD would find their ports taken.
    std::vector<std::string> arguments = {"-c", "gdb_port disabled",   "-c", "tcl_port disabled",
                                          "-c", "telnet_port disabled"};
    arguments.insert(arguments.end(), programmer.arguments.begin(), programmer.arguments.end());
    arguments.insert(arguments.end(), {"-c", fmt::format("program {} verify reset exit", firmware)});
    return arguments;
}

// What OpenOCD says, in lower case, and what that means. The first that is found counts, so causes stand before their
// consequences: OpenOCD 0.12, src/jtag/drivers/stlink_usb.c, src/jtag/core.c, src/target/adi_v5_*.c, src/flash/nor.
struct Symptom {
    std::string_view text;
    std::string_view meaning;
};
constexpr std::string_view noPermission =
    "You may not use the debug probe. Install OpenOCD's udev rules (package openocd), join the group plugdev, "
    "and plug the probe in again.";
constexpr std::string_view noProbe =
    "No debug probe was found. Connect the board's ST-LINK USB port with a cable that carries data, and see that no "
    "other program uses the probe.";
constexpr std::string_view wrongChip =
    "The probe is connected to another chip than this board's {mcu}. Choose the board that is connected.";
constexpr std::string_view noAnswer =
    "The probe was found, but the {mcu} does not answer. See that the board has power, that the probe's wires or "
    "jumpers are in place, and try again while you hold its reset button.";
constexpr std::string_view writeError =
    "The flash of the {mcu} could not be written. It may be write-protected or worn out; a full erase may help.";
constexpr std::string_view verifyError =
    "The flash of the {mcu} does not hold what was written to it. Try again; if that does not help, the flash is worn "
    "out.";
constexpr std::string_view badConfiguration =
    "OpenOCD does not have the configuration that the board file asks for. Update OpenOCD, or correct the board's "
    "programmers[0].arguments.";

constexpr std::array symptoms = {
    Symptom{"libusb_error_access", noPermission},
    Symptom{"insufficient permissions", noPermission},
    Symptom{"can't find interface/", badConfiguration},
    Symptom{"can't find target/", badConfiguration},
    Symptom{"can't find board/", badConfiguration},
    Symptom{"unexpected idcode", wrongChip},
    Symptom{"expected 1 of 1", wrongChip},
    Symptom{"target id mismatch", wrongChip},
    Symptom{"cannot identify target as", wrongChip},
    Symptom{"libusb_error_busy", noProbe},
    Symptom{"error: open failed", noProbe},
    Symptom{"open failed (", noProbe},
    Symptom{"libusb_error_no_device", noProbe},
    Symptom{"unable to open ftdi device", noProbe},
    Symptom{"unable to open cmsis-dap device", noProbe},
    Symptom{"unable to find a matching cmsis-dap device", noProbe},
    Symptom{"no device found", noProbe},
    Symptom{"no j-link device found", noProbe},
    Symptom{"unable to connect to the target", noAnswer},
    Symptom{"target voltage too low", noAnswer},
    Symptom{"target not examined", noAnswer},
    Symptom{"error connecting dp", noAnswer},
    Symptom{"** unable to reset target **", noAnswer},
    Symptom{"jtag scan chain interrogation failed", noAnswer},
    Symptom{"error writing to flash", writeError},
    Symptom{"flash write failed", writeError},
    Symptom{"error executing flash write", writeError},
    Symptom{"failed erasing sectors", writeError},
    Symptom{"** verify failed **", verifyError},
    Symptom{"verify failed", verifyError},
    Symptom{"checksum mismatch", verifyError},
    Symptom{"** programming failed **", writeError},
};

std::string lowerCase(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

std::string replaced(std::string text, std::string_view what, std::string_view with) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
        text.replace(at, what.size(), with);
    }
    return text;
}

// The first line that OpenOCD itself calls an error, or its last words.
std::string complaintIn(const std::string& output) {
    std::istringstream lines(output);
    std::string last;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("Error: ")) return line;
        if (!line.empty()) last = line;
    }
    return last;
}

// Its exit code alone does not say that what was written was also compared: it says "** Verified OK **" only where all
// is well.
std::optional<Error> failureOf(const Board& board, const Finished& finished) {
    if (finished.exitCode == 0 && finished.output.find("** Verified OK **") != std::string::npos) return std::nullopt;
    const std::string output = lowerCase(finished.output);
    const auto symptom = std::ranges::find_if(
        symptoms, [&](const Symptom& each) { return output.find(each.text) != std::string::npos; });
    const auto complaint = complaintIn(finished.output);
    if (symptom == symptoms.end()) {
        return toolFailed("OpenOCD could not program {}; it ended with exit code {} and said: {}", board.title,
                          finished.exitCode, complaint);
    }
    return toolFailed("{} OpenOCD said: {}", replaced(std::string(symptom->meaning), "{mcu}", board.mcu), complaint);
}

}  // namespace

constinit const ProgrammerTool openOcd = {"openocd",         "OpenOCD", "openocd",   "openocd",
                                          "PINFOLD_OPENOCD", faultIn,   commandLine, failureOf};

}  // namespace pinfold
