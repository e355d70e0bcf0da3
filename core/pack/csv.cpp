#include "pack/csv.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <optional>

namespace pinfold {
namespace {

constexpr std::size_t maxItems = 1'000'000;
constexpr std::int64_t maxTime = std::int64_t{1} << 62;
constexpr std::int64_t maxBytes = std::int64_t{1} << 50;     // of one number
constexpr std::int64_t maxAllBytes = std::int64_t{1} << 60;  // of all sizes, with their alignments
constexpr std::int64_t maxAlignment = std::int64_t{1} << 30;

enum Column { id, lower, upper, size, alignment, fixed, columnCount };
constexpr std::array<std::string_view, columnCount> columnNames = {"id",   "lower",     "upper",
                                                                   "size", "alignment", "fixed"};

// At most so much of what a file holds goes into a message.
std::string shown(std::string_view text) {
    constexpr std::size_t most = 40;
    return std::string(text.substr(0, most)) + (text.size() > most ? "…" : "");
}

class Reader {
public:
    Reader(std::string_view text, const std::string& file) : rest_(text), file_(file) {
        if (rest_.starts_with("\xEF\xBB\xBF")) rest_.remove_prefix(3);
    }

    Result<PackTable> read() {
        PINFOLD_CHECK(readHeader());
        PackTable table;
        std::int64_t bytes = 0;
        while (nextLine()) {
            if (table.items.size() == maxItems) {
                return badInput("{}: has more than {} buffers.", file_, grouped(maxItems));
            }
            PINFOLD_CHECK(splitLine());
            if (fields_.size() != fieldCount_) {
                return badInput("{}, line {}: has {} fields; the first line names {}.", file_, line_, fields_.size(),
                                fieldCount_);
            }
            PINFOLD_TRY(const PackItem item, readItem());
            bytes += item.size + item.alignment;
            if (bytes > maxAllBytes) {
                return badInput("{}, line {}: all sizes together exceed {} bytes.", file_, line_, grouped(maxAllBytes));
            }
            table.ids.push_back(fields_[at_[Column::id]]);
            table.items.push_back(item);
        }
        return table;
    }

private:
    // The next line that is not empty.
    bool nextLine() {
        while (!rest_.empty()) {
            const std::size_t end = std::min(rest_.find('\n'), rest_.size());
            text_ = trimmed(rest_.substr(0, end));
            rest_.remove_prefix(std::min(rest_.size(), end + 1));
            ++line_;
            if (!text_.empty()) return true;
        }
        return false;
    }

    Result<void> splitLine() {
        fields_.clear();
        std::string_view rest = text_;
        while (true) {
            while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) rest.remove_prefix(1);
            std::string field;
            if (rest.starts_with('"')) {
                PINFOLD_TRY(field, takeQuoted(rest));
            } else {
                const std::size_t end = std::min(rest.find(','), rest.size());
                field = trimmed(rest.substr(0, end));
                rest.remove_prefix(end);
            }
            fields_.push_back(std::move(field));
            if (rest.empty()) return {};
            rest.remove_prefix(1);
        }
    }

    // "a ""quoted"" field", up to the comma after it.
    Result<std::string> takeQuoted(std::string_view& rest) {
        std::string field;
        for (std::size_t i = 1; i < rest.size(); ++i) {
            if (rest[i] != '"') {
                field += rest[i];
            } else if (i + 1 < rest.size() && rest[i + 1] == '"') {
                field += rest[i++];
            } else {
                rest = trimmed(rest.substr(i + 1));
                if (rest.empty() || rest.front() == ',') return field;
                break;
            }
        }
        return badInput("{}, line {}: a field that starts with a quotation mark must end with one.", file_, line_);
    }

