#include "ui/graph/graph_query.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace pinfold::ui {
namespace {

using Field = GraphQuery::Field;
using Comparison = GraphQuery::Comparison;
using Term = GraphQuery::Term;

QString say(const char* text) { return QCoreApplication::translate("GraphQuery", text); }

Error wrong(const QString& text) { return {ErrorKind::badInput, text.toStdString()}; }

struct FieldName {
    QLatin1String name;
    Field field;
};
const std::array<FieldName, 9> fieldNames{{{QLatin1String("name"), Field::name},
                                           {QLatin1String("kind"), Field::kind},
                                           {QLatin1String("dtype"), Field::dtype},
                                           {QLatin1String("bytes"), Field::bytes},
                                           {QLatin1String("workspace"), Field::workspace},
                                           {QLatin1String("parameters"), Field::parameters},
                                           {QLatin1String("macs"), Field::macs},
                                           {QLatin1String("cycles"), Field::cycles},
                                           {QLatin1String("error"), Field::error}}};

bool isText(Field field) { return field <= Field::dtype; }

std::optional<double> numberOf(QString text) {
    static const QRegularExpression form(QStringLiteral("^([-+]?[0-9.]+(?:e[-+]?[0-9]+)?)(k|m|g|kib|mib|b)?$"),
                                         QRegularExpression::CaseInsensitiveOption);
    const auto found = form.match(text.remove(u','));
    bool ok = false;
    const double number = found.captured(1).toDouble(&ok);
    if (!ok) return std::nullopt;
    const QString unit = found.captured(2).toLower();
    if (unit == QLatin1String("k")) return number * 1e3;
    if (unit == QLatin1String("m")) return number * 1e6;
    if (unit == QLatin1String("g")) return number * 1e9;
    if (unit == QLatin1String("kib")) return number * 1024;
    if (unit == QLatin1String("mib")) return number * 1024 * 1024;
    return number;
}

Comparison comparisonOf(const QString& sign) {
    if (sign == QLatin1String("<")) return Comparison::less;
    if (sign == QLatin1String("<=")) return Comparison::lessOrEqual;
    if (sign == QLatin1String(">")) return Comparison::greater;
    if (sign == QLatin1String(">=")) return Comparison::greaterOrEqual;
    return sign == QLatin1String("!=") ? Comparison::notEqual : Comparison::equal;
}

Result<Term> parseComparison(const QString& left, const QString& sign, const QString& right) {
    const auto* const known = std::find_if(fieldNames.begin(), fieldNames.end(), [&](const FieldName& f) {
        return left.compare(f.name, Qt::CaseInsensitive) == 0;
    });
    if (known == fieldNames.end()) {
        QStringList names;
        for (const FieldName& field : fieldNames) names.append(field.name);
        return wrong(say("“%1” cannot be compared. What can: %2.").arg(left, names.join(QStringLiteral(", "))));
    }
    Term term{known->field, comparisonOf(sign), right, 0};
    if (right.isEmpty())
        return wrong(say("What is %1 to be compared with? Something is missing after “%2”.").arg(left, sign));
    if (isText(term.field)) {
        if (term.comparison == Comparison::equal || term.comparison == Comparison::notEqual) return term;
        return wrong(say("%1 is text: it can be compared with = and != only.").arg(left));
    }
    const auto number = numberOf(right);
    if (!number) return wrong(say("“%1” is no number to compare %2 with.").arg(right, left));
    term.number = *number;
    return term;
}

double numberIn(const OperatorFacts& facts, Field field) {
    switch (field) {
        case Field::bytes: return facts.bytes;
        case Field::workspace: return facts.workspace;
        case Field::parameters: return facts.parameters;
        case Field::macs: return facts.macs;
        case Field::cycles: return facts.cycles;
        case Field::error: return facts.error;
        default: return std::nan("");
    }
}

bool holds(double value, Comparison comparison, double number) {
    if (std::isnan(value)) return false;
    switch (comparison) {
        case Comparison::less: return value < number;
        case Comparison::lessOrEqual: return value <= number;
        case Comparison::equal: return value == number;
        case Comparison::notEqual: return value != number;
        case Comparison::greaterOrEqual: return value >= number;
        case Comparison::greater: return value > number;
    }
    return false;
}

bool holds(const Term& term, const Searched& searched) {
    if (!isText(term.field)) return holds(numberIn(searched.facts, term.field), term.comparison, term.number);
    const auto in = [&](const QString& text, Field field) {
        return (term.field == Field::any || term.field == field) && text.contains(term.text, Qt::CaseInsensitive);
    };
    const bool found =
        in(searched.name, Field::name) || in(searched.kind, Field::kind) || in(searched.dtype, Field::dtype);
    return found == (term.comparison == Comparison::equal);
}

}  // namespace

Result<GraphQuery> parseGraphQuery(const QString& text) {
    static const QRegularExpression spaced(QStringLiteral("\\s*(<=|>=|!=|==|<|>|=)\\s*"));
    static const QRegularExpression comparison(QStringLiteral("^(.*?)(<=|>=|!=|==|<|>|=)(.*)$"));
    static const QRegularExpression spaces(QStringLiteral("\\s+"));
    GraphQuery query;
    const QString joined = QString(text).replace(spaced, QStringLiteral("\\1"));
    for (const QString& word : joined.split(spaces, Qt::SkipEmptyParts)) {
        const auto parts = comparison.match(word);
        if (!parts.hasMatch()) {
            query.terms.push_back({Field::any, Comparison::equal, word, 0});
            continue;
        }
        if (parts.captured(1).isEmpty()) {
            return wrong(say("What is to be compared? Something is missing before “%1”.").arg(parts.captured(2)));
        }
        PINFOLD_TRY(Term term, parseComparison(parts.captured(1), parts.captured(2), parts.captured(3)));
        query.terms.push_back(std::move(term));
    }
    return query;
}

bool matches(const GraphQuery& query, const Searched& searched) {
    return std::all_of(query.terms.begin(), query.terms.end(), [&](const Term& term) { return holds(term, searched); });
}

}  // namespace pinfold::ui
