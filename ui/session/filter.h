// What is typed above a table and into the graph's find bar: words and comparisons, all of which must hold.
//
//   conv pool             rows that have both words in one of their texts, in any case
//   "two words"           the same for a phrase
//   bytes>4096            a number against a number; also >=, <, <=, = and !=, with spaces around it if you like.
//                         Numbers may be 4,096, 64k (64,000), 2M, 1G, 64 KiB (65,536), 2MiB, 1e6 and 0x2000
//   region=DTCM           a text that is that text, or has it at the beginning of a word; != for its contrary
#pragma once

#include <QString>
#include <QStringList>

#include <vector>

namespace pinfold::ui {

enum class Relation { contains, equal, unequal, less, atMost, greater, atLeast };

struct FilterTerm {
    QString column;  // what is compared; empty: any text
    Relation relation = Relation::contains;
    QString text;       // what it is compared with
    double number = 0;  // the same as a number; NaN where it is none
};

struct Filter {
    std::vector<FilterTerm> terms;
    QString fault;  // a sentence about what could not be understood; such terms are left out
};

// `columns`: what can be compared, in small letters; `numbers`: those of them that are numbers.
Filter parseFilter(const QString& line, const QStringList& columns, const QStringList& numbers);

// NaN stands for a number that nobody knows: no comparison with it holds.
[[nodiscard]] bool holds(const FilterTerm& term, double number);
[[nodiscard]] bool holds(const FilterTerm& term, const QString& text);

}  // namespace pinfold::ui
