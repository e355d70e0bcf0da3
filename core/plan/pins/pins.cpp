// Pins come one by one, each with what it means; then each buffer gets the regions that all of its pins leave.
#include "plan/pins/pins.h"

#include "plan/pins/pin_names.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace pinfold {
namespace {

// A plan.json may hold any number; each is held against every buffer.
constexpr std::size_t maxPins = 10'000;
constexpr std::size_t maxFaults = 20;  // that a message lists

// Of a user's text that a message repeats.
std::string shortened(const std::string& text) {
    constexpr std::size_t longest = 200;
    return text.size() > longest ? text.substr(0, longest) + "…" : text;
}

struct Pin {
    std::string what;
    bool isNot = false;
    std::string region;  // empty: an address
    std::optional<std::uint64_t> address;
};

bool isRam(const Board& board, std::string_view name) {
    const Region* region = findRegion(board, name);
    return region && region->kind == RegionKind::ram;
}

std::string ramNames(const Board& board) {
    std::vector<std::string_view> names;
    for (const Region& region : board.regions) {
        if (region.kind == RegionKind::ram) names.push_back(region.name);
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

const Region* ramAt(const Board& board, std::uint64_t address) {
    for (const Region& region : board.regions) {
        if (region.kind == RegionKind::ram && address >= region.address &&
            address - region.address < static_cast<std::uint64_t>(region.bytes)) {
            return &region;
        }
    }
    return nullptr;
}

Result<Pin> parsePin(const std::string& text, const Board& board) {
    const std::size_t equals = text.rfind('=');
    Pin pin;
    pin.isNot = equals != std::string::npos && equals > 0 && text[equals - 1] == '!';
    const std::size_t whatEnd = pin.isNot ? equals - 1 : equals;
    if (equals == std::string::npos || whatEnd == 0 || equals + 1 == text.size()) {
        return badInput("must be WHAT=REGION, WHAT=0xADDRESS or WHAT!=REGION.");
    }
    pin.what = text.substr(0, whatEnd);
    const std::string place = text.substr(equals + 1);
    if (!place.starts_with("0x") && !place.starts_with("0X")) {
        pin.region = place;
        if (!findRegion(board, place)) {
            return badInput("{} has no region {}; pools may be in {}.", board.id, place, ramNames(board));
        }
        return pin;
    }
    std::uint64_t address = 0;
    const auto [end, error] = std::from_chars(place.data() + 2, place.data() + place.size(), address, 16);
    if (error != std::errc() || end != place.data() + place.size()) {
        return badInput("\"{}\" is no address; one is 0x and up to 16 hexadecimal digits.", place);
    }
    if (pin.isNot) return badInput("a buffer can be kept out of a region, but not off an address.");
    if (!ramAt(board, address)) {
        return badInput("the address {} is in no RAM region of {}; there are {}.", place, board.id, ramNames(board));
    }
    pin.address = address;
    return pin;
}

Result<PinTargets> meaningOf(const std::string& what, const PinNames& names) {
    constexpr std::size_t longest = 4096;  // as core/check has it
    if (what.size() > longest) return badInput("is a name of {} bytes; at most {} are accepted.", what.size(), longest);
    PinTargets targets = names.find(what);
    if (targets.buffers.empty() && targets.constants.empty()) {
        return badInput("matches nothing; {}", names.suggestion(what));
    }
    if (!targets.group && targets.buffers.size() + targets.constants.size() > 1) {
        return badInput("means several: {}. Name the model, or use a glob to mean all.", names.fullNames(targets));
    }
    return targets;
}

class Resolver {
public:
    Resolver(std::span<const std::string> pins, std::span<const PlannedBuffer> buffers,
             std::span<const PlannedConstant> constants, std::span<const Model> models, const Board& board,
             CancelToken cancel)
        : texts_(pins),
          buffers_(buffers),
          constants_(constants),
          board_(board),
          cancel_(std::move(cancel)),
          names_(buffers, constants, models) {}

    Outcome<ResolvedPins> resolve() {
        if (texts_.size() > maxPins) return badInput("{} pins are more than {}.", texts_.size(), maxPins);
        resolved_.buffers.resize(buffers_.size());
        resolved_.constants.resize(constants_.size());
        for (std::size_t i = 0; i < texts_.size(); ++i) {
            if (cancel_.cancelled()) return Cancelled{};
            if (const auto attached = attach(static_cast<int>(i)); !attached.ok()) {
                faults_.push_back(fmt::format("pin \"{}\": {}", shortened(texts_[i]), attached.error().message));
            }
        }
        if (cancel_.cancelled()) return Cancelled{};
        if (faults_.empty()) narrowAll();
        if (faults_.empty()) return std::move(resolved_);
        return badInput("{}", fmt::join(shownFaults(), "\n"));
    }

private:
    std::vector<std::string> shownFaults() const {
        std::vector<std::string> shown = faults_;
        if (shown.size() <= maxFaults) return shown;
        const std::size_t more = shown.size() - maxFaults;
        shown.resize(maxFaults);
        shown.push_back(fmt::format("And {} more.", more));
        return shown;
    }

    // Notes the pin at all that it means.
    Result<void> attach(int index) {
        PINFOLD_TRY(Pin pin, parsePin(texts_[static_cast<std::size_t>(index)], board_));
        PINFOLD_TRY(const PinTargets targets, meaningOf(pin.what, names_));
        const bool mayBeFlash = targets.buffers.empty() && pin.region == board_.codeRegion;
        if (!pin.address && !mayBeFlash && !isRam(board_, pin.region)) {
            return badInput("{} is no RAM region; there are {}.", pin.region, ramNames(board_));
        }
        for (const int b : targets.buffers) resolved_.buffers[static_cast<std::size_t>(b)].pins.push_back(index);
        for (const int c : targets.constants) resolved_.constants[static_cast<std::size_t>(c)].pins.push_back(index);
        pins_[index] = std::move(pin);
        return {};
    }

    void narrowAll() {
        for (std::size_t b = 0; b < buffers_.size(); ++b) {
            narrow(resolved_.buffers[b], nameOf(buffers_[b].kind), buffers_[b].name);
        }
        for (std::size_t c = 0; c < constants_.size(); ++c) {
            narrow(resolved_.constants[c], "constant", "const:" + constants_[c].name);
        }
    }

    // The regions that all pins of a buffer leave.
    void narrow(PinnedPlace& place, std::string_view kind, const std::string& name) {
        place.pinned = !place.pins.empty();
        for (const Region& region : board_.regions) {
            const bool flash = kind == "constant" && region.name == board_.codeRegion;
            if (flash || (region.kind == RegionKind::ram && mayHold(region, kind)))
                place.regions.push_back(region.name);
        }
        if (!place.pinned) return;
        const std::vector<std::string> before = place.regions;
        for (const int index : place.pins) {
            const Pin& pin = pins_.at(index);
            const std::string& region = pin.address ? ramAt(board_, *pin.address)->name : pin.region;
            std::erase_if(place.regions, [&](const std::string& r) { return (r == region) == pin.isNot; });
            if (!pin.address) continue;
            if (place.address && *place.address != *pin.address) place.regions.clear();
            place.address = pin.address;
        }
        if (!place.regions.empty() || !complained_.insert(place.pins).second) return;
        faults_.push_back(contradiction(place, before, kind, name));
    }

    std::string contradiction(const PinnedPlace& place, const std::vector<std::string>& before, std::string_view kind,
                              const std::string& name) const {
        std::vector<std::string> texts;
        for (const int index : place.pins) texts.push_back(texts_[static_cast<std::size_t>(index)]);
        if (texts.size() > 1) {
            return fmt::format("pins \"{}\" contradict each other: they leave no place for \"{}\".",
                               fmt::join(texts, "\", \""), name);
        }
        return fmt::format(
            "pin \"{}\": leaves no place for \"{}\"; the board lets it be in {}.", texts.front(), name,
            before.empty() ? fmt::format("no region (kind {})", kind) : fmt::format("{}", fmt::join(before, ", ")));
    }

    std::span<const std::string> texts_;
    std::span<const PlannedBuffer> buffers_;
    std::span<const PlannedConstant> constants_;
    const Board& board_;
    const CancelToken cancel_;
    const PinNames names_;
    std::map<int, Pin> pins_;                // those that are well-formed
    std::set<std::vector<int>> complained_;  // sets of pins that were found to contradict each other
    std::vector<std::string> faults_;
    ResolvedPins resolved_;
};

}  // namespace

Result<ResolvedPins> resolvePins(std::span<const std::string> pins, std::span<const PlannedBuffer> buffers,
                                 std::span<const PlannedConstant> constants, std::span<const Model> models,
                                 const Board& board) {
    PINFOLD_TRY(auto resolved, resolvePins(pins, buffers, constants, models, board, CancelToken()));
    return std::get<ResolvedPins>(std::move(resolved));
}

Outcome<ResolvedPins> resolvePins(std::span<const std::string> pins, std::span<const PlannedBuffer> buffers,
                                  std::span<const PlannedConstant> constants, std::span<const Model> models,
                                  const Board& board, const CancelToken& cancel) {
    return Resolver(pins, buffers, constants, models, board, cancel).resolve();
}

Result<std::vector<int>> resolveBuffers(const std::string& what, const PinNames& names) {
    const auto targets = meaningOf(what, names);
    if (!targets.ok()) return badInput("keep \"{}\": {}", shortened(what), targets.error().message);
    return targets->buffers;
}

}  // namespace pinfold
