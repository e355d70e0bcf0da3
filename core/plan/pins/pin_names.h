// What WHAT of a pin means: names, globs, kinds, kernels. The grammar is in pins.h.
#pragma once

#include "model/model.h"
#include "plan/plan.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace pinfold {

// Whether the text matches the pattern, in which * stands for any characters and ? for one.
bool matchesGlob(std::string_view pattern, std::string_view text);

// What one WHAT means. At most one of the two lists has elements, and both are ascending.
struct PinTargets {
    std::vector<int> buffers;
    std::vector<int> constants;
    bool group = false;  // WHAT is a glob or names a kind or a kernel: it may mean several
};

// Buffers and constants by the names that pins have for them. Refers to what it is made from.
class PinNames {
public:
    PinNames(std::span<const PlannedBuffer> buffers, std::span<const PlannedConstant> constants,
             std::span<const Model> models);

    [[nodiscard]] PinTargets find(const std::string& what) const;
    // Names that are nearly `what`, for a message: `did you mean "x"?`, or what there is instead. Ends in a full stop
    // or a question mark.
    [[nodiscard]] std::string suggestion(const std::string& what) const;
    // "model:name" of several, for a message.
    [[nodiscard]] std::string fullNames(const PinTargets& targets) const;

private:
    [[nodiscard]] PinTargets findExact(const std::string& what) const;
    [[nodiscard]] PinTargets findGroup(const std::string& what) const;
    [[nodiscard]] PinTargets findConstants(std::optional<std::string_view> model, std::string_view name) const;
    [[nodiscard]] PinTargets findGlob(const std::string& what) const;
    [[nodiscard]] std::string otherNameOf(const std::string& what) const;

    std::span<const PlannedBuffer> buffers_;
    std::span<const PlannedConstant> constants_;
    std::span<const Model> models_;
    std::unordered_map<std::string_view, std::vector<int>> byName_;
    std::vector<std::string_view> kernels_;  // per buffer: whose workspace it is; empty if it is none
};

}  // namespace pinfold
