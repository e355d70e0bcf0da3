// What the inspector tells about an item: facts with an explanation each, some of them links to other items.
#pragma once

#include "ui/session/model_facts.h"

#include <QString>

#include <vector>

namespace pinfold::ui {

struct Fact {
    QString name;         // empty: more of the fact before it
    QString value;        // with its unit
    QString help;         // what it means and how it is computed
    Item link = {};       // selected when the fact is activated
    bool number = false;  // right-aligned
};

struct ItemFacts {
    QString title;     // the item's name
    QString subtitle;  // what it is
    std::vector<Fact> facts;
};

// Links that a list of one kind shows at most; one more line tells how many there are beside them.
inline constexpr std::size_t maxLinks = 24;

// `pins` of the document; `reports` may be null. Empty for no item.
ItemFacts factsAbout(const ModelFacts& modelFacts, const Item& item, const std::vector<std::string>& pins,
                     const Session::Reports* reports);

}  // namespace pinfold::ui
