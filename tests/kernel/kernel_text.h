// Kernels as TVM writes them, made for one test.
#pragma once

#include "kernel/reader.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace pinfold::test {

// A kernel `k` with that many tensors, whose data are in variables a0, a1 …; `body` starts in line bodyLine.
std::string kernelText(int arguments, std::string_view body);
int bodyLine(int arguments);

// The only kernel of a text.
Kernel readOne(const std::string& text);
// The kernel that kernelText() makes.
Kernel readBody(int arguments, std::string_view body);

// `for (int32_t i = 0; i < turns; ++i) { statement }` in one line.
std::string loop(int turns, std::string_view statement);
// Copies the first argument to the second.
inline const std::string copyFirst = loop(4, "((float*)a1)[i] = ((float*)a0)[i];");

void expectLife(const BufferUse& use, int first, int last);

}  // namespace pinfold::test
