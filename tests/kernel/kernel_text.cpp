#include "kernel/kernel_text.h"

#include <fmt/format.h>

namespace pinfold::test {

std::string kernelText(int arguments, std::string_view body) {
    std::string text =
        "#include \"tvm/runtime/c_runtime_api.h\"\n"
        "TVM_DLL int32_t k(void* args, int32_t* arg_type_ids, int32_t num_args, void* out_ret_value, "
        "int32_t* out_ret_tcode, void* resource_handle) {\n"
        "  int32_t dev_id = (((DLTensor*)(((TVMValue*)args)[0].v_handle))[0].device.device_id);\n";
    for (int i = 0; i < arguments; ++i) {
        text += fmt::format("  void* arg_a{0} = (((TVMValue*)args)[{0}].v_handle);\n", i);
        text += fmt::format("  int32_t arg_a{0}_code = arg_type_ids[{0}];\n", i);
        text += fmt::format("  void* a{0} = (((DLTensor*)arg_a{0})[0].data);\n", i);
        text += fmt::format("  void* arg_a{0}_strides = (((DLTensor*)arg_a{0})[0].strides);\n", i);
        text += fmt::format("  if (!(arg_a{0}_strides == NULL)) {{\n  }}\n", i);
    }
    return text + std::string(body) + "\n  return 0;\n}\n";
}

int bodyLine(int arguments) { return 4 + 6 * arguments; }

Kernel readOne(const std::string& text) {
    auto kernels = readKernels(text, "test.c");
    if (!kernels.ok()) {
        ADD_FAILURE() << kernels.error().message;
        return {};
    }
    EXPECT_EQ(kernels->size(), 1U);
    return kernels->empty() ? Kernel{} : (*kernels)[0];
}

Kernel readBody(int arguments, std::string_view body) { return readOne(kernelText(arguments, body)); }

std::string loop(int turns, std::string_view statement) {
    return fmt::format("  for (int32_t i = 0; i < {}; ++i) {{ {} }}\n", turns, statement);
}

void expectLife(const BufferUse& use, int first, int last) {
    EXPECT_EQ(use.firstStatement, first);
    EXPECT_EQ(use.lastStatement, last);
}

}  // namespace pinfold::test
