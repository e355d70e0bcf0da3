#include "support/large_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <random>
#include <set>

namespace pinfold::test {
namespace {

using Value = SyntheticModel::Value;

constexpr int side = 8, channels = 16;
constexpr int furthestSkip = 30;

const TensorType activation{DType::int8, {1, side, side, channels}};

// out[y][x][c] = sum over k of in[y][x][k] * weight[k][c], scaled by a shift.
std::string pointwiseBody(int shift) {
    return fmt::format(
        R"(  for (int32_t y_x = 0; y_x < {pixels}; ++y_x) {{
    for (int32_t c = 0; c < {channels}; ++c) {{
      int32_t sum[1];
      sum[0] = 0;
      for (int32_t k = 0; k < {channels}; ++k) {{
        sum[0] = (sum[0] + (((int32_t)((int8_t*)p0)[((y_x * {channels}) + k)]) * ((int32_t)((int8_t*)p1)[((k * {channels}) + c)])));
      }}
      ((int8_t*)out0)[((y_x * {channels}) + c)] = ((int8_t)(sum[0] >> {shift}));
    }}
  }}
)",
        fmt::arg("pixels", side * side), fmt::arg("channels", channels), fmt::arg("shift", shift));
}

// Copies p0 into the workspace `padded` with a border of zeros.
std::string paddedInput(int border) {
    const int width = side + 2 * border;
    return fmt::format(
        R"(  void* padded = TVMBackendAllocWorkspace(1, dev_id, (uint64_t){bytes}, 0, 8);
  if (padded == NULL) {{
    return -1;
  }}
  for (int32_t y = 0; y < {width}; ++y) {{
    for (int32_t x = 0; x < {width}; ++x) {{
      for (int32_t c = 0; c < {channels}; ++c) {{
        ((int8_t*)padded)[((((y * {width}) + x) * {channels}) + c)] = (((((({border} <= y) && (y < {end})) && ({border} <= x)) && (x < {end}))) ? ((int8_t*)p0)[(((((y - {border}) * {side}) + (x - {border})) * {channels}) + c)] : (int8_t)0);
      }}
    }}
  }}
)",
        fmt::arg("bytes", width * width * channels), fmt::arg("width", width), fmt::arg("channels", channels),
        fmt::arg("border", border), fmt::arg("end", side + border), fmt::arg("side", side));
}

// A window over every channel of its own; `factor` is what an element of the window is multiplied by.
std::string windowBody(int border, const std::string& factor, int shift) {
    return paddedInput(border) + fmt::format(
                                     R"(  for (int32_t y1 = 0; y1 < {side}; ++y1) {{
    for (int32_t x1 = 0; x1 < {side}; ++x1) {{
      for (int32_t c1 = 0; c1 < {channels}; ++c1) {{
        int32_t sum[1];
        sum[0] = 0;
        for (int32_t ky = 0; ky < {taps}; ++ky) {{
          for (int32_t kx = 0; kx < {taps}; ++kx) {{
            sum[0] = (sum[0] + (((int32_t)((int8_t*)padded)[(((((y1 + ky) * {width}) + (x1 + kx)) * {channels}) + c1)]) * {factor}));
          }}
        }}
        ((int8_t*)out0)[((((y1 * {side}) + x1) * {channels}) + c1)] = ((int8_t)(sum[0] >> {shift}));
      }}
    }}
  }}
  if (TVMBackendFreeWorkspace(1, dev_id, padded) != 0) {{
    return -1;
  }}
)",
                                     fmt::arg("side", side), fmt::arg("channels", channels),
                                     fmt::arg("taps", 2 * border + 1), fmt::arg("width", side + 2 * border),
                                     fmt::arg("factor", factor), fmt::arg("shift", shift));
}

// Makes operators of five sorts; of each, `variant` picks one of several kernels.
class Maker {
public:
    Maker(int operators, const std::string& name) : model_(name), left_(operators), values_{} {}

    SyntheticModel run() {
        values_.push_back(model_.input("image", activation));
        while (left_ > 0) stage();
        model_.output(values_.back());
        return std::move(model_);
    }

private:
    int below(int end) { return static_cast<int>(random_() % static_cast<unsigned>(end)); }

