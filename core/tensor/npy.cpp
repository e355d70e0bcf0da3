// NumPy's .npy: a magic number, a version, and a header that is the text of a Python dictionary, then the elements.
#include "base/text.h"
#include "tensor/tensor_formats.h"

#include <charconv>
#include <cstring>

namespace pinfold {
namespace {

constexpr std::string_view magic = "\x93NUMPY";
constexpr std::size_t longestHeader = 65536;
constexpr std::size_t maxDimensions = 32;  // as many as NumPy has

struct NpyHeader {
    DType dtype = DType::float32;
    bool fortranOrder = false;
    Shape shape;
};

// Reads the few forms of Python literals that a header can have: a dictionary of strings, True or False, and a tuple of
// integers. Every function returns nothing if the text is of another form.
class LiteralReader {
public:
    explicit LiteralReader(std::string_view text) : text_(text) {}

    bool take(char wanted) {
        skipSpace();
        if (text_.empty() || text_.front() != wanted) return false;
        text_.remove_prefix(1);
        return true;
    }

    [[nodiscard]] bool atEnd() {
        skipSpace();
        return text_.empty();
    }

    std::optional<std::string> string() {
        skipSpace();
        if (text_.empty() || (text_.front() != '\'' && text_.front() != '"')) return std::nullopt;
        const auto end = text_.find(text_.front(), 1);
        if (end == std::string_view::npos) return std::nullopt;
        std::string value(text_.substr(1, end - 1));
        text_.remove_prefix(end + 1);
        return value;
    }

    std::optional<bool> boolean() {
        if (word("True")) return true;
        if (word("False")) return false;
        return std::nullopt;
    }

