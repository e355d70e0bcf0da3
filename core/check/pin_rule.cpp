// Pins, read once more: WHAT=REGION, WHAT=0xADDRESS, WHAT!=REGION.
//
// Readings of WHAT, of which the first that means something counts: a buffer's name, alone or as model:name; kind:,
// kernel: and const:, each with a name or a glob after it; a glob over buffers' names, or over model:name.
#include "check/rules.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace pinfold {
namespace {

constexpr std::size_t longestPattern = 4'096;
constexpr std::size_t maxComparisons = 50'000'000;  // of pins with names; real plans need thousands

bool isPattern(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

// * stands for any characters, ? for one. The pattern's part before each star is taken at its first match: a later one
// would leave less for the rest.
bool fits(std::string_view pattern, std::string_view text) {
    const auto fitsHere = [&](std::string_view part, std::size_t from) {
        for (std::size_t i = 0; i < part.size(); ++i) {
            if (part[i] != '?' && part[i] != text[from + i]) return false;
        }
        return true;
    };
    const std::size_t firstStar = pattern.find('*');
    const std::string_view head = pattern.substr(0, firstStar);
    if (head.size() > text.size() || !fitsHere(head, 0)) return false;
    if (firstStar == std::string_view::npos) return head.size() == text.size();
    const std::string_view tail = pattern.substr(pattern.rfind('*') + 1);
    std::size_t from = head.size();
    if (tail.size() > text.size() - from || !fitsHere(tail, text.size() - tail.size())) return false;
    const std::size_t end = text.size() - tail.size();
    std::string_view middle = pattern.substr(firstStar, pattern.rfind('*') - firstStar);
    while (!middle.empty()) {
        middle.remove_prefix(1);
        const std::string_view part = middle.substr(0, middle.find('*'));
        middle.remove_prefix(part.size());
        while (from + part.size() <= end && !fitsHere(part, from)) ++from;
        if (from + part.size() > end) return false;
        from += part.size();
    }
    return true;
}

struct PinRule {
    std::string_view what;
    bool avoid = false;  // not there
    std::string_view region;
    std::optional<std::int64_t> address;
};

std::optional<PinRule> readPin(std::string_view text) {
    const std::size_t sign = text.rfind('=');
    if (sign == std::string_view::npos || sign == 0) return std::nullopt;
    PinRule pin;
    pin.avoid = text[sign - 1] == '!';
    pin.what = text.substr(0, pin.avoid ? sign - 1 : sign);
    pin.region = text.substr(sign + 1);
    if (pin.what.empty() || pin.what.size() > longestPattern) return std::nullopt;
    if (!pin.region.starts_with("0x") && !pin.region.starts_with("0X")) return pin;
    std::int64_t address = 0;
    const char* const end = pin.region.data() + pin.region.size();
    const auto read = std::from_chars(pin.region.data() + 2, end, address, 16);
    if (read.ec != std::errc() || read.ptr != end || address < 0 || pin.avoid) return std::nullopt;
    pin.address = address;
    return pin;
}

class PinCheck {
public:
    PinCheck(const PlanCase& plan, Findings& findings)
        : plan_(plan),
          findings_(findings),
          names_(plan.allocations, plan.models),
          matched_(plan.allocations.size(), false) {}

    void go() {
        std::size_t comparisons = 0;
        for (const std::string& text : plan_.stated.pins) {
            if (findings_.full()) return;
            comparisons += plan_.allocations.size();
            if (comparisons > maxComparisons) {
                findings_.add("pin", "There are {} pins, too many to check.", plan_.stated.pins.size());
                return;
            }
            checkPin(text);
        }
        for (std::size_t t = 0; t < matched_.size(); ++t) {
            const Allocation& allocation = plan_.allocations[t];
            if (allocation.pinned == matched_[t]) continue;
            findings_.add("pin", "{} is {}; the plan says otherwise.", allocation.who,
                          matched_[t] ? "meant by a pin" : "not meant by any pin");
        }
    }

private:
    void checkPin(const std::string& text) {
        const auto pin = readPin(text);
        if (!pin) {
            findings_.add("pin", "{} is no pin: WHAT=REGION, WHAT=0xADDRESS or WHAT!=REGION.", inQuotes(text));
            return;
        }
        if (!pin->address && !findRegion(plan_.board, pin->region)) {
            findings_.add("pin", "Pin {}: {} has no region {}.", inQuotes(text), plan_.board.id, inQuotes(pin->region));
            return;
        }
        const std::vector<int> meant = names_.find(pin->what, true);
        if (meant.empty()) findings_.add("pin", "Pin {}: means nothing that there is, or several.", inQuotes(text));
        for (const int t : meant) {
            matched_[static_cast<std::size_t>(t)] = true;
            checkAllocation(text, *pin, plan_.allocations[static_cast<std::size_t>(t)]);
        }
    }

    void checkAllocation(const std::string& text, const PinRule& pin, const Allocation& allocation) {
        const bool flash = allocation.kind == AllocationKind::constant && !allocation.pool;
        if (!allocation.pool && !flash) return;
        const std::string_view region = flash ? plan_.board.codeRegion : allocation.pool->region;
        if (pin.address) {
            if (!flash && allocation.address() == *pin.address) return;
            findings_.add("pin", "Pin {}: {} is {}.", inQuotes(text), allocation.who,
                          flash ? "in flash" : fmt::format("at {:#010x}", allocation.address()));
        } else if ((region == pin.region) == pin.avoid) {
            findings_.add("pin", "Pin {}: {} is in {}.", inQuotes(text), allocation.who, inQuotes(region));
        }
    }

    const PlanCase& plan_;
    Findings& findings_;
    const AllocationNames names_;
    std::vector<bool> matched_;  // per allocation: by some pin
};

}  // namespace

AllocationNames::AllocationNames(std::span<const Allocation> allocations, std::span<const Model> models)
    : allocations_(allocations), models_(models) {
    for (std::size_t t = 0; t < allocations.size(); ++t) {
        const Allocation& allocation = allocations[t];
        if (allocation.kind == AllocationKind::constant) continue;
        byName_.emplace(allocation.name, static_cast<int>(t));
        byName_.emplace(modelOf(allocation).name + ":" + allocation.name, static_cast<int>(t));
    }
}

const Model& AllocationNames::modelOf(const Allocation& allocation) const {
    return models_[static_cast<std::size_t>(allocation.model)];
}

std::vector<int> AllocationNames::find(std::string_view what, bool constantsToo) const {
    const auto [first, end] = byName_.equal_range(std::string(what));
    if (std::distance(first, end) == 1) return {first->second};
    if (first != end) return {};
    if (what.starts_with("kind:"))
        return pick([&](const Allocation& allocation) {
            return allocation.kind != AllocationKind::constant && fits(what.substr(5), nameOf(allocation.kind));
        });
    if (what.starts_with("kernel:"))
        return pick([&](const Allocation& allocation) {
            return allocation.kind == AllocationKind::workspace && fits(what.substr(7), kernelOf(allocation));
        });
    const std::size_t infix = what.find(":const:");
    if (what.starts_with("const:") || infix != std::string_view::npos) {
        if (!constantsToo) return {};
        return what.starts_with("const:") ? findConstants("*", what.substr(6), true)
                                          : findConstants(what.substr(0, infix), what.substr(infix + 7), false);
    }
    if (!isPattern(what)) return {};
    return pick([&](const Allocation& allocation) {
        if (allocation.kind == AllocationKind::constant) return false;
        bool matches = fits(what, allocation.name);
        for (std::size_t colon = what.find(':'); !matches && colon != std::string_view::npos;
             colon = what.find(':', colon + 1)) {
            matches =
                fits(what.substr(0, colon), modelOf(allocation).name) && fits(what.substr(colon + 1), allocation.name);
        }
        return matches;
    });
}

const std::string& AllocationNames::kernelOf(const Allocation& allocation) const {
    const Model& model = modelOf(allocation);
    const Operator& op = model.operators[static_cast<std::size_t>(allocation.op)];
    return model.kernels[static_cast<std::size_t>(op.kernel)].name;
}

std::vector<int> AllocationNames::pick(const std::function<bool(const Allocation&)>& matches) const {
    std::vector<int> picked;
    for (std::size_t t = 0; t < allocations_.size(); ++t) {
        if (matches(allocations_[t])) picked.push_back(static_cast<int>(t));
    }
    return picked;
}

// An exact name goes before a glob. Without a glob, several are none.
std::vector<int> AllocationNames::findConstants(std::string_view model, std::string_view name, bool anyModel) const {
    const auto inModel = [&](const Allocation& allocation) {
        return allocation.kind == AllocationKind::constant &&
               (modelOf(allocation).name == model || fits(model, modelOf(allocation).name));
    };
    std::vector<int> found =
        pick([&](const Allocation& allocation) { return inModel(allocation) && allocation.name == name; });
    const bool severalModels = !anyModel && isPattern(model);
    if (!found.empty()) return found.size() == 1 || severalModels ? found : std::vector<int>();
    return pick([&](const Allocation& allocation) { return inModel(allocation) && fits(name, allocation.name); });
}

void checkPins(const PlanCase& plan, Findings& findings) { PinCheck(plan, findings).go(); }

}  // namespace pinfold
