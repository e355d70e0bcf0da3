#include "deploy/reference.h"

#include "base/file.h"
#include "build/build.h"
#include "codegen/codegen.h"
#include "deploy/inputs.h"
#include "device/open_device.h"
#include "plan/plan.h"
#include "tensor/tensor_file.h"

#include <iterator>

namespace pinfold {
namespace {

// Where the host program's buffers go in the plan: any board's firmware tables do, given a memory without a limit.
constexpr std::int64_t hostMemoryBytes = std::int64_t{1} << 30;

Result<Board> hostBoard() {
    PINFOLD_TRY(Board board, findBoard("qemu-mps2-an500"));
    Region memory;
    memory.name = "HOST";
    memory.kind = RegionKind::ram;
    memory.address = 0x80000000;
    memory.bytes = hostMemoryBytes;
    memory.readCycles = memory.writeCycles = 0;  // nothing is better off in another region
    board.regions.insert(board.regions.begin(), memory);
    return board;
}

Outcome<std::filesystem::path> buildHostProgram(const Model& model, const std::filesystem::path& folder,
                                                const CancelToken& cancel, const ProgressSink& progress) {
    PINFOLD_TRY(const Board board, hostBoard());
    const std::span<const Model> models(&model, 1);
    PlanOptions options;
    options.lifetimes = Lifetimes::none;
    options.order = OrderChoice::archive;
    PINFOLD_TRY_OUTCOME(const Plan plan, makePlan(models, board, options, cancel, progress));
    PINFOLD_TRY_OUTCOME(auto files, generateProject(models, board, plan, {}, cancel));
    PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto written,
                        writeProject(folder / "project", std::move(files), false, cancel));
    return buildForHost(folder / "project", folder / "build", true, cancel, progress);
}

// Collects a model's arrays of the output file while samples run.
class OutputArrays {
public:
    OutputArrays(const Model& model, const ModelPorts& ports, std::int64_t samples, bool everyOperator)
        : everyOperator_(everyOperator) {
        for (std::size_t i = 0; i < model.outputs.size(); ++i) {
            add(ports.outputs[i].key, model.tensors[static_cast<std::size_t>(model.outputs[i].tensor)], samples);
        }
        if (!everyOperator) return;
        for (std::size_t op = 0; op < model.operators.size(); ++op) {
            const auto& outputs = model.operators[op].outputs;
            for (std::size_t i = 0; i < outputs.size(); ++i) {
                add(fmt::format("op_{}{}_{}", ports.prefix, op, i), model.tensors[static_cast<std::size_t>(outputs[i])],
                    samples);
            }
        }
    }

    Outcome<std::monostate> runSample(Device& device, const Model& model) {
        if (!everyOperator_) {
            PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto ticks, device.run(0, false));
        }
        std::size_t array = model.outputs.size();
        for (std::size_t op = 0; everyOperator_ && op < model.operators.size(); ++op) {
            PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto done, device.runOperator(0, static_cast<int>(op)));
            for (std::size_t i = 0; i < model.operators[op].outputs.size(); ++i) {
                PINFOLD_TRY_OUTCOME(const auto bytes,
                                    device.readOperatorOutput(0, static_cast<int>(op), static_cast<int>(i)));
                arrays_[array++].bytes += bytes;
            }
        }
        for (std::size_t i = 0; i < model.outputs.size(); ++i) {
            PINFOLD_TRY_OUTCOME(const auto bytes, device.readOutput(0, static_cast<int>(i)));
            arrays_[i].bytes += bytes;
        }
        return std::monostate{};
    }

    [[nodiscard]] std::vector<Array> take() { return std::move(arrays_); }

private:
    void add(std::string name, const Tensor& tensor, std::int64_t samples) {
        Shape shape = tensor.shape;
        shape.insert(shape.begin(), samples);
        arrays_.push_back({std::move(name), tensor.dtype, std::move(shape), {}});
    }

    bool everyOperator_;
    std::vector<Array> arrays_;  // outputs, then operators' outputs in execution order
};

// The arrays of one model. With a folder of its own for each model, so that no two share any memory.
Outcome<std::vector<Array>> runOnHost(const Model& model, const ModelPorts& ports, const Samples& samples,
                                      bool everyOperator, const CancelToken& cancel, const ProgressSink& progress) {
    PINFOLD_TRY(const TemporaryFolder folder, TemporaryFolder::create());
    PINFOLD_TRY_OUTCOME(const auto program, buildHostProgram(model, folder.path(), cancel, progress));
    PINFOLD_TRY_OUTCOME(const auto device, openHostProgram(program, {}, cancel));
    OutputArrays outputs(model, ports, samples.count, everyOperator);
    for (std::int64_t sample = 0; sample < samples.count; ++sample) {
        report(progress, {"reference", fmt::format("{}: sample {} of {}", model.name, sample + 1, samples.count),
                          static_cast<double>(sample) / static_cast<double>(samples.count)});
        for (std::size_t i = 0; i < samples.inputs.size(); ++i) {
            const std::size_t bytes = samples.inputs[i].size() / static_cast<std::size_t>(samples.count);
            const auto slice =
                std::string_view(samples.inputs[i]).substr(static_cast<std::size_t>(sample) * bytes, bytes);
            PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto written, device->writeInput(0, static_cast<int>(i), slice));
        }
        PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto done, outputs.runSample(*device, model));
    }
    return CancelledOr<std::vector<Array>>(outputs.take());
}

}  // namespace

Outcome<ReferenceResult> makeReference(std::span<const Model> models, const ReferenceRequest& request,
                                       const CancelToken& cancel, const ProgressSink& progress) {
    for (const Model& model : models) {
        if (model.objects.empty()) continue;
        return badInput(
            "{}: {}: holds object files for its own processor; they cannot run on this computer. "
            "Export the model with target \"c\" to get a reference here.",
            model.archiveName, model.name);
    }
    const std::vector<ModelPorts> ports = portsOf(models);
    PINFOLD_TRY_OUTCOME(const std::vector<Samples> samples, loadSamples(request.inputs, {}, ports, cancel));
    std::vector<Array> arrays;
    for (std::size_t m = 0; m < models.size(); ++m) {
        PINFOLD_TRY_OUTCOME(auto more,
                            runOnHost(models[m], ports[m], samples[m], request.everyOperator, cancel, progress));
        std::move(more.begin(), more.end(), std::back_inserter(arrays));
    }
    PINFOLD_CHECK(writeNpz(request.output, arrays));
    const std::int64_t count = samples.empty() ? 0 : samples.front().count;
    return ReferenceResult{count, static_cast<std::int64_t>(arrays.size())};
}

}  // namespace pinfold
