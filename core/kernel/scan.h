// What the tokens of a kernel tell even where its syntax is not understood.
#pragma once

#include "kernel/kernel.h"
#include "kernel/lexer.h"

#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace pinfold {

struct KernelScan {
    std::string refusal;     // as in Kernel
    std::string whyNotRead;  // as in Kernel: macros and directives that could change what the text means
    std::vector<KernelWorkspace> workspaces;
    int argumentCount = 0;  // one more than the highest index into the kernel's arguments
};

// `tokens`: the body, its last one of kind `end`. `arguments`: the name of the kernel's first parameter. `macros`:
// names that the file defines with #define.
KernelScan scanKernel(std::string_view kernel, std::span<const Token> tokens, std::string_view arguments,
                      const std::unordered_set<std::string_view>& macros);

}  // namespace pinfold
