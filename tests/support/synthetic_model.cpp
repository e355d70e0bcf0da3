#include "support/archive_builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <set>

namespace pinfold::test {
namespace {

constexpr std::string_view prelude =
    "// tvm target: c -keys=cpu \n#define TVM_EXPORTS\n#include \"tvm/runtime/c_runtime_api.h\"\n"
    "#include \"tvm/runtime/c_backend_api.h\"\n#include <math.h>\n#include <stdbool.h>\n";

std::string cTypeOf(DType type) {
    if (type == DType::float32) return "float";
    if (type == DType::float64) return "double";
    if (type == DType::boolean) return "bool";
    return std::string(nameOf(type)) + "_t";
}

// One kernel as TVM 0.12 writes it.
std::string kernelText(const std::string& function, std::size_t inputs, std::size_t outputs, const std::string& body) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < inputs; ++i) names.push_back(fmt::format("p{}", i));
    for (std::size_t i = 0; i < outputs; ++i) names.push_back(fmt::format("out{}", i));
    std::string text = fmt::format(
        "#ifdef __cplusplus\nextern \"C\"\n#endif\nTVM_DLL int32_t {}(void* args, int32_t* arg_type_ids, int32_t "
        "num_args, void* out_ret_value, int32_t* out_ret_tcode, void* resource_handle) {{\n",
        function);
    for (std::size_t i = 0; i < names.size(); ++i) {
        text += fmt::format(
            "  void* arg_{0} = (((TVMValue*)args)[{1}].v_handle);\n  int32_t arg_{0}_code = arg_type_ids[{1}];\n",
            names[i], i);
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        text += fmt::format(
            "  void* {0} = (((DLTensor*)arg_{0})[0].data);\n  void* arg_{0}_shape = (((DLTensor*)arg_{0})[0].shape);\n"
            "  void* arg_{0}_strides = (((DLTensor*)arg_{0})[0].strides);\n",
            names[i]);
        if (i == 0) text += fmt::format("  int32_t dev_id = (((DLTensor*)arg_{})[0].device.device_id);\n", names[i]);
    }
    return text + body + (body.ends_with('\n') ? "" : "\n") + "  return 0;\n}\n\n";
}

// $0, $1 … become the inputs' elements.
std::string substituted(std::string_view expression, const std::vector<std::string>& elements) {
    std::string text;
    for (std::size_t i = 0; i < expression.size(); ++i) {
        if (expression[i] != '$') {
            text += expression[i];
            continue;
        }
        const auto index = static_cast<std::size_t>(expression[++i] - '0');
        assert(index < elements.size());
        text += elements[index];
    }
    return text;
}

std::int64_t bytesOf(const TensorType& type) { return byteCount(type.shape, type.dtype).value(); }

}  // namespace

SyntheticModel::Value SyntheticModel::add(Node node) {
    nodes_.push_back(std::move(node));
    return {static_cast<int>(nodes_.size()) - 1, 0};
}

SyntheticModel::Value SyntheticModel::input(const std::string& name, TensorType type) {
    return add({name, "", {}, {std::move(type)}});
}

SyntheticModel::Value SyntheticModel::constant(const std::string& name, TensorType type, std::string bytes) {
    assert(static_cast<std::int64_t>(bytes.size()) == bytesOf(type));
    parameters_.push_back({name, type.dtype, type.shape, std::move(bytes)});
    return add({name, "", {}, {std::move(type)}});
}

std::vector<SyntheticModel::Value> SyntheticModel::op(const std::string& kernel, const std::vector<Value>& inputs,
                                                      const std::vector<TensorType>& outputs, const std::string& body) {
    const std::string function = kernelName(kernel);
    if (!body.empty()) kernels_.emplace_back(function, kernelText(function, inputs.size(), outputs.size(), body));
    std::vector<Value> values;
    const Value first = add({function, function, inputs, outputs});
    for (std::size_t i = 0; i < outputs.size(); ++i) values.push_back({first.node, static_cast<int>(i)});
    return values;
}

SyntheticModel::Value SyntheticModel::elementwise(const std::string& kernel, const std::vector<Value>& inputs,
                                                  const std::string& expression) {
    return elementwise(kernel, inputs, TensorType(typeOf(inputs.at(0))), expression);
}

SyntheticModel::Value SyntheticModel::elementwise(const std::string& kernel, const std::vector<Value>& inputs,
                                                  const TensorType& output, const std::string& expression) {
    std::vector<std::string> elements;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const TensorType& type = typeOf(inputs[i]);
        const bool single = elementCount(type.shape) == 1;
        elements.push_back(fmt::format("(({}*)p{})[{}]", cTypeOf(type.dtype), i, single ? "0" : "i"));
    }
    const std::string body =
        fmt::format("  for (int32_t i = 0; i < {}; ++i) {{\n    (({}*)out0)[i] = (({})({}));\n  }}\n",
                    elementCount(output.shape).value(), cTypeOf(output.dtype), cTypeOf(output.dtype),
                    substituted(expression, elements));
    return op(kernel, inputs, {output}, body).front();
}

SyntheticModel::Value SyntheticModel::nop(const std::string& name, Value original, Shape shape) {
    return add({name, "__nop", {original}, {{typeOf(original).dtype, std::move(shape)}}});
}

SyntheticModel::Value SyntheticModel::copy(const std::string& name, Value original) {
    return add({name, "__copy", {original}, {typeOf(original)}});
}

