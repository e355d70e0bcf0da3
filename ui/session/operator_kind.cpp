#include "ui/session/operator_kind.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <span>
#include <vector>

namespace pinfold::ui {
namespace {

using Words = std::vector<std::string_view>;

Words wordsOf(std::string_view name) {
    Words words;
    while (!name.empty()) {
        const std::size_t end = std::min(name.find('_'), name.size());
        if (end > 0) words.push_back(name.substr(0, end));
        name.remove_prefix(std::min(end + 1, name.size()));
    }
    return words;
}

// The word itself, or with a number of dimensions after it: "pool2d".
bool isWord(std::string_view word, std::string_view known) {
    if (!word.starts_with(known)) return false;
    return word.size() == known.size() || (word[known.size()] >= '1' && word[known.size()] <= '3');
}

bool hasAny(const Words& words, std::span<const std::string_view> known) {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
        return std::any_of(known.begin(), known.end(), [&](std::string_view k) { return isWord(word, k); });
    });
}

bool worksByDepth(const Kernel& kernel, const Words& words) {
    return std::find(words.begin(), words.end(), "depthwise") != words.end() ||
           std::any_of(kernel.workspaces.begin(), kernel.workspaces.end(),
                       [](const KernelWorkspace& workspace) { return workspace.name.starts_with("DepthwiseConv"); });
}

// The first that matches: what dominates comes first.
struct Rule {
    OperatorKind kind;
    Words words;
};
const std::array<Rule, 6> rules{{
    {OperatorKind::dense, {"dense", "matmul"}},
    {OperatorKind::pooling, {"pool", "avg", "mean", "sum", "argmax", "argmin"}},
    {OperatorKind::function, {"softmax", "sigmoid", "tanh", "erf", "exp", "log"}},
    {OperatorKind::elementwise,
     {"add", "subtract", "multiply", "divide", "cast", "clip", "round", "max", "min", "sqrt", "rsqrt", "power", "abs",
      "negative", "where", "requantize", "quantize", "dequantize"}},
    {OperatorKind::function, {"relu", "leaky", "prelu", "gelu"}},
    {OperatorKind::movement, {"layout",  "reshape",    "transpose", "concatenate", "squeeze", "flatten",  "pad",
                              "strided", "upsampling", "resize",    "split",       "take",    "expand",   "copy",
                              "tile",    "repeat",     "stack",     "reverse",     "gather",  "broadcast"}},
}};

}  // namespace

OperatorKind kindOf(const Kernel& kernel) {
    const Words words = wordsOf(kernel.name);
    constexpr std::array<std::string_view, 1> convolution{"conv"};
    if (hasAny(words, convolution)) {
        return worksByDepth(kernel, words) ? OperatorKind::depthwise : OperatorKind::convolution;
    }
    const auto rule = std::find_if(rules.begin(), rules.end(), [&](const Rule& r) { return hasAny(words, r.words); });
    return rule == rules.end() ? OperatorKind::other : rule->kind;
}

QString labelOf(OperatorKind kind) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("OperatorKind", text); };
    switch (kind) {
        case OperatorKind::convolution: return tr("Convolution");
        case OperatorKind::depthwise: return tr("Depthwise convolution");
        case OperatorKind::dense: return tr("Dense");
        case OperatorKind::pooling: return tr("Pooling");
        case OperatorKind::elementwise: return tr("Elementwise");
        case OperatorKind::function: return tr("Activation function");
        case OperatorKind::movement: return tr("Data movement");
        case OperatorKind::other: return tr("Other");
    }
    return {};
}

QString shortLabelOf(OperatorKind kind) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("OperatorKind", text); };
    switch (kind) {
        case OperatorKind::depthwise: return tr("Depthwise");
        case OperatorKind::function: return tr("Function");
        case OperatorKind::movement: return tr("Movement");
        default: return labelOf(kind);
    }
}

QString shortName(const Model& model, std::string_view name) {
    if (name.starts_with("tvmgen_")) {
        name.remove_prefix(7);
        const std::string prefix = model.symbol + "_";
        if (name.starts_with(prefix)) name.remove_prefix(prefix.size());
        // Old archives call every model "default" here.
        if (const std::size_t fused = name.find("fused_"); fused != std::string_view::npos) name.remove_prefix(fused);
    }
    if (name.starts_with("fused_")) name.remove_prefix(6);
    return QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
}

}  // namespace pinfold::ui
