// Makes archives for tests: from real ones, and from descriptions of odd graphs that no model at hand has.
#pragma once

#include "base/dtype.h"
#include "mlf/archive.h"
#include "support/tar_writer.h"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold::test {

// The files of a version-7 archive with one model, made those of a version-5 archive as TVM 0.8 wrote it: flat metadata
// without names of inputs and outputs, file names without the model's, kernels with `void* arg_type_ids`, arguments
// named arg0, placeholder, placeholder1 …, indices in parentheses.
Files toVersion5(const Files& version7);
// The same from file to file; the new archive is `<folder>/<name of the old one>` and its path is returned.
std::filesystem::path toVersion5(const std::filesystem::path& version7, const std::filesystem::path& folder);

// The bytes of a .params file.
std::string packParams(const std::vector<Parameter>& parameters);

// Changes one JSON file among the files of an archive.
void editJson(Files& files, const std::string& path, const std::function<void(nlohmann::json&)>& edit);

template <typename T>
std::string bytesOfValues(std::span<const T> values) {
    return {reinterpret_cast<const char*>(values.data()), values.size_bytes()};
}

struct TensorType {
    DType dtype = DType::float32;
    Shape shape;
};

// A model described node by node, with real C kernels that can be compiled and run:
//
//     SyntheticModel model("two");
//     const auto x = model.input("x", {DType::float32, {4}});
//     const auto y = model.elementwise("double_it", {x}, "$0 + $0");
//     model.output(y);
//     const auto path = model.write(folder);   // folder/two.tar
//
// Nodes are in the order of the calls, which is the execution order. Every entry has a storage id of its own, but
// aliases have their original's.
class SyntheticModel {
public:
    // An entry of the graph: a node's output.
    struct Value {
        int node = -1;
        int output = 0;
    };

    explicit SyntheticModel(std::string name = "synthetic") : name_(std::move(name)) {}

    Value input(const std::string& name, TensorType type);
    // `bytes` must be exactly those of the type.
    Value constant(const std::string& name, TensorType type, std::string bytes);
    template <typename T>
    Value constant(const std::string& name, TensorType type, const std::vector<T>& values) {
        return constant(name, std::move(type), bytesOfValues(std::span<const T>(values)));
    }

    // Calls the kernel tvmgen_<model>_<kernel>. Where it is called for the first time, `body` is its C, without the
    // prologue that fetches pointers and without the final return: `void* p0`, `p1` … are the inputs' data, `void*
    // out0`, `out1` … the outputs'. Later calls leave `body` empty.
    std::vector<Value> op(const std::string& kernel, const std::vector<Value>& inputs,
                          const std::vector<TensorType>& outputs, const std::string& body = "");
    // One loop over the elements of one output, which has the type of the first input unless given. In `expression`,
    // $0, $1 … are the elements of the inputs (of element 0 where an input has a single one), `i` is the index.
    Value elementwise(const std::string& kernel, const std::vector<Value>& inputs, const std::string& expression);
    Value elementwise(const std::string& kernel, const std::vector<Value>& inputs, const TensorType& output,
                      const std::string& expression);
    // `__nop`: the same bytes under another shape.
    Value nop(const std::string& name, Value original, Shape shape);
    // `__copy`: a node that copies.
    Value copy(const std::string& name, Value original);
    // Adds a head. May be called more than once for one value.
    void output(Value value) { heads_.push_back(value); }

    // C text that is put before the kernels.
    void preamble(const std::string& text) { preamble_ += text; }
    // The name that metadata.json gives to a single output.
    void outputName(std::string name) { outputName_ = std::move(name); }

    [[nodiscard]] const TensorType& typeOf(Value value) const;
    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] std::string kernelName(const std::string& kernel) const { return "tvmgen_" + name_ + "_" + kernel; }
    [[nodiscard]] nlohmann::json graph() const;
    [[nodiscard]] nlohmann::json moduleMetadata() const;
    [[nodiscard]] std::string source() const;
    // Members of a version-7 archive.
    [[nodiscard]] Files files() const;
    // The archive's bytes, and the archive as a file, `<folder>/<name>.tar`.
    [[nodiscard]] std::string tar() const { return packTar(files()); }
    [[nodiscard]] std::filesystem::path write(const std::filesystem::path& folder) const;

private:
    struct Node {
        std::string name;
        std::string function;  // empty: input or constant
        std::vector<Value> inputs;
        std::vector<TensorType> outputs;
    };
    Value add(Node node);

    std::string name_;
    std::string outputName_ = "output";
    std::string preamble_;
    std::vector<Node> nodes_;
    std::vector<Value> heads_;
    std::vector<Parameter> parameters_;
    std::vector<std::pair<std::string, std::string>> kernels_;  // function and its C
};

// Several models in one version-7 archive.
Files filesOf(const std::vector<SyntheticModel>& models);

}  // namespace pinfold::test
