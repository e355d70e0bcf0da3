// Validation reports made by hand, and the samples that they are of.
#pragma once

#include "model/model.h"
#include "tensor/tensor_file.h"
#include "ui/session/session.h"

#include <memory>
#include <string>
#include <vector>

namespace pinfold::test {

// The bytes of a dense array.
template <typename T>
std::string bytesOfValues(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

// A model "example" with the input "x" (100 bytes), operators "first" and "second", and the outputs "second" and
// "first" (of 4 and 3 int8).
Model exampleModel();

// What comparing these gives, as validate() fills it in: metrics, up to 2,000 pairs and the histogram.
OutputReport comparedOutput(const std::string& name, const std::vector<float>& reference,
                            const std::vector<float>& device);

// Passed, of the example: four samples, the outputs int8 × 4 and int8 × 3 that agree, two operators with 300 and 100
// ticks at 1 MHz, the stack intact; no labels.
ValidationReport passedReport();
// Failed: "first", in execution order the second operator, differs first; with labels and a confusion matrix.
ValidationReport failedReport();

std::shared_ptr<const ui::Session::Reports> shared(std::vector<ValidationReport> reports);

}  // namespace pinfold::test
