#include "deploy/deployment.h"

#include "base/file.h"
#include "base/json.h"
#include "plan/options_json.h"

#include <cmath>
#include <limits>

namespace pinfold {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view formatName = "pinfold-deployment";
constexpr std::int64_t formatVersion = 1;
constexpr std::uint64_t largestFile = std::uint64_t{16} << 20;
constexpr std::int64_t maxBytes = std::numeric_limits<std::int64_t>::max();

std::string pathText(const fs::path& path, const fs::path& folder) {
    if (path.empty()) return {};
    const fs::path near = path.lexically_relative(folder);
    const bool below = !near.empty() && *near.begin() != "..";
    return (below ? near : path).generic_string();
}

constexpr std::string_view wordFor(WeightsFormat weights) { return weights == WeightsFormat::cArray ? "c" : "incbin"; }
std::optional<WeightsFormat> weightsFromWord(std::string_view word) {
    for (const WeightsFormat weights : {WeightsFormat::incbin, WeightsFormat::cArray}) {
        if (wordFor(weights) == word) return weights;
    }
    return std::nullopt;
}

// A board is an id, or the path of a file.
bool isBoardFile(const std::string& board) { return board.find('/') != std::string::npos || board.ends_with(".json"); }

OrderedJson planJson(const PlanOptions& options) {
    OrderedJson json;
    for (const PlanOption& option : planOptions()) json[std::string(option.key)] = toJson(option, options);
    return json;
}

// As it is written where there is no current folder any more.
fs::path folderOf(const fs::path& file) {
    std::error_code error;
    const fs::path absolute = fs::absolute(file, error);
    return (error ? file : absolute).parent_path();
}

Result<std::vector<std::string>> readTexts(const JsonView& json, std::string_view key) {
    std::vector<std::string> texts;
    if (!json.has(key)) return texts;
    PINFOLD_TRY(const auto elements, json.elements(key));
    for (const JsonView& element : elements) {
        PINFOLD_TRY(std::string text, element.string());
        texts.push_back(std::move(text));
    }
    return texts;
}

// Sets `value` to the word under `key`; it stays as it is where there is none.
template <typename T, typename FromName>
Result<void> readWord(const JsonView& json, std::string_view key, FromName fromName, T& value) {
    if (!json.has(key)) return {};
    PINFOLD_TRY(const std::string word, json.string(key));
    const std::optional<T> known = fromName(word);
    if (!known) return badInput("{}: \"{}\" is none of the words that can stand here.", json.where(key), word);
    value = *known;
    return {};
}

Result<void> readPath(const JsonView& json, std::string_view key, const fs::path& folder, fs::path& value) {
    if (!json.has(key)) return {};
    PINFOLD_TRY(const std::string text, json.string(key));
    if (text.find('\0') != std::string::npos) return badInput("{}: is no path of a file.", json.where(key));
    if (!text.empty()) value = (folder / fs::path(text)).lexically_normal();
    return {};
}

Result<PlanOptions> readPlanOptions(const JsonView& json) {
    PlanOptions options;
    for (const PlanOption& option : planOptions()) PINFOLD_CHECK(readOption(options, option, json, option.key));
    return options;
}

Result<void> readValidation(const JsonView& json, const fs::path& folder, ValidateRequest& validation) {
    PINFOLD_CHECK(readPath(json, "inputs", folder, validation.inputs));
    PINFOLD_CHECK(readPath(json, "reference", folder, validation.reference));
    if (json.has("port")) {
        PINFOLD_TRY(validation.port, json.string("port"));
    }
    if (json.has("tolerance")) {
        PINFOLD_TRY(validation.tolerance, json.number("tolerance"));
        if (validation.tolerance < 0) return badInput("{}: must be 0 or more.", json.where("tolerance"));
    }
    return {};
}

Result<void> readArchives(const JsonView& root, const fs::path& folder, Deployment& deployment) {
    PINFOLD_TRY(const std::vector<std::string> archives, readTexts(root, "archives"));
    for (const std::string& archive : archives) {
        if (archive.empty() || archive.find('\0') != std::string::npos) {
            return badInput("{}: \"{}\" is no path of a file.", root.where("archives"), archive);
        }
        deployment.archives.push_back((folder / fs::path(archive)).lexically_normal());
    }
    if (root.has("module")) {
        PINFOLD_TRY(deployment.module, root.string("module"));
    }
    return {};
}

Result<JsonView> objectAt(const JsonView& root, std::string_view key) {
    PINFOLD_TRY(const JsonView json, root.at(key));
    if (!json.raw().is_object()) return json.wrongType("an object");
    return json;
}

Result<void> readFormat(const JsonView& root) {
    PINFOLD_TRY(const std::string format, root.string("format"));
    if (format != formatName) {
        return badInput("{}: must be \"{}\", and is \"{}\".", root.where("format"), formatName, format);
    }
    PINFOLD_TRY(const std::int64_t version, root.integer("version", 1, maxBytes));
    if (version != formatVersion) {
        return badInput("{}: is {}; this program reads version {}. A newer Pinfold wrote it.", root.where("version"),
                        version, formatVersion);
    }
    return {};
}

}  // namespace

