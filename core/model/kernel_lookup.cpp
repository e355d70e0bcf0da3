#include "model/kernel_lookup.h"

#include "base/hostile_text.h"
#include "base/text.h"
#include "kernel/reader.h"
#include "kernel/source_safety.h"
#include "model/object_files.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>

namespace pinfold {
namespace {

constexpr std::size_t maxNamed = 8;               // in one message
constexpr std::int64_t maxWorkspace = INT32_MAX;  // bytes of one kernel
// Statements, arguments and workspaces of the kernels that the operators call, counted at every call. A plan has a tick
// for every statement: this is a hundred times what a network with thousands of operators has.
constexpr std::size_t maxSteps = 4'000'000;

std::string listed(const std::vector<std::string>& names) {
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < std::min(names.size(), maxNamed); ++i) shown.push_back(printable(names[i], 200));
    std::string text = fmt::format("{}", fmt::join(shown, ", "));
    if (names.size() > maxNamed) text += fmt::format(" and {} more", names.size() - maxNamed);
    return text;
}

// How the operators call one kernel.
struct Calls {
    int arguments = 0;                // inputs and outputs
    int maxInputs = 0;                // of any call
    std::vector<std::int64_t> bytes;  // of each argument
};

using CallsByName = std::map<std::string, Calls>;
using KernelsByName = std::map<std::string, Kernel, std::less<>>;

// The kernels that are called. Of others nothing is kept, but they must not be there twice either.
Result<KernelsByName> readSources(const Model& model, const CallsByName& calls, const CancelToken& cancel,
                                  const ProgressSink& progress) {
    KernelsByName kernels;
    std::map<std::string, std::size_t> definedIn;  // by kernel
    for (std::size_t i = 0; i < model.sources.size(); ++i) {
        report(progress, {"load", fmt::format("{}: reading the kernels of {}", model.archiveName, model.name),
                          static_cast<double>(i) / static_cast<double>(model.sources.size())});
        PINFOLD_CHECK(refuseFileAccess(model.sources[i].bytes, model.sources[i].name, cancel));
        PINFOLD_TRY(auto found, readKernels(model.sources[i].bytes, model.sources[i].name, cancel));
        for (Kernel& kernel : found) {
            kernel.source = static_cast<int>(i);
            const auto [known, fresh] = definedIn.emplace(kernel.name, i);
            if (!fresh) {
                return badInput("the kernel {} is defined twice, in {} and in {}.", printable(kernel.name, 200),
                                model.sources[known->second].name, model.sources[i].name);
            }
            if (calls.contains(kernel.name)) kernels.emplace(known->first, std::move(kernel));
        }
    }
    return kernels;
}

Kernel oneTick(const std::string& name, int arguments, std::string reason) {
    Kernel kernel;
    kernel.name = name;
    kernel.argumentCount = arguments;
    kernel.whyNotRead = std::move(reason);
    kernel.arguments.resize(static_cast<std::size_t>(arguments));
    return kernel;
}

// Object files may call functions that the C sources define. No kernel reader knows those; that the name is there is
// enough.
Result<void> checkUndefined(const Model& model, const ObjectSymbols& objects, const CancelToken& cancel) {
    std::set<std::string, std::less<>> missing;
    for (const std::string& name : objects.undefined) {
        if (!isProvided(name)) missing.insert(missing.end(), name);
    }
    const auto strike = [&](std::string_view word) {
        if (const auto found = missing.find(word); found != missing.end()) missing.erase(found);
    };
    for (const ArchiveFile& source : model.sources) {
        if (missing.empty()) return {};
        forEachWord(source.bytes, cancel, strike);
    }
    if (cancel.cancelled()) return brokenOff();
    if (missing.empty()) return {};
    return badInput(
        "its object files call functions that no file of the archive defines: {}. It cannot be linked; export the "
        "model with C sources, or with the files that define them.",
        listed({missing.begin(), missing.end()}));
}

Result<void> checkCalls(const Model& model, const std::vector<std::string>& functions, const CancelToken& cancel,
                        CallsByName& calls) {
    for (std::size_t i = 0; i < model.operators.size(); ++i) {
        if (cancel.cancelled()) return brokenOff();
        const Operator& op = model.operators[i];
        const int arguments = static_cast<int>(op.inputs.size() + op.outputs.size());
        std::vector<std::int64_t> bytes;
        for (const auto* tensors : {&op.inputs, &op.outputs}) {
            for (const int tensor : *tensors) {
                bytes.push_back(model.tensors[static_cast<std::size_t>(tensor)].bytes);
            }
        }
        const auto [found, fresh] = calls.emplace(functions[i], Calls{arguments, 0, bytes});
        if (found->second.arguments != arguments) {
            return badInput("the graph calls the kernel {} with {} arguments in one place and {} in another.",
                            functions[i], found->second.arguments, arguments);
        }
        // A kernel is compiled for fixed shapes. (A copy asks its arguments for theirs.)
        const auto [known, given] =
            std::mismatch(found->second.bytes.begin(), found->second.bytes.end(), bytes.begin());
        if (given != bytes.end() && functions[i] != copyKernelName) {
            return badInput("operator {}: the graph gives the kernel {} {} bytes as its argument {}, and {} elsewhere.",
                            op.name, functions[i], *given, given - bytes.begin(), *known);
        }
        found->second.maxInputs = std::max(found->second.maxInputs, static_cast<int>(op.inputs.size()));
    }
    return {};
}

Result<void> checkKernel(const Kernel& kernel, const Calls& calls) {
    if (kernel.argumentCount != calls.arguments) {
        return badInput("the kernel {} takes {} arguments, and the graph gives it {}.", kernel.name,
                        kernel.argumentCount, calls.arguments);
    }
    if (!kernel.refusal.empty()) return badInput("the kernel {} cannot run: {}", kernel.name, kernel.refusal);
    std::int64_t workspace = 0;
    for (const KernelWorkspace& block : kernel.workspaces) {
        workspace += std::min(block.bytes, maxWorkspace);
        if (workspace >= maxWorkspace) {
            return badInput("the kernel {} asks for more workspace than a microcontroller can address.", kernel.name);
        }
    }
    return {};
}

// Memory beside a buffer belongs to another one: a kernel that writes there, or is called with a tensor that is smaller
// than those it was made for, would spoil it without a word.
Result<void> checkWrites(const Operator& op, const Kernel& kernel, const BufferUse& use, std::string_view what,
                         std::int64_t bytes) {
    if (use.lowestWrittenByte >= 0 && use.endWrittenByte <= bytes) return {};
    return badInput("operator {}: the kernel {} writes bytes {} to {} of {}, which has {} bytes.", op.name, kernel.name,
                    use.lowestWrittenByte, use.endWrittenByte - 1, what, bytes);
}

Result<void> checkWrites(const Model& model, const Operator& op, const Kernel& kernel) {
    if (!kernel.read) return {};
    for (std::size_t i = 0; i < op.outputs.size(); ++i) {
        const Tensor& tensor = model.tensors[static_cast<std::size_t>(op.outputs[i])];
        PINFOLD_CHECK(checkWrites(op, kernel, kernel.arguments[op.inputs.size() + i], fmt::format("its output {}", i),
                                  tensor.bytes));
    }
    for (const KernelWorkspace& workspace : kernel.workspaces) {
        PINFOLD_CHECK(
            checkWrites(op, kernel, workspace.use, fmt::format("its workspace {}", workspace.name), workspace.bytes));
    }
    return {};
}

// All calls of a kernel give it as many bytes (checkCalls), so that it is looked at once.
Result<void> checkWrites(const Model& model, const CancelToken& cancel) {
    std::vector<bool> seen(model.kernels.size(), false);
    for (const Operator& op : model.operators) {
        if (cancel.cancelled()) return brokenOff();
        const auto kernel = static_cast<std::size_t>(op.kernel);
        if (!seen[kernel]) PINFOLD_CHECK(checkWrites(model, op, model.kernels[kernel]));
        seen[kernel] = true;
    }
    return {};
}

Result<void> checkSteps(const Model& model) {
    std::size_t steps = 0;
    for (const Operator& op : model.operators) {
        const Kernel& kernel = model.kernels[static_cast<std::size_t>(op.kernel)];
        steps += kernel.statements.size() + kernel.workspaces.size() + op.inputs.size() + op.outputs.size();
        if (steps > maxSteps) {
            return badInput("its operators have more than {} statements, arguments and workspaces in all.", maxSteps);
        }
    }
    return {};
}

std::int64_t largestOf(const std::map<std::string, std::int64_t>& workspaces, const Model& model) {
    std::int64_t most = 0;
    for (const Kernel& kernel : model.kernels) {
        const auto found = workspaces.find(kernel.name);
        if (kernel.source < 0 && found != workspaces.end()) most = std::max(most, found->second);
    }
    return most;
}

}  // namespace

