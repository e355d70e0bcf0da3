#include "base/json.h"

#include <cmath>
#include <cstddef>
#include <iterator>

namespace pinfold {
namespace {

std::string_view kindOf(const nlohmann::json& value) {
    using Type = nlohmann::json::value_t;
    switch (value.type()) {
        case Type::null: return "null";
        case Type::object: return "an object";
        case Type::array: return "an array";
        case Type::string: return "a string";
        case Type::boolean: return "a boolean";
        case Type::number_integer:
        case Type::number_unsigned: return "an integer";
        case Type::number_float: return "a number";
        default: return "something else";
    }
}

// Takes what nlohmann says of a syntax error; it throws nothing when exceptions are off, so ask its SAX interface.
class ErrorCollector : public nlohmann::json_sax<nlohmann::json> {
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
    bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) override {
        where = position;
        return false;
    }
    std::size_t where = 0;
};

// Goes through a text, which ends where it stands once the token is cancelled.
class CancellableIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CancellableIterator(const char* at, const char* end, const CancelToken& cancel)
        : at_(at), end_(end), cancel_(&cancel) {}
    reference operator*() const { return *at_; }
    CancellableIterator& operator++() {
        constexpr std::ptrdiff_t pause = 4096;
        ++at_;
        if ((end_ - at_) % pause == 0 && cancel_->cancelled()) at_ = end_;
        return *this;
    }
    bool operator==(const CancellableIterator& other) const { return at_ == other.at_; }
    bool operator!=(const CancellableIterator& other) const { return at_ != other.at_; }

private:
    const char* at_;
    const char* end_;
    const CancelToken* cancel_;
};

}  // namespace

Result<nlohmann::json> parseJson(std::string_view text, std::string_view file, const CancelToken& cancel,
                                 const nlohmann::json::parser_callback_t& each) {
    const char* end = text.data() + text.size();
    auto document = nlohmann::json::parse(CancellableIterator(text.data(), end, cancel),
                                          CancellableIterator(end, end, cancel), each, false);
    if (cancel.cancelled()) return brokenOff();
    if (document.is_discarded()) {
        ErrorCollector collector;
        nlohmann::json::sax_parse(text, &collector);
        const bool atEnd = collector.where > text.size();
        if (atEnd) return badInput("{}: is not JSON: it ends too early, after {} bytes.", file, text.size());
        return badInput("{}: is not JSON: it breaks off at byte {} of {}.", file, collector.where, text.size());
    }
    return document;
}

Error JsonView::wrongType(std::string_view wanted) const {
    return badInput("{}: must be {}, and is {}.", where_, wanted, kindOf(*value_));
}

JsonView JsonView::child(const nlohmann::json& value, std::string where) const {
    JsonView view(value, std::move(where), cancel_);
    view.isRoot_ = false;
    return view;
}

std::string JsonView::where(std::string_view key) const {
    return fmt::format("{}{}{}", where_, isRoot_ ? ": " : ".", key);
}

bool JsonView::has(std::string_view key) const {
    if (!value_->is_object()) return false;
    const auto found = value_->find(key);
    return found != value_->end() && !found->is_null();
}

Result<JsonView> JsonView::at(std::string_view key) const {
    if (!value_->is_object()) return wrongType("an object");
    const auto found = value_->find(key);
    if (found == value_->end()) return badInput("{}: has no key \"{}\".", where_, key);
    return child(*found, where(key));
}

Result<std::vector<std::pair<std::string, JsonView>>> JsonView::members() const {
    if (!value_->is_object()) return wrongType("an object");
    std::vector<std::pair<std::string, JsonView>> all;
    for (const auto& [key, value] : value_->items()) {
        if (cancelled()) return brokenOff();
        all.emplace_back(key, child(value, where(key)));
    }
    return all;
}

Result<std::vector<JsonView>> JsonView::elements() const {
    if (!value_->is_array()) return wrongType("an array");
    std::vector<JsonView> all;
    all.reserve(value_->size());
    for (std::size_t i = 0; i < value_->size(); ++i) {
        if (cancelled()) return brokenOff();
        all.push_back(child((*value_)[i], fmt::format("{}{}[{}]", where_, isRoot_ ? ": " : "", i)));
    }
    return all;
}

Result<std::string> JsonView::string() const {
    if (cancelled()) return brokenOff();
    if (!value_->is_string()) return wrongType("a string");
    return value_->get<std::string>();
}

Result<bool> JsonView::boolean() const {
    if (!value_->is_boolean()) return wrongType("true or false");
    return value_->get<bool>();
}

Result<std::int64_t> JsonView::integer(std::int64_t least, std::int64_t most) const {
    if (cancelled()) return brokenOff();
    if (!value_->is_number_integer()) return wrongType("an integer");
    const bool huge = value_->is_number_unsigned() && value_->get<std::uint64_t>() > std::uint64_t{INT64_MAX};
    const std::int64_t number = huge ? INT64_MAX : value_->get<std::int64_t>();
    if (huge || number < least || number > most) {
        return badInput("{}: must be from {} to {}, and is {}.", where_, least, most, value_->dump());
    }
    return number;
}

Result<double> JsonView::number() const {
    if (!value_->is_number() || !std::isfinite(value_->get<double>())) return wrongType("a number");
    return value_->get<double>();
}

Result<std::string> JsonView::string(std::string_view key) const {
    PINFOLD_TRY(const auto member, at(key));
    return member.string();
}

Result<bool> JsonView::boolean(std::string_view key) const {
    PINFOLD_TRY(const auto member, at(key));
    return member.boolean();
}

Result<std::int64_t> JsonView::integer(std::string_view key, std::int64_t least, std::int64_t most) const {
    PINFOLD_TRY(const auto member, at(key));
    return member.integer(least, most);
}

Result<double> JsonView::number(std::string_view key) const {
    PINFOLD_TRY(const auto member, at(key));
    return member.number();
}

Result<std::vector<JsonView>> JsonView::elements(std::string_view key) const {
    PINFOLD_TRY(const auto member, at(key));
    return member.elements();
}

}  // namespace pinfold
