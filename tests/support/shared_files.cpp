#include "support/shared_files.h"

namespace pinfold::test {

namespace fs = std::filesystem;

fs::path sharedFolder() {
    const fs::path folder = fs::path(PINFOLD_SOURCE_DIR).parent_path() / "shared";
    return fs::is_directory(folder / "models") ? folder : fs::path();
}

fs::path sharedModel(const std::string& name) {
    const fs::path folder = sharedFolder();
    return folder.empty() ? fs::path() : folder / "models" / name;
}

fs::path sample(const std::string& name) { return fs::path(PINFOLD_SOURCE_DIR) / "resources" / "samples" / name; }

}  // namespace pinfold::test
