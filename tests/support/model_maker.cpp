#include "support/model_maker.h"

#include <algorithm>
#include <random>

namespace pinfold::test {

ModelMaker::ModelMaker() {
    model.name = "example";
    model.symbol = "example";
    model.archiveName = "example.graph";
    model.archiveSha256 = std::string(64, 'a');
}

int ModelMaker::add(Tensor tensor) {
    tensor.shape = {tensor.bytes};
    model.tensors.push_back(std::move(tensor));
    return static_cast<int>(model.tensors.size()) - 1;
}

int ModelMaker::input(const std::string& name, std::int64_t bytes) {
    Tensor tensor;
    tensor.name = name;
    tensor.bytes = bytes;
    tensor.role = TensorRole::input;
    const int index = add(std::move(tensor));
    model.inputs.push_back({name, index});
    return index;
}

int ModelMaker::constant(const std::string& name, std::int64_t bytes) {
    Tensor tensor;
    tensor.name = name;
    tensor.bytes = bytes;
    tensor.role = TensorRole::constant;
    tensor.parameter = static_cast<int>(model.parameters.size());
    model.parameters.push_back({name, DType::int8, {bytes}, std::string(static_cast<std::size_t>(bytes), '\0')});
    return add(std::move(tensor));
}

int ModelMaker::alias(const std::string& name, int of) {
    Tensor tensor = model.tensors[static_cast<std::size_t>(of)];
    tensor.name = name;
    tensor.aliasOf = rootOf(model, of);
    tensor.consumers.clear();
    return add(std::move(tensor));
}

int ModelMaker::op(const std::string& name, const std::vector<int>& inputs, std::int64_t bytes) {
    const int index = static_cast<int>(model.operators.size());
    for (const int input : inputs) {
        auto& consumers = model.tensors[static_cast<std::size_t>(rootOf(model, input))].consumers;
        if (consumers.empty() || consumers.back() != index) consumers.push_back(index);
    }
    Tensor tensor;
    tensor.name = name;
    tensor.bytes = bytes;
    tensor.producer = index;
    const int result = add(std::move(tensor));
    model.operators.push_back({name, static_cast<int>(model.kernels.size()), inputs, {result}});
    Kernel kernel;
    kernel.name = "kernel_" + name;
    kernel.source = 0;
    kernel.argumentCount = static_cast<int>(inputs.size()) + 1;
    kernel.whyNotRead = "an example";
    kernel.arguments.resize(inputs.size() + 1);
    model.kernels.push_back(std::move(kernel));
    return result;
}

void ModelMaker::output(int tensor) {
    model.outputs.push_back({model.tensors[static_cast<std::size_t>(tensor)].name, tensor});
}

void ModelMaker::read(int statements, std::vector<BufferUse> uses, std::vector<KernelWorkspace> workspaces) {
    Kernel& kernel = lastKernel();
    kernel.read = true;
    kernel.whyNotRead.clear();
    kernel.statements.resize(static_cast<std::size_t>(statements));
    kernel.arguments = std::move(uses);
    kernel.workspaces = std::move(workspaces);
}

BufferUse used(int first, int last) {
    BufferUse use;
    use.firstStatement = first;
    use.lastStatement = last;
    use.reads = use.writes = use.readBytes = use.writtenBytes = 1;
    use.endByte = 1;
    return use;
}

BufferUse unused() { return {}; }

KernelWorkspace workspace(const std::string& name, std::int64_t bytes, int first, int last) {
    return {name, 1, bytes, used(first, last)};
}

int paddedOperator(ModelMaker& maker) {
    const int x = maker.input("x", 100);
    const int w = maker.constant("w", 50);
    BufferUse below = used(0, 0);
    below.lowestByte = -20;
    const int a = maker.op("a", {x, w}, 200);
    maker.read(3, {below, used(1, 1), used(2, 2)}, {workspace("pad", 120, 0, 2)});
    return a;
}

Board exampleBoard() {
    Board board;
    board.id = "example-board";
    board.sha256 = std::string(64, 'b');
    board.regions = {
        {"FLASH", RegionKind::flash, 0x08000000, 1 << 20, 2, 2, 1},
        {"FAST", RegionKind::ram, 0x10000000, 4 << 10, 1, 1, 1},
        {"SLOW", RegionKind::ram, 0x20000000, 64 << 10, 2, 2, 1},
    };
    board.codeRegion = "FLASH";
    board.stackRegion = "SLOW";
    return board;
}

Board largeBoard(std::int64_t ramBytes) {
    Board board = exampleBoard();
    board.regions = {{"FLASH", RegionKind::flash, 0x08000000, 1 << 20, 2, 2, 1},
                     {"STACK", RegionKind::ram, 0x10000000, 64 << 10, 1, 1, 1},
                     {"RAM", RegionKind::ram, 0x20000000, ramBytes, 1, 1, 1}};
    board.stackRegion = "STACK";
    board.regions[1].holds = {"constant"};
    std::swap(board.regions[1], board.regions[2]);
    return board;
}

void readAtRandom(ModelMaker& maker, std::mt19937& random, std::size_t arguments) {
    const int statements = 1 + static_cast<int>(random() % 4);
    const auto someUse = [&] {
        const int first = static_cast<int>(random() % static_cast<unsigned>(statements));
        BufferUse use = used(first, first + static_cast<int>(random() % static_cast<unsigned>(statements - first)));
        if (random() % 4 == 0) use.lowestByte = -static_cast<std::int64_t>(random() % 40);
        if (random() % 4 == 0) use.endByte = static_cast<std::int64_t>(random() % 4000);
        return random() % 8 == 0 ? unused() : use;
    };
    std::vector<BufferUse> uses;
    for (std::size_t a = 0; a < arguments; ++a) uses.push_back(someUse());
    std::vector<KernelWorkspace> workspaces;
    for (auto w = random() % 3; w > 0; --w) {
        workspaces.push_back(
            {"scratch", static_cast<int>(w), 1 + static_cast<std::int64_t>(random() % 3000), someUse()});
    }
    maker.read(statements, std::move(uses), std::move(workspaces));
}

Model randomModel(unsigned seed, int operators) {
    std::mt19937 random(seed);
    ModelMaker maker;
    std::vector<int> tensors;
    for (unsigned i = 0; i <= random() % 3; ++i) {
        tensors.push_back(maker.input("in" + std::to_string(i), static_cast<std::int64_t>(random() % 2000)));
    }
    tensors.push_back(maker.constant("weights", 100));
    for (int o = 0; o < operators; ++o) {
        std::vector<int> inputs;
        for (unsigned i = 0; i <= random() % 3; ++i) inputs.push_back(tensors[random() % tensors.size()]);
        const std::string name = "op_" + std::to_string(o);
        tensors.push_back(maker.op(name, inputs, static_cast<std::int64_t>(random() % 3000)));
        if (random() % 4 != 0) readAtRandom(maker, random, inputs.size() + 1);
        if (random() % 5 == 0) tensors.push_back(maker.alias(name + "_alias", tensors.back()));
    }
    for (unsigned i = 0; i <= random() % 3; ++i) maker.output(tensors[random() % tensors.size()]);
    return std::move(maker.model);
}

Model wideModel(int operators) {
    ModelMaker maker;
    std::mt19937 random(1);
    std::vector<int> tensors{maker.input("x", 1000)};
    for (int o = 0; o < operators; ++o) {
        std::vector<int> inputs;
        for (unsigned i = 0; i <= random() % 2; ++i) {
            inputs.push_back(tensors[tensors.size() - 1 - random() % std::min<std::size_t>(60, tensors.size())]);
        }
        tensors.push_back(maker.op("op" + std::to_string(o), inputs, static_cast<std::int64_t>(random() % 3000)));
    }
    maker.output(tensors.back());
    return std::move(maker.model);
}

}  // namespace pinfold::test
