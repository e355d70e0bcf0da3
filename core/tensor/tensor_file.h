// Tensor files: .npz (and .npy, .csv for a single input) with inputs, reference outputs and labels.
#pragma once

#include "base/cancel.h"
#include "base/dtype.h"
#include "base/result.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace pinfold {

// One array of a tensor file; C order, little-endian.
struct Array {
    std::string name;  // without ".npy"; empty if it came from a .npy or .csv file
    DType dtype = DType::float32;
    Shape shape;
    std::string bytes;  // byteCount(shape, dtype)
    // From a .csv file: lines × columns, int64 or uint64 if all numbers are integers, else float64. convertText()
    // turns the numbers into another type.
    bool fromText = false;
};

// Reads .npz (zip), .npy or .csv (one sample a line, numbers separated by commas; a header line and lines that start
// with '#' are skipped), by the file's ending. Arrays come as in the file; Fortran order is turned into C order.
// Hostile input gives badInput with the file's and the array's name. Limits: 1 GiB in all. Cancelled: brokenOff().
Result<std::vector<Array>> readTensorFile(const std::filesystem::path& path, const CancelToken& cancel = {});

// The same from the bytes of a file; `path` decides by its ending and stands in messages.
Result<std::vector<Array>> parseTensorFile(std::string_view bytes, const std::filesystem::path& path,
                                           const CancelToken& cancel = {});

// Writes an .npz (zip without compression, as numpy.savez does) atomically. The same arrays give the same bytes.
Result<void> writeNpz(const std::filesystem::path& path, const std::vector<Array>& arrays);

}  // namespace pinfold
