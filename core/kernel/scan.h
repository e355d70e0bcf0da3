// What the tokens of a kernel tell even where its syntax is not understood.
#pragma once

#include "kernel/kernel.h"
#include "kernel/lexer.h"

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold {

struct KernelScan {
    std::string refusal;     // as in Kernel
    std::string whyNotRead;  // as in Kernel: macros and directives that could change what the text means
    std::vector<KernelWorkspace> workspaces;
    int argumentCount = 0;  // one more than the highest index into the kernel's arguments
};

// `tokens`: the body, its last one of kind `end`. `arguments`: the name of the kernel's first parameter. `macros`:
// names that the file defines with #define. What it tells is of no use once it is cancelled.
KernelScan scanKernel(std::string_view kernel, std::span<const Token> tokens, std::string_view arguments,
                      const std::set<std::string_view>& macros, const CancelToken& cancel);

}  // namespace pinfold
