#include "base/text.h"
#include "validate/number.h"
#include "validate/tensor_file.h"
#include "validate/tensor_formats.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>

namespace pinfold {
namespace {

// A file's arrays, and how to speak of it.
struct File {
    const std::vector<Array>& arrays;
    const std::string& name;
};

std::string quotedNames(const File& file, std::string_view prefix) {
    std::vector<std::string> names;
    for (const Array& array : file.arrays) {
        if (array.name.starts_with(prefix)) names.push_back(fmt::format("\"{}\"", array.name));
    }
    if (names.empty()) return fmt::format("no array of the file has a name that starts with \"{}\"", prefix);
    if (names.size() > 8) {
        names.resize(8);
        names.emplace_back("…");
    }
    return fmt::format("the file has {}", fmt::join(names, ", "));
}

// The array of that key, also if the file has characters in its name that fileKey() replaces.
const Array* find(const File& file, std::string_view key) {
    for (const Array& array : file.arrays) {
        if (array.name == key) return &array;
    }
    for (const Array& array : file.arrays) {
        if (fileKey(array.name) == fileKey(key)) return &array;
    }
    return nullptr;
}

std::string describe(std::int64_t samples, const PortSpec& port) {
    Shape shape = port.shape;
    shape.insert(shape.begin(), samples);
    return fmt::format("{} {}", nameOf(port.dtype), toString(shape));
}

// The bytes of an array that must be `port` for each of `count` samples; count 0 means that the array decides.
Result<std::string> bytesFor(const Array& array, const std::string& where, const PortSpec& port, std::int64_t& count) {
    Shape expected = port.shape;
    expected.insert(expected.begin(), array.shape.empty() ? 0 : array.shape.front());
    if (array.fromText) {
        const auto elements = elementCount(port.shape);
        if (array.shape.at(1) != elements) {
            return badInput("{}: has {} numbers a line; a sample of \"{}\" ({} {}) has {}.", where,
                            grouped(array.shape.at(1)), port.name, nameOf(port.dtype), toString(port.shape),
                            grouped(elements.value_or(0)));
        }
    } else if (array.dtype != port.dtype || array.shape != expected) {
        return badInput("{}: is {} {}; expected is {} {}×{}, the first axis being the sample.", where,
                        nameOf(array.dtype), toString(array.shape), nameOf(port.dtype),
                        count > 0 ? fmt::to_string(count) : "N",
                        port.shape.empty() ? "1 (a vector, since a sample is a scalar)" : toString(port.shape));
    }
    const std::int64_t samples = array.shape.front();
    if (samples == 0) return badInput("{}: holds no sample.", where);
    if (count > 0 && samples != count) {
        return badInput("{}: holds {} samples; expected are {} ({}), as many as there are inputs.", where,
                        grouped(samples), grouped(count), describe(count, port));
    }
    count = samples;
    if (array.fromText) return convertText(array, port.dtype, where);
    return array.bytes;
}

Result<void> matchInputs(const File& file, const std::vector<PortSpec>& ports, Samples& samples) {
    if (ports.empty()) return badInput("The model has no inputs, so there are no samples to run.");
    const bool nameless = file.arrays.size() == 1 && file.arrays.front().name.empty();
    if (nameless && ports.size() != 1) {
        return badInput(
            "{}: holds one array, but the model has {} inputs. Use an .npz file with an array for each: {}.", file.name,
            ports.size(),
            fmt::join(
                [&] {
                    std::vector<std::string> keys;
                    for (const auto& port : ports) keys.push_back(port.key);
                    return keys;
                }(),
                ", "));
    }
    for (const PortSpec& port : ports) {
        const Array* array = nameless ? &file.arrays.front() : find(file, port.key);
        if (!array) {
            return badInput("{}: has no array \"{}\" for the input \"{}\"; {}.", file.name, port.key, port.name,
                            quotedNames(file, "in_"));
        }
        const std::string where = nameless ? file.name : fmt::format("{}: array \"{}\"", file.name, array->name);
        PINFOLD_TRY(auto bytes, bytesFor(*array, where, port, samples.count));
        samples.inputs.push_back(std::move(bytes));
    }
    return {};
}

// The number behind a prefix ("out_" of "out_3"), if the rest is a plain number.
std::optional<int> plainNumber(std::string_view text) {
    int value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size() || fmt::to_string(value) != text || value < 0) {
        return std::nullopt;
    }
    return value;
}

std::string outputNames(std::size_t count) {
    if (count == 0) return "none";
    if (count == 1) return "one, out_0";
    return fmt::format("{}, out_0 to out_{}", count, count - 1);
}

Result<void> matchOutputs(const File& file, bool required, const std::vector<PortSpec>& ports, Samples& samples) {
    const bool nameless = required && file.arrays.size() == 1 && file.arrays.front().name.empty() && ports.size() == 1;
    bool any = nameless;
    for (const Array& array : file.arrays) {
        if (!array.name.starts_with("out_")) continue;
        const auto index = plainNumber(std::string_view(array.name).substr(4));
        if (!index || static_cast<std::size_t>(*index) >= ports.size()) {
            return badInput("{}: array \"{}\" is no output; the model has {}.", file.name, array.name,
                            outputNames(ports.size()));
        }
        any = true;
    }
    if (!any && !required) return {};
    for (std::size_t i = 0; i < ports.size(); ++i) {
        const std::string key = fmt::format("out_{}", i);
        const Array* array = nameless ? &file.arrays.front() : find(file, key);
        if (!array) {
            return badInput("{}: has no array \"{}\" to compare the output \"{}\" with; {}.", file.name, key,
                            ports[i].name, quotedNames(file, "out_"));
        }
        const std::string where = nameless ? file.name : fmt::format("{}: array \"{}\"", file.name, key);
        PINFOLD_TRY(auto bytes, bytesFor(*array, where, ports[i], samples.count));
        samples.reference.push_back(std::move(bytes));
    }
    return {};
}

Result<void> matchOperators(const File& file, Samples& samples) {
    for (const Array& array : file.arrays) {
        if (!array.name.starts_with("op_")) continue;
        const std::string_view rest = std::string_view(array.name).substr(3);
        const auto line = rest.find('_');
        const auto op = plainNumber(rest.substr(0, line));
        const auto output = line == std::string_view::npos ? std::nullopt : plainNumber(rest.substr(line + 1));
        if (!op || !output) {
            return badInput("{}: array \"{}\" is no operator's output; these are named op_<operator>_<output>.",
                            file.name, array.name);
        }
        if (array.shape.empty() || array.shape.front() != samples.count) {
            return badInput("{}: array \"{}\" is {} {}; its first axis must be the {} samples.", file.name, array.name,
                            nameOf(array.dtype), toString(array.shape), grouped(samples.count));
        }
        samples.operatorOutputs.push_back(
            {*op, *output, array.dtype, Shape(array.shape.begin() + 1, array.shape.end()), array.bytes});
    }
    std::sort(samples.operatorOutputs.begin(), samples.operatorOutputs.end(),
              [](const auto& a, const auto& b) { return std::pair(a.op, a.output) < std::pair(b.op, b.output); });
    return {};
}

Result<void> matchLabels(const File& file, const std::vector<PortSpec>& outputs, Samples& samples) {
    const Array* array = find(file, "labels");
    if (!array) return {};
    const std::string where = fmt::format("{}: array \"labels\"", file.name);
    const auto elements = elementCount(array->shape);
    if (isFloat(array->dtype) || array->dtype == DType::boolean || array->shape.empty() ||
        array->shape.front() != samples.count || elements != samples.count) {
        return badInput("{}: is {} {}; expected is an integer for each of the {} samples.", where, nameOf(array->dtype),
                        toString(array->shape), samples.count);
    }
    const std::int64_t classes = outputs.empty() ? 0 : elementCount(outputs.front().shape).value_or(0);
    if (classes < 2) return {};
    return withElementType(array->dtype, [&](auto type) -> Result<void> {
        using T = decltype(type);
        for (std::size_t i = 0; i < static_cast<std::size_t>(samples.count); ++i) {
            const auto label = elementAt<T>(array->bytes, i);
            if constexpr (std::is_integral_v<T>) {
                if (std::cmp_less(label, 0) || std::cmp_greater_equal(label, classes)) {
                    return badInput("{}: the label of sample {} is {}; the first output has the classes 0 to {}.",
                                    where, i, label, classes - 1);
                }
            }
            samples.labels.push_back(static_cast<std::int64_t>(label));
        }
        return {};
    });
}

}  // namespace

Result<Samples> matchSamples(const std::vector<Array>& inputs, const std::string& inputsFile,
                             const std::vector<Array>& reference, const std::string& referenceFile,
                             const std::vector<PortSpec>& inputPorts, const std::vector<PortSpec>& outputPorts) {
    const File inputFile{inputs, inputsFile};
    const File compared = reference.empty() ? inputFile : File{reference, referenceFile};
    Samples samples;
    PINFOLD_CHECK(matchInputs(inputFile, inputPorts, samples));
    PINFOLD_CHECK(matchOutputs(compared, !reference.empty(), outputPorts, samples));
    PINFOLD_CHECK(matchOperators(compared, samples));
    PINFOLD_CHECK(matchLabels(inputFile, outputPorts, samples));
    if (samples.labels.empty() && !reference.empty()) PINFOLD_CHECK(matchLabels(compared, outputPorts, samples));
    return samples;
}

}  // namespace pinfold
