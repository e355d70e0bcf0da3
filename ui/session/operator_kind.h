// What an operator does, in one word, and its name without what the compiler put before it.
#pragma once

#include "model/model.h"

#include <QString>

#include <string_view>

namespace pinfold::ui {

// In the order of the theme's categories: a kind's number is its colour.
enum class OperatorKind { convolution, elementwise, dense, pooling, depthwise, function, movement, other };
inline constexpr int operatorKinds = 8;

// By the words in the kernel's name; of a fused kernel what takes most of its time. TVM calls depthwise convolutions
// that it does not pack "conv2d" too: their workspace tells them.
OperatorKind kindOf(const Kernel& kernel);

QString labelOf(OperatorKind kind);       // "Depthwise convolution"
QString shortLabelOf(OperatorKind kind);  // "Depthwise"

// "nn_conv2d_add_1" of "tvmgen_kws_fused_nn_conv2d_add_1".
QString shortName(const Model& model, std::string_view name);

}  // namespace pinfold::ui
