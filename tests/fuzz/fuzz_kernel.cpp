// libFuzzer target: readKernels on any bytes, whole files and bodies of kernels.
#include "kernel/reader.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

// What the rest of the program relies on, whatever the text was.
void check(const pinfold::Kernel& kernel) {
    const auto require = [](bool holds) {
        if (!holds) std::abort();
    };
    const auto statements = static_cast<int>(kernel.statements.size());
    const auto requireUse = [&](const pinfold::BufferUse& use) {
        require(use.reads >= 0 && use.writes >= 0 && use.readBytes >= 0 && use.writtenBytes >= 0);
        if (!kernel.read) return;
        require((use.firstStatement < 0) == (use.lastStatement < 0));
        require(use.firstStatement <= use.lastStatement && use.lastStatement < statements);
        require(use.lowestByte <= use.endByte && use.lowestWrittenByte <= use.endWrittenByte);
    };
    require(kernel.read == kernel.whyNotRead.empty() || !kernel.refusal.empty());
    require(kernel.read || statements == 0);
    require(kernel.arguments.size() == static_cast<std::size_t>(kernel.argumentCount));
    for (const auto& use : kernel.arguments) requireUse(use);
    for (const auto& workspace : kernel.workspaces) {
        require(workspace.bytes > 0 && workspace.line >= kernel.firstLine && workspace.line <= kernel.lastLine);
        requireUse(workspace.use);
    }
}

void readAll(std::string_view text) {
    auto kernels = pinfold::readKernels(text, "fuzz.c");
    if (!kernels.ok()) return;
    for (auto& kernel : *kernels) {
        check(kernel);
        pinfold::refuseStoresToInputs(kernel, kernel.argumentCount);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    readAll(text);
    std::string kernel =
        "int32_t k(void* args, int32_t* t, int32_t n, void* o, int32_t* c, void* h) {\n"
        "  void* arg_a = (((TVMValue*)args)[0].v_handle);\n  void* arg_b = (((TVMValue*)args)[1].v_handle);\n"
        "  void* a = (((DLTensor*)arg_a)[0].data);\n  void* b = (((DLTensor*)arg_b)[0].data);\n"
        "  int32_t dev_id = (((DLTensor*)arg_a)[0].device.device_id);\n"
        "  void* w = TVMBackendAllocWorkspace(1, dev_id, (uint64_t)16000, 0, 16);\n  for (int32_t i = 0; i < 9; ++i) "
        "{\n";
    kernel.append(text).append("\n  }\n  return 0;\n}\n");
    readAll(kernel);
    return 0;
}
