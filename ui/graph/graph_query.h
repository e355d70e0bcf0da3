// What is typed into the graph's find bar: words and comparisons, all of which must hold.
//
//     conv int8 bytes>4096        a name, kind or dtype with "conv", one with "int8", and more than 4,096 bytes
#pragma once

#include "base/result.h"
#include "ui/graph/operator_facts.h"

#include <QString>

#include <vector>

namespace pinfold::ui {

// What a query is asked about.
struct Searched {
    QString name;
    QString kind;
    QString dtype;
    OperatorFacts facts;
};

struct GraphQuery {
    enum class Field { any, name, kind, dtype, bytes, workspace, parameters, macs, cycles, error };
    enum class Comparison { less, lessOrEqual, equal, notEqual, greaterOrEqual, greater };
    struct Term {
        Field field = Field::any;
        Comparison comparison = Comparison::equal;
        QString text;       // any, name, kind, dtype: is in it, whatever the case
        double number = 0;  // all others
    };
    std::vector<Term> terms;  // none: nothing is looked for
};

// An error says in a sentence what cannot be understood. Numbers may have an exponent, thousands separators and one of
// k, M, G, KiB, MiB behind them; spaces around a comparison do not matter.
Result<GraphQuery> parseGraphQuery(const QString& text);

// A comparison with a number that is not known does not hold.
bool matches(const GraphQuery& query, const Searched& searched);

}  // namespace pinfold::ui
