// Small models and boards made by hand, without archives.
#pragma once

#include "board/board.h"
#include "model/model.h"

#include <cstddef>
#include <random>
#include <string>
#include <vector>

namespace pinfold::test {

// Builds a model tensor by tensor and operator by operator.
class ModelMaker {
public:
    ModelMaker();
    int input(const std::string& name, std::int64_t bytes);
    int constant(const std::string& name, std::int64_t bytes);
    // A tensor without memory of its own.
    int alias(const std::string& name, int of);
    // An operator with one output of `bytes`; returns the output's tensor. Whole-operator lifetimes unless read().
    int op(const std::string& name, const std::vector<int>& inputs, std::int64_t bytes);
    void output(int tensor);

    // Makes the last operator's kernel one that was read: `uses` are its arguments (inputs, then the output).
    void read(int statements, std::vector<BufferUse> uses, std::vector<KernelWorkspace> workspaces = {});

    Kernel& lastKernel() { return model.kernels.back(); }
    Model model;

private:
    int add(Tensor tensor);
};

// Accessed in statements first … last, both inclusive, with one read and one write of a byte.
BufferUse used(int first, int last);
BufferUse unused();
KernelWorkspace workspace(const std::string& name, std::int64_t bytes, int first, int last);

// The beginning of a model: the input "x" of 100 bytes, the constant "w", and "a" of 200 bytes made from them in three
// statements with the workspace "pad" of 120; x is read 20 bytes below its start. Returns a.
int paddedOperator(ModelMaker& maker);

// FLASH 1 MiB, FAST 4 KiB, SLOW 64 KiB; stack in SLOW.
Board exampleBoard();
// FLASH, and one RAM region that holds everything but stacks.
Board largeBoard(std::int64_t ramBytes = std::int64_t{64} << 20);

// Makes the last operator's kernel, which has that many arguments, one that was read, with a few statements; everything
// is used somewhere, or nowhere at all.
void readAtRandom(ModelMaker& maker, std::mt19937& random, std::size_t arguments);

// A random network of `operators` operators with constants, aliases, several inputs and outputs, kernels read and
// unread.
Model randomModel(unsigned seed, int operators);

// Operators that take one or two results of the 60 before: nothing can be cut, and many could be next at any time.
Model wideModel(int operators);

}  // namespace pinfold::test
