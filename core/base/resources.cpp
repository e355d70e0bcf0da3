#include "base/resources.h"

#include "base/resource_table.h"

namespace pinfold {

std::vector<Resource> resourcesUnder(std::string_view folder) {
    std::vector<Resource> found;
    for (const EmbeddedFile* file = embeddedFiles; file->path; ++file) {
        const std::string_view path = file->path;
        if (!path.starts_with(folder)) continue;
        found.push_back({path, std::string_view(file->begin, static_cast<std::size_t>(file->end - file->begin))});
    }
    return found;
}

std::optional<std::string_view> resource(std::string_view path) {
    for (const auto& file : resourcesUnder(path)) {
        if (file.path == path) return file.bytes;
    }
    return std::nullopt;
}

}  // namespace pinfold
