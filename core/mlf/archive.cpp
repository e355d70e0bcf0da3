#include "mlf/archive.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/hostile_text.h"
#include "mlf/endings.h"
#include "mlf/metadata.h"
#include "mlf/params.h"
#include "mlf/tar.h"

#include <algorithm>
#include <span>

namespace pinfold {
namespace {

constexpr std::string_view metadataPath = "metadata.json";
constexpr std::string_view sourceFolder = "codegen/host/src/";
constexpr std::string_view objectFolder = "codegen/host/lib/";
constexpr std::string_view graphFolder = "executor-config/graph/";
constexpr std::string_view parameterFolder = "parameters/";

bool isFileIn(std::string_view path, std::string_view folder, std::string_view extension) {
    return path.starts_with(folder) && path.ends_with(extension) && path.find('/', folder.size()) == path.npos;
}

std::string_view fileNameOf(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::optional<std::uint64_t> limitOf(std::string_view path, const ArchiveLimits& limits) {
    if (path == metadataPath || isFileIn(path, graphFolder, "")) return limits.jsonBytes;
    const bool wanted = isFileIn(path, sourceFolder, ".c") || isFileIn(path, objectFolder, ".o") ||
                        isFileIn(path, parameterFolder, ".params");
    return wanted ? std::optional(limits.memberBytes) : std::nullopt;
}

// "kws.tar.gz" is the archive "kws".
std::string archiveName(const std::filesystem::path& path) {
    std::string name = path.filename().string();
    for (const std::string& ending : archiveEndings()) {
        if (name.size() > ending.size() && name.ends_with(ending)) return name.substr(0, name.size() - ending.size());
    }
    return name;
}

// TVM's function registry, "<module>_lib0" or "lib0".
bool isRegistry(std::string_view fileName, std::string_view module) {
    const std::string_view stem = fileName.substr(0, fileName.rfind('.'));
    return stem == "lib0" || (stem.starts_with(module) && stem.substr(module.size()) == "_lib0");
}

// The module whose file this is; with several modules the longest whose name and "_" start the file's name.
ArchiveModule* ownerOf(std::string_view fileName, std::vector<ArchiveModule>& modules) {
    if (modules.size() == 1) return &modules.front();
    ArchiveModule* owner = nullptr;
    for (std::size_t end = fileName.find('_'); end != fileName.npos; end = fileName.find('_', end + 1)) {
        const std::string_view prefix = fileName.substr(0, end);
        const auto found =
            std::lower_bound(modules.begin(), modules.end(), prefix,
                             [](const ArchiveModule& m, std::string_view name) { return m.name < name; });
        if (found != modules.end() && found->name == prefix) owner = &*found;
    }
    return owner;
}

Result<void> takeCode(TarMembers& members, std::vector<ArchiveModule>& modules, const CancelToken& cancel) {
    for (auto& [path, bytes] : members) {
        if (cancel.cancelled()) return brokenOff();
        const bool source = isFileIn(path, sourceFolder, ".c");
        if (!source && !isFileIn(path, objectFolder, ".o")) continue;
        const std::string_view name = fileNameOf(path);
        if (!isFileName(name)) {
            return badInput("\"{}\" has characters in its name that are not accepted.", printable(path));
        }
        ArchiveModule* owner = ownerOf(name, modules);
        if (!owner) return badInput("\"{}\" belongs to none of its modules.", printable(path));
        if (owner->executor == Executor::graph && isRegistry(name, owner->name)) continue;
        (source ? owner->sources : owner->objects).push_back({std::string(name), std::move(bytes)});
    }
    return {};
}

Result<void> takeGraph(TarMembers& members, int version, ArchiveModule& module) {
    const std::string path = fmt::format("{}{}", graphFolder, version == 5 ? "graph.json" : module.name + ".graph");
    const auto found = members.find(path);
    if (found == members.end()) return badInput("has no \"{}\", the graph of the model {}.", path, module.name);
    module.graphJson = std::move(found->second);
    return {};
}

Result<void> takeParameters(TarMembers& members, ArchiveModule& module, const CancelToken& cancel) {
    const std::string path = fmt::format("{}{}.params", parameterFolder, module.name);
    const auto found = members.find(path);
    if (found == members.end()) {
        if (module.executor != Executor::graph) return {};
        return badInput("has no \"{}\", the parameters of the model {}.", path, module.name);
    }
    auto parameters = readParams(found->second, cancel);
    if (!parameters.ok()) return locate(path, parameters.error());
    module.parameters = *std::move(parameters);
    members.erase(found);
    return {};
}

Result<std::string> digestOf(std::string_view bytes, const CancelToken& cancel) {
    constexpr std::size_t step = std::size_t{1} << 20;
    Sha256 hash;
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), step))) {
        if (cancel.cancelled()) return brokenOff();
        hash.add(std::as_bytes(std::span(bytes.substr(0, step))));
    }
    return hash.hex();
}

Result<Archive> assemble(std::string bytes, const std::filesystem::path& path, const CancelToken& cancel,
                         const ProgressSink& progress, const ArchiveLimits& limits) {
    Archive archive;
    archive.name = archiveName(path);
    PINFOLD_TRY(archive.sha256, digestOf(bytes, cancel));
    const auto unpacking = [&](double fraction) {
        report(progress, {"load", path.filename().string() + ": unpacking", fraction});
    };
    unpacking(0);
    PINFOLD_TRY(auto members, readTar(
                                  bytes, limits, [&](std::string_view member) { return limitOf(member, limits); },
                                  cancel, unpacking));
    std::string().swap(bytes);
    const auto description = members.find(metadataPath);
    if (description == members.end()) {
        return badInput("has no metadata.json: it is not a Model Library Format archive of TVM.");
    }
    PINFOLD_TRY(auto metadata, readMetadata(description->second, cancel));
    archive.version = metadata.version;
    archive.modules = std::move(metadata.modules);
    PINFOLD_CHECK(takeCode(members, archive.modules, cancel));
    for (ArchiveModule& module : archive.modules) {
        if (module.executor == Executor::graph) PINFOLD_CHECK(takeGraph(members, archive.version, module));
        PINFOLD_CHECK(takeParameters(members, module, cancel));
    }
    return archive;
}

}  // namespace

std::string_view nameOf(Executor executor) {
    switch (executor) {
        case Executor::graph: return "graph";
        case Executor::aot: return "aot";
        case Executor::operatorOnly: break;
    }
    return "operator";
}

Outcome<Archive> readArchiveBytes(std::string bytes, const std::filesystem::path& path, const CancelToken& cancel,
                                  const ProgressSink& progress, const ArchiveLimits& limits) {
    auto archive = assemble(std::move(bytes), path, cancel, progress, limits);
    if (!archive.ok()) archive = locate(path.string(), archive.error());
    return unlessCancelled(std::move(archive), cancel);
}

Outcome<Archive> readArchive(const std::filesystem::path& path, const CancelToken& cancel, const ProgressSink& progress,
                             const ArchiveLimits& limits) {
    PINFOLD_TRY_OUTCOME(auto bytes, unlessCancelled(readFile(path, limits.totalBytes, cancel), cancel));
    return readArchiveBytes(std::move(bytes), path, cancel, progress, limits);
}

}  // namespace pinfold
