#include "ui/session/place_choice.h"

#include "ui/text/say.h"

namespace pinfold::ui {

QString textOf(const PlaceChoice& choice) {
    switch (choice.kind) {
        case PlaceChoice::Kind::planner: return say("Planner decides");
        case PlaceChoice::Kind::region: return QString::fromStdString(choice.region);
        case PlaceChoice::Kind::keepOut: return say("Keep out of %1").arg(QString::fromStdString(choice.region));
    }
    return {};
}

std::vector<PlaceChoice> placeChoices(const Board& board, bool constants) {
    std::vector<PlaceChoice> choices = {{PlaceChoice::Kind::planner}};
    for (const Region& region : board.regions) {
        const bool possible = region.kind == RegionKind::ram || (constants && region.name == board.codeRegion);
        if (possible) choices.push_back({PlaceChoice::Kind::region, region.name});
    }
    for (const Region& region : board.regions) {
        if (region.kind == RegionKind::ram) choices.push_back({PlaceChoice::Kind::keepOut, region.name});
    }
    return choices;
}

std::optional<PlaceChoice> choiceOf(std::span<const std::string> pins, std::span<const Model> models,
                                    const Item& item) {
    const auto exact = exactPinsOf(pins, models, item);
    if (exact.empty()) return PlaceChoice{};
    if (exact.size() > 1) return std::nullopt;
    const std::string& pin = exact.front();
    const auto equals = pin.rfind('=');
    const std::string where = pin.substr(equals + 1);
    if (where.starts_with("0x") || where.starts_with("0X")) return std::nullopt;
    const bool keepOut = equals > 0 && pin[equals - 1] == '!';
    return PlaceChoice{keepOut ? PlaceChoice::Kind::keepOut : PlaceChoice::Kind::region, where};
}

void place(Document& document, std::span<const Model> models, std::span<const Item> items, const PlaceChoice& choice) {
    switch (choice.kind) {
        case PlaceChoice::Kind::planner: return unpin(document, models, items);
        case PlaceChoice::Kind::region: return pinToRegion(document, models, items, choice.region);
        case PlaceChoice::Kind::keepOut: return keepOutOf(document, models, items, choice.region);
    }
}

}  // namespace pinfold::ui