    std::optional<Shape> tuple() {
        if (!take('(')) return std::nullopt;
        Shape shape;
        while (!take(')')) {
            skipSpace();
            std::int64_t extent = 0;
            const auto [end, problem] = std::from_chars(text_.data(), text_.data() + text_.size(), extent);
            if (problem != std::errc() || shape.size() == maxDimensions) return std::nullopt;
            text_.remove_prefix(static_cast<std::size_t>(end - text_.data()));
            take('L');  // Python 2 wrote long integers so
            shape.push_back(extent);
            if (take(',')) continue;
            if (!take(')')) return std::nullopt;
            break;
        }
        return shape;
    }

private:
    void skipSpace() {
        while (!text_.empty() && isSpace(text_.front())) text_.remove_prefix(1);
    }
    bool word(std::string_view wanted) {
        skipSpace();
        if (!text_.starts_with(wanted)) return false;
        text_.remove_prefix(wanted.size());
        return true;
    }
    std::string_view text_;
};

// "<f4", "|i1" … The byte order of single bytes does not matter.
Result<DType> dtypeFromDescription(const std::string& description, const std::string& where) {
    static constexpr std::pair<std::string_view, DType> known[] = {
        {"i1", DType::int8},    {"i2", DType::int16},   {"i4", DType::int32},  {"i8", DType::int64},
        {"u1", DType::uint8},   {"u2", DType::uint16},  {"u4", DType::uint32}, {"u8", DType::uint64},
        {"b1", DType::boolean}, {"f4", DType::float32}, {"f8", DType::float64}};
    std::string_view code = description;
    char order = '<';
    if (!code.empty() && std::string_view("<>|=").find(code.front()) != std::string_view::npos) {
        order = code.front();
        code.remove_prefix(1);
    }
    for (const auto& [name, dtype] : known) {
        if (code != name) continue;
        if (order == '>' && bytesOf(dtype) > 1) {
            return badInput("{}: its elements are big-endian ({}); save the array with little-endian elements.", where,
                            description);
        }
        return dtype;
    }
    return badInput(
        "{}: has elements of type \"{}\"; a model takes integers of 8 to 64 bits, bool, float32 or float64.", where,
        description);
}

Result<NpyHeader> parseHeader(std::string_view text, const std::string& where) {
    const auto malformed = [&](std::string_view what) {
        return badInput("{}: its .npy header is malformed: {}.", where, what);
    };
    LiteralReader reader(text);
    std::optional<std::string> description;
    std::optional<bool> fortranOrder;
    std::optional<Shape> shape;
    if (!reader.take('{')) return malformed("it is no dictionary");
    while (!reader.take('}')) {
        const auto key = reader.string();
        if (!key || !reader.take(':')) return malformed("a key is missing");
        if (*key == "descr" && !description) {
            description = reader.string();
            if (!description) {
                return badInput("{}: has structured elements; a model takes plain numbers.", where);
            }
        } else if (*key == "fortran_order" && !fortranOrder) {
            fortranOrder = reader.boolean();
            if (!fortranOrder) return malformed("fortran_order is neither True nor False");
        } else if (*key == "shape" && !shape) {
            shape = reader.tuple();
            if (!shape) return malformed("shape is no tuple of at most 32 integers");
        } else {
            return malformed("it has an unknown or repeated key");
        }
        if (reader.take(',')) continue;
        if (!reader.take('}')) return malformed("it breaks off");
        break;
    }
    if (!reader.atEnd()) return malformed("something follows the dictionary");
    if (!description || !fortranOrder || !shape) return malformed("descr, fortran_order or shape is missing");
    PINFOLD_TRY(const DType dtype, dtypeFromDescription(*description, where));
    return NpyHeader{dtype, *fortranOrder, *std::move(shape)};
}

constexpr std::size_t bytesPerLook = std::size_t{1} << 20;

// Elements whose first index runs fastest, put into the order where the last one does.
Result<std::string> fromFortranOrder(std::string_view elements, const Shape& shape, std::size_t size,
                                     const CancelToken& cancel) {
    std::vector<std::size_t> strides(shape.size());
    std::size_t stride = size;
    for (std::size_t axis = 0; axis < shape.size(); ++axis) {
        strides[axis] = stride;
        stride *= static_cast<std::size_t>(shape[axis]);
    }
    std::string ordered(elements.size(), '\0');
    std::vector<std::int64_t> index(shape.size());
    std::size_t source = 0;
    for (std::size_t target = 0; target < ordered.size(); target += size) {
        if (target % bytesPerLook < size && cancel.cancelled()) return brokenOff();
        std::memcpy(ordered.data() + target, elements.data() + source, size);
        for (std::size_t axis = shape.size(); axis-- > 0;) {
            source += strides[axis];
            if (++index[axis] < shape[axis]) break;
            source -= strides[axis] * static_cast<std::size_t>(shape[axis]);
            index[axis] = 0;
        }
    }
    return ordered;
}

Result<std::string> copyOf(std::string_view elements, const CancelToken& cancel) {
    std::string copy;
    copy.reserve(elements.size());
    for (std::size_t from = 0; from < elements.size(); from += bytesPerLook) {
        if (cancel.cancelled()) return brokenOff();
        copy += elements.substr(from, bytesPerLook);
    }
    return copy;
}

Result<void> checkBooleans(std::string_view elements, const std::string& where, const CancelToken& cancel) {
    for (std::size_t i = 0; i < elements.size(); ++i) {
        if (i % bytesPerLook == 0 && cancel.cancelled()) return brokenOff();
        if (elements[i] != 0 && elements[i] != 1) {
            return badInput("{}: is of type bool and holds bytes other than 0 and 1.", where);
        }
    }
    return {};
}

// The header's text, with `bytes` left at the first element.
Result<std::string_view> takeHeader(std::string_view& bytes, const std::string& where) {
    if (!bytes.starts_with(magic)) return badInput("{}: is not in NumPy's .npy format.", where);
    const auto byteAt = [&](std::size_t i) { return std::size_t{static_cast<unsigned char>(bytes[i])}; };
    const auto cutOff = badInput("{}: breaks off inside its .npy header.", where);
    if (bytes.size() < magic.size() + 4) return cutOff;
    const std::size_t version = byteAt(6);
    if (version < 1 || version > 3) {
        return badInput("{}: is in version {} of the .npy format; 1 to 3 are known.", where, version);
    }
    const std::size_t start = version == 1 ? 10 : 12;
    if (bytes.size() < start) return cutOff;
    std::size_t length = byteAt(8) | byteAt(9) << 8;
    if (version > 1) length |= byteAt(10) << 16 | byteAt(11) << 24;
    if (length > longestHeader) {
        return badInput("{}: its .npy header claims {} bytes; at most {} are accepted.", where, length, longestHeader);
    }
    if (bytes.size() - start < length) return cutOff;
    const auto header = bytes.substr(start, length);
    bytes.remove_prefix(start + length);
    return header;
}

char codeOf(DType dtype) {
    if (dtype == DType::boolean) return 'b';
    if (isFloat(dtype)) return 'f';
    return isSigned(dtype) ? 'i' : 'u';
}

}  // namespace

Result<Array> parseNpy(std::string_view bytes, const std::string& where, const CancelToken& cancel) {
    PINFOLD_TRY(const auto text, takeHeader(bytes, where));
    PINFOLD_TRY(auto header, parseHeader(text, where));
    const auto expected = byteCount(header.shape, header.dtype);
    if (!expected) return badInput("{}: its shape {} is impossible.", where, toString(header.shape));
    if (static_cast<std::uint64_t>(*expected) != bytes.size()) {
        return badInput("{}: its header says {} elements of type {}, which are {} bytes, but {} bytes are there.",
                        where, toString(header.shape), nameOf(header.dtype), *expected, bytes.size());
    }
    Array array;
    array.dtype = header.dtype;
    const auto size = static_cast<std::size_t>(bytesOf(header.dtype));
    PINFOLD_TRY(array.bytes, header.fortranOrder && header.shape.size() > 1
                                 ? fromFortranOrder(bytes, header.shape, size, cancel)
                                 : copyOf(bytes, cancel));
    array.shape = std::move(header.shape);
    if (array.dtype == DType::boolean) PINFOLD_CHECK(checkBooleans(array.bytes, where, cancel));
    return array;
}

std::string formatNpy(const Array& array) {
    std::string shape;
    for (const auto extent : array.shape) shape += fmt::format("{},{}", extent, array.shape.size() > 1 ? " " : "");
    if (array.shape.size() > 1) shape.resize(shape.size() - 2);
    const int size = bytesOf(array.dtype);
    std::string header = fmt::format("{{'descr': '{}{}{}', 'fortran_order': False, 'shape': ({}), }}",
                                     size == 1 ? '|' : '<', codeOf(array.dtype), size, shape);
    constexpr std::size_t before = 10, multiple = 64;  // so that the elements start at a multiple of 64 bytes
    const std::size_t total = (before + header.size() + 1 + multiple - 1) / multiple * multiple;
    header.resize(total - before - 1, ' ');
    header += '\n';
    std::string bytes(magic);
    bytes += '\x01';
    bytes += '\0';
    bytes += static_cast<char>(header.size() & 0xff);
    bytes += static_cast<char>(header.size() >> 8);
    return bytes + header + array.bytes;
}

}  // namespace pinfold
