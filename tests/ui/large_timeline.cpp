#include "ui/large_timeline.h"

#include "board/board.h"

#include <random>

namespace pinfold::test {
namespace {

constexpr int slotCount = 16;
constexpr std::int64_t slotBytes = 4096;
constexpr std::int64_t workspaceBytes = 3 * slotBytes;
constexpr int ticksOfOperator = 3;

Pool pool(int id, const Region& region) {
    Pool made;
    made.id = id;
    made.region = region.name;
    made.models = {"large"};
    made.address = region.address;
    made.capacity = region.bytes;
    made.bytes = made.lowerBound = slotCount * slotBytes + workspaceBytes;
    return made;
}

PlannedBuffer buffer(const Plan& plan, const std::string& name, BufferKind kind, int op) {
    PlannedBuffer made;
    made.id = static_cast<int>(plan.buffers.size());
    made.model = "large";
    made.name = name;
    made.kind = kind;
    made.op = op;
    made.pool = op % 2;
    return made;
}

}  // namespace

LargeTimeline largeTimeline(int buffers) {
    const int operators = buffers / 2;
    const Board board = *findBoard("qemu-mps2-an500");
    ui::Models models(1);
    models[0].name = "large";
    models[0].kernels.resize(1);
    models[0].kernels[0].name = "kernel";
    Plan plan;
    plan.ticks = operators * ticksOfOperator;
    plan.pools = {pool(0, board.regions[0]), pool(1, board.regions[1])};
    std::mt19937 random(1);
    for (int op = 0; op < operators; ++op) {
        const std::string name = "tvmgen_large_fused_nn_conv2d_add_" + std::to_string(op);
        const int first = op * ticksOfOperator;
        models[0].operators.push_back({name, 0, {}, {op}});
        models[0].tensors.push_back({});
        models[0].tensors.back().name = name;
        models[0].tensors.back().producer = op;
        plan.operators.push_back({op, "large", name, "kernel", first, first + ticksOfOperator, 0});

        PlannedBuffer result = buffer(plan, name, BufferKind::activation, op);
        result.tensor = op;
        result.bytes = 16 * (1 + static_cast<std::int64_t>(random() % (slotBytes / 16)));
        result.firstTick = first + 1;
        result.endTick =
            std::min(plan.ticks, first + ticksOfOperator * (1 + static_cast<int>(random() % (slotCount - 1))));
        result.offset = op % slotCount * slotBytes;
        plan.buffers.push_back(result);

        PlannedBuffer workspace = buffer(plan, "op" + std::to_string(op) + "/data", BufferKind::workspace, op);
        workspace.workspace = 0;
        workspace.bytes = workspaceBytes;
        workspace.firstTick = first;
        workspace.endTick = first + 2;
        workspace.offset = slotCount * slotBytes;
        plan.buffers.push_back(workspace);
    }
    LargeTimeline large;
    large.facts = std::make_shared<const ui::PlanFacts>(ui::factsOf(std::move(plan), board, models));
    large.models = std::make_shared<const ui::Models>(std::move(models));
    return large;
}

}  // namespace pinfold::test
