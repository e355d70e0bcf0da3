#include "tensor/tensor_file.h"

#include "base/file.h"
#include "tensor/tensor_formats.h"

namespace pinfold {

Result<std::vector<Array>> parseTensorFile(std::string_view bytes, const std::filesystem::path& path,
                                           const CancelToken& cancel) {
    const std::string file = path.string();
    const std::string ending = path.extension().string();
    if (ending == ".npz") return parseNpz(bytes, file, cancel);
    if (ending != ".npy" && ending != ".csv") {
        return badInput("{}: is no tensor file; its name must end in .npz, .npy or .csv.", file);
    }
    PINFOLD_TRY(auto array, ending == ".npy" ? parseNpy(bytes, file, cancel) : parseCsv(bytes, file, cancel));
    std::vector<Array> arrays;
    arrays.push_back(std::move(array));
    return arrays;
}

Result<std::vector<Array>> readTensorFile(const std::filesystem::path& path, const CancelToken& cancel) {
    PINFOLD_TRY(const auto bytes, readFile(path, tensorFileLimit, cancel));
    return parseTensorFile(bytes, path, cancel);
}

}  // namespace pinfold
