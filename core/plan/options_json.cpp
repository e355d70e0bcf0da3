#include "plan/options_json.h"

#include "base/json.h"
#include "base/overloaded.h"

#include <limits>

namespace pinfold {
namespace {

constexpr std::int64_t maxBytes = std::numeric_limits<std::int64_t>::max();

// One overload for each kind of option.
class OptionReader {
public:
    OptionReader(PlanOptions& options, const PlanOption& option, const JsonView& json, std::string_view key)
        : options_(options), option_(option), json_(json), key_(key) {}

    Result<void> operator()(const OptionFlag& flag) const {
        PINFOLD_TRY(options_.*flag.value, json_.boolean(key_));
        return {};
    }
    Result<void> operator()(const OptionChoice&) const {
        PINFOLD_TRY(const std::string word, json_.string(key_));
        const auto set = setOption(options_, option_, word);
        if (!set.ok()) return badInput("{}: {}.", json_.where(key_), set.error().message);
        return {};
    }
    Result<void> operator()(const OptionSeconds& seconds) const {
        PINFOLD_TRY(const double number, json_.number(key_));
        if (number <= 0) return badInput("{}: must be more than 0.", json_.where(key_));
        options_.*seconds.value = number;
        return {};
    }
    Result<void> operator()(const OptionTexts& texts) const {
        PINFOLD_TRY(const auto elements, json_.elements(key_));
        std::vector<std::string> all;
        for (const JsonView& element : elements) {
            PINFOLD_TRY(all.emplace_back(), element.string());
        }
        options_.*texts.value = std::move(all);
        return {};
    }
    template <typename Bytes>
    Result<void> operator()(const Bytes& bytes) const {
        PINFOLD_TRY(options_.*bytes.value, json_.integer(key_, 1, maxBytes));
        return {};
    }

private:
    PlanOptions& options_;
    const PlanOption& option_;
    const JsonView& json_;
    std::string_view key_;
};

}  // namespace

OrderedJson toJson(const PlanOption& option, const PlanOptions& options) {
    return std::visit(Overloaded{[&](const OptionChoice& choice) { return OrderedJson(wordOf(choice, options)); },
                                 [&](const OptionBytes& bytes) { return orNull(options.*bytes.value); },
                                 [&](const OptionSeconds& seconds) { return orNull(options.*seconds.value); },
                                 [&](const auto& other) { return OrderedJson(options.*other.value); }},
                      option.value);
}

Result<void> readOption(PlanOptions& options, const PlanOption& option, const JsonView& json, std::string_view key) {
    if (!json.has(key)) return {};
    return std::visit(OptionReader(options, option, json, key), option.value);
}

}  // namespace pinfold
