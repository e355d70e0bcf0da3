// The operators, inputs and outputs that what was typed finds (search/filter.h), one after the other.
#pragma once

#include "base/result.h"
#include "ui/session/operator_facts.h"
#include "ui/session/selection.h"

#include <QString>

#include <vector>

namespace pinfold::ui {

class GraphFinder {
public:
    // What is searched of each.
    struct Searched {
        QString name;
        QString kind;
        QString dtype;       // of its first output
        QString otherNames;  // by which it is found, too; one a line
        OperatorFacts facts;
    };

    // Takes the place of what was searched. Both must outlive their use here.
    void setModels(const Models& models, const FactTable& facts);
    void clear();

    // Empty text finds nothing. After an error, which says in a sentence what cannot be understood, nothing is found.
    Result<void> find(const QString& text);
    [[nodiscard]] bool searching() const { return searching_; }
    // In the order of execution, each model's inputs before and its outputs after its operators.
    [[nodiscard]] const std::vector<Item>& found() const { return found_; }

    // Where an item is among the found, or -1.
    [[nodiscard]] int placeOf(const Item& item) const;
    // The one after or before `from`, around the ends; if that is not among them, the first that comes after it or the
    // last that comes before it. None where nothing is found.
    [[nodiscard]] Item next(const Item& from, bool forwards) const;

private:
    struct Entry {
        Item item;
        Searched searched;
    };
    std::vector<Entry> entries_;
    std::vector<Item> found_;
    bool searching_ = false;
};

}  // namespace pinfold::ui
