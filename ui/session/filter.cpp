#include "ui/session/filter.h"

#include "ui/text/say.h"

#include <QRegularExpression>

#include <cmath>
#include <limits>

namespace pinfold::ui {
namespace {

// Split at spaces, but not at those around comparisons, before a number's unit, nor between double quotes, which go.
QStringList partsOf(QString line) {
    static const QRegularExpression spaced(QStringLiteral("\\s*(==|!=|<=|>=|=|<|>)\\s*"));
    line.replace(spaced, QStringLiteral("\\1"));
    static const QRegularExpression beforeUnit(QStringLiteral("([=<>][-+0-9.,e]+)\\s+(?=(k|m|g|kib|mib|b)(\\s|$))"),
                                               QRegularExpression::CaseInsensitiveOption);
    line.replace(beforeUnit, QStringLiteral("\\1"));
    QStringList parts;
    QString part;
    bool quoted = false;
    for (const QChar c : line) {
        if (c == u'"') {
            quoted = !quoted;
        } else if (c.isSpace() && !quoted) {
            if (!part.isEmpty()) parts.append(part);
            part.clear();
        } else {
            part += c;
        }
    }
    if (!part.isEmpty()) parts.append(part);
    return parts;
}

// NaN if it is no number.
double numberOf(QString text) {
    static const QRegularExpression form(QStringLiteral("^([-+]?[0-9.]+(?:e[-+]?[0-9]+)?)(k|m|g|kib|mib|b)?$"),
                                         QRegularExpression::CaseInsensitiveOption);
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    bool ok = false;
    if (text.startsWith(QLatin1String("0x"), Qt::CaseInsensitive)) {
        const auto address = text.mid(2).toULongLong(&ok, 16);
        return ok ? static_cast<double>(address) : none;
    }
    const auto found = form.match(text.remove(u','));
    const double number = found.captured(1).toDouble(&ok);
    if (!ok) return none;
    const QString unit = found.captured(2).toLower();
    if (unit == QLatin1String("k")) return number * 1e3;
    if (unit == QLatin1String("m")) return number * 1e6;
    if (unit == QLatin1String("g")) return number * 1e9;
    if (unit == QLatin1String("kib")) return number * 1024;
    if (unit == QLatin1String("mib")) return number * 1024 * 1024;
    return number;
}

Relation relationOf(const QString& sign) {
    if (sign == QLatin1String("=") || sign == QLatin1String("==")) return Relation::equal;
    if (sign == QLatin1String("!=")) return Relation::unequal;
    if (sign == QLatin1String("<")) return Relation::less;
    if (sign == QLatin1String("<=")) return Relation::atMost;
    return sign == QLatin1String(">") ? Relation::greater : Relation::atLeast;
}

// Whether `word` begins a word of the text and no digit follows: "depthwise" of "Depthwise convolution", but neither
// "int8" of "uint8" nor "p1" of "p10".
bool hasWord(const QString& text, const QString& word) {
    for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(word, at + 1, Qt::CaseInsensitive)) {
        const qsizetype end = at + word.size();
        const bool begins = at == 0 || !text[at - 1].isLetterOrNumber();
        if (begins && (end == text.size() || !text[end].isDigit())) return true;
    }
    return false;
}

bool hasOrder(Relation relation) {
    return relation != Relation::contains && relation != Relation::equal && relation != Relation::unequal;
}

}  // namespace

Filter parseFilter(const QString& line, const QStringList& columns, const QStringList& numbers) {
    static const QRegularExpression comparison(QStringLiteral("^(.*?)(==|=|!=|<=|>=|<|>)(.*)$"));
    Filter filter;
    for (const QString& part : partsOf(line)) {
        const auto match = comparison.match(part);
        if (!match.hasMatch()) {
            filter.terms.push_back({{}, Relation::contains, part, 0});
            continue;
        }
        const QString column = match.captured(1).toLower();
        const FilterTerm term{column, relationOf(match.captured(2)), match.captured(3), numberOf(match.captured(3))};
        if (column.isEmpty()) {
            filter.fault = say("Write what is to be compared before “%1”.").arg(match.captured(2));
        } else if (!columns.contains(column)) {
            filter.fault = say("There is no “%1” to compare; there are %2.").arg(column, columns.join(u", "));
        } else if (term.text.isEmpty()) {
            filter.fault = numbers.contains(column)
                               ? say("Write what to compare “%1” with: %1>4096, %1>4 KiB.").arg(column)
                               : say("Write what to compare “%1” with, after = or !=.").arg(column);
        } else if (numbers.contains(column) && std::isnan(term.number)) {
            filter.fault = say("“%1” is no number to compare “%2” with.").arg(term.text, column);
        } else if (!numbers.contains(column) && hasOrder(term.relation)) {
            filter.fault = say("“%1” holds text: compare it with = or !=.").arg(column);
        } else {
            filter.terms.push_back(term);
        }
    }
    return filter;
}

bool holds(const FilterTerm& term, double number) {
    if (std::isnan(number)) return false;
    switch (term.relation) {
        case Relation::contains: return false;
        case Relation::equal: return number == term.number;
        case Relation::unequal: return number != term.number;
        case Relation::less: return number < term.number;
        case Relation::atMost: return number <= term.number;
        case Relation::greater: return number > term.number;
        case Relation::atLeast: return number >= term.number;
    }
    return false;
}

bool holds(const FilterTerm& term, const QString& text) {
    if (term.relation == Relation::contains) return text.contains(term.text, Qt::CaseInsensitive);
    return hasWord(text, term.text) == (term.relation == Relation::equal);
}

}  // namespace pinfold::ui
