#include "plan/options.h"

#include "base/overloaded.h"
#include "base/text.h"
#include "plan/entry_checks.h"
#include "plan/plan.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace pinfold {
namespace {

// Buffers hold elements of up to 8 bytes; beyond the size of a page no hardware asks for an alignment.
constexpr std::int64_t minAlignment = 8;
constexpr std::int64_t maxAlignment = 4096;
constexpr std::int64_t maxStackBytes = std::int64_t{1} << 32;

Result<void> checkAlignment(std::int64_t bytes) {
    if (bytes >= minAlignment && bytes <= maxAlignment && std::has_single_bit(static_cast<std::uint64_t>(bytes))) {
        return {};
    }
    return badInput("alignment {}: must be a power of two from {} to {} (kernels access elements of up to 8 bytes).",
                    bytes, minAlignment, maxAlignment);
}

Result<void> checkStack(std::int64_t bytes) {
    if (bytes <= 0) return badInput("stack {}: must be more than 0 bytes.", bytes);
    if (bytes <= maxStackBytes) return {};
    return doesNotFit("stack {}: is more than a 32-bit processor can address ({} bytes).", bytes,
                      grouped(maxStackBytes));
}

Result<void> checkTimeLimit(double seconds) {
    if (seconds > 0) return {};
    return badInput("time limit {}: must be more than 0 seconds.", seconds);
}

template <auto member>
constexpr OptionChoice choiceOf(std::span<const OptionWord> words) {
    using Enum = std::remove_cvref_t<decltype(PlanOptions().*member)>;
    return {words, [](const PlanOptions& options) { return static_cast<int>(options.*member); },
            [](PlanOptions& options, int value) { options.*member = static_cast<Enum>(value); }};
}

constexpr std::array lifetimesWords{
    OptionWord{static_cast<int>(Lifetimes::statement), nameOf(Lifetimes::statement), "Statement"},
    OptionWord{static_cast<int>(Lifetimes::wholeOperator), nameOf(Lifetimes::wholeOperator), "Operator"},
    OptionWord{static_cast<int>(Lifetimes::none), nameOf(Lifetimes::none), "None"},
};
constexpr std::array orderWords{
    OptionWord{static_cast<int>(OrderChoice::best), "best", "Best"},
    OptionWord{static_cast<int>(OrderChoice::archive), "archive", "Archive"},
};
constexpr std::array objectiveWords{
    OptionWord{static_cast<int>(Objective::cost), "cost", "Fastest"},
    OptionWord{static_cast<int>(Objective::size), "size", "Smallest"},
};

// In the order of a document's keys.
constexpr auto table = std::to_array<PlanOption>({
    {.name = "lifetimes",
     .key = "lifetimes",
     .planKey = "lifetimes",
     .value = choiceOf<&PlanOptions::lifetimes>(lifetimesWords),
     .type = "",
     .help = "When buffers live: by statement, by operator, or none: no sharing",
     .place = OptionPlace::panel,
     .label = "Lifetimes",
     .tip = "Statement: memory lives only as long as statements of kernels use it.\n"
            "Operator: as long as whole operators, as TVM plans.\n"
            "None: no two buffers share an address; to check the others against.",
     .change = "Plan with lifetimes by %1",
     .changeBack = nullptr},
    {.name = "order",
     .key = "order",
     .planKey = "order",
     .value = choiceOf<&PlanOptions::order>(orderWords),
     .type = "",
     .help = "In which order operators run: the archive's, or the one that needs least (default)",
     .place = OptionPlace::bar,
     .label = "&Order",
     .tip = "Best: the operators run in the order that needs the fewest bytes.\n"
            "Archive: as the compiler left them.",
     .change = "Run in %1 order",
     .changeBack = nullptr},
    {.name = "objective",
     .key = "objective",
     .planKey = "objective",
     .value = choiceOf<&PlanOptions::objective>(objectiveWords),
     .type = "",
     .help = "What is made smallest: cost of access (default), or size of the pools",
     .place = OptionPlace::bar,
     .label = "&Aim",
     .tip = "Fastest: what is used most goes to the fastest memory.\n"
            "Smallest: as little RAM as possible, fast memory left free.",
     .change = "Aim at %1",
     .changeBack = nullptr},
    {.name = "align",
     .key = "alignment",
     .planKey = "alignment",
     .value = OptionAlignment{&PlanOptions::alignment, checkAlignment},
     .type = "BYTES",
     .help = "Alignment of every buffer, bytes; a power of two",
     .place = OptionPlace::panel,
     .label = "Alignment",
     .tip = "Every buffer starts at a multiple of it. Regions of the board may ask for more.",
     .change = "Align to %1",
     .changeBack = nullptr},
    {.name = "keep-inputs",
     .key = "keep_inputs",
     .planKey = "keep_inputs",
     .value = OptionFlag{&PlanOptions::keepInputs},
     .type = "",
     .help = "Inputs stay intact until the inference ends",
     .place = OptionPlace::panel,
     .label = "Keep inputs until the model has run",
     .tip = "Otherwise an input's bytes are used for something else once it has been read.",
     .change = "Keep inputs",
     .changeBack = "Let inputs go"},
    {.name = "concurrent",
     .key = "concurrent",
     .planKey = "concurrent",
     .value = OptionFlag{&PlanOptions::concurrent},
     .type = "",
     .help = "The models run at the same time: they share no byte",
     .place = OptionPlace::several,
     .label = "Models run at the same time",
     .tip = "They share no bytes then. Otherwise one runs after the other, in the same memory.",
     .change = "Run models at the same time",
     .changeBack = "Run models one at a time"},
    {.name = "pin",
     .key = "pins",
     .planKey = "pins",
     .value = OptionTexts{&PlanOptions::pins, "op2/PaddedInput=SRAM", checkNewPin},
     .type = "WHAT=REGION",
     .help = "A decision of yours: WHAT=REGION, WHAT=0xADDRESS or WHAT!=REGION; may be repeated",
     .place = OptionPlace::panel,
     .label = "Pins",
     .tip = "Where things must be: WHAT=REGION, WHAT=0xADDRESS, or WHAT!=REGION to keep out of one. WHAT is a tensor, "
            "op<index>/<workspace>, const:<name>, kind:workspace, kernel:<name>; * and ? stand for any characters.",
     .change = "Pin %1",
     .changeBack = "Drop the pin %1"},
    {.name = "keep",
     .key = "keep",
     .planKey = "keep",
     .value = OptionTexts{&PlanOptions::keep, "input_1", checkNewKeep},
     .type = "WHAT",
     .help = "Buffers that stay intact all the time, while other models run too; may be repeated",
     .place = OptionPlace::panel,
     .label = "Keep",
     .tip = "Buffers that live all the time, while other models run too: names as in pins.",
     .change = "Keep %1",
     .changeBack = "Let %1 go"},
    {.name = "reserve",
     .key = "reserve",
     .planKey = "",
     .value = OptionTexts{&PlanOptions::reserve, "SRAM=4096", checkNewReserve},
     .type = "REGION=BYTES",
     .help = "Memory that is not for pools: REGION=BYTES at its end, or REGION=0xADDRESS+BYTES; may be repeated",
     .place = OptionPlace::panel,
     .label = "Reserved memory",
     .tip = "Bytes that pools must leave alone: REGION=BYTES at the region's end, or REGION=0xADDRESS+BYTES.",
     .change = "Reserve %1",
     .changeBack = "Release %1"},
    {.name = "stack",
     .key = "stack_bytes",
     .planKey = "",
     .value = OptionBytes{&PlanOptions::stackBytes, checkStack, defaultStackBytes},
     .type = "BYTES",
     .help = "Bytes reserved for the stack",
     .place = OptionPlace::panel,
     .label = "Stack",
     .tip = "Bytes of the board's stack region that pools leave to the stack. Automatic: what runtime and interrupts "
            "need, and the largest kernel's local arrays.",
     .change = "Reserve stack",
     .changeBack = nullptr},
    {.name = "time-limit",
     .key = "time_limit_seconds",
     .planKey = "time_limit",
     .value = OptionSeconds{&PlanOptions::timeLimitSeconds, checkTimeLimit},
     .type = "SECONDS",
     .help = "Seconds to search; without it a fixed amount of work, so that the plan is always the same",
     .place = OptionPlace::panel,
     .label = "Time limit",
     .tip = "Of all searches together. With a limit, the plan may differ from computer to computer; without one the "
            "same input gives the same plan.",
     .change = "Limit the time of planning",
     .changeBack = nullptr},
});

Result<std::int64_t> wholeNumber(const std::string& text) {
    std::int64_t number = 0;
    const char* const textEnd = text.data() + text.size();
    const auto [end, error] = std::from_chars(text.data(), textEnd, number);
    if (error == std::errc() && end == textEnd) return number;
    return badInput("\"{}\" is no whole number of at most 64 bits", text);
}

Result<double> timeSpan(const std::string& text) {
    char* end = nullptr;
    const double seconds = std::strtod(text.c_str(), &end);
    if (!text.empty() && *end == '\0' && std::isfinite(seconds) && seconds > 0) return seconds;
    return badInput("must be a number of seconds above 0");
}

// As if the option had never been given; of a list only that entry goes.
void clearOption(PlanOptions& options, const PlanOption& option, const std::string& entry) {
    const PlanOptions fresh;
    std::visit(Overloaded{[&](const OptionChoice& choice) { choice.set(options, choice.get(fresh)); },
                          [&](const OptionTexts& texts) { std::erase(options.*texts.value, entry); },
                          [&](const auto& other) { options.*other.value = fresh.*other.value; }},
               option.value);
}

}  // namespace

