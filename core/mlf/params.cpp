#include "mlf/params.h"

#include "base/hostile_text.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <set>

namespace pinfold {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is little-endian and is read by copying");

constexpr std::uint64_t fileMagic = 0xF7E58D4F05049CB7;
constexpr std::uint64_t tensorMagic = 0xDD5E40F096B4A13F;
constexpr int maxDimensions = 32;
constexpr std::size_t longestName = 1024;
constexpr std::uint64_t maxTensors = 100'000;  // as many as a graph may have nodes

// Takes little-endian numbers and bytes from the front.
class Cursor {
public:
    explicit Cursor(std::string_view bytes) : rest_(bytes) {}

    [[nodiscard]] std::size_t left() const { return rest_.size(); }

    template <typename T>
    std::optional<T> number() {
        if (rest_.size() < sizeof(T)) return std::nullopt;
        T value;
        std::memcpy(&value, rest_.data(), sizeof(T));
        rest_.remove_prefix(sizeof(T));
        return value;
    }
    std::optional<std::string_view> take(std::uint64_t size) {
        if (size > rest_.size()) return std::nullopt;
        const std::string_view taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }

private:
    std::string_view rest_;
};

Error breaksOff() { return badInput("breaks off: it is shorter than it declares."); }

template <typename T>
Result<T> need(std::optional<T> value) {
    if (!value) return breaksOff();
    return *value;
}

// DLPack's type codes: 0 int, 1 uint, 2 float, 6 bool; TVM writes a bool as an unsigned integer of one bit.
std::optional<DType> dtypeOf(std::uint8_t code, std::uint8_t bits, std::uint16_t lanes) {
    if (lanes != 1) return std::nullopt;
    if ((code == 1 && bits == 1) || (code == 6 && bits == 8)) return DType::boolean;
    constexpr std::string_view names[] = {"int", "uint", "float"};
    if (code > 2) return std::nullopt;
    return dtypeFromName(fmt::format("{}{}", names[code], bits));
}

Result<DType> readType(Cursor& cursor, std::string_view name) {
    PINFOLD_TRY(const auto code, need(cursor.number<std::uint8_t>()));
    PINFOLD_TRY(const auto bits, need(cursor.number<std::uint8_t>()));
    PINFOLD_TRY(const auto lanes, need(cursor.number<std::uint16_t>()));
    const auto type = dtypeOf(code, bits, lanes);
    if (!type) {
        return badInput("\"{}\" has an element type that is not supported (code {}, {} bits, {} lanes).",
                        printable(name), code, bits, lanes);
    }
    return *type;
}

Result<Shape> readShape(Cursor& cursor, std::int32_t dimensions) {
    Shape shape;
    for (std::int32_t i = 0; i < dimensions; ++i) {
        PINFOLD_TRY(const auto extent, need(cursor.number<std::int64_t>()));
        shape.push_back(extent);
    }
    return shape;
}

// Appends the bytes; false if it is cancelled.
bool copied(std::string_view bytes, std::string& copy, const CancelToken& cancel) {
    constexpr std::size_t step = std::size_t{1} << 20;
    copy.reserve(bytes.size());
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), step))) {
        if (cancel.cancelled()) return false;
        copy += bytes.substr(0, step);
    }
    return true;
}

Result<void> readTensor(Cursor& cursor, Parameter& parameter, const CancelToken& cancel) {
    PINFOLD_TRY(const auto magic, need(cursor.number<std::uint64_t>()));
    if (magic != tensorMagic) return badInput("\"{}\" does not start as a tensor does.", printable(parameter.name));
    if (!cursor.take(sizeof(std::uint64_t) + 2 * sizeof(std::int32_t))) return breaksOff();  // reserved, device
    PINFOLD_TRY(const auto dimensions, need(cursor.number<std::int32_t>()));
    if (dimensions < 0 || dimensions > maxDimensions) {
        return badInput("\"{}\" has {} dimensions; 0 to {} are accepted.", printable(parameter.name), dimensions,
                        maxDimensions);
    }
    PINFOLD_TRY(parameter.dtype, readType(cursor, printable(parameter.name)));
    PINFOLD_TRY(parameter.shape, readShape(cursor, dimensions));
    PINFOLD_TRY(const auto size, need(cursor.number<std::int64_t>()));
    const auto expected = byteCount(parameter.shape, parameter.dtype);
    if (!expected)
        return badInput("\"{}\" has an impossible shape, {}.", printable(parameter.name), toString(parameter.shape));
    if (size != *expected) {
        return badInput("\"{}\" declares {} bytes, and {} of {} are {}.", printable(parameter.name), size,
                        toString(parameter.shape), nameOf(parameter.dtype), *expected);
    }
    const auto bytes = cursor.take(static_cast<std::uint64_t>(size));
    if (!bytes) {
        return badInput("\"{}\" declares {} bytes, and only {} are left in the file.", printable(parameter.name), size,
                        cursor.left());
    }
    if (!copied(*bytes, parameter.bytes, cancel)) return brokenOff();
    return {};
}

Result<std::vector<Parameter>> readNames(Cursor& cursor, const CancelToken& cancel) {
    PINFOLD_TRY(const auto count, need(cursor.number<std::uint64_t>()));
    if (count > maxTensors) return badInput("has {} tensors; at most {} are accepted.", count, maxTensors);
    if (count > cursor.left() / sizeof(std::uint64_t)) return breaksOff();
    std::vector<Parameter> parameters;
    std::set<std::string_view> seen;
    for (std::uint64_t i = 0; i < count; ++i) {
        if (cancel.cancelled()) return brokenOff();
        PINFOLD_TRY(const auto length, need(cursor.number<std::uint64_t>()));
        if (length > longestName) return badInput("has a tensor whose name has {} bytes.", length);
        PINFOLD_TRY(const auto name, need(cursor.take(length)));
        if (!seen.insert(name).second) return badInput("has the tensor \"{}\" twice.", printable(name));
        parameters.emplace_back().name = name;
    }
    return parameters;
}

}  // namespace

Result<std::vector<Parameter>> readParams(std::string_view bytes, const CancelToken& cancel) {
    Cursor cursor(bytes);
    PINFOLD_TRY(const auto magic, need(cursor.number<std::uint64_t>()));
    if (magic != fileMagic) return badInput("is not a file of parameters.");
    if (!cursor.take(sizeof(std::uint64_t))) return breaksOff();
    PINFOLD_TRY(auto parameters, readNames(cursor, cancel));
    PINFOLD_TRY(const auto count, need(cursor.number<std::uint64_t>()));
    if (count != parameters.size()) return badInput("has {} names and {} tensors.", parameters.size(), count);
    for (Parameter& parameter : parameters) {
        if (cancel.cancelled()) return brokenOff();
        PINFOLD_CHECK(readTensor(cursor, parameter, cancel));
    }
    if (cursor.left() != 0) return badInput("has {} bytes after its last tensor.", cursor.left());
    return parameters;
}

}  // namespace pinfold
