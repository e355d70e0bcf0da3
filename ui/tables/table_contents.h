// What a table of items shows, without a table: columns that know how to show, compare and explain a row. Immutable
// and read by several threads: sorting and filtering 100,000 rows is done beside the window.
#pragma once

#include "base/cancel.h"
#include "ui/session/filter.h"
#include "ui/session/model_facts.h"

#include <QString>

#include <functional>
#include <limits>
#include <memory>
#include <unordered_map>
#include <vector>

namespace pinfold::ui {

// In a number column: there is none.
inline constexpr double noNumber = std::numeric_limits<double>::quiet_NaN();

struct TableColumn {
    QString key;                                 // in filters: lower-case letters
    QString title;                               // of the header
    QString help;                                // what it means and how it is computed; the header's tooltip
    std::function<QString(int row)> text;        // as shown
    std::function<double(int row)> number = {};  // to sort, filter and copy by; none: a column of text
    bool isPlace = false;                        // where the user may choose a place
};

struct TableContents {
    std::vector<TableColumn> columns;
    int rows = 0;
    std::shared_ptr<const Models> models;  // with the same models, row n is the same item
    bool planned = false;                  // there is a plan: columns of places and lifetimes have something to show
    // What a row stands for, and what the user's choice of a place in it would pin: nothing for some rows.
    std::function<Item(int row)> item;
    std::function<std::vector<Item>(int row)> pinned;
    std::function<bool(int row)> isPinned;          // by the plan or by the user
    std::function<QString(int row)> whyInfeasible;  // why the planner found no place for it; empty: it did
    std::unordered_map<Item, int, ItemHash> rowOf;  // the first row that stands for it
};

// Row n of both is the same item. Null is nothing.
bool ofSameItems(const TableContents* a, const TableContents* b);

// Fills `rowOf`.
void indexRows(TableContents& contents);

Filter parseFilter(const QString& line, const TableContents& contents);

struct RowOrder {
    int column = -1;  // sorted by; -1: as they come
    bool descending = false;
    QString filter;
};

// The rows that the filter lets through, sorted; rows that compare equal stay in their order, and those that have no
// number come last. Numbers inside text count as numbers: "op2" before "op10". Cancelled: what it has so far.
std::vector<int> orderedRows(const TableContents& contents, const RowOrder& order, const CancelToken& cancel = {});

// As RFC 4180 with a header line; numbers as other programs read them.
QString csvOf(const TableContents& contents, const std::vector<int>& rows, const CancelToken& cancel = {});

// Less, equal or greater than zero, with numbers inside the text counted as numbers, in any case.
int compareNaturally(QStringView a, QStringView b);

}  // namespace pinfold::ui
