// A graph JSON inside an otherwise honest archive module; tar and metadata would hide most mutations of it.
#include "model/model.h"
#include "support/must.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace pinfold;
    Archive archive;
    archive.name = "fuzz";
    ArchiveModule module;
    module.name = "fuzz";
    module.graphJson.assign(reinterpret_cast<const char*>(data), size);
    const auto model = test::uncancelled(importModel(archive, std::move(module)));
    if (!model.ok()) return 0;
    for (const Tensor& tensor : model->tensors) {
        const bool rootIsRoot =
            tensor.aliasOf < 0 || model->tensors[static_cast<std::size_t>(tensor.aliasOf)].aliasOf < 0;
        if (!rootIsRoot || tensor.bytes <= 0) std::abort();
    }
    return 0;
}