const TensorType& SyntheticModel::typeOf(Value value) const {
    return nodes_.at(static_cast<std::size_t>(value.node)).outputs.at(static_cast<std::size_t>(value.output));
}

nlohmann::json SyntheticModel::graph() const {
    using Json = nlohmann::json;
    const auto entryOf = [](Value value) { return Json::array({value.node, value.output, 0}); };
    Json nodes = Json::array(), arguments = Json::array(), rows = Json::array({0}), heads = Json::array();
    Json types = Json::array(), shapes = Json::array(), storage = Json::array();
    std::vector<std::vector<int>> storageIds;
    int entries = 0;
    for (const Node& node : nodes_) {
        Json inputs = Json::array();
        for (const Value input : node.inputs) inputs.push_back(entryOf(input));
        Json written = {{"op", node.function.empty() ? "null" : "tvm_op"}, {"name", node.name}, {"inputs", inputs}};
        if (node.function.empty()) {
            arguments.push_back(nodes.size());
        } else {
            written["attrs"] = {{"func_name", node.function},
                                {"flatten_data", "0"},
                                {"num_inputs", std::to_string(node.inputs.size())},
                                {"num_outputs", std::to_string(node.outputs.size())}};
        }
        auto& ids = storageIds.emplace_back();
        for (const TensorType& type : node.outputs) {
            const bool alias = node.function == "__nop";
            const Value original = alias ? node.inputs[0] : Value{};
            ids.push_back(
                alias ? storageIds[static_cast<std::size_t>(original.node)][static_cast<std::size_t>(original.output)]
                      : entries);
            storage.push_back(ids.back());
            types.push_back(nameOf(type.dtype));
            shapes.push_back(type.shape.empty() ? Json::array() : Json(type.shape));
            ++entries;
        }
        rows.push_back(entries);
        nodes.push_back(std::move(written));
    }
    for (const Value head : heads_) heads.push_back(entryOf(head));
    return {
        {"nodes", nodes},
        {"arg_nodes", arguments},
        {"heads", heads},
        {"node_row_ptr", rows},
        {"attrs",
         {{"dltype", {"list_str", types}}, {"shape", {"list_shape", shapes}}, {"storage_id", {"list_int", storage}}}}};
}

nlohmann::json SyntheticModel::moduleMetadata() const {
    using Json = nlohmann::json;
    const auto facts = [&](Value value) {
        return Json{{"dtype", nameOf(typeOf(value).dtype)}, {"size", bytesOf(typeOf(value))}};
    };
    Json inputs = Json::object(), outputs = Json::object(), functions = Json::array();
    std::set<std::string_view> constants;
    for (const Parameter& parameter : parameters_) constants.insert(parameter.name);
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        if (nodes_[i].function.empty() && !constants.contains(nodes_[i].name))
            inputs[nodes_[i].name] = facts({static_cast<int>(i), 0});
    }
    for (std::size_t i = 0; i < heads_.size(); ++i) {
        outputs[heads_.size() == 1 ? outputName_ : fmt::format("output{}", i)] = facts(heads_[i]);
    }
    for (const auto& [function, text] : kernels_) {
        functions.push_back(
            {{"function_name", function}, {"workspace", Json::array({{{"device", 1}, {"workspace_size_bytes", 0}}})}});
    }
    const Json main = {{"device", 1}, {"workspace_size_bytes", 0}, {"inputs", inputs}, {"outputs", outputs}};
    return {{"model_name", name_},
            {"style", "full-model"},
            {"executors", {"graph"}},
            {"target", {"c -keys=cpu "}},
            {"export_datetime", "2026-01-02 03:04:05Z"},
            {"memory", {{"functions", {{"main", Json::array({main})}, {"operator_functions", functions}}}}}};
}

std::string SyntheticModel::source() const {
    std::string text = std::string(prelude) + preamble_;
    for (const auto& [function, kernel] : kernels_) text += kernel;
    return text;
}

Files filesOf(const std::vector<SyntheticModel>& models) {
    Files files;
    nlohmann::json metadata = {{"version", 7}, {"modules", nlohmann::json::object()}};
    for (const SyntheticModel& model : models) {
        for (auto& [path, bytes] : model.files()) {
            if (path == "metadata.json") {
                metadata["modules"][model.name()] = model.moduleMetadata();
            } else {
                files[path] = bytes;
            }
        }
    }
    files["metadata.json"] = metadata.dump(1);
    return files;
}

Files SyntheticModel::files() const {
    const nlohmann::json metadata = {{"version", 7}, {"modules", {{name_, moduleMetadata()}}}};
    return {{"metadata.json", metadata.dump(1)},
            {"codegen/host/src/" + name_ + "_lib0.c", "#include <tvm/runtime/crt/module.h>\n"},
            {"codegen/host/src/" + name_ + "_lib1.c", source()},
            {"executor-config/graph/" + name_ + ".graph", graph().dump()},
            {"parameters/" + name_ + ".params", packParams(parameters_)},
            {"src/" + name_ + ".relay", "#[version = \"0.0.5\"]\n"}};
}

std::filesystem::path SyntheticModel::write(const std::filesystem::path& folder) const {
    const auto path = folder / (name_ + ".tar");
    writeBytes(path, tar());
    return path;
}

}  // namespace pinfold::test
