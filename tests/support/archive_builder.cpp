#include "support/archive_builder.h"

#include <fmt/format.h>

#include <regex>

namespace pinfold::test {
namespace {

using nlohmann::json;

template <typename T>
void append(std::string& bytes, T value) {
    bytes.append(reinterpret_cast<const char*>(&value), sizeof(value));
}

std::uint8_t typeCodeOf(DType type) {
    if (isFloat(type)) return 2;
    return isSigned(type) ? 0 : 1;
}

void replaceAll(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
}

// Whole identifiers only.
void renameAll(std::string& text, const std::string& from, const std::string& to) {
    const auto part = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + 1)) {
        const bool starts = at == 0 || !part(text[at - 1]);
        const std::size_t end = at + from.size();
        if (starts && (end == text.size() || !part(text[end]))) text.replace(at, from.size(), to);
    }
}

// ((float*)p)[i] becomes ((float*)p)[(i)], but ((DLTensor*)a)[0].data stays.
std::string withParenthesisedIndices(const std::string& text) {
    std::string result;
    std::vector<bool> changed;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '[') {
            int depth = 0;
            std::size_t end = i;
            for (; end < text.size(); ++end) {
                if (text[end] == '[') ++depth;
                if (text[end] == ']' && --depth == 0) break;
            }
            const bool field = end + 1 < text.size() && text[end + 1] == '.';
            changed.push_back(i > 0 && text[i - 1] == ')' && !field);
            result += changed.back() ? "[(" : "[";
        } else if (text[i] == ']') {
            result += changed.back() ? ")]" : "]";
            changed.pop_back();
        } else {
            result += text[i];
        }
    }
    return result;
}

// One kernel, from its signature to its closing brace.
std::string kernelOfVersion5(std::string text) {
    replaceAll(text, "int32_t* arg_type_ids", "void* arg_type_ids");
    replaceAll(text, "int32_t* out_ret_tcode", "void* out_ret_tcode");
    static const std::regex code(R"(= arg_type_ids\[(\d+)\])");
    text = std::regex_replace(text, code, "= ((int32_t*)arg_type_ids)[$1]");
    static const std::regex handle(R"(void\* arg_(\w+) = \(\(\(TVMValue\*\)args\)\[(\d+)\])");
    std::vector<std::pair<std::string, std::string>> handles;
    for (auto at = std::sregex_iterator(text.begin(), text.end(), handle); at != std::sregex_iterator(); ++at) {
        handles.emplace_back((*at)[1], (*at)[2]);
    }
    for (const auto& [name, index] : handles) {
        for (const char* suffix : {"", "_code", "_shape", "_strides"}) {
            renameAll(text, "arg_" + name + suffix, "arg" + index + suffix);
        }
        if (std::regex_match(name, std::regex("p\\d+"))) {
            renameAll(text, name, index == "0" ? "placeholder" : "placeholder" + index);
        }
    }
    return withParenthesisedIndices(text);
}

std::string sourceOfVersion5(const std::string& text) {
    constexpr std::string_view start = "TVM_DLL int32_t ";
    std::string result;
    std::size_t done = 0;
    for (auto at = text.find(start); at != std::string::npos; at = text.find(start, done)) {
        std::size_t end = text.find("\n}\n", at);
        end = end == std::string::npos ? text.size() : end + 3;
        result += text.substr(done, at - done) + kernelOfVersion5(text.substr(at, end - at));
        done = end;
    }
    return result + text.substr(done);
}

json metadataOfVersion5(const json& version7) {
    json flat = version7.at("modules").begin().value();
    flat["version"] = 5;
    flat["target"] = {{"1", flat.at("target").at(0)}};
    for (json& device : flat["memory"]["functions"]["main"]) {
        device.erase("inputs");
        device.erase("outputs");
    }
    return flat;
}

}  // namespace

Files toVersion5(const Files& version7) {
    const json metadata = json::parse(version7.at("metadata.json"));
    const std::string model = metadata.at("modules").begin().key();
    Files files;
    for (const auto& [path, bytes] : version7) {
        const std::string library = "codegen/host/src/" + model + "_";
        if (path == "metadata.json") {
            files[path] = metadataOfVersion5(metadata).dump();
        } else if (path.starts_with(library)) {
            const std::string name = path.substr(library.size());
            files["codegen/host/src/" + name] = name == "lib0.c" ? bytes : sourceOfVersion5(bytes);
        } else if (path == "executor-config/graph/" + model + ".graph") {
            files["executor-config/graph/graph.json"] = bytes;
        } else if (path == "src/" + model + ".relay") {
            files["src/relay.txt"] = bytes;
        } else {
            files[path] = bytes;
        }
    }
    return files;
}

std::filesystem::path toVersion5(const std::filesystem::path& version7, const std::filesystem::path& folder) {
    const auto path = folder / version7.filename();
    writeBytes(path, packTar(toVersion5(unpackTar(version7))));
    return path;
}

std::string packParams(const std::vector<Parameter>& parameters) {
    std::string bytes;
    append<std::uint64_t>(bytes, 0xF7E58D4F05049CB7);
    append<std::uint64_t>(bytes, 0);
    append<std::uint64_t>(bytes, parameters.size());
    for (const Parameter& parameter : parameters) {
        append<std::uint64_t>(bytes, parameter.name.size());
        bytes += parameter.name;
    }
    append<std::uint64_t>(bytes, parameters.size());
    for (const Parameter& parameter : parameters) {
        append<std::uint64_t>(bytes, 0xDD5E40F096B4A13F);
        append<std::uint64_t>(bytes, 0);
        append<std::int32_t>(bytes, 1);
        append<std::int32_t>(bytes, 0);
        append<std::int32_t>(bytes, static_cast<std::int32_t>(parameter.shape.size()));
        append<std::uint8_t>(bytes, typeCodeOf(parameter.dtype));
        append<std::uint8_t>(
            bytes, parameter.dtype == DType::boolean ? 1 : static_cast<std::uint8_t>(8 * bytesOf(parameter.dtype)));
        append<std::uint16_t>(bytes, 1);
        for (const std::int64_t extent : parameter.shape) append<std::int64_t>(bytes, extent);
        append<std::int64_t>(bytes, static_cast<std::int64_t>(parameter.bytes.size()));
        bytes += parameter.bytes;
    }
    return bytes;
}

void editJson(Files& files, const std::string& path, const std::function<void(json&)>& edit) {
    json document = json::parse(files.at(path));
    edit(document);
    files[path] = document.dump();
}

}  // namespace pinfold::test
