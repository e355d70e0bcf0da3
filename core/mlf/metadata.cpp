#include "mlf/metadata.h"

#include "base/hostile_text.h"

#include <algorithm>
#include <map>
#include <set>

namespace pinfold {
namespace {

// A model has some thirty values for every operator.
constexpr JsonLimits metadataLimits{64, 250'000};
constexpr std::size_t maxModules = 256;
constexpr std::size_t maxArgumentDimensions = 32;
constexpr std::int64_t maxBytes = std::int64_t{1} << 40;
constexpr int flatVersion = 5;
constexpr int modularVersion = 7;

Result<int> readVersion(const JsonView& root) {
    PINFOLD_TRY(const auto version, root.integer("version", 0, 1'000'000));
    if (version == flatVersion || version == modularVersion) return static_cast<int>(version);
    if (version >= 1 && version < flatVersion) {
        return badInput(
            "is in Model Library Format {}, which only TVM before 0.8 wrote; versions 5 and 7 are supported. Export "
            "the model again with TVM 0.8 or later.",
            version);
    }
    return badInput("is in Model Library Format {}; versions 5 (TVM 0.8) and 7 (TVM 0.9 and later) are supported.",
                    version);
}

Result<std::vector<std::string>> readStrings(const JsonView& list) {
    PINFOLD_TRY(const auto elements, list.elements());
    std::vector<std::string> strings;
    for (const JsonView& element : elements) {
        PINFOLD_TRY(strings.emplace_back(), element.string());
    }
    return strings;
}

// A list of strings, or in version 5 an object from device type to string.
Result<std::vector<std::string>> readTargets(const JsonView& target) {
    if (!target.raw().is_object()) return readStrings(target);
    PINFOLD_TRY(const auto members, target.members());
    std::vector<std::string> targets;
    for (const auto& [device, text] : members) {
        PINFOLD_TRY(targets.emplace_back(), text.string());
    }
    return targets;
}

Result<Executor> readExecutor(const JsonView& module) {
    if (module.has("style")) {
        PINFOLD_TRY(const auto style, module.string("style"));
        if (style == "operator") return Executor::operatorOnly;
        if (style != "full-model") return badInput("{}: \"{}\" is not known.", module.where("style"), printable(style));
    }
    PINFOLD_TRY(const auto list, module.at("executors"));
    PINFOLD_TRY(const auto executors, readStrings(list));
    const auto has = [&](std::string_view name) {
        return std::find(executors.begin(), executors.end(), name) != executors.end();
    };
    if (has("graph")) return Executor::graph;
    if (has("aot")) return Executor::aot;
    return badInput("{}: names neither the graph nor the AOT executor.", list.where());
}

using PortsByName = std::map<std::string, ArchivePort>;

// metadata.memory.functions.main[].inputs and .outputs: objects from name to size and type.
Result<void> addPorts(const JsonView& device, std::string_view key, PortsByName& ports) {
    if (!device.has(key)) return {};
    PINFOLD_TRY(const auto list, device.at(key));
    PINFOLD_TRY(const auto members, list.members());
    for (const auto& [name, facts] : members) {
        ArchivePort port;
        port.name = name;
        PINFOLD_TRY(port.bytes, facts.integer("size", 0, maxBytes));
        if (facts.has("dtype")) {
            PINFOLD_TRY(port.dtype, facts.string("dtype"));
        }
        ports.emplace(name, std::move(port));
    }
    return {};
}

Result<std::int64_t> sumOfWorkspaces(const JsonView& list) {
    PINFOLD_TRY(const auto devices, list.elements());
    std::int64_t sum = 0;
    for (const JsonView& device : devices) {
        PINFOLD_TRY(const auto bytes, device.integer("workspace_size_bytes", 0, maxBytes));
        sum = std::min(sum + bytes, maxBytes);
    }
    return sum;
}

Result<void> readMain(const JsonView& main, ArchiveModule& module) {
    PINFOLD_TRY(const auto devices, main.elements());
    PortsByName inputs;
    PortsByName outputs;
    for (const JsonView& device : devices) {
        if (device.has("workspace_size_bytes")) {
            PINFOLD_TRY(const auto bytes, device.integer("workspace_size_bytes", 0, maxBytes));
            module.workspaceBytes = std::min(module.workspaceBytes + bytes, maxBytes);
        } else if (!device.raw().is_object()) {
            return device.wrongType("an object");
        }
        if (device.has("constants_size_bytes")) {
            PINFOLD_TRY(const auto bytes, device.integer("constants_size_bytes", 0, maxBytes));
            module.constantsBytes = std::min(module.constantsBytes.value_or(0) + bytes, maxBytes);
        }
        PINFOLD_CHECK(addPorts(device, "inputs", inputs));
        PINFOLD_CHECK(addPorts(device, "outputs", outputs));
    }
    for (auto& [name, port] : inputs) {
        module.inputNames.push_back(name);
        module.inputs.push_back(std::move(port));
    }
    for (auto& [name, port] : outputs) {
        module.outputNames.push_back(name);
        module.outputs.push_back(std::move(port));
    }
    return {};
}

Result<void> readFunctions(const JsonView& functions, ArchiveModule& module) {
    if (functions.has("main")) {
        PINFOLD_TRY(const auto main, functions.at("main"));
        PINFOLD_CHECK(readMain(main, module));
    } else if (!functions.raw().is_object()) {
        return functions.wrongType("an object");
    }
    if (!functions.has("operator_functions")) return {};
    PINFOLD_TRY(const auto operators, functions.elements("operator_functions"));
    for (const JsonView& function : operators) {
        PINFOLD_TRY(auto name, function.string("function_name"));
        PINFOLD_TRY(const auto workspace, function.at("workspace"));
        PINFOLD_TRY(module.operatorWorkspaceBytes[name], sumOfWorkspaces(workspace));
    }
    return {};
}

Result<Shape> readShape(const JsonView& list) {
    PINFOLD_TRY(const auto elements, list.elements());
    if (elements.size() > maxArgumentDimensions) {
        return badInput("{}: has {} dimensions; at most {} are accepted.", list.where(), elements.size(),
                        maxArgumentDimensions);
    }
    Shape shape;
    for (const JsonView& element : elements) {
        PINFOLD_TRY(shape.emplace_back(), element.integer(0, maxBytes));
    }
    return shape;
}

// A single operator: memory is an object from function to its arguments.
Result<void> readArguments(const JsonView& memory, ArchiveModule& module) {
    PINFOLD_TRY(const auto functions, memory.members());
    for (const auto& [name, list] : functions) {
        PINFOLD_TRY(const auto arguments, list.elements());
        for (const JsonView& argument : arguments) {
            ArchivePort port;
            port.name = fmt::format("argument_{}", module.arguments.size());
            if (argument.has("input_binding")) {
                PINFOLD_TRY(port.name, argument.string("input_binding"));
            }
            PINFOLD_TRY(port.dtype, argument.string("dtype"));
            PINFOLD_TRY(port.bytes, argument.integer("size_bytes", 0, maxBytes));
            PINFOLD_TRY(const auto extents, argument.at("shape"));
            PINFOLD_TRY(port.shape, readShape(extents));
            module.arguments.push_back(std::move(port));
        }
    }
    return {};
}

Result<ArchiveModule> readModule(const JsonView& facts, std::string name) {
    if (!isFileName(name)) {
        return badInput("{}: \"{}\" cannot be a model's name; letters, digits, '_', '-' and '.' can.", facts.where(),
                        printable(name));
    }
    ArchiveModule module;
    module.name = std::move(name);
    PINFOLD_TRY(module.executor, readExecutor(facts));
    if (facts.has("export_datetime")) {
        PINFOLD_TRY(module.exportDate, facts.string("export_datetime"));
    }
    if (facts.has("target")) {
        PINFOLD_TRY(const auto target, facts.at("target"));
        PINFOLD_TRY(module.targets, readTargets(target));
    }
    if (facts.has("memory")) {
        PINFOLD_TRY(const auto memory, facts.at("memory"));
        if (module.executor == Executor::operatorOnly) {
            PINFOLD_CHECK(readArguments(memory, module));
        } else if (memory.has("functions")) {
            PINFOLD_TRY(const auto functions, memory.at("functions"));
            PINFOLD_CHECK(readFunctions(functions, module));
        } else if (!memory.raw().is_object()) {
            return memory.wrongType("an object");
        }
    }
    return module;
}

// nlohmann's parser keeps the last of two keys that are the same, so two modules of one name would pass unseen.
class TwinModules : public JsonVisitor {
public:
    bool start_object(std::size_t) override {
        ++depth_;
        return true;
    }
    bool end_object() override {
        --depth_;
        return true;
    }
    bool key(string_t& key) override {
        if (depth_ == 1) inModules_ = key == "modules";
        if (depth_ == 2 && inModules_ && !seen_.insert(key).second) twin_ = key;
        return twin_.empty();
    }
    [[nodiscard]] const std::string& twin() const { return twin_; }

private:
    int depth_ = 0;  // of objects; a document with modules in a list is refused
    std::set<std::string> seen_;
    std::string twin_;
    bool inModules_ = false;
};

Result<void> refuseTwins(std::string_view text, std::string_view file, const CancelToken& cancel) {
    TwinModules twins;
    walkJson(text, twins, cancel);
    if (cancel.cancelled()) return brokenOff();
    if (twins.twin().empty()) return {};
    return badInput("{}: modules: has two modules with the name \"{}\".", file, printable(twins.twin()));
}

}  // namespace

Result<Metadata> readMetadata(std::string_view text, const CancelToken& cancel) {
    constexpr std::string_view file = "metadata.json";
    PINFOLD_TRY(const auto document, parseJson(text, file, cancel, metadataLimits));
    const JsonView root(document, std::string(file), &cancel);
    Metadata metadata;
    PINFOLD_TRY(metadata.version, readVersion(root));
    if (!root.has("modules")) {
        const std::string style = root.has("style") && root.raw()["style"].is_string() ? root.raw()["style"] : "";
        if (metadata.version == modularVersion && style != "operator") return root.at("modules").error();
        PINFOLD_TRY(auto name, root.string("model_name"));
        PINFOLD_TRY(metadata.modules.emplace_back(), readModule(root, std::move(name)));
        return metadata;
    }
    PINFOLD_CHECK(refuseTwins(text, file, cancel));
    PINFOLD_TRY(const auto list, root.at("modules"));
    PINFOLD_TRY(const auto members, list.members());
    if (members.size() > maxModules) {
        return badInput("{}: has {} models; at most {} are accepted.", list.where(), members.size(), maxModules);
    }
    if (members.empty()) return badInput("{}: is empty: there is no model in the archive.", list.where());
    for (const auto& [name, facts] : members) {
        PINFOLD_TRY(metadata.modules.emplace_back(), readModule(facts, name));
    }
    return metadata;
}

}  // namespace pinfold
