#include "base/text.h"
#include "base/json.h"
#include "plan/infeasible/infeasible.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace pinfold {
namespace {

constexpr std::size_t mostListed = 12;

// "DTCM (131,072 bytes free) and SRAM (517,632)".
std::string regionsText(const Misfit& misfit) {
    std::vector<std::string> parts;
    for (std::size_t r = 0; r < misfit.regions.size(); ++r) {
        parts.push_back(fmt::format("{} ({}{})", misfit.regions[r], grouped(misfit.freeBytes[r]),
                                    r == 0 ? " bytes free for buffers" : ""));
    }
    return fmt::format("{}", fmt::join(parts, " and "));
}

std::string headline(const Misfit& misfit, const Board& board) {
    const std::string where = fmt::format("{} of {}", regionsText(misfit), board.id);
    if (misfit.buffers.size() == 1) {
        return fmt::format("{}: \"{}\" alone does not fit into {}:", misfit.model, misfit.buffers.front().name, where);
    }
    return fmt::format("{}: {} buffers do not fit together into {}:", misfit.model, misfit.buffers.size(), where);
}

std::string bufferLines(const Misfit& misfit) {
    std::vector<const MisfitBuffer*> largest;
    for (const MisfitBuffer& buffer : misfit.buffers) largest.push_back(&buffer);
    std::stable_sort(largest.begin(), largest.end(),
                     [](const MisfitBuffer* a, const MisfitBuffer* b) { return a->bytes > b->bytes; });
    const std::size_t shown = std::min(mostListed, largest.size());
    std::size_t width = 0;
    for (std::size_t i = 0; i < shown; ++i) width = std::max(width, grouped(largest[i]->bytes).size());
    std::string text;
    for (std::size_t i = 0; i < shown; ++i) {
        const MisfitBuffer& buffer = *largest[i];
        const std::string model = buffer.model == misfit.model ? "" : buffer.model + ":";
        text += fmt::format("  {:>{}} bytes  {}{}\n", grouped(buffer.bytes), width, model, buffer.name);
    }
    if (shown < largest.size()) text += fmt::format("  and {} smaller ones\n", largest.size() - shown);
    return text;
}

std::string pinsText(const Misfit& misfit) {
    if (misfit.pins.empty()) return "";
    return fmt::format("Pinned there by '{}'.\n", fmt::join(misfit.pins, "', '"));
}

std::string missingText(const Misfit& misfit) {
    return fmt::format("{} bytes are missing: {} would have to be that much larger for all that may be nowhere else.\n",
                       grouped(misfit.missingBytes),
                       misfit.regions.size() == 1 ? misfit.regions.front() : "one of these regions");
}

std::optional<RemedyKind> kindFromName(std::string_view name) {
    for (const auto kind :
         {RemedyKind::dropPin, RemedyKind::moveToRegion, RemedyKind::changeOption, RemedyKind::otherBoard}) {
        if (nameOf(kind) == name) return kind;
    }
    return std::nullopt;
}

}  // namespace

std::string misfitText(const Misfit& misfit, const Board& board) {
    if (misfit.buffers.empty()) return "Everything can be placed, but not in the time that the planner may take.\n";
    std::string text = headline(misfit, board) + "\n" + bufferLines(misfit);
    text += fmt::format("They are in use in tick {}, while operator {} runs.\n", misfit.tick, misfit.op);
    if (misfit.buffers.size() == 1) text.replace(text.rfind("They are"), 8, "It is");
    text += pinsText(misfit) + missingText(misfit);
    if (!misfit.proven) text += "That there is no place for them is not proven: a search found none in its budget.\n";
    if (misfit.remedies.empty()) text += "No single change of pins, options or board that was tried is enough.\n";
    return text;
}

std::string misfitJson(const Misfit& misfit) {
    OrderedJson json = {{"buffers", OrderedJson::array()},
                        {"pins", misfit.pins},
                        {"tick", misfit.tick},
                        {"model", misfit.model},
                        {"operator", misfit.op},
                        {"regions", OrderedJson::array()},
                        {"missing_bytes", misfit.missingBytes},
                        {"proven", misfit.proven},
                        {"remedies", OrderedJson::array()}};
    for (const MisfitBuffer& buffer : misfit.buffers) {
        json["buffers"].push_back(
            {{"model", buffer.model}, {"name", buffer.name}, {"bytes", buffer.bytes}, {"regions", buffer.regions}});
    }
    for (std::size_t r = 0; r < misfit.regions.size(); ++r) {
        json["regions"].push_back({{"name", misfit.regions[r]}, {"free_bytes", misfit.freeBytes[r]}});
    }
    for (const Remedy& remedy : misfit.remedies) {
        json["remedies"].push_back({{"kind", nameOf(remedy.kind)}, {"value", remedy.value}, {"text", remedy.text}});
        if (!remedy.pin.empty()) json["remedies"].back()["pin"] = remedy.pin;
    }
    return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

std::optional<Misfit> readMisfit(std::string_view text) try {
    const nlohmann::json json = nlohmann::json::parse(text);
    Misfit misfit;
    for (const auto& buffer : json.at("buffers")) {
        misfit.buffers.push_back({buffer.at("model"), buffer.at("name"), buffer.at("bytes"), buffer.at("regions")});
    }
    misfit.pins = json.at("pins");
    misfit.tick = json.at("tick");
    misfit.model = json.at("model");
    misfit.op = json.at("operator");
    for (const auto& region : json.at("regions")) {
        misfit.regions.push_back(region.at("name"));
        misfit.freeBytes.push_back(region.at("free_bytes"));
    }
    misfit.missingBytes = json.at("missing_bytes");
    misfit.proven = json.at("proven");
    for (const auto& remedy : json.at("remedies")) {
        const auto kind = kindFromName(remedy.at("kind").get<std::string>());
        if (!kind) return std::nullopt;
        misfit.remedies.push_back({*kind, remedy.at("value"), remedy.at("text"), remedy.value("pin", "")});
    }
    return misfit;
} catch (const nlohmann::json::exception&) {
    return std::nullopt;
}

}  // namespace pinfold
