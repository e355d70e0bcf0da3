#include "ui/tables/table_contents.h"

#include "base/text.h"

#include <QStringList>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace pinfold::ui {
namespace {

constexpr int rowsBetweenQuestions = 4096;  // whether to stop

const TableColumn* columnOf(const TableContents& contents, const QString& key) {
    const auto found = std::find_if(contents.columns.begin(), contents.columns.end(),
                                    [&](const TableColumn& column) { return column.key == key; });
    return found == contents.columns.end() ? nullptr : &*found;
}

bool matches(const TableContents& contents, const FilterTerm& term, int row) {
    if (!term.column.isEmpty()) {
        const TableColumn* column = columnOf(contents, term.column);
        return column->number ? holds(term, column->number(row)) : holds(term, column->text(row));
    }
    return std::any_of(contents.columns.begin(), contents.columns.end(),
                       [&](const TableColumn& column) { return !column.number && holds(term, column.text(row)); });
}

std::vector<int> filteredRows(const TableContents& contents, const QString& line, const CancelToken& cancel) {
    std::vector<int> rows;
    const Filter filter = parseFilter(line, contents);
    for (int row = 0; row < contents.rows; ++row) {
        if (row % rowsBetweenQuestions == 0 && cancel.cancelled()) break;
        const bool shown = std::all_of(filter.terms.begin(), filter.terms.end(),
                                       [&](const FilterTerm& term) { return matches(contents, term, row); });
        if (shown) rows.push_back(row);
    }
    return rows;
}

// Sorts by a key per row, which is asked for once. `less` is for keys that are there; rows without come last.
template <typename Key, typename KeyOf, typename Missing, typename Less>
void sortBy(std::vector<int>& rows, const KeyOf& keyOf, const Missing& missing, const Less& less, bool descending) {
    std::vector<Key> keys;
    keys.reserve(rows.size());
    for (const int row : rows) keys.push_back(keyOf(row));
    std::vector<int> order(rows.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
        const Key& left = keys[static_cast<std::size_t>(a)];
        const Key& right = keys[static_cast<std::size_t>(b)];
        if (missing(left) || missing(right)) return !missing(left) && missing(right);
        return descending ? less(right, left) : less(left, right);
    });
    std::vector<int> sorted;
    sorted.reserve(rows.size());
    for (const int position : order) sorted.push_back(rows[static_cast<std::size_t>(position)]);
    rows = std::move(sorted);
}

QString csvText(const QString& text) { return QString::fromStdString(csvField(text.toStdString())); }

QString csvNumber(double number) {
    if (std::isnan(number)) return {};
    const bool whole = std::floor(number) == number && std::abs(number) < 9e15;
    return whole ? QString::number(number, 'f', 0) : QString::number(number, 'g', 9);
}

// The digits at the start of the text, without leading zeros.
QStringView digitsOf(QStringView text) {
    qsizetype end = 0;
    while (end < text.size() && text[end].isDigit()) ++end;
    return text.left(end);
}

QStringView withoutZeros(QStringView digits) {
    while (digits.size() > 1 && digits.front() == u'0') digits = digits.mid(1);
    return digits;
}

}  // namespace

bool ofSameItems(const TableContents* a, const TableContents* b) {
    return a && b && a->models == b->models && a->rows == b->rows;
}

void indexRows(TableContents& contents) {
    contents.rowOf.reserve(static_cast<std::size_t>(contents.rows));
    for (int row = 0; row < contents.rows; ++row) contents.rowOf.emplace(contents.item(row), row);
}

Filter parseFilter(const QString& line, const TableContents& contents) {
    QStringList columns;
    QStringList numbers;
    for (const TableColumn& column : contents.columns) {
        columns.append(column.key);
        if (column.number) numbers.append(column.key);
    }
    return parseFilter(line, columns, numbers);
}

std::vector<int> orderedRows(const TableContents& contents, const RowOrder& order, const CancelToken& cancel) {
    std::vector<int> rows = filteredRows(contents, order.filter, cancel);
    if (order.column < 0 || order.column >= static_cast<int>(contents.columns.size()) || cancel.cancelled())
        return rows;
    const TableColumn& column = contents.columns[static_cast<std::size_t>(order.column)];
    if (column.number) {
        sortBy<double>(
            rows, column.number, [](double key) { return std::isnan(key); }, std::less<>(), order.descending);
    } else {
        sortBy<QString>(
            rows, column.text, [](const QString& key) { return key.isEmpty(); },
            [](const QString& a, const QString& b) { return compareNaturally(a, b) < 0; }, order.descending);
    }
    return rows;
}

QString csvOf(const TableContents& contents, const std::vector<int>& rows, const CancelToken& cancel) {
    QStringList fields;
    for (const TableColumn& column : contents.columns) fields.append(csvText(column.title));
    QString csv = fields.join(u',') + u'\n';
    for (const int row : rows) {
        if (cancel.cancelled()) break;
        fields.clear();
        for (const TableColumn& column : contents.columns) {
            fields.append(column.number ? csvNumber(column.number(row)) : csvText(column.text(row)));
        }
        csv += fields.join(u',') + u'\n';
    }
    return csv;
}

int compareNaturally(QStringView a, QStringView b) {
    while (!a.isEmpty() && !b.isEmpty()) {
        if (a.front().isDigit() && b.front().isDigit()) {
            const QStringView left = digitsOf(a);
            const QStringView right = digitsOf(b);
            a = a.mid(left.size());
            b = b.mid(right.size());
            const QStringView x = withoutZeros(left);
            const QStringView y = withoutZeros(right);
            if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
            if (const int order = x.compare(y)) return order;
            continue;
        }
        const QChar left = a.front().toCaseFolded();
        const QChar right = b.front().toCaseFolded();
        if (left != right) return left < right ? -1 : 1;
        a = a.mid(1);
        b = b.mid(1);
    }
    return static_cast<int>(b.isEmpty()) - static_cast<int>(a.isEmpty());
}

}  // namespace pinfold::ui
