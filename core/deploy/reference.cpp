#include "deploy/reference.h"

#include "base/file.h"
#include "base/text.h"
#include "build/build.h"
#include "codegen/codegen.h"
#include "deploy/inputs.h"
#include "device/emulator.h"
#include "device/open_device.h"
#include "plan/plan.h"
#include "tensor/tensor_file.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <memory>
#include <optional>
#include <utility>

namespace pinfold {
namespace {

namespace fs = std::filesystem;

// Where the host program's buffers go in the plan: any board's firmware tables do, given a memory without a limit.
constexpr std::int64_t hostMemoryBytes = std::int64_t{1} << 30;
constexpr const char* projectName = "project";

// No two buffers share an address, and the operators run in the archive's order.
PlanOptions spaciousOptions() {
    PlanOptions options;
    options.lifetimes = Lifetimes::none;
    options.order = OrderChoice::archive;
    return options;
}

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

// Generates the model's project, with a plan in which nothing overlaps, into folder/project.
Outcome<Plan> writeProjectFor(const Model& model, const Board& board, const fs::path& folder, const CancelToken& cancel,
                              const ProgressSink& progress) {
    const std::span<const Model> models(&model, 1);
    PINFOLD_TRY_OUTCOME(Plan plan, makePlan(models, board, spaciousOptions(), cancel, progress));
    PINFOLD_TRY_OUTCOME(auto files, generateProject(models, board, plan, {}, cancel));
    PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto written,
                        writeProject(folder / projectName, std::move(files), false, cancel));
    return plan;
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

// What all models of a reference are run with.
struct Course {
    const ReferenceRequest& request;
    std::span<const Model> models;
    const std::vector<ModelPorts>& ports;
    const std::vector<Samples>& samples;
    const CancelToken& cancel;
    const ProgressSink& progress;
};

// The limits are far above what any model may need that is planned and answers in time.
Sandbox sandboxFor(const Model& model, std::int64_t samples) {
    const auto runs = std::max<std::int64_t>(1, samples) * static_cast<std::int64_t>(model.operators.size() + 1);
    Sandbox sandbox;
    sandbox.memoryBytes = 4 * hostMemoryBytes;
    sandbox.processorTime = std::chrono::duration_cast<std::chrono::seconds>(DeviceTimeouts{}.run) * (runs + 1);
    return sandbox;
}

Outcome<std::unique_ptr<Device>> startHere(const Course& course, std::size_t m, const fs::path& folder) {
    const Model& model = course.models[m];
    const bool sandboxed = course.request.sandboxed;
    PINFOLD_TRY(const Board board, hostBoard());
    PINFOLD_TRY_OUTCOME([[maybe_unused]] const Plan plan,
                        writeProjectFor(model, board, folder, course.cancel, course.progress));
    PINFOLD_TRY_OUTCOME(const fs::path program,
                        buildForHost(folder / projectName, folder / "build",
                                     {.exactFloat = true, .sandboxed = sandboxed}, course.cancel, course.progress));
    std::optional<Sandbox> sandbox;
    if (sandboxed) sandbox = sandboxFor(model, course.samples[m].count);
    return openHostProgram(program, {}, course.cancel, sandbox);
}

// Compilers and emulator run in a sandbox where there is one. They do not run the archive's code, so nobody is asked
// where there is none.
Outcome<std::unique_ptr<Device>> startOnBoard(const Course& course, std::size_t m, const Board& board,
                                              const fs::path& folder) {
    PINFOLD_TRY_OUTCOME(const Plan plan,
                        writeProjectFor(course.models[m], board, folder, course.cancel, course.progress));
    PINFOLD_TRY_OUTCOME(const Firmware firmware,
                        buildFirmware(folder / projectName, board, plan, {.exactFloat = true, .sandboxed = true},
                                      course.cancel, course.progress));
    const std::string emulator = emulatorProgram;
    PINFOLD_TRY_OUTCOME(const auto sandbox, sandboxForTools(std::span(&emulator, 1), course.cancel));
    if (!sandbox) report(course.progress, {"reference", "there is no sandbox that shows the emulator", -1});
    return openEmulator(board, firmware.elf, {}, course.cancel, sandbox);
}

// Runs all samples. A stack that overflowed may have spoiled any output.
Outcome<std::vector<Array>> runOn(Device& device, const Course& course, std::size_t m) {
    const Samples& samples = course.samples[m];
    OutputArrays outputs(course.models[m], course.ports[m], samples.count, course.request.everyOperator);
    for (std::int64_t sample = 0; sample < samples.count; ++sample) {
        report(course.progress,
               {"reference", fmt::format("{}: sample {} of {}", course.models[m].name, sample + 1, samples.count),
                static_cast<double>(sample) / static_cast<double>(samples.count)});
        for (std::size_t i = 0; i < samples.inputs.size(); ++i) {
            const std::size_t bytes = samples.inputs[i].size() / static_cast<std::size_t>(samples.count);
            const auto slice =
                std::string_view(samples.inputs[i]).substr(static_cast<std::size_t>(sample) * bytes, bytes);
            PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto written, device.writeInput(0, static_cast<int>(i), slice));
        }
        PINFOLD_TRY_OUTCOME([[maybe_unused]] const auto done, outputs.runSample(device, course.models[m]));
    }
    PINFOLD_TRY_OUTCOME(const StackUse stack, device.stackUse());
    if (!stack.intact) {
        return toolFailed("{}: the stack of {} bytes overflowed on {}; there is no reference from there.",
                          course.models[m].name, grouped(stack.reserved), device.identity().board);
    }
    return CancelledOr<std::vector<Array>>(outputs.take());
}

// The arrays of all models, one after the other: each has a folder of its own, and shares no memory with any other.
// Without a board: on this computer.
Outcome<std::vector<Array>> runAll(const Course& course, const Board* board) {
    std::vector<Array> arrays;
    for (std::size_t m = 0; m < course.models.size(); ++m) {
        PINFOLD_TRY(const TemporaryFolder folder, TemporaryFolder::create());
        std::error_code failure;
        const fs::path place = fs::absolute(folder.path(), failure);
        PINFOLD_TRY_OUTCOME(const auto device,
                            board ? startOnBoard(course, m, *board, place) : startHere(course, m, place));
        PINFOLD_TRY_OUTCOME(auto more, runOn(*device, course, m));
        std::move(more.begin(), more.end(), std::back_inserter(arrays));
    }
    return CancelledOr<std::vector<Array>>(std::move(arrays));
}

std::int64_t memoryOf(const Board& board) {
    std::int64_t bytes = 0;
    for (const Region& region : board.regions) {
        if (region.kind == RegionKind::ram) bytes += region.bytes;
    }
    return bytes;
}

// Those with the most memory first, but `last` at the end.
std::vector<Board> emulatedBoards(std::string_view last) {
    std::vector<Board> boards = listBoards().boards;
    std::erase_if(boards, [](const Board& board) { return !board.emulator; });
    std::stable_sort(boards.begin(), boards.end(), [&](const Board& a, const Board& b) {
        return std::pair(a.id == last, -memoryOf(a)) < std::pair(b.id == last, -memoryOf(b));
    });
    return boards;
}

// Those that may be tried, one after the other.
Result<std::vector<Board>> boardsFor(const ReferenceRequest& request) {
    if (request.on == anyEmulator) return emulatedBoards(request.witnessFor);
    PINFOLD_TRY(Board board, findBoard(request.on));
    if (board.emulator) return std::vector<Board>{std::move(board)};
    std::vector<std::string> ids;
    for (const Board& each : emulatedBoards({})) ids.push_back(each.id);
    return badInput("The board {} cannot be emulated. A reference can be made on {}.", board.id,
                    fmt::join(ids, " or "));
}

// "… does not fit", with the name of a board on which it does.
CancelledOr<Error> withRoomElsewhere(const Error& error, const Course& course, std::span<const Board> tried) {
    std::string elsewhere = "No emulated board has room for them; a reference from this computer needs none.";
    for (const Board& board : emulatedBoards({})) {
        if (std::ranges::find(tried, board.id, &Board::id) != tried.end()) continue;
        const auto fits = [&](const Model& model) {
            return makePlan(std::span(&model, 1), board, spaciousOptions(), course.cancel, {}).ok();
        };
        if (!std::all_of(course.models.begin(), course.models.end(), fits)) continue;
        elsewhere = fmt::format("The emulated board {} has room for them.", board.id);
        break;
    }
    if (course.cancel.cancelled()) return Cancelled{};
    return doesNotFit("{} For a reference all buffers have to lie side by side. {}", error.message, elsewhere);
}

// What came of it, and on which board.
struct Made {
    std::vector<Array> arrays;
    std::string on;
};

Outcome<Made> runOnABoard(const Course& course) {
    PINFOLD_TRY(const std::vector<Board> boards, boardsFor(course.request));
    std::optional<Error> tooSmall;  // of the largest
    for (const Board& board : boards) {
        auto outcome = runAll(course, &board);
        if (outcome.ok()) {
            if (isCancelled(*outcome)) return Cancelled{};
            return Made{std::get<0>(*std::move(outcome)), board.id};
        }
        if (outcome.error().kind != ErrorKind::doesNotFit) return outcome.error();
        if (!tooSmall) tooSmall = outcome.error();
    }
    const auto error = withRoomElsewhere(*tooSmall, course, boards);
    if (isCancelled(error)) return Cancelled{};
    return std::get<Error>(error);
}

Result<void> refuseObjectFiles(std::span<const Model> models) {
    for (const Model& model : models) {
        if (model.objects.empty()) continue;
        return badInput(
            "{}: {}: holds object files for its own processor; they cannot run on this computer. Make the reference on "
            "an emulated board with that processor, or export the model with target \"c\".",
            model.archiveName, model.name);
    }
    return {};
}

Outcome<Made> runHere(const Course& course) {
    PINFOLD_TRY_OUTCOME(auto arrays, runAll(course, nullptr));
    return Made{std::move(arrays), hostMachine};
}

}  // namespace

Outcome<ReferenceResult> makeReference(std::span<const Model> models, const ReferenceRequest& request,
                                       const CancelToken& cancel, const ProgressSink& progress) {
    if (request.on.empty()) PINFOLD_CHECK(refuseObjectFiles(models));
    const std::vector<ModelPorts> ports = portsOf(models);
    PINFOLD_TRY_OUTCOME(const std::vector<Samples> samples, loadSamples(request.inputs, {}, ports, cancel));
    const Course course{request, models, ports, samples, cancel, progress};
    PINFOLD_TRY_OUTCOME(Made made, request.on.empty() ? runHere(course) : runOnABoard(course));
    const auto outputs = static_cast<std::int64_t>(made.arrays.size());
    made.arrays.push_back(madeOnArray(made.on));
    PINFOLD_CHECK(writeNpz(request.output, made.arrays));
    return ReferenceResult{samples.empty() ? 0 : samples.front().count, outputs, made.on};
}

}  // namespace pinfold
