#include "codegen/project_files.h"

#include "base/resources.h"
#include "codegen/c_text.h"
#include "codegen/platform_files.h"
#include "codegen/pool_sections.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace pinfold {
namespace {

constexpr std::string_view resourceRoot = "firmware/";

// All embedded files under a folder of resources/firmware, with their paths in the project.
void addResources(std::string_view folder, std::vector<GeneratedFile>& files) {
    for (const auto& file : resourcesUnder(std::string(resourceRoot) + std::string(folder))) {
        files.push_back({std::string(file.path.substr(resourceRoot.size())), std::string(file.bytes)});
    }
}

}  // namespace

std::vector<GeneratedFile> kernelFiles(const ProjectSpec& spec) {
    std::vector<GeneratedFile> files;
    std::set<std::string> taken;
    for (const ModelLayout& layout : spec.layouts) {
        const auto add = [&](const std::string& folder, const ArchiveFile& file) {
            // Some file systems do not tell case apart.
            std::string path = folder + file.name;
            for (int i = 0; !taken.insert(lowerCase(path)).second; ++i) {
                path =
                    fmt::format("{}{}{}_{}", folder, layout.model->symbol, i == 0 ? "" : std::to_string(i), file.name);
            }
            files.push_back({path, file.bytes});
        };
        for (const auto& source : layout.model->sources) add("kernels/", source);
        for (const auto& object : layout.model->objects) add("objects/", object);
    }
    return files;
}

// The pools as arrays at their planned places.
std::string poolArrays(const ProjectSpec& spec) {
    std::string pools;
    for (const PoolSection& pool : poolSections(*spec.plan, *spec.board)) {
        pools += fmt::format(
            "extern uint8_t {0}[];\n"
            "uint8_t {0}[{1}] __attribute__((section(\"{2}\"), aligned({3})));\n",
            pool.symbol, pool.bytes, pool.name, pool.alignment);
    }
    return pools;
}

std::string modelsSource(const ProjectSpec& spec) {
    const std::string pools = spec.options->activations == Activations::supplied ? std::string() : poolArrays(spec);
    std::string declarations;
    std::vector<std::string> rows;
    std::size_t maxArguments = 2;
    for (const ModelLayout& layout : spec.layouts) {
        declarations += fmt::format("extern const pinfold_model pinfold_model_of_{};\n", layout.model->symbol);
        rows.push_back("&pinfold_model_of_" + layout.model->symbol);
        for (const auto& op : layout.model->operators) {
            maxArguments = std::max(maxArguments, op.inputs.size() + op.outputs.size());
        }
    }
    const std::vector<std::string_view> codes(maxArguments, "kTVMDLTensorHandle");
    return fmt::format(
        "/* SPDX-License-Identifier: 0BSD */\n"
        "/* All models of the program, and the memory that the plan reserves for their activations. */\n"
        "#include \"pinfold_runtime.h\"\n\n{}{}\n"
        "const pinfold_model *const pinfold_models[] = {{{}}};\n"
        "const uint32_t pinfold_model_count = {};\n"
        "const int32_t pinfold_type_codes[] = {{\n    {}}};\n",
        pools.empty() ? "" : pools + "\n", declarations, fmt::join(rows, ", "), rows.size(),
        fmt::join(codes, ",\n    "));
}

std::string modelTableSource(const ProjectSpec& spec) {
    std::vector<std::string> digest;
    for (std::size_t i = 0; i + 1 < spec.planSha256.size(); i += 2)
        digest.push_back("0x" + spec.planSha256.substr(i, 2));
    const std::string pools = spec.options->activations == Activations::supplied ? poolArrays(spec) : std::string();
    return fmt::format(
        "/* SPDX-License-Identifier: 0BSD */\n"
        "#include \"model_table.h\"\n\n"
        "#include <stddef.h>\n\n"
        "{}uint8_t *const pinfold_activations = {};\n"
        "const char pinfold_board_id[] = {};\n"
        "const uint8_t pinfold_plan_sha256[32] = {{{}}};\n"
        "#ifdef PINFOLD_HOST\n"
        "const uint32_t pinfold_timer_hz = 1000000000u; /* platform_host.c counts nanoseconds */\n"
        "#else\n"
        "const uint32_t pinfold_timer_hz = {}u;\n"
        "#endif\n",
        pools.empty() ? "" : pools + "\n",
        pools.empty() ? "NULL" : fmt::format("pinfold_pool_{}", spec.plan->pools.front().id), cString(spec.board->id),
        fmt::join(digest, ", "), spec.board->timerHz);
}

Result<std::vector<GeneratedFile>> firmwareFiles(const ProjectSpec& spec) {
    std::vector<GeneratedFile> files;
    addResources("include/", files);
    addResources("runtime/", files);
    files.push_back({"LICENSE", std::string(resource("firmware/LICENSE").value_or(""))});
    files.push_back({"cmake/arm-none-eabi.cmake",
                     std::string(resource("firmware/project/cmake/arm-none-eabi.cmake").value_or(""))});
    if (spec.options->mode == ProjectMode::library) return files;
    addResources("app/", files);
    std::vector<std::string> platform = platformSources(*spec.board);
    platform.push_back("platform_host.c");
    for (const auto& name : platform) {
        const auto bytes = resource(fmt::format("{}platform/{}", resourceRoot, name));
        if (!bytes) return badInput("Board {}: there is no {} for its start-up, timer or UART.", spec.board->id, name);
        files.push_back({"platform/" + name, std::string(*bytes)});
    }
    files.push_back({"platform/platform_config.h", platformConfigHeader(*spec.board)});
    return files;
}

}  // namespace pinfold