std::span<const PlanOption> planOptions() { return table; }

std::string_view wordOf(const OptionChoice& choice, const PlanOptions& options) {
    for (const OptionWord& word : choice.words) {
        if (word.value == choice.get(options)) return word.word;
    }
    return {};
}

Result<void> setOption(PlanOptions& options, const PlanOption& option, const std::string& text) {
    const auto set = Overloaded{[&](const OptionFlag& flag) -> Result<void> {
                                    options.*flag.value = true;
                                    return {};
                                },
                                [&](const OptionChoice& choice) -> Result<void> {
                                    std::string known;
                                    for (const OptionWord& word : choice.words) {
                                        if (word.word == text) return choice.set(options, word.value), Result<void>();
                                        known += fmt::format("{}\"{}\"", known.empty() ? "" : ", ", word.word);
                                    }
                                    return badInput("must be one of {}, and is \"{}\"", known, text);
                                },
                                [&](const OptionSeconds& seconds) -> Result<void> {
                                    PINFOLD_TRY(options.*seconds.value, timeSpan(text));
                                    return {};
                                },
                                [&](const OptionTexts& texts) -> Result<void> {
                                    (options.*texts.value).push_back(text);
                                    return {};
                                },
                                [&](const auto& bytes) -> Result<void> {
                                    PINFOLD_TRY(options.*bytes.value, wholeNumber(text));
                                    return {};
                                }};
    return std::visit(set, option.value);
}

