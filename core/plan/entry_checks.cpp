#include "plan/entry_checks.h"

#include "plan/constants.h"
#include "plan/free_ranges.h"
#include "plan/lifetimes.h"
#include "plan/pins/pin_names.h"
#include "plan/pins/pins.h"

#include <algorithm>

namespace pinfold {
namespace {

// All that entries may name, whether there is a plan or not.
std::vector<PlannedBuffer> buffersOf(std::span<const Model> models, const PlanOptions& options) {
    std::vector<PlannedBuffer> buffers;
    for (const Model& model : models) {
        LifetimeTable table = computeLifetimes(model, options.lifetimes, options.keepInputs);
        for (PlannedBuffer& buffer : table.buffers) {
            buffer.model = model.name;
            buffers.push_back(std::move(buffer));
        }
    }
    return buffers;
}

Result<void> checkIsNew(const std::vector<std::string>& entries, const std::string& entry) {
    if (std::find(entries.begin(), entries.end(), entry) == entries.end()) return {};
    return badInput("That is in the list already.");
}

}  // namespace

Result<void> checkNewPin(std::span<const Model> models, const Board& board, const PlanOptions& options,
                         const std::string& pin) {
    PINFOLD_CHECK(checkIsNew(options.pins, pin));
    const auto buffers = buffersOf(models, options);
    const auto constants = tableOfConstants(models).constants;
    const auto resolve = [&](const std::vector<std::string>& pins) -> Result<void> {
        const auto resolved = resolvePins(pins, buffers, constants, models, board);
        if (!resolved.ok()) return resolved.error();
        return {};
    };
    PINFOLD_CHECK(resolve({pin}));
    // Faults of the others are told by the plan; here it is whether they contradict the new one.
    if (!resolve(options.pins).ok()) return {};
    std::vector<std::string> all = options.pins;
    all.push_back(pin);
    return resolve(all);
}

Result<void> checkNewKeep(std::span<const Model> models, const Board&, const PlanOptions& options,
                          const std::string& what) {
    PINFOLD_CHECK(checkIsNew(options.keep, what));
    const auto buffers = buffersOf(models, options);
    const auto resolved = resolveBuffers(what, PinNames(buffers, {}, models));
    if (!resolved.ok()) return resolved.error();
    return {};
}

Result<void> checkNewReserve(std::span<const Model> models, const Board& board, const PlanOptions& options,
                             const std::string& reserve) {
    PINFOLD_CHECK(checkIsNew(options.reserve, reserve));
    std::vector<std::string> all = options.reserve;
    all.push_back(reserve);
    const std::int64_t stack = options.stackBytes.value_or(defaultStackBytes(models));
    const auto resolved = resolveReserved(all, board, stack);
    if (!resolved.ok()) return resolved.error();
    return {};
}

}  // namespace pinfold
