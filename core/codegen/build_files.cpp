// CMakeLists.txt and README.md of a project.
#include "base/resources.h"
#include "codegen/c_text.h"
#include "codegen/network_source.h"
#include "codegen/platform_files.h"
#include "codegen/pool_sections.h"
#include "codegen/project_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace pinfold {
namespace {

std::string_view text(std::string_view name) { return resource("firmware/project/" + std::string(name)).value_or(""); }

// Paths of the files in a folder ("kernels/") that have one of the endings, in order.
std::vector<std::string> pathsIn(const std::vector<GeneratedFile>& files, std::string_view folder,
                                 std::initializer_list<std::string_view> endings) {
    std::vector<std::string> paths;
    for (const auto& file : files) {
        const bool wanted = std::any_of(endings.begin(), endings.end(), [&](auto e) { return file.path.ends_with(e); });
        if (file.path.starts_with(folder) && wanted) paths.push_back(file.path);
    }
    return paths;
}

std::string cmakeList(const std::vector<std::string>& paths) {
    std::string list;
    for (const auto& path : paths) list += "\n    " + path;
    return list;
}

// What belongs into a quoted CMake argument.
std::string cmakeQuoted(const std::string& value) {
    std::string quoted;
    for (const char c : value) {
        if (c == '"' || c == '\\' || c == '$' || c == ';') quoted += '\\';
        quoted += c;
    }
    return quoted;
}

std::string mcuFlags(const Board& board) { return fmt::format("{}", fmt::join(board.compilerFlags, " ")); }

bool isWeights(const std::string& path) { return path.ends_with("_weights.S") || path.ends_with("_weights.c"); }

std::string programPart(const ProjectSpec& spec, const std::vector<GeneratedFile>& files) {
    if (spec.options->mode == ProjectMode::library) return {};
    std::vector<std::string> platform;
    for (const auto& name : platformSources(*spec.board)) platform.push_back("platform/" + name);
    std::erase_if(platform, [](const std::string& path) { return !path.ends_with(".c"); });
    std::sort(platform.begin(), platform.end());
    return fillTemplate(text("program.cmake"), {{"APP", cmakeList(pathsIn(files, "app/", {".c"}))},
                                                {"PLATFORM", cmakeList(platform)},
                                                {"PLATFORM_HOST", cmakeList({"platform/platform_host.c"})}});
}

// What an application's linker script needs for each pool.
std::string linkerScriptPools(const ProjectSpec& spec) {
    if (spec.options->activations == Activations::supplied) return {};
    std::string sections;
    for (const PoolSection& section : poolSections(*spec.plan, *spec.board)) {
        const Pool& pool = *section.pool;
        const std::int64_t guard = pool.guardBefore + pool.guardAfter;
        sections += fillTemplate(
            text("linker_pool.txt"),
            {{"SECTION", section.name},
             {"REGION", pool.region},
             {"ADDRESS", fmt::format("{:08X}", section.address)},
             {"BYTES", std::to_string(pool.bytes)},
             {"GUARD", guard == 0 ? "" : fmt::format(" and {} of guards that kernels may read and never use", guard)},
             {"ALIGNMENT", std::to_string(section.alignment)}});
    }
    if (sections.empty()) return {};
    return std::string(text("linker_pools.txt")) + sections;
}

std::string modelRows(const ProjectSpec& spec) {
    std::vector<std::string> rows;
    for (const ModelLayout& layout : spec.layouts) {
        const Model& model = *layout.model;
        rows.push_back(fmt::format("| {} | {} | {} | {} | {} |", plainText(model.name), model.inputs.size(),
                                   model.outputs.size(), activationBytes({&layout, spec.plan, spec.options}),
                                   layout.weights.block.size()));
    }
    return fmt::format("{}", fmt::join(rows, "\n"));
}

std::int64_t largestKernelStack(const ProjectSpec& spec) {
    std::int64_t bytes = 0;
    for (const ModelLayout& layout : spec.layouts) {
        for (const auto& kernel : layout.model->kernels) bytes = std::max(bytes, kernel.stackBytes);
    }
    return bytes;
}

// Pools that several models use.
bool sharesPools(const ProjectSpec& spec) {
    std::set<int> used;
    for (const ModelLayout& layout : spec.layouts) {
        for (const int pool : layout.pools) {
            if (!used.insert(pool).second) return true;
        }
    }
    return false;
}

// What an application must know of the lives of inputs and outputs.
std::string inputsRule(const ProjectSpec& spec) {
    std::string rule = spec.plan->options.keepInputs
                           ? "Inputs are still there after a run."
                           : "A run may overwrite the inputs: write them before each one. An input may lie where an "
                             "output was: take the results before you write the next inputs.";
    if (!sharesPools(spec)) return rule;
    rule +=
        " The models share memory, so only one can run at a time: write its inputs, run it and take its results "
        "before you do the same with another one.";
    if (!spec.plan->options.keep.empty()) {
        rule += fmt::format(" These stay whatever runs: {}.",
                            plainText(fmt::format("{}", fmt::join(spec.plan->options.keep, ", "))));
    }
    return rule;
}

std::string copiesRule(const ProjectSpec& spec) {
    std::int64_t bytes = 0;
    for (const ModelLayout& layout : spec.layouts) {
        for (const CopiedConstant& copy : layout.copies) bytes += copy.bytes;
    }
    if (bytes == 0) return {};
    return fmt::format(
        "`ai_create` copies {} bytes of constants from flash to RAM, where the plan has them; `ai_get_params` still "
        "gives those in flash.\n",
        bytes);
}

}  // namespace

