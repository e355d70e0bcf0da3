#include "codegen/network_source.h"

#include "base/index.h"
#include "codegen/c_text.h"
#include "codegen/descriptors.h"
#include "codegen/pool_sections.h"
#include "codegen/quantization.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace pinfold {
namespace {

constexpr std::string_view opening = "/* SPDX-License-Identifier: 0BSD */\n";

bool supplied(const NetworkSpec& spec) { return spec.options->activations == Activations::supplied; }

const Kernel& kernelOf(const ModelLayout& layout, int op) {
    return layout.model->kernels[at(layout.model->operators[at(op)].kernel)];
}

std::vector<const Pool*> poolsOf(const NetworkSpec& spec) {
    std::vector<const Pool*> pools;
    for (const Pool& pool : spec.plan->pools) {
        const auto& used = spec.layout->pools;
        if (std::find(used.begin(), used.end(), pool.id) != used.end()) pools.push_back(&pool);
    }
    return pools;
}

// What the tables refer to and other files define.
std::string declarations(const NetworkSpec& spec) {
    const ModelLayout& layout = *spec.layout;
    std::string text;
    if (!supplied(spec)) {
        for (const int pool : layout.pools) text += fmt::format("extern uint8_t pinfold_pool_{}[];\n", pool);
    }
    text += fmt::format("extern const uint8_t {}_weights[];\n", layout.model->symbol);
    std::set<std::string> kernels;
    for (const int op : layout.order) kernels.insert(kernelOf(layout, op).name);
    kernels.erase(std::string(copyKernelName));
    for (const auto& kernel : kernels) {
        text += fmt::format("extern int32_t {}(void *, int32_t *, int32_t, void *, int32_t *, void *);\n", kernel);
    }
    return text + "\n";
}

// The operator's workspaces; gives the table's name, "NULL" if there are none, and how many there are.
std::pair<std::string, std::size_t> workspaceTable(const NetworkSpec& spec, int op, const DescriptorWriter& writer,
                                                   std::string& text) {
    const ModelLayout& layout = *spec.layout;
    const Kernel& kernel = kernelOf(layout, op);
    std::vector<std::string> rows;
    for (std::size_t i = 0; i < kernel.workspaces.size(); ++i) {
        rows.push_back(fmt::format("{{{}, {}, {}}}", kernel.workspaces[i].line, kernel.workspaces[i].bytes,
                                   writer.address(layout.workspaces[at(op)][i])));
    }
    if (const auto& block = layout.objectBlocks[at(op)]) {
        rows.push_back(fmt::format("{{0, {}, {}}}", block->bytes, writer.address({block->pool, block->offset})));
    }
    if (rows.empty()) return {"NULL", 0};
    const std::string name = fmt::format("workspaces_{}", op);
    text += fmt::format("static const pinfold_workspace {}[] = {{{}}};\n", name, fmt::join(rows, ", "));
    return {name, rows.size()};
}

struct StepTable {
    std::string text;
    std::size_t maxWorkspaces = 0;
};

// Arguments and workspaces of every operator, and the table of steps.
StepTable steps(const NetworkSpec& spec, DescriptorWriter& writer) {
    const ModelLayout& layout = *spec.layout;
    StepTable table;
    std::string arguments;
    std::string rows;
    for (const int index : layout.order) {
        const Operator& op = layout.model->operators[at(index)];
        std::vector<std::string> values;
        for (const auto* tensors : {&op.inputs, &op.outputs}) {
            for (const int tensor : *tensors) {
                values.push_back(fmt::format("{{.v_handle = (void *){}}}", writer.argument(tensor)));
            }
        }
        arguments +=
            fmt::format("static const TVMValue args_{}[] = {{\n    {}}};\n", index, fmt::join(values, ",\n    "));
        const auto [workspaces, count] = workspaceTable(spec, index, writer, arguments);
        table.maxWorkspaces = std::max(table.maxWorkspaces, count);
        rows += fmt::format("    {{{}, args_{}, {}, {}, {}, {}}},\n", kernelOf(layout, index).name, index, workspaces,
                            op.inputs.size(), op.outputs.size(), count);
    }
    table.text = writer.takeText() + "\n" + arguments;
    if (!rows.empty()) table.text += fmt::format("\nstatic const pinfold_step steps[] = {{\n{}}};\n", rows);
    return table;
}

// A table of the ports' ai_tensors, or nothing where there are none.
std::string portTable(const std::string& table, const std::vector<std::string>& names) {
    if (names.empty()) return {};
    std::vector<std::string> addresses;
    for (const auto& name : names) addresses.push_back("&" + name);
    return fmt::format("static const ai_tensor *const {}[] = {{{}}};\n", table, fmt::join(addresses, ", "));
}

std::string functions(const NetworkSpec& spec) {
    constexpr std::string_view text = R"(
extern const pinfold_model pinfold_model_of_@SYMBOL@;

ai_ptr ai_@SYMBOL@_data_weights_get(void) {
  return (ai_ptr)@SYMBOL@_weights;
}

ai_status ai_@SYMBOL@_create(const ai_ptr weights, const ai_ptr activations) {
  return pinfold_create(&pinfold_model_of_@SYMBOL@, weights, activations);
}

ai_status ai_@SYMBOL@_destroy(void) {
  return pinfold_destroy(&pinfold_model_of_@SYMBOL@);
}

ai_status ai_@SYMBOL@_run(ai_tensor *inputs[], ai_tensor *outputs[]) {
  return pinfold_run_tensors(&pinfold_model_of_@SYMBOL@, inputs, outputs);
}
)";
    return fillTemplate(text, {{"SYMBOL", spec.layout->model->symbol}});
}

