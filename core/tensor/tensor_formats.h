// The formats behind tensor_file.h, one by one. Internal to this folder.
#pragma once

#include "tensor/tensor_file.h"

#include <string>
#include <string_view>

namespace pinfold {

// Most bytes of a tensor file, and of all arrays in it: 1 GiB.
inline constexpr std::uint64_t tensorFileLimit = std::uint64_t{1} << 30;

// One array in NumPy's .npy format, versions 1 to 3 (NEP 1 and numpy.lib.format). `where` stands in messages.
Result<Array> parseNpy(std::string_view bytes, const std::string& where, const CancelToken& cancel = {});
// The same, backwards.
std::string formatNpy(const Array& array);

// All arrays of a zip of .npy files.
Result<std::vector<Array>> parseNpz(std::string_view bytes, const std::string& file, const CancelToken& cancel = {});

// Lines of numbers; see Array::fromText.
Result<Array> parseCsv(std::string_view text, const std::string& file, const CancelToken& cancel = {});

// The numbers of a text array as `dtype`; an error names the line and the column of a number that `dtype` cannot hold.
Result<std::string> convertText(const Array& text, DType dtype, const std::string& file,
                                const CancelToken& cancel = {});

}  // namespace pinfold
