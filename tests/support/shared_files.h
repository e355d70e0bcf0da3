// Where the real archives are.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold::test {

// The folder ../shared beside the repository, or an empty path where it is missing (a user's machine).
std::filesystem::path sharedFolder();
// The bundled sample, always there: resources/samples/<name>.
std::filesystem::path sample(const std::string& name);

// An archive ("kws_int8.graph.tar") or the samples ("kws_int8_io.npz") of a real model. Of models of our own it is the
// file in the repository, whatever lies beside it: in tests/data, or the bundled sample. Of others it is the file in
// ../shared/models, or an empty path where that is missing.
std::filesystem::path modelFile(const std::string& name);
// All of them that are here and whose names end so (".tar", "_io.npz"), sorted by name.
std::vector<std::filesystem::path> modelFiles(std::string_view ending);

}  // namespace pinfold::test

// At the start of a test that needs this file of a model that is not ours.
#define PINFOLD_NEEDS_MODEL(name)                 \
    if (::pinfold::test::modelFile(name).empty()) \
    GTEST_SKIP() << (name) << " is not here: it is no model of ours, and ../shared/models is missing"