std::string writeDeployment(const Deployment& deployment, const fs::path& folder) {
    OrderedJson json;
    json["format"] = formatName;
    json["version"] = formatVersion;
    json["archives"] = OrderedJson::array();
    for (const fs::path& archive : deployment.archives) json["archives"].push_back(pathText(archive, folder));
    json["module"] = orNull(deployment.module);
    json["board"] = isBoardFile(deployment.board) ? pathText(fs::path(deployment.board), folder) : deployment.board;
    json["plan"] = planJson(deployment.plan);
    json["project"] = {{"folder", pathText(deployment.project, folder)},
                       {"weights", wordFor(deployment.weights)},
                       {"quantization", pathText(deployment.quantization, folder)}};
    json["validation"] = {{"inputs", pathText(deployment.validation.inputs, folder)},
                          {"reference", pathText(deployment.validation.reference, folder)},
                          {"port", orNull(deployment.validation.port)},
                          {"tolerance", deployment.validation.tolerance}};
    return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

Result<Deployment> readDeployment(std::string_view json, std::string_view file, const fs::path& folder) {
    PINFOLD_TRY(const auto document, parseJson(json, file));
    const JsonView root(document, std::string(file));
    PINFOLD_CHECK(readFormat(root));

    Deployment deployment;
    PINFOLD_CHECK(readArchives(root, folder, deployment));
    if (root.has("board")) {
        PINFOLD_TRY(deployment.board, root.string("board"));
        if (isBoardFile(deployment.board)) {
            deployment.board = (folder / fs::path(deployment.board)).lexically_normal().string();
        }
    }
    if (root.has("plan")) {
        PINFOLD_TRY(const JsonView plan, objectAt(root, "plan"));
        PINFOLD_TRY(deployment.plan, readPlanOptions(plan));
    }
    if (root.has("project")) {
        PINFOLD_TRY(const JsonView project, objectAt(root, "project"));
        PINFOLD_CHECK(readPath(project, "folder", folder, deployment.project));
        PINFOLD_CHECK(readWord(project, "weights", weightsFromWord, deployment.weights));
        PINFOLD_CHECK(readPath(project, "quantization", folder, deployment.quantization));
    }
    if (root.has("validation")) {
        PINFOLD_TRY(const JsonView validation, objectAt(root, "validation"));
        PINFOLD_CHECK(readValidation(validation, folder, deployment.validation));
    }
    return deployment;
}

Result<Deployment> loadDeployment(const fs::path& file) {
    PINFOLD_TRY(const std::string text, readFile(file, largestFile));
    return readDeployment(text, file.string(), folderOf(file));
}

Result<void> saveDeployment(const Deployment& deployment, const fs::path& file) {
    return writeFileAtomically(file, writeDeployment(deployment, folderOf(file)));
}

DeployRequest requestOf(const Deployment& deployment) {
    DeployRequest request;
    request.plan.archives = deployment.archives;
    request.plan.module = deployment.module;
    request.plan.board = deployment.board;
    request.plan.options = deployment.plan;
    request.project.folder = deployment.project;
    request.project.options.weights = deployment.weights;
    request.project.quantization = deployment.quantization;
    request.validation = deployment.validation;
    return request;
}

}  // namespace pinfold