Result<void> findKernels(Model& model, const std::vector<std::string>& functions,
                         const std::map<std::string, std::int64_t>& workspaces, const CancelToken& cancel,
                         const ProgressSink& progress) {
    CallsByName calls;
    PINFOLD_CHECK(checkCalls(model, functions, cancel, calls));
    PINFOLD_TRY(auto sources, readSources(model, calls, cancel, progress));
    PINFOLD_TRY(const auto objects, readObjects(model.objects, cancel));
    std::map<std::string, int> taken;
    std::vector<std::string> missing;
    for (std::size_t i = 0; i < model.operators.size(); ++i) {
        const std::string& name = functions[i];
        const auto [known, fresh] = taken.emplace(name, static_cast<int>(model.kernels.size()));
        model.operators[i].kernel = known->second;
        if (!fresh) continue;
        const Calls& call = calls.at(name);
        if (name == copyKernelName) {
            model.kernels.push_back(oneTick(name, call.arguments, "a copy"));
            model.kernels.back().macs = 0;
        } else if (const auto source = sources.find(name); source != sources.end()) {
            refuseStoresToInputs(source->second, call.maxInputs);
            model.kernels.push_back(std::move(source->second));
        } else if (objects.functions.contains(name)) {
            model.kernels.push_back(oneTick(name, call.arguments, "object file"));
        } else {
            missing.push_back(name);
            model.kernels.push_back(oneTick(name, call.arguments, "missing"));
        }
    }
    if (!missing.empty()) {
        return badInput("the graph calls kernels that no file of the archive defines: {}.", listed(missing));
    }
    for (const Kernel& kernel : model.kernels) PINFOLD_CHECK(checkKernel(kernel, calls.at(kernel.name)));
    PINFOLD_CHECK(checkWrites(model, cancel));
    PINFOLD_CHECK(checkSteps(model));
    PINFOLD_CHECK(checkUndefined(model, objects, cancel));
    model.objectWorkspaceBytes = largestOf(workspaces, model);
    return {};
}

}  // namespace pinfold