    Result<void> readHeader() {
        if (!nextLine()) return badInput("{}: is empty; its first line must be \"id,lower,upper,size\".", file_);
        PINFOLD_CHECK(splitLine());
        fieldCount_ = fields_.size();
        for (std::size_t c = 0; c < columnCount; ++c) {
            const auto first = std::find(fields_.begin(), fields_.end(), columnNames[c]);
            if (first == fields_.end()) {
                if (c == Column::alignment || c == Column::fixed) continue;
                return badInput(
                    "{}, line {}: there is no column \"{}\"; the first line must name id, lower, upper and size.",
                    file_, line_, columnNames[c]);
            }
            if (std::find(first + 1, fields_.end(), columnNames[c]) != fields_.end()) {
                return badInput("{}, line {}: the column \"{}\" is there twice.", file_, line_, columnNames[c]);
            }
            at_[c] = static_cast<std::size_t>(first - fields_.begin());
        }
        return {};
    }

    Result<std::int64_t> number(Column column, std::int64_t least, std::int64_t most) {
        const std::string& field = fields_[at_[column]];
        std::int64_t value = 0;
        const char* const end = field.data() + field.size();
        const auto [stop, error] = std::from_chars(field.data(), end, value);
        if (field.empty() || stop != end || error != std::errc() || value < least || value > most) {
            return badInput("{}, line {}: {} \"{}\" must be a whole number from {} to {}.", file_, line_,
                            columnNames[column], shown(field), least, most);
        }
        return value;
    }

    Result<PackItem> readItem() {
        PackItem item;
        PINFOLD_TRY(item.lower, number(Column::lower, -maxTime, maxTime));
        PINFOLD_TRY(item.upper, number(Column::upper, -maxTime, maxTime));
        PINFOLD_TRY(item.size, number(Column::size, 0, maxBytes));
        if (item.lower >= item.upper) {
            return badInput("{}, line {}: lower {} must be less than upper {}.", file_, line_, item.lower, item.upper);
        }
        if (at_[Column::alignment] != nowhere && !fields_[at_[Column::alignment]].empty()) {
            PINFOLD_TRY(item.alignment, number(Column::alignment, 1, maxAlignment));
            if (!std::has_single_bit(static_cast<std::uint64_t>(item.alignment))) {
                return badInput("{}, line {}: alignment {} must be a power of two.", file_, line_, item.alignment);
            }
        }
        if (at_[Column::fixed] != nowhere && !fields_[at_[Column::fixed]].empty()) {
            PINFOLD_TRY(item.fixed, number(Column::fixed, 0, maxBytes));
            if (*item.fixed % item.alignment != 0) {
                return badInput("{}, line {}: the fixed offset {} is no multiple of the alignment {}.", file_, line_,
                                *item.fixed, item.alignment);
            }
        }
        return item;
    }

    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

    std::string_view rest_;
    const std::string& file_;
    std::string_view text_;  // of the current line
    std::size_t line_ = 0;
    std::vector<std::string> fields_;
    std::size_t fieldCount_ = 0;
    std::array<std::size_t, columnCount> at_ = {nowhere, nowhere, nowhere, nowhere, nowhere, nowhere};
};

}  // namespace

Result<PackTable> readPackCsv(std::string_view text, const std::string& file) { return Reader(text, file).read(); }

std::string writePackCsv(const PackTable& table, std::span<const std::int64_t> offsets) {
    const auto& items = table.items;
    const bool aligned = std::any_of(items.begin(), items.end(), [](const PackItem& i) { return i.alignment != 1; });
    const bool fixed = std::any_of(items.begin(), items.end(), [](const PackItem& i) { return i.fixed.has_value(); });
    std::string text = "id,lower,upper,size";
    if (aligned) text += ",alignment";
    if (fixed) text += ",fixed";
    text += ",offset\n";
    for (std::size_t i = 0; i < items.size(); ++i) {
        const PackItem& item = items[i];
        text += fmt::format("{},{},{},{}", csvField(table.ids[i]), item.lower, item.upper, item.size);
        if (aligned) text += fmt::format(",{}", item.alignment);
        if (fixed) text += item.fixed ? fmt::format(",{}", *item.fixed) : ",";
        text += fmt::format(",{}\n", offsets[i]);
    }
    return text;
}

}  // namespace pinfold