    // Several blocks of one kind.
    void stage() {
        const int kind = below(3), variant = below(12), blocks = 4 + below(8);
        for (int block = 0; block < blocks && left_ > 0; ++block) {
            if (kind == 0) plain(variant);
            if (kind == 1) residual(variant);
            if (kind == 2) branches(variant);
        }
        skip(variant);
        unary(values_.back(), variant);
    }

    void plain(int variant) { pointwise(depthwise(values_.back(), variant), variant); }

    void residual(int variant) {
        const Value start = values_.back();
        const Value end = pointwise(depthwise(pointwise(start, variant), variant), variant + 1);
        add(start, end, variant);
        skip(variant);
    }

    void branches(int variant) {
        const Value start = values_.back();
        const Value first = pointwise(depthwise(start, variant), variant);
        const Value second = pool(start, variant);
        add(first, second, variant);
    }

    // Adds something that was made up to 30 operators before, now and then.
    void skip(int variant) {
        const int reach = std::min(furthestSkip, static_cast<int>(values_.size()) - 1);
        if (reach < 2 || below(2) == 0) return;
        const Value earlier = values_[values_.size() - 2 - static_cast<std::size_t>(below(reach - 1))];
        add(values_.back(), earlier, variant);
    }

    Value pointwise(Value x, int variant) {
        variant %= 12;
        return op(fmt::format("fused_nn_conv2d_{}", variant), {x, weights({channels, channels})},
                  pointwiseBody(4 + variant));
    }
    Value depthwise(Value x, int variant) {
        variant %= 12;
        const int border = 1 + variant % 2, taps = 2 * border + 1;
        const auto factor = fmt::format("((int32_t)((int8_t*)p1)[((((ky * {}) + kx) * {}) + c1)])", taps, channels);
        return op(fmt::format("fused_nn_conv2d_depthwise_{}", variant), {x, weights({taps, taps, channels})},
                  windowBody(border, factor, 3 + variant / 2));
    }
    Value pool(Value x, int variant) {
        variant %= 4;
        return op(fmt::format("fused_nn_avg_pool2d_{}", variant), {x}, windowBody(1 + variant % 2, "1", 3 + variant));
    }
    Value add(Value a, Value b, int variant) {
        variant %= 4;
        return op(fmt::format("fused_add_{}", variant), {a, b},
                  elements(fmt::format("(({{}}) + ({{}})) >> {}", variant), 2));
    }
    Value unary(Value x, int variant) {
        variant %= 8;
        return op(fmt::format("fused_clip_{}", variant), {x}, elements(fmt::format("({{}}) + {}", variant - 4), 1));
    }

    static std::string elements(const std::string& expression, int inputs) {
        std::string text = expression;
        for (int i = 0; i < inputs; ++i) text.replace(text.find("{}"), 2, fmt::format("(int32_t)((int8_t*)p{})[i]", i));
        return fmt::format("  for (int32_t i = 0; i < {}; ++i) {{\n    ((int8_t*)out0)[i] = ((int8_t)({}));\n  }}\n",
                           side * side * channels, text);
    }

    Value weights(const Shape& shape) {
        std::string bytes(static_cast<std::size_t>(elementCount(shape).value()), '\0');
        for (char& byte : bytes) byte = static_cast<char>(random_());
        return model_.constant(fmt::format("p{}", constants_++), {DType::int8, shape}, std::move(bytes));
    }

    // Nothing once there are enough operators.
    Value op(const std::string& kernel, const std::vector<Value>& inputs, const std::string& body) {
        if (left_ == 0) return values_.back();
        --left_;
        values_.push_back(model_.op(kernel, inputs, {activation}, known_.insert(kernel).second ? body : "").front());
        return values_.back();
    }

    SyntheticModel model_;
    int left_;
    int constants_ = 0;
    std::mt19937 random_{1};
    std::vector<Value> values_;  // the input, and what every operator made
    std::set<std::string> known_;
};

}  // namespace

SyntheticModel largeModel(int operators, const std::string& name) {
    assert(operators > 0);
    return Maker(operators, name).run();
}

}  // namespace pinfold::test
