// Where the user may want something: what menus and cells offer, and what choosing it does.
#pragma once

#include "ui/session/pinning.h"

#include <QMetaType>
#include <QString>

#include <optional>

namespace pinfold::ui {

struct PlaceChoice {
    enum class Kind { planner, region, keepOut };
    Kind kind = Kind::planner;
    std::string region{};  // of the board; empty where the planner decides

    bool operator==(const PlaceChoice&) const = default;
};

QString textOf(const PlaceChoice& choice);

// The planner's choice, every RAM region, and "not there" for each. `constants`: the code region too, where they lie
// anyway unless they are copied.
std::vector<PlaceChoice> placeChoices(const Board& board, bool constants);

// What the exact pins of an item amount to; none where they name an address or several places.
std::optional<PlaceChoice> choiceOf(std::span<const std::string> pins, std::span<const Model> models, const Item& item);

// For all of them in one undoable step.
void place(Document& document, std::span<const Model> models, std::span<const Item> items, const PlaceChoice& choice);

}  // namespace pinfold::ui

Q_DECLARE_METATYPE(pinfold::ui::PlaceChoice)
