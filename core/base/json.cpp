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

// Where a text stops being JSON; nlohmann tells nothing of it when exceptions are off.
class ErrorFinder : public JsonVisitor {
public:
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

// Looks at brackets and commas alone, so it costs next to nothing.
Result<void> refuseHuge(std::string_view text, std::string_view file, const CancelToken& cancel,
                        const JsonLimits& limits) {
    constexpr std::size_t pause = 4096;
    int open = 0;
    std::size_t values = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i % pause == 0 && cancel.cancelled()) return brokenOff();
        const char c = text[i];
        if (quoted) {
            if (c == '\\') ++i;
            if (c == '"') quoted = false;
        } else if (c == '"') {
            quoted = true;
        } else if (c == '[' || c == '{') {
            ++values;
            if (++open > limits.depth) return badInput("{}: is nested deeper than {} levels.", file, limits.depth);
        } else if (c == ']' || c == '}') {
            --open;
        } else if (c == ',') {
            ++values;
        }
        if (values > limits.values) return badInput("{}: has more than {} values.", file, limits.values);
    }
    return {};
}

}  // namespace

Result<nlohmann::json> parseJson(std::string_view text, std::string_view file, const CancelToken& cancel,
                                 const JsonLimits& limits) {
    PINFOLD_CHECK(refuseHuge(text, file, cancel, limits));
    const char* end = text.data() + text.size();
    // Without a callback, of which nlohmann's parser takes notice by looking through all siblings of every value.
    auto document = nlohmann::json::parse(CancellableIterator(text.data(), end, cancel),
                                          CancellableIterator(end, end, cancel), nullptr, false);
    if (cancel.cancelled()) return brokenOff();
    if (document.is_discarded()) {
        ErrorFinder finder;
        walkJson(text, finder, cancel);
        if (cancel.cancelled()) return brokenOff();
        const bool atEnd = finder.where > text.size();
        if (atEnd) return badInput("{}: is not JSON: it ends too early, after {} bytes.", file, text.size());
        return badInput("{}: is not JSON: it breaks off at byte {} of {}.", file, finder.where, text.size());
    }
    return document;
}

void walkJson(std::string_view text, JsonVisitor& visitor, const CancelToken& cancel) {
    const char* end = text.data() + text.size();
    nlohmann::json::sax_parse(CancellableIterator(text.data(), end, cancel), CancellableIterator(end, end, cancel),
                              &visitor);
}

JsonView::JsonView(const nlohmann::json& value, std::string file, const CancelToken* cancel)
    : value_(&value), cancel_(cancel) {
    step_.file = std::make_shared<const std::string>(std::move(file));
}

std::string JsonView::textOf(const Step& step) {
    if (!step.before) return *step.file;
    const bool first = !step.before->before;
    std::string text = textOf(*step.before);
    if (step.index != SIZE_MAX) return fmt::format("{}{}[{}]", text, first ? ": " : "", step.index);
    return fmt::format("{}{}{}", text, first ? ": " : ".", step.key);
}

Error JsonView::wrongType(std::string_view wanted) const {
    return badInput("{}: must be {}, and is {}.", where(), wanted, kindOf(*value_));
}

std::string JsonView::where(std::string_view key) const {
    return fmt::format("{}{}{}", where(), step_.before ? "." : ": ", key);
}

bool JsonView::has(std::string_view key) const {
    if (!value_->is_object()) return false;
    const auto found = value_->find(key);
    return found != value_->end() && !found->is_null();
}

Result<JsonView> JsonView::at(std::string_view key) const {
    if (!value_->is_object()) return wrongType("an object");
    const auto found = value_->find(key);
    if (found == value_->end()) return badInput("{}: has no key \"{}\".", where(), key);
    return JsonView(*found, Step{sharedStep(), found.key()}, cancel_);
}

Result<std::vector<std::pair<std::string, JsonView>>> JsonView::members() const {
    if (!value_->is_object()) return wrongType("an object");
    std::vector<std::pair<std::string, JsonView>> all;
    const auto before = sharedStep();
    for (auto member = value_->begin(); member != value_->end(); ++member) {
        if (cancelled()) return brokenOff();
        all.emplace_back(member.key(), JsonView(*member, Step{before, member.key()}, cancel_));
    }
    return all;
}

Result<std::vector<JsonView>> JsonView::elements() const {
    if (!value_->is_array()) return wrongType("an array");
    std::vector<JsonView> all;
    all.reserve(value_->size());
    const auto before = sharedStep();
    for (std::size_t i = 0; i < value_->size(); ++i) {
        if (cancelled()) return brokenOff();
        all.push_back(JsonView((*value_)[i], Step{before, {}, i}, cancel_));
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
        return badInput("{}: must be from {} to {}, and is {}.", where(), least, most, value_->dump());
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
