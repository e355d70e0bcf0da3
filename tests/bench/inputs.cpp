#include "bench/inputs.h"

#include "support/shared_files.h"

#include <algorithm>

namespace pinfold::bench {

std::vector<std::filesystem::path> archives() {
    std::vector<std::filesystem::path> paths;
    if (!test::sharedFolder().empty()) {
        for (const auto& entry : std::filesystem::directory_iterator(test::sharedFolder() / "models")) {
            if (entry.path().extension() == ".tar") paths.push_back(entry.path());
        }
    }
    std::sort(paths.begin(), paths.end());
    paths.push_back(test::sample("digits_int8.tar"));
    return paths;
}

}  // namespace pinfold::bench
