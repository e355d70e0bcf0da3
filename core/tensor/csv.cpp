// Comma-separated numbers, and their way into the type that a model takes.
#include "base/text.h"
#include "tensor/element.h"
#include "tensor/tensor_formats.h"

#include <charconv>
#include <cmath>
#include <limits>

namespace pinfold {
namespace {

// All of `text` as a number of type T; "+1" too. Independent of the locale.
template <typename T>
std::optional<T> numberFrom(std::string_view text) {
    if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
    T value{};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// The lines that hold cells, one after the other; none any more once it is cancelled.
class LineReader {
public:
    LineReader(std::string_view text, const CancelToken& cancel) : text_(text), cancel_(cancel) {
        if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    }
    // The next line that is neither empty nor a comment.
    std::optional<std::string_view> next() {
        while (!text_.empty() && !cancel_.cancelled()) {
            const auto end = text_.find('\n');
            const auto line = trimmed(text_.substr(0, end));
            text_.remove_prefix(end == std::string_view::npos ? text_.size() : end + 1);
            ++number_;
            if (!line.empty() && !line.starts_with('#')) return line;
        }
        return std::nullopt;
    }
    // Of the line that next() gave, from 1.
    [[nodiscard]] std::int64_t number() const { return number_; }

private:
    std::string_view text_;
    const CancelToken& cancel_;
    std::int64_t number_ = 0;
};

// Calls `use` with each cell of a line until it returns false; returns whether it never did.
template <typename Use>
bool forEachCell(std::string_view line, Use use) {
    while (true) {
        const auto comma = line.find(',');
        if (!use(trimmed(line.substr(0, comma)))) return false;
        if (comma == std::string_view::npos) return true;
        line.remove_prefix(comma + 1);
    }
}

bool isHeader(std::string_view line) {
    return forEachCell(line, [](auto cell) { return !cell.empty() && !numberFrom<double>(cell); });
}

// What the first of two passes over the text finds out, so that the second needs no more memory than the numbers.
struct Table {
    std::int64_t lines = 0, columns = 0;
    bool header = false;
    DType dtype = DType::int64;
};

// One line may have them all.
constexpr std::int64_t cellsPerLook = 1024;

// At most 40 characters of a cell, printable.
std::string shown(std::string_view cell) {
    std::string text(cell.substr(0, 40));
    for (char& character : text) {
        if (static_cast<unsigned char>(character) < 0x20 || character == 0x7f) character = '?';
    }
    return text;
}

// `value` as a To, if To can hold it: integers exactly, reals as the nearest.
template <typename To, typename From>
std::optional<To> converted(From value) {
    if constexpr (std::is_floating_point_v<To>) {
        const auto result = static_cast<To>(value);
        if (std::isinf(result) && !std::isinf(static_cast<double>(value))) return std::nullopt;
        return result;
    } else if constexpr (std::is_floating_point_v<From>) {
        if (value != std::floor(value)) return std::nullopt;  // also for NaN
        if (value < static_cast<From>(std::numeric_limits<To>::min())) return std::nullopt;
        // The first number beyond the range is a power of two, so a double holds it.
        if (value >= std::ldexp(From{1}, std::numeric_limits<To>::digits)) return std::nullopt;
        return static_cast<To>(value);
    } else {
        if (!std::in_range<To>(value)) return std::nullopt;
        return static_cast<To>(value);
    }
}

template <typename To, typename From>
Result<std::string> convertAll(const Array& text, DType dtype, const std::string& file, const CancelToken& cancel) {
    const std::size_t count = text.bytes.size() / sizeof(From);
    const auto columns = static_cast<std::size_t>(text.shape.at(1));
    std::string bytes(count * sizeof(To), '\0');
    for (std::size_t i = 0; i < count; ++i) {
        if (i % cellsPerLook == 0 && cancel.cancelled()) return brokenOff();
        const From value = elementAt<From>(text.bytes, i);
        const auto result = converted<To>(value);
        if (!result || (dtype == DType::boolean && value != From{0} && value != From{1})) {
            return badInput("{}: the number {} of sample {}, column {} is no {}.", file, value, i / columns,
                            i % columns + 1, nameOf(dtype));
        }
        std::memcpy(bytes.data() + i * sizeof(To), &*result, sizeof(To));
    }
    return bytes;
}

Result<Table> survey(std::string_view text, const std::string& file, const CancelToken& cancel) {
    Table table;
    bool allIntegers = true, allNaturals = true;
    LineReader reader(text, cancel);
    for (bool first = true; const auto line = reader.next(); first = false) {
        if (first && isHeader(*line)) {
            table.header = true;
            continue;
        }
        std::int64_t columns = 0;
        std::string_view bad;
        const bool numbers = forEachCell(*line, [&](std::string_view cell) {
            if (columns % cellsPerLook == 0 && cancel.cancelled()) return false;
            bad = cell;
            ++columns;
            allIntegers = allIntegers && numberFrom<std::int64_t>(cell);
            allNaturals = allNaturals && numberFrom<std::uint64_t>(cell);
            return allIntegers || allNaturals || numberFrom<double>(cell);
        });
        if (cancel.cancelled()) return brokenOff();
        if (!numbers) return badInput("{}: line {}: \"{}\" is no number.", file, reader.number(), shown(bad));
        if (table.lines++ == 0) table.columns = columns;
        if (columns != table.columns) {
            return badInput("{}: line {} has {} numbers, and the lines before have {}.", file, reader.number(), columns,
                            table.columns);
        }
    }
    if (cancel.cancelled()) return brokenOff();
    if (table.lines == 0) return badInput("{}: holds no numbers.", file);
    table.dtype = allIntegers ? DType::int64 : allNaturals ? DType::uint64 : DType::float64;
    return table;
}

}  // namespace

Result<Array> parseCsv(std::string_view text, const std::string& file, const CancelToken& cancel) {
    PINFOLD_TRY(const Table table, survey(text, file, cancel));
    Array array;
    array.fromText = true;
    array.dtype = table.dtype;
    array.shape = {table.lines, table.columns};
    const auto size = byteCount(array.shape, array.dtype);
    if (!size || static_cast<std::uint64_t>(*size) > tensorFileLimit) {
        return badInput("{}: holds more than {} bytes of numbers, which is the limit.", file, tensorFileLimit);
    }
    array.bytes.reserve(static_cast<std::size_t>(*size));
    LineReader reader(text, cancel);
    if (table.header) reader.next();
    while (const auto line = reader.next()) {
        std::int64_t cells = 0;
        forEachCell(*line, [&](std::string_view cell) {
            if (cells++ % cellsPerLook == 0 && cancel.cancelled()) return false;
            withElementType(array.dtype, [&](auto type) {
                const auto value = *numberFrom<decltype(type)>(cell);
                array.bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
            });
            return true;
        });
    }
    if (cancel.cancelled()) return brokenOff();
    return array;
}

Result<std::string> convertText(const Array& text, DType dtype, const std::string& file, const CancelToken& cancel) {
    return withElementType(text.dtype, [&](auto from) {
        return withElementType(
            dtype, [&](auto to) { return convertAll<decltype(to), decltype(from)>(text, dtype, file, cancel); });
    });
}

}  // namespace pinfold
