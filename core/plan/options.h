// What a plan is asked for, and the one table of it from which command line, documents, plan.json and window take
// names, words and meanings. A new option is a member of PlanOptions, a row of the table, and what the planner makes of
// it.
#pragma once

#include "assign/objective.h"
#include "base/result.h"
#include "board/board.h"
#include "model/model.h"
#include "model/operator_ticks.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace pinfold {

enum class OrderChoice {
    archive,  // operators run as the archive says
    best,     // in the topological order that needs the fewest bytes, or costs least
};

struct PlanOptions {
    Lifetimes lifetimes = Lifetimes::statement;
    OrderChoice order = OrderChoice::best;
    Objective objective = Objective::cost;
    std::int64_t alignment = 16;       // of every buffer, bytes, a power of two; a region may ask for more
    bool keepInputs = false;           // inputs stay until their model has run
    std::vector<std::string> pins;     // "WHAT=REGION", "WHAT=0xADDRESS", "WHAT!=REGION"; see pins.h
    std::vector<std::string> keep;     // WHAT: buffers that live all the time, while other models run too
    std::vector<std::string> reserve;  // "REGION=BYTES" at the region's end, "REGION=0xADDRESS+BYTES": not for pools
    bool concurrent = false;           // the models run at the same time: they share no bytes
    std::optional<std::int64_t> stackBytes;  // reserved for the stack; none: defaultStackBytes()
    std::optional<double> timeLimitSeconds;  // for all searches together, > 0; then the plan depends on the machine

    bool operator==(const PlanOptions&) const = default;
};

// Where an option has its value; which of these structs it is says what kind of option.
struct OptionFlag {
    bool PlanOptions::*value;
};
struct OptionWord {
    int value;              // of the enumeration
    std::string_view word;  // in files and on the command line
    const char* label;      // in the window
};
struct OptionChoice {
    std::span<const OptionWord> words;
    int (*get)(const PlanOptions&);
    void (*set)(PlanOptions&, int);
};
struct OptionAlignment {  // bytes, a power of two
    std::int64_t PlanOptions::*value;
    Result<void> (*check)(std::int64_t);
};
struct OptionBytes {
    std::optional<std::int64_t> PlanOptions::*value;
    Result<void> (*check)(std::int64_t);
    std::int64_t (*automatic)(std::span<const Model>);  // what none stands for
};
struct OptionSeconds {
    std::optional<double> PlanOptions::*value;
    Result<void> (*check)(double);
};
struct OptionTexts {
    std::vector<std::string> PlanOptions::*value;
    const char* example;  // of one, in the window
    // Whether one more may be added.
    Result<void> (*check)(std::span<const Model>, const Board&, const PlanOptions&, const std::string&);
};
using OptionValue = std::variant<OptionFlag, OptionChoice, OptionAlignment, OptionBytes, OptionSeconds, OptionTexts>;

// Where the window shows an option.
enum class OptionPlace {
    bar,      // above everything: it is decided again and again
    panel,    // among the plan's options
    several,  // there too, but only where several models are planned, or it is set
};

struct PlanOption {
    std::string_view name;     // on the command line, after "--"; and of the field in the window
    std::string_view key;      // in documents
    std::string_view planKey;  // in plan.json; empty: what came of it stands there instead
    OptionValue value;
    std::string_view type;  // of the value on the command line: "BYTES"; empty for flags and choices
    std::string_view help;  // on the command line
    // In the window. A change is a step that can be undone; %1 stands for the value.
    OptionPlace place;
    const char* label;
    const char* tip;
    const char* change;      // "Align to %1"; of a flag: set; of a list: one more
    const char* changeBack;  // of a flag: cleared; of a list: some less; else null
};

std::span<const PlanOption> planOptions();

// The word for what is chosen. Empty if it is none of them.
std::string_view wordOf(const OptionChoice& choice, const PlanOptions& options);

// Takes what stands after the option's name on the command line: a list becomes longer by it, a flag is set by any
// text. Whether that makes sense is for checkOptions().
Result<void> setOption(PlanOptions& options, const PlanOption& option, const std::string& text);

// Does what proposals ask for: "--NAME VALUE", "without --NAME", and for lists "without --NAME VALUE". Nothing if it is
// none of these.
void changeOption(PlanOptions& options, std::string_view change);

// Values that no plan can have.
Result<void> checkOptions(const PlanOptions& options);

}  // namespace pinfold
