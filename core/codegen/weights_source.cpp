#include "codegen/weights_source.h"

#include "codegen/c_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <utility>

namespace pinfold {
namespace {

// `.incbin` finds the file beside this one because the folder is on the include path.
constexpr std::string_view assemblerText = R"(/* SPDX-License-Identifier: 0BSD */
/* The weights of model @NAME@, as they lie in @SYMBOL@_weights.bin. */
    .section .nn_weights, "a", %progbits
    .balign 16
    .global @SYMBOL@_weights
    .type @SYMBOL@_weights, %object
@SYMBOL@_weights:
    .incbin "@SYMBOL@_weights.bin"
    .size @SYMBOL@_weights, . - @SYMBOL@_weights
#ifndef __arm__
    .section .note.GNU-stack, "", %progbits
#endif
)";

constexpr std::size_t bytesPerLook = std::size_t{1} << 16;

Result<std::string> bytesAsC(const ModelLayout& layout, const CancelToken& cancel) {
    const std::string& block = layout.weights.block;
    std::string text = fmt::format(
        "/* SPDX-License-Identifier: 0BSD */\n/* The weights of model {0}. */\n#include <stdint.h>\n\n"
        "extern const uint8_t {1}_weights[];\n"
        "const uint8_t {1}_weights[{2}] __attribute__((section(\".nn_weights\"), aligned(16))) = {{",
        plainText(layout.model->name), layout.model->symbol, std::max<std::size_t>(1, block.size()));
    text.reserve(text.size() + block.size() * 4 + block.size() / 24 + 16);
    for (std::size_t i = 0; i < block.size(); ++i) {
        if (i % bytesPerLook == 0 && cancel.cancelled()) return brokenOff();
        if (i % 24 == 0) text += "\n    ";
        fmt::format_to(std::back_inserter(text), "{},", static_cast<unsigned char>(block[i]));
    }
    return text + (block.empty() ? "0" : "\n") + "};\n";
}

}  // namespace

Result<std::vector<GeneratedFile>> weightsFiles(const ModelLayout& layout, WeightsFormat format,
                                                const CancelToken& cancel) {
    const std::string base = "model/" + layout.model->symbol + "_weights";
    if (format == WeightsFormat::cArray) {
        PINFOLD_TRY(std::string text, bytesAsC(layout, cancel));
        return std::vector<GeneratedFile>{{base + ".c", std::move(text)}};
    }
    const std::map<std::string, std::string> names = {{"NAME", plainText(layout.model->name)},
                                                      {"SYMBOL", layout.model->symbol}};
    return std::vector<GeneratedFile>{{base + ".bin", layout.weights.block},
                                      {base + ".S", fillTemplate(assemblerText, names)}};
}

}  // namespace pinfold
