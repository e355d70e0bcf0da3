// C tables that several descriptors share: shapes, quantization, DLTensors.
#pragma once

#include "codegen/network_source.h"

#include <map>
#include <string>
#include <vector>

namespace pinfold {

// Writes the tables of one model and remembers their names, so that equal ones exist once.
class DescriptorWriter {
public:
    explicit DescriptorWriter(const NetworkSpec& spec);

    // Declares an ai_tensor for a port; gives its C name. `key` is the port's in the quantization table.
    std::string port(const std::string& name, int tensor, const std::string& key);
    // Gives the address of a DLTensor for an operator's argument: a port's, or one made for it.
    std::string argument(int tensor);
    // Gives the address of a buffer: a constant expression, or its offset where the application supplies the pool.
    std::string address(const PoolPlace& place) const;

    [[nodiscard]] std::string takeText() { return std::move(text_); }
    // With supplied activations: initialisers of pinfold_patch.
    [[nodiscard]] const std::vector<std::string>& patches() const { return patches_; }

private:
    std::string shape(const Shape& extents);
    std::string quantization(const std::string& key, const std::string& owner);
    std::string tensorInitialiser(int tensor);
    std::string storage(int tensor) const;
    bool patched(int tensor) const;
    void addPatch(int tensor, const std::string& dltensor);

    const NetworkSpec spec_;
    std::string text_;
    std::map<Shape, std::string> shapes_;
    std::map<int, std::string> arguments_;  // tensor → address of its DLTensor
    std::vector<std::string> patches_;
};

}  // namespace pinfold
