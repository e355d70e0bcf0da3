// Pictures of models for the tests of the graph view.
#pragma once

#include "ui/graph/graph_picture.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace pinfold::test {

// The models of these archives.
std::shared_ptr<const ui::Models> modelsOf(const std::vector<std::filesystem::path>& archives);
// Of a real archive.
std::shared_ptr<const ui::Models> modelsNamed(const std::string& name);
std::shared_ptr<const ui::GraphPicture> pictureOf(const std::shared_ptr<const ui::Models>& models,
                                                  const ui::BlockSet& folded = {});

}  // namespace pinfold::test
