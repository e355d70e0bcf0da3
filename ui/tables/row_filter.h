// What the line above a table means: words and comparisons, all of which must hold.
//
//   conv pool             rows that have both words in one of their text columns, in any case
//   "two words"           the same for a phrase
//   bytes>4096            a number column against a number; also >=, <, <=, = and !=; "64k" is 65,536, "2M" 2,097,152
//   region=DTCM           a text column that is that text, or has it in it where it holds several; != for its contrary
#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace pinfold::ui {

enum class Relation { contains, equal, unequal, less, atMost, greater, atLeast };

struct FilterTerm {
    QString column;  // its key; empty: any text column
    Relation relation = Relation::contains;
    QString text;       // what it is compared with
    double number = 0;  // the same as a number; NaN where it is none
};

struct RowFilter {
    std::vector<FilterTerm> terms;
    QString fault;  // a sentence about what could not be understood; such terms are left out
};

// `columns`: the keys of the table's columns; `numbers`: those of them that hold numbers.
RowFilter parseFilter(const QString& line, const QStringList& columns, const QStringList& numbers);

[[nodiscard]] bool holds(const FilterTerm& term, double number);
[[nodiscard]] bool holds(const FilterTerm& term, const QString& text);

}  // namespace pinfold::ui
