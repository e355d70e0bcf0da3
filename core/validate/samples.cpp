#include "validate/samples.h"
#include "base/text.h"
#include "tensor/element.h"
#include "tensor/tensor_formats.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace pinfold {
namespace {

// A file's arrays, and how to speak of it.
struct File {
    const std::vector<Array>& arrays;
    const std::string& name;
    const CancelToken& cancel;
    std::set<const Array*> taken{};  // those that have found their place
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
Result<std::string> bytesFor(const Array& array, const std::string& where, const PortSpec& port, std::int64_t& count,
                             const CancelToken& cancel) {
    if (cancel.cancelled()) return brokenOff();
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
    if (array.fromText) return convertText(array, port.dtype, where, cancel);
    return array.bytes;
}

// The array of a port, which no other port may have.
Result<const Array*> take(File& file, const PortSpec& port) {
    const Array* array = find(file, port.key);
    if (array && !file.taken.insert(array).second) {
        return badInput("{}: array \"{}\" would be \"{}\" and another one, since both have the same name in files.",
                        file.name, array->name, port.name);
    }
    return array;
}

bool isNameless(const File& file) { return file.arrays.size() == 1 && file.arrays.front().name.empty(); }

std::vector<std::string> inputKeys(std::span<const ModelPorts> models) {
    std::vector<std::string> keys;
    for (const ModelPorts& model : models) {
        for (const PortSpec& port : model.inputs) keys.push_back(port.key);
    }
    return keys;
}

Result<void> matchNamelessInput(const File& file, std::span<const ModelPorts> models, std::vector<Samples>& samples) {
    const std::vector<std::string> keys = inputKeys(models);
    if (keys.size() != 1 || models.size() != 1) {
        return badInput("{}: holds one array, but {} {} inputs. Use an .npz file with an array for each: {}.",
                        file.name, models.size() == 1 ? "the model has" : "the models have", keys.size(),
                        fmt::join(keys, ", "));
    }
    Samples& all = samples.front();
    PINFOLD_TRY(auto bytes,
                bytesFor(file.arrays.front(), file.name, models.front().inputs.front(), all.count, file.cancel));
    all.inputs.push_back(std::move(bytes));
    return {};
}

// Inputs of all models; afterwards each has the number of samples.
Result<void> matchInputs(File& file, std::span<const ModelPorts> models, std::vector<Samples>& samples) {
    const std::vector<std::string> keys = inputKeys(models);
    if (keys.empty()) return badInput("The model has no inputs, so there are no samples to run.");
    if (isNameless(file)) return matchNamelessInput(file, models, samples);
    std::int64_t count = 0;
    for (std::size_t m = 0; m < models.size(); ++m) {
        for (const PortSpec& port : models[m].inputs) {
            PINFOLD_TRY(const Array* array, take(file, port));
            if (!array) {
                return badInput("{}: has no array \"{}\" for the input \"{}\"{}; {}.", file.name, port.key, port.name,
                                models.size() == 1 ? "" : fmt::format(" of model {}", models[m].model),
                                quotedNames(file, "in_"));
            }
            const std::string where = fmt::format("{}: array \"{}\"", file.name, array->name);
            PINFOLD_TRY(auto bytes, bytesFor(*array, where, port, count, file.cancel));
            samples[m].inputs.push_back(std::move(bytes));
        }
    }
    for (Samples& each : samples) each.count = count;
    for (const Array& array : file.arrays) {
        if (!array.name.starts_with("in_") || file.taken.contains(&array)) continue;
        return badInput("{}: array \"{}\" is no input; {}: {}.", file.name, array.name,
                        keys.size() == 1 ? "there is one" : "the inputs are", fmt::join(keys, ", "));
    }
    return {};
}

// The number after a prefix ("out_" of "out_3"), if the rest is a plain number.
std::optional<int> plainNumber(std::string_view text) {
    int value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size() || fmt::to_string(value) != text || value < 0) {
        return std::nullopt;
    }
    return value;
}

// What follows `kind` ("out_") and the model's prefix in an array's name, if it has both.
std::optional<std::string_view> restOf(std::string_view name, std::string_view kind, std::string_view prefix) {
    if (!name.starts_with(kind)) return std::nullopt;
    name.remove_prefix(kind.size());
    if (!name.starts_with(prefix)) return std::nullopt;
    return name.substr(prefix.size());
}

std::string outputNames(std::span<const ModelPorts> models) {
    std::vector<std::string> ranges;
    for (const ModelPorts& model : models) {
        const std::size_t count = model.outputs.size();
        if (count == 1) ranges.push_back(model.outputs.front().key);
        if (count > 1) ranges.push_back(fmt::format("{} to {}", model.outputs.front().key, model.outputs.back().key));
    }
    if (ranges.empty()) return "there are none";
    return fmt::format("there {} {}", ranges.size() == 1 && models.front().outputs.size() == 1 ? "is" : "are",
                       fmt::join(ranges, ", "));
}

// The index of the output that an array's name means.
std::optional<std::size_t> outputOf(const Array& array, const ModelPorts& model) {
    const auto rest = restOf(array.name, "out_", model.prefix);
    const auto index = rest ? plainNumber(*rest) : std::nullopt;
    if (!index || static_cast<std::size_t>(*index) >= model.outputs.size()) return std::nullopt;
    return static_cast<std::size_t>(*index);
}

// All outputs of one model, or none.
Result<void> matchOutputs(const File& file, bool required, const ModelPorts& model, Samples& samples) {
    const bool nameless = required && isNameless(file) && model.prefix.empty() && model.outputs.size() == 1;
    const bool any = std::any_of(file.arrays.begin(), file.arrays.end(),
                                 [&](const Array& array) { return outputOf(array, model).has_value(); });
    if (!nameless && !any && !required) return {};
    for (const PortSpec& port : model.outputs) {
        const Array* array = nameless ? &file.arrays.front() : find(file, port.key);
        if (!array) {
            return badInput("{}: has no array \"{}\" to compare the output \"{}\" with; {}.", file.name, port.key,
                            port.name, quotedNames(file, "out_"));
        }
        const std::string where = nameless ? file.name : fmt::format("{}: array \"{}\"", file.name, port.key);
        std::int64_t count = samples.count;
        PINFOLD_TRY(auto bytes, bytesFor(*array, where, port, count, file.cancel));
        samples.reference.push_back(std::move(bytes));
    }
    return {};
}

Result<void> refuseStrayOutputs(const File& file, std::span<const ModelPorts> models) {
    for (const Array& array : file.arrays) {
        const bool known = std::any_of(models.begin(), models.end(),
                                       [&](const ModelPorts& model) { return outputOf(array, model).has_value(); });
        if (known || !array.name.starts_with("out_")) continue;
        return badInput("{}: array \"{}\" is no output; {}.", file.name, array.name, outputNames(models));
    }
    return {};
}

// "3_0": operator 3, output 0.
std::optional<std::pair<int, int>> operatorOutput(std::string_view text) {
    const auto line = text.find('_');
    if (line == std::string_view::npos) return std::nullopt;
    const auto op = plainNumber(text.substr(0, line));
    const auto output = plainNumber(text.substr(line + 1));
    if (!op || !output) return std::nullopt;
    return std::pair(*op, *output);
}

Result<void> matchOperators(const File& file, std::span<const ModelPorts> models, std::vector<Samples>& samples) {
    for (const Array& array : file.arrays) {
        if (!array.name.starts_with("op_")) continue;
        if (file.cancel.cancelled()) return brokenOff();
        bool known = false;
        for (std::size_t m = 0; m < models.size() && !known; ++m) {
            const auto rest = restOf(array.name, "op_", models[m].prefix);
            const auto where = rest ? operatorOutput(*rest) : std::nullopt;
            if (!where) continue;
            known = true;
            if (array.shape.empty() || array.shape.front() != samples[m].count) {
                return badInput("{}: array \"{}\" is {} {}; its first axis must be the {} samples.", file.name,
                                array.name, nameOf(array.dtype), toString(array.shape), grouped(samples[m].count));
            }
            samples[m].operatorOutputs.push_back({where->first, where->second, array.dtype,
                                                  Shape(array.shape.begin() + 1, array.shape.end()), array.bytes});
        }
        if (known) continue;
        return badInput("{}: array \"{}\" is no operator's output; these are named op_{}<operator>_<output>.",
                        file.name, array.name, models.size() == 1 ? "" : "<model>.");
    }
    for (Samples& each : samples) {
        std::sort(each.operatorOutputs.begin(), each.operatorOutputs.end(),
                  [](const auto& a, const auto& b) { return std::pair(a.op, a.output) < std::pair(b.op, b.output); });
    }
    return {};
}

// "labels", or "labels_<model>" where there are several.
std::string labelsKey(const ModelPorts& model) {
    return model.prefix.empty() ? "labels" : "labels_" + model.prefix.substr(0, model.prefix.size() - 1);
}

Result<void> matchLabels(const File& file, const ModelPorts& model, Samples& samples) {
    const Array* array = find(file, labelsKey(model));
    if (!array) return {};
    const std::string where = fmt::format("{}: array \"{}\"", file.name, array->name);
    const auto elements = elementCount(array->shape);
    if (isFloat(array->dtype) || array->dtype == DType::boolean || array->shape.empty() ||
        array->shape.front() != samples.count || elements != samples.count) {
        return badInput("{}: is {} {}; expected is an integer for each of the {} samples.", where, nameOf(array->dtype),
                        toString(array->shape), samples.count);
    }
    const std::int64_t classes = model.outputs.empty() ? 0 : elementCount(model.outputs.front().shape).value_or(0);
    if (classes < 2) return {};
    constexpr std::size_t labelsPerLook = std::size_t{1} << 20;
    return withElementType(array->dtype, [&](auto type) -> Result<void> {
        using T = decltype(type);
        for (std::size_t i = 0; i < static_cast<std::size_t>(samples.count); ++i) {
            if (i % labelsPerLook == 0 && file.cancel.cancelled()) return brokenOff();
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

// With one model anything but "labels" may be there for another purpose.
Result<void> refuseStrayLabels(const File& file, std::span<const ModelPorts> models) {
    if (models.size() == 1) return {};
    std::set<std::string> keys;
    for (const ModelPorts& model : models) keys.insert(labelsKey(model));
    for (const Array& array : file.arrays) {
        if (array.name != "labels" && !array.name.starts_with("labels_")) continue;
        if (keys.contains(array.name)) continue;
        return badInput("{}: array \"{}\" is of none of the models; the labels of each are called {}.", file.name,
                        array.name, fmt::join(keys, ", "));
    }
    return {};
}

// What the file says of where its outputs were computed; an array of that name that is no such text says nothing.
std::string madeOn(const File& file) {
    constexpr std::size_t maxBytes = 256;
    const Array* array = find(file, madeOnKey);
    const bool isText = array && array->dtype == DType::uint8 && array->shape.size() == 1;
    return isText && array->bytes.size() <= maxBytes ? array->bytes : std::string();
}

}  // namespace

Array madeOnArray(std::string_view madeOn) {
    return {madeOnKey, DType::uint8, {static_cast<std::int64_t>(madeOn.size())}, std::string(madeOn)};
}

Result<std::vector<Samples>> matchSamples(const std::vector<Array>& inputs, const std::string& inputsFile,
                                          const std::vector<Array>& reference, const std::string& referenceFile,
                                          std::span<const ModelPorts> models, const CancelToken& cancel) {
    File inputFile{inputs, inputsFile, cancel};
    const File compared = reference.empty() ? File{inputs, inputsFile, cancel} : File{reference, referenceFile, cancel};
    std::vector<Samples> samples(models.size());
    PINFOLD_CHECK(matchInputs(inputFile, models, samples));
    PINFOLD_CHECK(refuseStrayOutputs(compared, models));
    PINFOLD_CHECK(matchOperators(compared, models, samples));
    PINFOLD_CHECK(refuseStrayLabels(inputFile, models));
    for (std::size_t m = 0; m < models.size(); ++m) {
        samples[m].prefix = models[m].prefix;
        samples[m].referenceMadeOn = madeOn(compared);
        PINFOLD_CHECK(matchOutputs(compared, !reference.empty(), models[m], samples[m]));
        PINFOLD_CHECK(matchLabels(inputFile, models[m], samples[m]));
        if (samples[m].labels.empty() && !reference.empty())
            PINFOLD_CHECK(matchLabels(compared, models[m], samples[m]));
    }
    return samples;
}

}  // namespace pinfold
