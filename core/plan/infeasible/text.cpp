#include "base/text.h"
#include "base/json.h"
#include "plan/infeasible/infeasible.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace pinfold {
namespace {

constexpr std::size_t maxListed = 12;

// "DTCM (131,072 bytes free) and SRAM (517,632)".
std::string regionsText(const Infeasibility& infeasibility) {
    std::vector<std::string> parts;
    for (std::size_t r = 0; r < infeasibility.regions.size(); ++r) {
        parts.push_back(fmt::format("{} ({}{})", infeasibility.regions[r], grouped(infeasibility.freeBytes[r]),
                                    r == 0 ? " bytes free for buffers" : ""));
    }
    return fmt::format("{}", fmt::join(parts, " and "));
}

std::string headline(const Infeasibility& infeasibility, const Board& board) {
    const std::string where = fmt::format("{} of {}", regionsText(infeasibility), board.id);
    if (infeasibility.buffers.size() == 1) {
        return fmt::format("{}: \"{}\" alone does not fit into {}:", infeasibility.model,
                           infeasibility.buffers.front().name, where);
    }
    return fmt::format("{}: {} buffers do not fit together into {}:", infeasibility.model, infeasibility.buffers.size(),
                       where);
}

std::string bufferLines(const Infeasibility& infeasibility) {
    std::vector<const InfeasibleBuffer*> largest;
    for (const InfeasibleBuffer& buffer : infeasibility.buffers) largest.push_back(&buffer);
    std::stable_sort(largest.begin(), largest.end(),
                     [](const InfeasibleBuffer* a, const InfeasibleBuffer* b) { return a->bytes > b->bytes; });
    const std::size_t shown = std::min(maxListed, largest.size());
    std::size_t width = 0;
    for (std::size_t i = 0; i < shown; ++i) width = std::max(width, grouped(largest[i]->bytes).size());
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) {
        const InfeasibleBuffer& buffer = *largest[i];
        const std::string model = buffer.model == infeasibility.model ? "" : buffer.model + ":";
        text += fmt::format("  {:>{}} bytes  {}{}\n", grouped(buffer.bytes), width, model, buffer.name);
    }
    if (shown < largest.size()) text += fmt::format("  and {} smaller ones\n", largest.size() - shown);
    return text;
}

std::string pinsText(const Infeasibility& infeasibility) {
    if (infeasibility.pins.empty()) return "";
    return fmt::format("Pinned there by '{}'.\n", fmt::join(infeasibility.pins, "', '"));
}

std::string missingText(const Infeasibility& infeasibility) {
    return fmt::format("{} bytes are missing: {} would have to be that much larger for all that may be nowhere else.\n",
                       grouped(infeasibility.missingBytes),
                       infeasibility.regions.size() == 1 ? infeasibility.regions.front() : "one of these regions");
}

std::optional<RemedyKind> kindFromName(std::string_view name) {
    for (const auto kind :
         {RemedyKind::dropPin, RemedyKind::moveToRegion, RemedyKind::changeOption, RemedyKind::otherBoard}) {
        if (nameOf(kind) == name) return kind;
    }
    return std::nullopt;
}

}  // namespace

std::string infeasibilityText(const Infeasibility& infeasibility, const Board& board) {
    if (infeasibility.buffers.empty())
        return "Everything can be placed, but not in the time that the planner may take.\n";
    std::string text = headline(infeasibility, board) + "\n" + bufferLines(infeasibility);
    text += fmt::format("They are in use in tick {}, while operator {} runs.\n", infeasibility.tick, infeasibility.op);
    if (infeasibility.buffers.size() == 1) text.replace(text.rfind("They are"), 8, "It is");
    text += pinsText(infeasibility) + missingText(infeasibility);
    if (!infeasibility.proven)
        text += "That there is no place for them is not proven: a search found none in its budget.\n";
    if (infeasibility.remedies.empty())
        text += "No single change of pins, options or board that was tried is enough.\n";
    return text;
}

std::string infeasibilityJson(const Infeasibility& infeasibility) {
    OrderedJson json = {{"buffers", OrderedJson::array()},
                        {"pins", infeasibility.pins},
                        {"tick", infeasibility.tick},
                        {"model", infeasibility.model},
                        {"operator", infeasibility.op},
                        {"regions", OrderedJson::array()},
                        {"missing_bytes", infeasibility.missingBytes},
                        {"proven", infeasibility.proven},
                        {"remedies", OrderedJson::array()}};
    for (const InfeasibleBuffer& buffer : infeasibility.buffers) {
        json["buffers"].push_back(
            {{"model", buffer.model}, {"name", buffer.name}, {"bytes", buffer.bytes}, {"regions", buffer.regions}});
    }
    for (std::size_t r = 0; r < infeasibility.regions.size(); ++r) {
        json["regions"].push_back({{"name", infeasibility.regions[r]}, {"free_bytes", infeasibility.freeBytes[r]}});
    }
    for (const Remedy& remedy : infeasibility.remedies) {
        json["remedies"].push_back({{"kind", nameOf(remedy.kind)}, {"value", remedy.value}, {"text", remedy.text}});
        if (!remedy.pin.empty()) json["remedies"].back()["pin"] = remedy.pin;
    }
    return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

std::optional<Infeasibility> readInfeasibility(std::string_view text) try {
    const nlohmann::json json = nlohmann::json::parse(text);
    Infeasibility infeasibility;
    for (const auto& buffer : json.at("buffers")) {
        infeasibility.buffers.push_back(
            {buffer.at("model"), buffer.at("name"), buffer.at("bytes"), buffer.at("regions")});
    }
    infeasibility.pins = json.at("pins");
    infeasibility.tick = json.at("tick");
    infeasibility.model = json.at("model");
    infeasibility.op = json.at("operator");
    for (const auto& region : json.at("regions")) {
        infeasibility.regions.push_back(region.at("name"));
        infeasibility.freeBytes.push_back(region.at("free_bytes"));
    }
    infeasibility.missingBytes = json.at("missing_bytes");
    infeasibility.proven = json.at("proven");
    for (const auto& remedy : json.at("remedies")) {
        const auto kind = kindFromName(remedy.at("kind").get<std::string>());
        if (!kind) return std::nullopt;
        infeasibility.remedies.push_back({*kind, remedy.at("value"), remedy.at("text"), remedy.value("pin", "")});
    }
    return infeasibility;
} catch (const nlohmann::json::exception&) {
    return std::nullopt;
}

}  // namespace pinfold