void changeOption(PlanOptions& options, std::string_view change) {
    constexpr std::string_view without = "without ";
    const bool clears = change.starts_with(without);
    if (clears) change.remove_prefix(without.size());
    if (!change.starts_with("--")) return;
    change.remove_prefix(2);
    const std::size_t space = std::min(change.find(' '), change.size());
    const std::string value(change.substr(std::min(space + 1, change.size())));
    for (const PlanOption& option : table) {
        if (option.name != change.substr(0, space)) continue;
        if (clears) return clearOption(options, option, value);
        PlanOptions changed = options;
        if (setOption(changed, option, value).ok()) options = std::move(changed);
    }
}

Result<void> checkOptions(const PlanOptions& options) {
    const auto check =
        Overloaded{[&](const OptionAlignment& alignment) { return alignment.check(options.*alignment.value); },
                   [&](const OptionBytes& bytes) {
                       const auto& value = options.*bytes.value;
                       return value ? bytes.check(*value) : Result<void>();
                   },
                   [&](const OptionSeconds& seconds) {
                       const auto& value = options.*seconds.value;
                       return value ? seconds.check(*value) : Result<void>();
                   },
                   [](const auto&) { return Result<void>(); }};
    for (const PlanOption& option : table) PINFOLD_CHECK(std::visit(check, option.value));
    return {};
}

}  // namespace pinfold