// The array of the first pool that the model uses, "NULL" if it has none of its own.
std::string firstPool(const NetworkSpec& spec) {
    if (supplied(spec)) return "NULL";
    for (const Pool* pool : poolsOf(spec)) {
        if (bytesWithGuards(*pool) > 0) return fmt::format("pinfold_pool_{}", pool->id);
    }
    return "NULL";
}

// The table of constants that ai_create copies to RAM, or nothing where there are none.
std::string constantTable(const NetworkSpec& spec, const DescriptorWriter& writer) {
    if (spec.layout->copies.empty()) return {};
    std::string rows;
    for (const CopiedConstant& copy : spec.layout->copies) {
        rows += fmt::format("    {{{}, {}_weights + {}, {}}},\n", writer.address(copy.to), spec.layout->model->symbol,
                            copy.from, copy.bytes);
    }
    return fmt::format("static const pinfold_constant constants[] = {{\n{}}};\n", rows);
}

std::string modelTables(const NetworkSpec& spec, std::size_t maxWorkspaces, const std::vector<std::string>& patches) {
    constexpr std::string_view text = R"(
/* Const, and so in flash; applications know it without const (see @SYMBOL@.h), which is why this file does not include
   that header. Nothing writes to it. */
const ai_model_info @SYMBOL@_network
    __attribute__((section(PINFOLD_MODELS_SECTION), aligned(__alignof__(ai_model_info)), used)) = {
    .name = @NAME@,
    .datetime = @DATE@,
    .revision = "@REVISION@",
    .tool_version = "@VERSION@",
    .api_version = "1.0.0",
    .n_nodes = @STEPS@,
    .n_inputs = @INPUTS@,
    .n_outputs = @OUTPUTS@,
    .activations_size = @ACTIVATION_BYTES@,
    .params_size = @WEIGHT_BYTES@,
    .activations = @ACTIVATIONS@,
    .inputs = (ai_tensor **)@INPUT_TABLE@,
    .outputs = (ai_tensor **)@OUTPUT_TABLE@,
    .ai_get_params = ai_@SYMBOL@_data_weights_get,
    .ai_create = ai_@SYMBOL@_create,
    .ai_destroy = ai_@SYMBOL@_destroy,
    .ai_run = ai_@SYMBOL@_run,
};

static pinfold_state state;
static uint8_t held[@HELD@];
@PATCH_TABLE@
const pinfold_model pinfold_model_of_@SYMBOL@ = {
    .name = @NAME@,
    .steps = @STEP_TABLE@,
    .inputs = @INPUT_TABLE@,
    .outputs = @OUTPUT_TABLE@,
    .state = &state,
    .step_count = @STEPS@,
    .input_count = @INPUTS@,
    .output_count = @OUTPUTS@,
    .index = @INDEX@,
    .info = &@SYMBOL@_network,
    .held = held,
    .constants = @CONSTANTS@,
    .constant_count = @CONSTANT_COUNT@,
    .copy_constants = @COPY_CONSTANTS@,
    .patches = @PATCHES@,
    .patch_count = @PATCH_COUNT@,
    .guard = @GUARD@,
    .alignment = @ALIGNMENT@,
};
)";
    const ModelLayout& layout = *spec.layout;
    const Model& model = *layout.model;
    const std::string patchTable =
        patches.empty()
            ? ""
            : fmt::format("static const pinfold_patch patches[] = {{\n    {}}};\n", fmt::join(patches, ",\n    "));
    return fillTemplate(text, {{"SYMBOL", model.symbol},
                               {"NAME", cString(model.name)},
                               {"DATE", cString(model.exportDate)},
                               {"REVISION", plainText(model.archiveSha256.substr(0, 12))},
                               {"VERSION", PINFOLD_VERSION},
                               {"STEPS", std::to_string(layout.order.size())},
                               {"INPUTS", std::to_string(model.inputs.size())},
                               {"OUTPUTS", std::to_string(model.outputs.size())},
                               {"INPUT_TABLE", model.inputs.empty() ? "NULL" : "inputs"},
                               {"OUTPUT_TABLE", model.outputs.empty() ? "NULL" : "outputs"},
                               {"STEP_TABLE", layout.order.empty() ? "NULL" : "steps"},
                               {"ACTIVATION_BYTES", std::to_string(activationBytes(spec))},
                               {"WEIGHT_BYTES", std::to_string(layout.weights.block.size())},
                               {"ACTIVATIONS", firstPool(spec)},
                               {"HELD", std::to_string(std::max<std::size_t>(1, maxWorkspaces))},
                               {"INDEX", std::to_string(layout.index)},
                               {"CONSTANTS", layout.copies.empty() ? "NULL" : "constants"},
                               {"CONSTANT_COUNT", std::to_string(layout.copies.size())},
                               {"COPY_CONSTANTS", layout.copies.empty() ? "NULL" : "pinfold_copy_constants"},
                               {"PATCH_TABLE", patchTable},
                               {"PATCHES", patches.empty() ? "NULL" : "patches"},
                               {"PATCH_COUNT", std::to_string(patches.size())},
                               {"GUARD", std::to_string(supplied(spec) ? spec.plan->pools.front().guardBefore : 0)},
                               {"ALIGNMENT", std::to_string(supplied(spec) ? activationAlignment(*spec.plan) : 1)}});
}

}  // namespace

