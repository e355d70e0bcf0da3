#include "support/shared_files.h"

#include <map>

namespace pinfold::test {
namespace {

namespace fs = std::filesystem;

// The files of our own models, by the names that they have in ../shared/models, where archives are not compressed.
std::map<std::string, fs::path> ownFiles() {
    std::map<std::string, fs::path> files = {{"digits_int8.graph.tar", sample("digits_int8.tar")},
                                             {"digits_int8_io.npz", sample("digits_int8_io.npz")}};
    for (const auto& entry : fs::directory_iterator(fs::path(PINFOLD_SOURCE_DIR) / "tests" / "data")) {
        const fs::path name = entry.path().filename();
        files[(name.extension() == ".xz" ? name.stem() : name).string()] = entry.path();
    }
    return files;
}

std::map<std::string, fs::path> allFiles() {
    std::map<std::string, fs::path> files = ownFiles();
    if (sharedFolder().empty()) return files;
    for (const auto& entry : fs::directory_iterator(sharedFolder() / "models")) {
        files.try_emplace(entry.path().filename().string(), entry.path());
    }
    return files;
}

}  // namespace

fs::path sharedFolder() {
    const fs::path folder = fs::path(PINFOLD_SOURCE_DIR).parent_path() / "shared";
    return fs::is_directory(folder / "models") ? folder : fs::path();
}

fs::path sample(const std::string& name) { return fs::path(PINFOLD_SOURCE_DIR) / "resources" / "samples" / name; }

fs::path modelFile(const std::string& name) {
    const auto files = allFiles();
    const auto found = files.find(name);
    return found == files.end() ? fs::path() : found->second;
}

std::vector<fs::path> modelFiles(std::string_view ending) {
    std::vector<fs::path> found;
    for (const auto& [name, path] : allFiles()) {
        if (name.ends_with(ending)) found.push_back(path);
    }
    return found;
}

}  // namespace pinfold::test
