#include "ui/widgets/number_table.h"

#include "ui/style/theme.h"
#include "ui/widgets/share_bar_delegate.h"

#include <QHeaderView>
#include <QSortFilterProxyModel>

#include <algorithm>

namespace pinfold::ui {
namespace {

constexpr int widestColumn = 40 * grid;
constexpr int maxSortedRows = 5000;  // more take longer than a window may stand still

}  // namespace

void NumberTable::setContents(std::vector<NumberColumn> columns, int rows, std::function<Item(int row)> item) {
    beginResetModel();
    columns_ = std::move(columns);
    rows_ = columns_.empty() ? 0 : rows;
    item_ = std::move(item);
    endResetModel();
}

int NumberTable::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : rows_; }

int NumberTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

QVariant NumberTable::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const NumberColumn& column = columns_[static_cast<std::size_t>(index.column())];
    if (role == itemRole) return item_ ? QVariant::fromValue(item_(index.row())) : QVariant();
    if (column.extra) {
        QVariant value = column.extra(index.row(), role);
        if (value.isValid()) return value;
    }
    switch (role) {
        case Qt::DisplayRole:
        case Qt::ToolTipRole:  // whole, where the cell elides it
            return column.text(index.row());
        case Qt::TextAlignmentRole: return alignmentOf(column.number);
        case sortRole: return column.key ? column.key(index.row()) : QVariant(column.text(index.row()));
        default: return {};
    }
}

QVariant NumberTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
    const NumberColumn& column = columns_[static_cast<std::size_t>(section)];
    return headerOf(column.title, column.help, column.number, role);
}

NumberTableView::NumberTableView(NumberTable& model, const QString& name, const QString& title, QWidget* parent)
    : RowsView(name, title, parent), model_(model), sorted_(new QSortFilterProxyModel(this)) {
    sorted_->setSourceModel(&model);
    sorted_->setSortRole(NumberTable::sortRole);
    setModel(sorted_);
    setItemDelegate(new ShareBarDelegate(this));
    setSelectionMode(QAbstractItemView::SingleSelection);
    horizontalHeader()->setMaximumSectionSize(widestColumn);
    connect(sorted_, &QAbstractItemModel::modelReset, this, &NumberTableView::fit);
    connect(sorted_, &QAbstractItemModel::layoutChanged, this, [this] { scrollTo(currentIndex()); });
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) { emit currentModelRowChanged(modelRow(current)); });
    fit();
}

void NumberTableView::linkTo(Selection& selection) {
    RowsView::linkTo(selection, [this](const Item& item) { return shownRowOf(item); });
}

int NumberTableView::modelRow(const QModelIndex& shown) const {
    return shown.isValid() ? sorted_->mapToSource(shown).row() : -1;
}

void NumberTableView::showModelRow(int row) {
    const QModelIndex index = sorted_->mapFromSource(model_.index(row, 0));
    if (index.isValid()) showRow(index.row());
}

void NumberTableView::showRow(int row) {
    RowsView::showRow(row);
    const QModelIndex index = sorted_->index(row, 0);
    // It may be wider than the rows that the columns were made for.
    for (int column = 0; column < model_.columnCount(); ++column) {
        const int wanted = std::min(sizeHintForIndex(index.siblingAtColumn(column)).width() + 1, widestColumn);
        if (wanted > columnWidth(column)) setColumnWidth(column, wanted);
    }
}

QSize NumberTableView::wholeSize(int maxRows) const {
    const int frames = 2 * frameWidth();
    const int rows = std::min(model_.rowCount(), maxRows) * verticalHeader()->defaultSectionSize();
    return {horizontalHeader()->length() + frames, horizontalHeader()->sizeHint().height() + rows + frames};
}

void NumberTableView::fit() {
    const bool sortable = model_.rowCount() <= maxSortedRows;
    if (!sortable) sorted_->sort(-1);
    setSortingEnabled(sortable);
    resizeColumnsToContents();
    showSelected();
}

int NumberTableView::shownRowOf(const Item& item) const {
    for (int row = 0; row < sorted_->rowCount(); ++row) {
        if (sorted_->index(row, 0).data(itemRole).value<Item>() == item) return row;
    }
    return -1;
}

}  // namespace pinfold::ui
