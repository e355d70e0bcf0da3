// Where the real archives are.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace pinfold::test {

// The folder ../shared beside the repository, or an empty path where it is missing (a user's machine).
std::filesystem::path sharedFolder();
// ../shared/models/<name>, or an empty path.
std::filesystem::path sharedModel(const std::string& name);
// The bundled sample, always there: resources/samples/<name>.
std::filesystem::path sample(const std::string& name);

}  // namespace pinfold::test

// At the start of a test that needs an archive of ../shared/models.
#define PINFOLD_NEEDS_SHARED_MODELS() \
    if (::pinfold::test::sharedFolder().empty()) GTEST_SKIP() << "../shared/models is not here"
