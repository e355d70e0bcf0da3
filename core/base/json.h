// Reading JSON that somebody else wrote: every wrong key becomes a sentence that names file and key.
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
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
    JsonView(const nlohmann::json& value, std::string file, const CancelToken* cancel = nullptr)
        : value_(&value), where_(std::move(file)), cancel_(cancel), isRoot_(true) {}

    [[nodiscard]] const std::string& where() const { return where_; }
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
    [[nodiscard]] JsonView child(const nlohmann::json& value, std::string where) const;
    [[nodiscard]] bool cancelled() const { return cancel_ && cancel_->cancelled(); }

    const nlohmann::json* value_;
    std::string where_;
    const CancelToken* cancel_;
    bool isRoot_ = false;
};

// null where there is no value.
template <typename T>
OrderedJson orNull(const std::optional<T>& value) {
    return value ? OrderedJson(*value) : OrderedJson();
}

// Parses text; an error names `file` and the byte where the text stops being JSON. `each`: nlohmann's callback for
// every key and value.
Result<nlohmann::json> parseJson(std::string_view text, std::string_view file, const CancelToken& cancel = {},
                                 const nlohmann::json::parser_callback_t& each = nullptr);

}  // namespace pinfold
