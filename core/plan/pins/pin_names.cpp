// Readings of a WHAT, of which the first that matches something is taken: the exact name of a buffer; kind:, kernel:
// and const:, whose rest may be a glob; a glob over the names of buffers.
#include "plan/pins/pin_names.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <set>

namespace pinfold {
namespace {

constexpr std::size_t maxSuggestions = 3;
constexpr std::size_t maxListed = 8;
constexpr std::size_t longestCompared = 200;  // characters of a name

bool isGlob(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

// The least number of characters to insert, take away or exchange (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
    a = a.substr(0, longestCompared);
    b = b.substr(0, longestCompared);
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({changed, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

const Model* modelCalled(std::span<const Model> models, std::string_view name) {
    const auto found = std::find_if(models.begin(), models.end(), [&](const Model& m) { return m.name == name; });
    return found == models.end() ? nullptr : &*found;
}

std::string_view kernelOf(const PlannedBuffer& buffer, std::span<const Model> models) {
    if (buffer.kind != BufferKind::workspace) return {};
    const Model* model = modelCalled(models, buffer.model);
    if (!model || buffer.op < 0 || static_cast<std::size_t>(buffer.op) >= model->operators.size()) return {};
    return model->kernels[static_cast<std::size_t>(model->operators[static_cast<std::size_t>(buffer.op)].kernel)].name;
}

}  // namespace

bool matchesGlob(std::string_view pattern, std::string_view text) {
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;  // the last one seen, and where its match ends so far
    std::size_t starEnd = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            starEnd = t;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++starEnd;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

PinNames::PinNames(std::span<const PlannedBuffer> buffers, std::span<const PlannedConstant> constants,
                   std::span<const Model> models)
    : buffers_(buffers), constants_(constants), models_(models) {
    for (std::size_t b = 0; b < buffers.size(); ++b) {
        byName_[buffers[b].name].push_back(static_cast<int>(b));
        kernels_.push_back(kernelOf(buffers[b], models));
    }
}

PinTargets PinNames::find(const std::string& what) const {
    PinTargets targets = findExact(what);
    if (targets.buffers.empty()) targets = findGroup(what);
    if (targets.buffers.empty() && targets.constants.empty()) targets = findGlob(what);
    return targets;
}

PinTargets PinNames::findExact(const std::string& what) const {
    PinTargets targets;
    const auto add = [&](std::string_view name, std::optional<std::string_view> model) {
        const auto found = byName_.find(name);
        if (found == byName_.end()) return;
        for (const int b : found->second) {
            if (!model || buffers_[static_cast<std::size_t>(b)].model == *model) targets.buffers.push_back(b);
        }
    };
    const std::string_view text = what;
    add(text, std::nullopt);
    for (std::size_t split = text.find(':'); split != std::string_view::npos; split = text.find(':', split + 1)) {
        add(text.substr(split + 1), text.substr(0, split));
    }
    std::sort(targets.buffers.begin(), targets.buffers.end());
    return targets;
}

PinTargets PinNames::findGroup(const std::string& what) const {
    PinTargets targets;
    const std::string_view text = what;
    const auto addBuffers = [&](auto&& matches) {
        targets.group = true;
        for (std::size_t b = 0; b < buffers_.size(); ++b) {
            if (matches(b)) targets.buffers.push_back(static_cast<int>(b));
        }
    };
    if (text.starts_with("kind:")) {
        addBuffers([&](std::size_t b) { return matchesGlob(text.substr(5), nameOf(buffers_[b].kind)); });
    } else if (text.starts_with("kernel:")) {
        addBuffers([&](std::size_t b) { return !kernels_[b].empty() && matchesGlob(text.substr(7), kernels_[b]); });
    } else if (text.starts_with("const:")) {
        targets = findConstants(std::nullopt, text.substr(6));
    } else if (const std::size_t split = text.find(":const:"); split != std::string_view::npos) {
        targets = findConstants(text.substr(0, split), text.substr(split + 7));
    }
    return targets;
}

// An exact name goes before a glob here too. No model: that of any.
PinTargets PinNames::findConstants(std::optional<std::string_view> model, std::string_view name) const {
    PinTargets exact;
    PinTargets globbed;
    globbed.group = isGlob(name) || (model && isGlob(*model));
    for (std::size_t c = 0; c < constants_.size(); ++c) {
        if (model && constants_[c].model != *model && !matchesGlob(*model, constants_[c].model)) continue;
        if (constants_[c].name == name) exact.constants.push_back(static_cast<int>(c));
        if (matchesGlob(name, constants_[c].name)) globbed.constants.push_back(static_cast<int>(c));
    }
    exact.group = model && isGlob(*model);
    return exact.constants.empty() ? globbed : exact;
}

PinTargets PinNames::findGlob(const std::string& what) const {
    PinTargets targets;
    targets.group = isGlob(what);
    if (!targets.group) return targets;
    for (std::size_t b = 0; b < buffers_.size(); ++b) {
        bool matches = matchesGlob(what, buffers_[b].name);
        for (std::size_t split = what.find(':'); !matches && split != std::string::npos;
             split = what.find(':', split + 1)) {
            matches = matchesGlob(std::string_view(what).substr(0, split), buffers_[b].model) &&
                      matchesGlob(std::string_view(what).substr(split + 1), buffers_[b].name);
        }
        if (matches) targets.buffers.push_back(static_cast<int>(b));
    }
    return targets;
}

// The name that pins know, where `what` is that of an alias or of a model's output.
std::string PinNames::otherNameOf(const std::string& what) const {
    for (const Model& model : models_) {
        int tensor = -1;
        for (std::size_t t = 0; t < model.tensors.size(); ++t) {
            if (model.tensors[t].name == what) tensor = static_cast<int>(t);
        }
        for (const auto* ports : {&model.inputs, &model.outputs}) {
            for (const Port& port : *ports) {
                if (port.name == what) tensor = port.tensor;
            }
        }
        if (tensor < 0) continue;
        const Tensor& root = model.tensors[static_cast<std::size_t>(rootOf(model, tensor))];
        return root.role == TensorRole::constant ? "const:" + root.name : root.name;
    }
    return {};
}

std::string PinNames::suggestion(const std::string& what) const {
    if (const std::string other = otherNameOf(what); !other.empty() && other != what) {
        return fmt::format("here it is called \"{}\".", other);
    }
    std::set<std::string> names;
    const bool full = what.find(':') != std::string::npos;
    for (const PlannedBuffer& buffer : buffers_) names.insert(full ? buffer.model + ":" + buffer.name : buffer.name);
    if (what.find("const:") != std::string::npos) {
        for (const PlannedConstant& constant : constants_) names.insert("const:" + constant.name);
    }
    if (what.starts_with("kind:")) {
        names.clear();
        for (const PlannedBuffer& buffer : buffers_) names.insert(fmt::format("kind:{}", nameOf(buffer.kind)));
    }
    if (what.starts_with("kernel:")) {
        names.clear();
        for (const std::string_view kernel : kernels_) {
            if (!kernel.empty()) names.insert("kernel:" + std::string(kernel));
        }
    }
    std::vector<std::pair<std::size_t, std::string>> near;
    for (const std::string& name : names) {
        const std::size_t away = distance(what, name);
        if (away <= std::max<std::size_t>(2, what.size() / 3)) near.emplace_back(away, name);
    }
    std::sort(near.begin(), near.end());
    std::vector<std::string> shown;
    for (const auto& [away, name] : near) {
        if (shown.size() < maxSuggestions) shown.push_back(name);
    }
    if (!shown.empty()) return fmt::format("did you mean \"{}\"?", fmt::join(shown, "\" or \""));
    for (const std::string& name : names) {
        if (shown.size() < maxListed) shown.push_back(name);
    }
    if (shown.empty()) return "there is none of that sort.";
    return fmt::format("there are \"{}\"{}.", fmt::join(shown, "\", \""),
                       names.size() > shown.size() ? fmt::format(" and {} more", names.size() - shown.size()) : "");
}

std::string PinNames::fullNames(const PinTargets& targets) const {
    std::vector<std::string> names;
    const std::size_t all = targets.buffers.size() + targets.constants.size();
    for (const int b : targets.buffers) {
        const PlannedBuffer& buffer = buffers_[static_cast<std::size_t>(b)];
        if (names.size() < maxListed) names.push_back(buffer.model + ":" + buffer.name);
    }
    for (const int c : targets.constants) {
        const PlannedConstant& constant = constants_[static_cast<std::size_t>(c)];
        if (names.size() < maxListed) names.push_back(constant.model + ":const:" + constant.name);
    }
    return fmt::format("{}{}", fmt::join(names, ", "),
                       all > names.size() ? fmt::format(" and {} more", all - names.size()) : "");
}

}  // namespace pinfold
