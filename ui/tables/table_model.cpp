#include "ui/tables/table_model.h"

namespace pinfold::ui {

void TableModel::setContents(std::vector<TableColumn> columns, int rows) {
    beginResetModel();
    columns_ = std::move(columns);
    rows_ = columns_.empty() ? 0 : rows;
    endResetModel();
}

void TableModel::refresh() {
    if (rows_ == 0) return;
    emit dataChanged(index(0, 0), index(rows_ - 1, static_cast<int>(columns_.size()) - 1));
}

int TableModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : rows_; }

int TableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

QVariant TableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const TableColumn& column = columns_[static_cast<std::size_t>(index.column())];
    if (column.extra) {
        QVariant value = column.extra(index.row(), role);
        if (value.isValid()) return value;
    }
    switch (role) {
        case Qt::DisplayRole:
        case Qt::ToolTipRole:  // whole, where the cell elides it
        case Qt::EditRole: return column.text(index.row());
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(
                Qt::Alignment(Qt::AlignVCenter | (column.number ? Qt::AlignRight : Qt::AlignLeft)));
        case sortRole: return column.key ? column.key(index.row()) : QVariant(column.text(index.row()));
        default: return {};
    }
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
    const TableColumn& column = columns_[static_cast<std::size_t>(section)];
    switch (role) {
        case Qt::DisplayRole: return column.title;
        case Qt::ToolTipRole: return column.help;
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(
                Qt::Alignment(Qt::AlignVCenter | (column.number ? Qt::AlignRight : Qt::AlignLeft)));
        default: return {};
    }
}

Qt::ItemFlags TableModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid()) return flags;
    flags |= Qt::ItemNeverHasChildren;
    if (columns_[static_cast<std::size_t>(index.column())].edit) flags |= Qt::ItemIsEditable;
    return flags;
}

bool TableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid)) return false;
    const TableColumn& column = columns_[static_cast<std::size_t>(index.column())];
    if (!column.edit || !column.edit(index.row(), value)) return false;
    emit dataChanged(index, index);
    return true;
}

}  // namespace pinfold::ui