std::int64_t activationBytes(const NetworkSpec& spec) {
    std::int64_t bytes = 0;
    for (const Pool* pool : poolsOf(spec)) bytes += bytesWithGuards(*pool);
    return bytes;
}

std::int64_t activationAlignment(const Plan& plan) { return plan.options.alignment <= 16 ? 8 : plan.options.alignment; }

std::string networkSource(const NetworkSpec& spec) {
    const Model& model = *spec.layout->model;
    DescriptorWriter writer(spec);
    std::vector<std::string> inputs;
    std::vector<std::string> outputs;
    for (std::size_t i = 0; i < model.inputs.size(); ++i) {
        const Port& port = model.inputs[i];
        inputs.push_back(writer.port(fmt::format("input_{}", i), port.tensor, inputKey(model, i)));
    }
    for (std::size_t i = 0; i < model.outputs.size(); ++i) {
        const Port& port = model.outputs[i];
        outputs.push_back(writer.port(fmt::format("output_{}", i), port.tensor, outputKey(model, i)));
    }
    const StepTable table = steps(spec, writer);
    return fmt::format(
        "{}/* The descriptors of model {}: everything that is known before run time, in flash. */\n"
        "#include \"pinfold_runtime.h\"\n\n{}{}\n{}{}{}{}",
        opening, plainText(model.name), declarations(spec), table.text, portTable("inputs", inputs),
        portTable("outputs", outputs) + constantTable(spec, writer), functions(spec),
        modelTables(spec, table.maxWorkspaces, writer.patches()));
}

std::string modelHeader(const NetworkSpec& spec) {
    constexpr std::string_view text = R"(/* SPDX-License-Identifier: 0BSD */
/* Model @NAME@. */
#ifndef PINFOLD_HEADER_OF_@UPPER@
#define PINFOLD_HEADER_OF_@UPPER@

#include "ai_runtime_api.h"

#define _@UPPER@_INPUTS_COUNT_ (@INPUTS@)
#define _@UPPER@_OUTPUTS_COUNT_ (@OUTPUTS@)
/* Bytes of all pools that the model uses, with their guards (what it shares with other models is in the count of each),
   and the alignment that they need where the application supplies them. */
#define _@UPPER@_ACTIVATION_BYTES_ (@BYTES@)
#define _@UPPER@_ACTIVATION_ALIGNMENT_ (@ALIGNMENT@)

#ifdef __cplusplus
extern "C" {
#endif

/* Lies in flash. Without const, as applications written for TVM's STM32 port declare it themselves. */
extern ai_model_info @SYMBOL@_network;

ai_status ai_@SYMBOL@_create(const ai_ptr weights, const ai_ptr activations);
ai_status ai_@SYMBOL@_destroy(void);
ai_status ai_@SYMBOL@_run(ai_tensor *inputs[], ai_tensor *outputs[]);

#ifdef __cplusplus
}
#endif

#endif
)";
    const Model& model = *spec.layout->model;
    return fillTemplate(text, {{"NAME", plainText(model.name)},
                               {"SYMBOL", model.symbol},
                               {"UPPER", upperCase(model.symbol)},
                               {"INPUTS", std::to_string(model.inputs.size())},
                               {"OUTPUTS", std::to_string(model.outputs.size())},
                               {"BYTES", std::to_string(activationBytes(spec))},
                               {"ALIGNMENT", std::to_string(activationAlignment(*spec.plan))}});
}

std::string dataHeader(const Model& model) {
    constexpr std::string_view text = R"(/* SPDX-License-Identifier: 0BSD */
/* The weights of model @NAME@. */
#ifndef PINFOLD_DATA_HEADER_OF_@UPPER@
#define PINFOLD_DATA_HEADER_OF_@UPPER@

#include "ai_runtime_api.h"

#ifdef __cplusplus
extern "C" {
#endif

ai_ptr ai_@SYMBOL@_data_weights_get(void);

#ifdef __cplusplus
}
#endif

#endif
)";
    return fillTemplate(
        text, {{"NAME", plainText(model.name)}, {"SYMBOL", model.symbol}, {"UPPER", upperCase(model.symbol)}});
}

}  // namespace pinfold
