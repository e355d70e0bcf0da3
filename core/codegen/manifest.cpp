#include "codegen/manifest.h"

#include "base/file.h"
#include "base/json.h"

#include <limits>

namespace pinfold {
namespace {

constexpr std::string_view formatName = "pinfold-project";
constexpr std::uint64_t largestManifest = std::uint64_t{64} << 20;

std::string_view nameOf(ProjectMode mode) { return mode == ProjectMode::firmware ? "firmware" : "library"; }

OrderedJson portsJson(const std::vector<ProjectManifest::PortInfo>& ports) {
    OrderedJson list = OrderedJson::array();
    for (const auto& port : ports) {
        list.push_back({{"name", port.name},
                        {"file_key", port.fileKey},
                        {"dtype", nameOf(port.dtype)},
                        {"shape", port.shape},
                        {"kept", port.kept}});
    }
    return list;
}

Result<std::vector<ProjectManifest::PortInfo>> readPorts(const JsonView& model, std::string_view key) {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    std::vector<ProjectManifest::PortInfo> ports;
    PINFOLD_TRY(const auto list, model.elements(key));
    for (const auto& element : list) {
        ProjectManifest::PortInfo port;
        PINFOLD_TRY(port.name, element.string("name"));
        PINFOLD_TRY(port.fileKey, element.string("file_key"));
        PINFOLD_TRY(const std::string dtype, element.string("dtype"));
        const auto known = dtypeFromName(dtype);
        if (!known) return badInput("{}: {} is no type of element.", element.where("dtype"), dtype);
        port.dtype = *known;
        PINFOLD_TRY(const auto extents, element.elements("shape"));
        for (const auto& extent : extents) {
            PINFOLD_TRY(const std::int64_t value, extent.integer(0, most));
            port.shape.push_back(value);
        }
        PINFOLD_TRY(port.kept, element.boolean("kept"));
        ports.push_back(std::move(port));
    }
    return ports;
}

// An error unless this is a manifest that we understand.
Result<void> checkFormat(const JsonView& root) {
    PINFOLD_TRY(const std::string format, root.string("format"));
    if (format != formatName) {
        return badInput("{} is no list of a Pinfold project: format is {}.", root.where(), format);
    }
    PINFOLD_TRY([[maybe_unused]] const std::int64_t version, root.integer("version", 1, 1));
    return {};
}

}  // namespace

std::string writeManifest(const ProjectManifest& manifest) {
    OrderedJson models = OrderedJson::array();
    for (const auto& model : manifest.models) {
        models.push_back({{"name", model.name},
                          {"symbol", model.symbol},
                          {"inputs", portsJson(model.inputs)},
                          {"outputs", portsJson(model.outputs)},
                          {"operators", model.operators}});
    }
    const OrderedJson root = {{"format", formatName},
                              {"version", 1},
                              {"generator", "Pinfold " PINFOLD_VERSION},
                              {"board", manifest.board},
                              {"board_sha256", manifest.boardSha256},
                              {"mode", nameOf(manifest.mode)},
                              {"plan_sha256", manifest.planSha256},
                              {"models", std::move(models)}};
    return root.dump(1, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

Result<std::string> withDigests(std::string_view manifest, const std::map<std::string, std::string>& files,
                                const GeneratedDigests& replaced) {
    OrderedJson root = OrderedJson::parse(manifest, nullptr, false);
    if (!root.is_object()) return badInput("{}: is no JSON object.", manifestName);
    root["files"] = files;
    if (!replaced.empty()) root["replaced"] = replaced;
    return root.dump(1, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

bool isProjectPath(std::string_view path) {
    if (path.empty() || path.find('\0') != std::string_view::npos || path.find('\\') != std::string_view::npos) {
        return false;
    }
    while (true) {
        const std::size_t slash = path.find('/');
        const std::string_view part = path.substr(0, slash);
        if (part.empty() || part == "." || part == "..") return false;
        if (slash == std::string_view::npos) return true;
        path.remove_prefix(slash + 1);
    }
}

Result<GeneratedDigests> readDigests(std::string_view json, std::string_view file) {
    PINFOLD_TRY(const nlohmann::json document, parseJson(json, file));
    const JsonView root(document, std::string(file));
    PINFOLD_CHECK(checkFormat(root));
    GeneratedDigests digests;
    PINFOLD_TRY(const JsonView files, root.at("files"));
    PINFOLD_TRY(const auto current, files.members());
    for (const auto& [path, view] : current) {
        PINFOLD_TRY(std::string digest, view.string());
        digests[path].insert(std::move(digest));
    }
    if (root.has("replaced")) {
        PINFOLD_TRY(const JsonView replaced, root.at("replaced"));
        PINFOLD_TRY(const auto old, replaced.members());
        for (const auto& [path, view] : old) {
            PINFOLD_TRY(const auto list, view.elements());
            for (const auto& element : list) {
                PINFOLD_TRY(std::string digest, element.string());
                digests[path].insert(std::move(digest));
            }
        }
    }
    for (const auto& [path, known] : digests) {
        if (!isProjectPath(path)) return badInput("{}: files: {} is no path inside the project.", file, path);
    }
    return digests;
}

Result<ProjectManifest> readManifest(const std::filesystem::path& folder) {
    const std::filesystem::path path = folder / manifestName;
    std::error_code ignored;
    if (!std::filesystem::exists(path, ignored)) {
        return badInput("{}: is no generated project: it has no {}. Run generate first.", folder.string(),
                        manifestName);
    }
    PINFOLD_TRY(const std::string text, readFile(path, largestManifest));
    PINFOLD_TRY(const nlohmann::json document, parseJson(text, path.string()));
    const JsonView root(document, path.string());
    PINFOLD_CHECK(checkFormat(root));
    ProjectManifest manifest;
    PINFOLD_TRY(manifest.board, root.string("board"));
    PINFOLD_TRY(manifest.boardSha256, root.string("board_sha256"));
    PINFOLD_TRY(const std::string mode, root.string("mode"));
    if (mode != "firmware" && mode != "library") {
        return badInput("{}: mode must be firmware or library, and is {}.", path.string(), mode);
    }
    manifest.mode = mode == "firmware" ? ProjectMode::firmware : ProjectMode::library;
    PINFOLD_TRY(manifest.planSha256, root.string("plan_sha256"));
    PINFOLD_TRY(const auto models, root.elements("models"));
    for (const auto& view : models) {
        ProjectManifest::ModelInfo model;
        PINFOLD_TRY(model.name, view.string("name"));
        PINFOLD_TRY(model.symbol, view.string("symbol"));
        PINFOLD_TRY(model.inputs, readPorts(view, "inputs"));
        PINFOLD_TRY(model.outputs, readPorts(view, "outputs"));
        PINFOLD_TRY(const auto operators, view.elements("operators"));
        for (const auto& op : operators) {
            PINFOLD_TRY(std::string name, op.string());
            model.operators.push_back(std::move(name));
        }
        manifest.models.push_back(std::move(model));
    }
    return manifest;
}

}  // namespace pinfold
