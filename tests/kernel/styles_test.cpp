// The differences between what TVM 0.8 to 0.18 write.
#include "kernel/kernel_text.h"

namespace pinfold {
namespace {

TEST(KernelStyles, Version08) {
    const Kernel kernel = test::readOne(R"(// tvm target: c -keys=cpu -link-params=0
#define TVM_EXPORTS
#include "tvm/runtime/c_runtime_api.h"
#ifdef __cplusplus
extern "C"
#endif
TVM_DLL int32_t tvmgen_default_fused_add(void* args, void* arg_type_ids, int32_t num_args, void* out_ret_value, void* out_ret_tcode, void* resource_handle) {
  void* arg0 = (((TVMValue*)args)[0].v_handle);
  int32_t arg0_code = ((int32_t*)arg_type_ids)[(0)];
  void* arg1 = (((TVMValue*)args)[1].v_handle);
  int32_t arg1_code = ((int32_t*)arg_type_ids)[(1)];
  void* placeholder = (((DLTensor*)arg0)[0].data);
  void* arg0_shape = (((DLTensor*)arg0)[0].shape);
  void* arg0_strides = (((DLTensor*)arg0)[0].strides);
  int32_t dev_id = (((DLTensor*)arg0)[0].device.device_id);
  void* T_add = (((DLTensor*)arg1)[0].data);
  if (!(arg0_strides == NULL)) {
  }
  void* PaddedInput = TVMBackendAllocWorkspace(1, dev_id, (uint64_t)2592, 0, 16);
  if (PaddedInput == NULL) {
    return -1;
  }
  for (int32_t i = 0; i < 8; ++i) {
    ((int16_t*)PaddedInput)[(i)] = ((1 <= i) ? ((int16_t*)placeholder)[((i - 1))] : (int16_t)0);
  }
  for (int32_t ax0 = 0; ax0 < 8; ++ax0) {
    ((int16_t*)T_add)[(ax0)] = (((int16_t*)PaddedInput)[(ax0)] + ((int16_t*)PaddedInput)[(0)]);
  }
  if (TVMBackendFreeWorkspace(1, dev_id, PaddedInput) != 0) {
    return -1;
  }
  return 0;
}

)");
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    EXPECT_EQ(kernel.refusal, "");
    EXPECT_EQ(kernel.name, "tvmgen_default_fused_add");
    EXPECT_EQ(kernel.argumentCount, 2);
    EXPECT_EQ(kernel.firstLine, 7);
    EXPECT_EQ(kernel.lastLine, 33);
    test::expectLife(kernel.arguments[0], 0, 0);
    test::expectLife(kernel.arguments[1], 1, 1);
    test::expectLife(kernel.workspaces.at(0).use, 0, 1);
    EXPECT_EQ(kernel.arguments[0].endByte, 14);
}

TEST(KernelStyles, Version016) {
    const Kernel kernel = test::readOne(R"(// tvm target: c -keys=cpu
#include <stdbool.h>
#ifdef __cplusplus
extern "C"
#endif
TVM_DLL int32_t tvmgen_default_fused_take(void* args, int32_t* arg_type_ids, int32_t num_args, void* out_ret_value, int32_t* out_ret_tcode, void* resource_handle) {
  int32_t p0_code = arg_type_ids[0];
  int32_t T_take_code = arg_type_ids[1];
  void* p0 = (((TVMValue*)args)[0].v_handle);
  void* T_take = (((TVMValue*)args)[1].v_handle);
  void* p0_1 = (((DLTensor*)p0)[0].data);
  void* default_fused_take_p0_shape = (((DLTensor*)p0)[0].shape);
  void* default_fused_take_p0_strides = (((DLTensor*)p0)[0].strides);
  int32_t dev_id = (((DLTensor*)p0)[0].device.device_id);
  void* T_take_1 = (((DLTensor*)T_take)[0].data);
  if (!(default_fused_take_p0_strides == NULL)) {
  }
  alignas(16) int32_t found[1];
  for (int32_t ax0 = 0; ax0 < 4; ++ax0) {
    float condval;
    if ((1 <= ax0)) {
      condval = ((float*)p0_1)[(ax0 - 1)];
    } else {
      condval = 0.000000e+00f;
    }
    ((float*)T_take_1)[ax0] = condval;
  }
  found[0] = 0;
  while (1) {
    if (!((found[0] < 4))) { break; }
    ((float*)T_take_1)[found[0]] = 1.000000e+00f;
    found[0] = (found[0] + 1);
  }
  return 0;
}
)");
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    EXPECT_EQ(kernel.refusal, "");
    EXPECT_EQ(kernel.argumentCount, 2);
    EXPECT_EQ(kernel.statements.size(), 2U);
    EXPECT_EQ(kernel.arguments[0].lowestByte, 0);
    EXPECT_EQ(kernel.arguments[0].endByte, 12);
    EXPECT_TRUE(kernel.arguments[0].boundsKnown);
    EXPECT_FALSE(kernel.arguments[1].boundsKnown);
}

TEST(KernelStyles, LinkedConstantsAreNoBuffers) {
    const std::string text =
        "static const int16_t __attribute__((section(\".rodata.tvm\"), aligned(16))) weights[3] = {\n"
        "    -0x0050, +0x000c, +0x0036\n};\n" +
        test::kernelText(1,
                         "  for (int32_t i = 0; i < 3; ++i) { ((int16_t*)a0)[i] = "
                         "((int16_t*)weights)[i] + weights[0]; }\n  some_function(weights);");
    const Kernel kernel = test::readOne(text);
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    EXPECT_EQ(kernel.statements.size(), 1U);
    EXPECT_EQ(kernel.arguments[0].writes, 3);
    EXPECT_FALSE(test::readOne("static const int16_t weights[3] = {1, 2, 3};\n" +
                               test::kernelText(1, "  ((int16_t*)weights)[0] = 1;"))
                     .read);
}

TEST(KernelStyles, WhatIsNoKernelIsPassedOver) {
    const auto kernels = readKernels(R"(#include <math.h>
#ifdef __cplusplus
extern "C" {
#endif
struct Pair { int32_t a; int32_t b; };
typedef struct { float x; } Box;
enum Kind { one, two };
static float helper(float x) { return x * 2.0f; }
TVM_DLL int32_t declared(void* args, int32_t* t, int32_t n, void* o, int32_t* c, void* h);
int32_t unpacked(float* p0, float* p1) { for (;;) { } return 0; }
static void* state = NULL;
static TVMBackendPackedCFunc _tvm_func_array[] = { (TVMBackendPackedCFunc)declared, };
const TVMModule* TVMSystemLibEntryPoint(void) { return &_tvm_system_lib; }
;
#ifdef __cplusplus
}
#endif
extern "C" {
int32_t declared(void* args, int32_t* t, int32_t n, void* o, int32_t* c, void* h) { return 0; }
}
)",
                                     "test.c");
    ASSERT_TRUE(kernels.ok()) << kernels.error().message;
    ASSERT_EQ(kernels->size(), 1U);
    EXPECT_EQ((*kernels)[0].name, "declared");
    EXPECT_TRUE((*kernels)[0].read);
}

TEST(KernelStyles, CommentsStringsAndContinuedLinesKeepTheLinesRight) {
    const Kernel kernel = test::readOne(test::kernelText(1,
                                                         "  /* one\n two */ // three \\\n four\n"
                                                         "  TVMAPISetLastError(\"a \\\" } // b\");\n"
                                                         "  void* w = TVMBackendAllocWorkspace(1, dev_id, 64, 0, 8);"));
    ASSERT_TRUE(kernel.read) << kernel.whyNotRead;
    EXPECT_EQ(kernel.workspaces.at(0).line, test::bodyLine(1) + 4);
    EXPECT_EQ(kernel.workspaces[0].name, "w");
}

}  // namespace
}  // namespace pinfold
