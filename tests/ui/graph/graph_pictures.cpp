#include "ui/graph/graph_pictures.h"

#include "deploy/inputs.h"
#include "support/must.h"
#include "support/shared_files.h"

namespace pinfold::test {

std::shared_ptr<const ui::Models> modelsOf(const std::vector<std::filesystem::path>& archives) {
    return std::make_shared<const ui::Models>(must(loadModels(archives, {})));
}

std::shared_ptr<const ui::Models> modelsNamed(const std::string& name) { return modelsOf({modelFile(name)}); }

std::shared_ptr<const ui::GraphPicture> pictureOf(const std::shared_ptr<const ui::Models>& models,
                                                  const ui::BlockSet& folded) {
    return std::make_shared<const ui::GraphPicture>(must(ui::makePicture({models, {}, folded})));
}

}  // namespace pinfold::test