std::string cmakeLists(const ProjectSpec& spec, const std::vector<GeneratedFile>& files) {
    std::vector<std::string> sources = pathsIn(files, "model/", {".c"});
    std::erase_if(sources, isWeights);
    for (auto& path : pathsIn(files, "runtime/", {".c"})) sources.push_back(std::move(path));
    std::vector<std::string> weights = pathsIn(files, "model/", {".S", "_weights.c"});
    std::vector<std::string> blobs;
    for (const auto& path : pathsIn(files, "model/", {".bin"})) blobs.push_back("${CMAKE_CURRENT_SOURCE_DIR}/" + path);
    return fillTemplate(text("CMakeLists.txt"), {{"BOARD", plainText(spec.board->id)},
                                                 {"MCU", plainText(spec.board->mcu)},
                                                 {"MCU_FLAGS", cmakeQuoted(mcuFlags(*spec.board))},
                                                 {"KERNELS", cmakeList(pathsIn(files, "kernels/", {".c"}))},
                                                 {"OBJECTS", cmakeList(pathsIn(files, "objects/", {".o"}))},
                                                 {"WEIGHTS", cmakeList(weights)},
                                                 {"WEIGHT_FILES", fmt::format("{}", fmt::join(blobs, ";"))},
                                                 {"MODEL_SOURCES", cmakeList(sources)},
                                                 {"PROGRAM", programPart(spec, files)}});
}

std::string readme(const ProjectSpec& spec, const std::vector<GeneratedFile>& files) {
    const bool library = spec.options->mode == ProjectMode::library;
    const bool supplied = spec.options->activations == Activations::supplied;
    const std::string& symbol = spec.layouts.front().model->symbol;
    const std::string upper = upperCase(symbol);
    std::vector<std::string> sources = pathsIn(files, "kernels/", {".c"});
    for (const std::string_view folder : {"model/", "runtime/"}) {
        for (auto& path : pathsIn(files, folder, {".c", ".S"})) sources.push_back(std::move(path));
    }
    for (auto& path : pathsIn(files, "objects/", {".o"})) sources.push_back(path + " (link it)");
    const std::string memory = fmt::format(
        "\n    static uint8_t activations[_{0}_ACTIVATION_BYTES_] "
        "__attribute__((aligned(_{0}_ACTIVATION_ALIGNMENT_)));\n",
        upper);
    return fillTemplate(text(library ? "README.library.md" : "README.firmware.md"),
                        {{"BOARD_TITLE", plainText(spec.board->title)},
                         {"MODELS", modelRows(spec)},
                         {"SYMBOL", symbol},
                         {"MCU_FLAGS", plainText(mcuFlags(*spec.board))},
                         {"SOURCE_LIST", "\n" + cmakeList(sources)},
                         {"POOL_SECTIONS", linkerScriptPools(spec)},
                         {"INPUTS_RULE", inputsRule(spec)},
                         {"COPIES_RULE", copiesRule(spec)},
                         {"ACTIVATION_DECLARATION", supplied ? memory : ""},
                         {"ACTIVATION_ARGUMENT", supplied ? "activations" : "NULL"},
                         {"STACK", std::to_string(largestKernelStack(spec))}});
}

}  // namespace pinfold
