// Kernels that cannot run, or that Pinfold's firmware could not serve.
#include "kernel/kernel_text.h"

#include <gmock/gmock.h>

namespace pinfold {
namespace {

using test::copyFirst;
using test::kernelText;
using test::loop;
using test::readBody;
using testing::HasSubstr;

TEST(KernelRefusal, CallsOfPackedFunctionsAreNamed) {
    const std::string text = "static void* tvm_contrib_sort_argsort_packed = NULL;\n" + kernelText(2, R"(
  TVMValue stack[3];
  void* stack_tcode = stack;
  if (tvm_contrib_sort_argsort_packed == NULL) {
    if (TVMBackendGetFuncFromEnv(__tvm_module_ctx, "tvm.contrib.sort.argsort", &tvm_contrib_sort_argsort_packed) != 0) {
      return -1;
    }
  }
  TVMFuncCall(tvm_contrib_sort_argsort_packed, (TVMValue*) stack, (int*) stack_tcode, 2, &ret_val, &ret_type_code);)");
    const Kernel kernel = test::readOne(text);
    EXPECT_THAT(kernel.refusal, HasSubstr("kernel k calls a packed function (tvm.contrib.sort.argsort)"));
}

TEST(KernelRefusal, AnySignOfAPackedCallIsEnough) {
    EXPECT_THAT(readBody(2, copyFirst + "  TVMFuncCall(a0);").refusal, HasSubstr("TVMFuncCall"));
    EXPECT_THAT(readBody(2, copyFirst + "  some_packed(a0);").refusal, HasSubstr("some_packed"));
    EXPECT_THAT(readBody(2, copyFirst + "  TVMValue stack[2];").refusal, HasSubstr("TVMValue"));
    EXPECT_THAT(readBody(2, copyFirst + "  TVMBackendParallelLaunch(f, a0, 0);").refusal, HasSubstr("ParallelLaunch"));
}

TEST(KernelRefusal, WorkspaceWithoutAConstantSize) {
    for (const char* size : {"(uint64_t)n", "((int64_t*)arg_a0_strides)[0]", "0", "4 * dev_id", "-5", "1 +"}) {
        const Kernel kernel = readBody(
            2, std::string("  void* w = TVMBackendAllocWorkspace(1, dev_id, ") + size + ", 2, 32);\n" + copyFirst);
        EXPECT_THAT(kernel.refusal, HasSubstr("size is no constant")) << size;
    }
}

TEST(KernelRefusal, ConstantSizesMayBeCalculated) {
    const Kernel kernel =
        readBody(2, "  void* w = TVMBackendAllocWorkspace(1, dev_id, ((uint64_t)4 * (uint64_t)(0x100 + 8)), 2, 32);\n");
    EXPECT_EQ(kernel.refusal, "");
    EXPECT_EQ(kernel.workspaces.at(0).bytes, 4 * 264);
}

TEST(KernelRefusal, TwoAllocationsInOneLine) {
    const std::string alloc = "TVMBackendAllocWorkspace(1, dev_id, (uint64_t)2048, 2, 32);";
    EXPECT_THAT(readBody(2, "  void* w = " + alloc + " void* v = " + alloc).refusal, HasSubstr("twice in line 16"));
    EXPECT_EQ(readBody(2, "  void* w = " + alloc + "\n  void* v = " + alloc).refusal, "");
}

TEST(KernelRefusal, TwoKernelsThatShareALineOfAllocations) {
    std::string text = kernelText(1, "");
    text = text.substr(text.find('\n') + 1);
    for (char& c : text) {
        if (c == '\n') c = ' ';
    }
    const auto at = text.find("return 0");
    text.insert(at, "void* w = TVMBackendAllocWorkspace(1, dev_id, (uint64_t)2048, 2, 32); ");
    const auto kernels = readKernels(text + text, "test.c");
    ASSERT_TRUE(kernels.ok());
    ASSERT_EQ(kernels->size(), 2U);
    EXPECT_THAT((*kernels)[1].refusal, HasSubstr("shares line 1"));
}

TEST(KernelRefusal, AnAllocationWhoseLineIsUnsure) {
    EXPECT_THAT(readBody(2, "  void* w = TVMBackendAllocWorkspace(1, dev_id,\n (uint64_t)2048, 2, 32);").refusal,
                HasSubstr("several lines"));
    const std::string text = kernelText(2, "  void* w = TVMBackendAllocWorkspace(1, dev_id, (uint64_t)2048, 2, 32);");
    EXPECT_THAT(test::readOne("#line 7\n" + text).refusal, HasSubstr("#line"));
    EXPECT_THAT(readBody(2, "  void* (*f)() = TVMBackendAllocWorkspace;").refusal, HasSubstr("unknown way"));
}

std::string twoArguments(const std::string& second) {
    return "int32_t k(void* args, int32_t* t, int32_t n, void* o, int32_t* c, void* h) {\n"
           "  void* arg_a = (((TVMValue*)args)[0].v_handle);\n"
           "  void* arg_b = (((TVMValue*)args)[1].v_handle);\n"
           "  void* a = (((DLTensor*)arg_a)[0].data);\n" +
           second + "  ((float*)a)[0] = 1.0f;\n  return 0;\n}\n";
}

TEST(KernelRefusal, AnArgumentWithoutDataOfItsOwn) {
    EXPECT_EQ(test::readOne(twoArguments("  void* b = (((DLTensor*)arg_b)[0].data);\n")).refusal, "");
    EXPECT_THAT(test::readOne(twoArguments("")).refusal, HasSubstr("argument 1"));
    EXPECT_THAT(test::readOne(twoArguments("  void* b = (((DLTensor*)arg_a)[0].data);\n")).refusal,
                HasSubstr("argument 1"));
    EXPECT_THAT(test::readOne(twoArguments("  void* b = (((DLTensor*)arg_b)[1].data);\n")).refusal,
                HasSubstr("argument 1"));
}

TEST(KernelRefusal, AnArgumentThatIsANumber) {
    const std::string text =
        "int32_t k(void* args, int32_t* t, int32_t n, void* o, int32_t* c, void* h) {\n"
        "  int64_t x = (((TVMValue*)args)[0].v_int64);\n  return 0;\n}\n";
    EXPECT_THAT(test::readOne(text).refusal, HasSubstr("as a number"));
}

TEST(KernelRefusal, StoresThroughInputs) {
    Kernel kernel = readBody(2, copyFirst);
    refuseStoresToInputs(kernel, 1);
    EXPECT_EQ(kernel.refusal, "");
    refuseStoresToInputs(kernel, 2);
    EXPECT_THAT(kernel.refusal, HasSubstr("writes into its input 1"));
}

class StoreThroughInput : public testing::TestWithParam<const char*> {};

TEST_P(StoreThroughInput, IsSeen) {
    Kernel kernel = readBody(2, std::string(GetParam()) + "\n" + copyFirst);
    EXPECT_TRUE(kernel.read) << kernel.whyNotRead;
    refuseStoresToInputs(kernel, 1);
    EXPECT_THAT(kernel.refusal, HasSubstr("writes into its input 0"));
}

INSTANTIATE_TEST_SUITE_P(Ways, StoreThroughInput,
                         testing::Values("  ((float*)a0)[0] += 1.0f;", "  ++((int32_t*)a0)[0];",
                                         "  ((int32_t*)a0)[0]--;", "  *(float*)a0 = 1.0f;",
                                         "  float* q = (float*)a0;\n  q[1] = 1.0f;",
                                         "  float* q;\n  q = (float*)a0;\n  q[1] = 1.0f;",
                                         "  *((float*)a0 + 3) = 1.0f;", "  float* q = &((float*)a0)[2];\n  *q = 1.0f;",
                                         "  int32_t x = (((int32_t*)a0)[1] = 3);",
                                         "  void* q[1];\n  q[0] = a0;\n  ((float*)q[0])[0] = 1.0f;",
                                         "  if (dev_id == 1) { ((float*)a0)[0] = 1.0f; }"));

}  // namespace
}  // namespace pinfold
