// Reading JSON that somebody else wrote: every wrong key becomes a sentence that names file and key.
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <nlohmann/json.hpp>

#include <climits>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold {

// nlohmann's ordered flavour for what we write: keys stay in the order we gave them.
using OrderedJson = nlohmann::ordered_json;

// A value inside a document, and the way to it ("metadata.json: modules.kws.executors"). Points into the document,
// which must outlive it, and so must the token: where that is cancelled, reading breaks off with an error.
class JsonView {
public:
    // The whole document; `file` is its name.
    JsonView(const nlohmann::json& value, std::string file, const CancelToken* cancel = nullptr);

    [[nodiscard]] std::string where() const { return textOf(step_); }
    // The way to a member, whether it is there or not.
    [[nodiscard]] std::string where(std::string_view key) const;
    [[nodiscard]] const nlohmann::json& raw() const { return *value_; }

    // True if this is an object that has the key, with a value other than null.
    [[nodiscard]] bool has(std::string_view key) const;
    // The member of an object; an error if this is no object or has no such key.
    [[nodiscard]] Result<JsonView> at(std::string_view key) const;
    // All members of an object in the order of their keys, or all elements of an array.
    [[nodiscard]] Result<std::vector<std::pair<std::string, JsonView>>> members() const;
    [[nodiscard]] Result<std::vector<JsonView>> elements() const;

    [[nodiscard]] Result<std::string> string() const;
    [[nodiscard]] Result<bool> boolean() const;
    // An integer in [least, most]; the error names the range.
    [[nodiscard]] Result<std::int64_t> integer(std::int64_t least, std::int64_t most) const;
    // A finite number.
    [[nodiscard]] Result<double> number() const;

    // Shorthands: at(key) and then the type.
    [[nodiscard]] Result<std::string> string(std::string_view key) const;
    [[nodiscard]] Result<bool> boolean(std::string_view key) const;
    [[nodiscard]] Result<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most) const;
    [[nodiscard]] Result<double> number(std::string_view key) const;
    [[nodiscard]] Result<std::vector<JsonView>> elements(std::string_view key) const;

    // "file: key must be an array, and is a string."
    [[nodiscard]] Error wrongType(std::string_view wanted) const;

private:
    // The last step of the way to a value. The way is written down when somebody asks for it: a text for every value of
    // a large document would take far more memory than the document.
    struct Step {
        std::shared_ptr<const Step> before;  // none: the document itself
        std::string_view key{};              // of a member; points into the document
        std::size_t index = SIZE_MAX;        // of an element
        std::shared_ptr<const std::string> file{};
    };
    JsonView(const nlohmann::json& value, Step step, const CancelToken* cancel)
        : value_(&value), step_(std::move(step)), cancel_(cancel) {}
    static std::string textOf(const Step& step);
    [[nodiscard]] std::shared_ptr<const Step> sharedStep() const { return std::make_shared<const Step>(step_); }
    [[nodiscard]] bool cancelled() const { return cancel_ && cancel_->cancelled(); }

    const nlohmann::json* value_;
    Step step_;
    const CancelToken* cancel_;
};

// null where there is no value.
template <typename T>
OrderedJson orNull(const std::optional<T>& value) {
    return value ? OrderedJson(*value) : OrderedJson();
}

// More than this is refused before it costs memory.
struct JsonLimits {
    int depth = INT_MAX;            // arrays and objects inside of each other
    std::size_t values = SIZE_MAX;  // commas and opening brackets: at least as many as there are values
};

// Parses text; an error names `file` and the byte where the text stops being JSON, or is brokenOff().
Result<nlohmann::json> parseJson(std::string_view text, std::string_view file, const CancelToken& cancel = {},
                                 const JsonLimits& limits = {});

// Told of what is in a text, value by value; false ends the walk. For what a parsed document does not show.
class JsonVisitor : public nlohmann::json_sax<nlohmann::json> {
public:
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override { return true; }
    bool key(string_t&) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception&) override { return false; }
};
// The text ends where it stands once the token is cancelled.
void walkJson(std::string_view text, JsonVisitor& visitor, const CancelToken& cancel = {});

}  // namespace pinfold
