#include "ui/tables/table_model.h"

#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/widgets/rows_view.h"

#include <QIcon>

namespace pinfold::ui {

TableModel::TableModel(JobRunner& jobs, const QString& lane, QObject* parent)
    : QAbstractTableModel(parent), jobs_(jobs), lane_(lane) {}

void TableModel::setSource(Build build) {
    build_ = std::move(build);
    if (build_) return make();
    jobs_.drop(lane_);
    take({});
}

void TableModel::setFilter(const QString& line) {
    if (line == order_.filter) return;
    order_.filter = line;
    make();
}

void TableModel::sort(int column, Qt::SortOrder order) {
    order_.column = column;
    order_.descending = order == Qt::DescendingOrder;
    make();
}

void TableModel::make() {
    if (!build_ && !contents_) return;
    jobs_.start<Made>(
        lane_,
        [build = build_, contents = contents_, order = order_](const CancelToken& cancel,
                                                               const ProgressSink&) -> Outcome<Made> {
            Made made{build ? build() : contents, {}};
            made.shown = orderedRows(*made.contents, order, cancel);
            if (cancel.cancelled()) return Cancelled{};
            return made;
        },
        [this](Outcome<Made> outcome) {
            if (outcome.ok() && !isCancelled(*outcome)) take(std::get<0>(*std::move(outcome)));
        });
}

void TableModel::take(Made made) {
    build_ = nullptr;
    const bool sameItems = ofSameItems(contents_.get(), made.contents.get());
    const bool sameRows = sameItems && made.shown == shown_;
    const bool sameWidths = sameItems && contents_->planned == made.contents->planned;
    if (!sameRows) beginResetModel();
    contents_ = std::move(made.contents);
    shown_ = std::move(made.shown);
    fault_ = contents_ ? parseFilter(order_.filter, *contents_).fault : QString();
    position_.assign(contents_ ? static_cast<std::size_t>(contents_->rows) : 0, -1);
    for (std::size_t row = 0; row < shown_.size(); ++row) {
        position_[static_cast<std::size_t>(shown_[row])] = static_cast<int>(row);
    }
    if (!sameItems) {
        checked_.assign(position_.size(), false);
        checkedCount_ = 0;
    }
    if (!sameRows) {
        endResetModel();
    } else if (!shown_.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
    if (!sameWidths) emit contentsChanged();
    if (!sameItems) emit checksChanged();
}

std::vector<int> TableModel::checkedRows() const {
    std::vector<int> rows;
    for (std::size_t row = 0; row < checked_.size(); ++row) {
        if (checked_[row]) rows.push_back(static_cast<int>(row));
    }
    return rows;
}

void TableModel::check(const std::vector<int>& rows, bool checked) {
    for (const int row : rows) {
        const auto r = static_cast<std::size_t>(row);
        if (checked_[r] == checked || !canCheck(row)) continue;
        checked_[r] = checked;
        checkedCount_ += checked ? 1 : -1;
    }
    if (!shown_.empty()) emit dataChanged(index(0, 0), index(rowCount() - 1, 0), {Qt::CheckStateRole});
    emit checksChanged();
}

void TableModel::uncheckAll() { check(checkedRows(), false); }

int TableModel::shownRowOf(const Item& item) const {
    if (!contents_) return -1;
    const auto found = contents_->rowOf.find(item);
    return found == contents_->rowOf.end() ? -1 : shownRow(found->second);
}

int TableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(shown_.size());
}

int TableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() || !contents_ ? 0 : static_cast<int>(contents_->columns.size());
}

const TableColumn& TableModel::columnAt(int column) const {
    return contents_->columns[static_cast<std::size_t>(column)];
}

bool TableModel::canCheck(int row) const { return !contents_->pinned(row).empty(); }

// What only the first column shows.
QVariant TableModel::nameData(int row, int role) const {
    if (role == Qt::CheckStateRole && canCheck(row)) {
        return checked_[static_cast<std::size_t>(row)] ? Qt::Checked : Qt::Unchecked;
    }
    if (role == Qt::DecorationRole && contents_->isPinned(row)) return icon(QStringLiteral("object-locked"));
    if (role == Qt::AccessibleDescriptionRole && contents_->isPinned(row)) return tr("pinned");
    return {};
}

QVariant TableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const int row = shown_[static_cast<std::size_t>(index.row())];
    const TableColumn& column = columnAt(index.column());
    if (index.column() == 0) {
        QVariant value = nameData(row, role);
        if (value.isValid()) return value;
    }
    switch (role) {
        case Qt::DisplayRole:
        case Qt::EditRole: return column.text(row);
        case Qt::ToolTipRole: {  // whole, where the cell elides it
            const QString why = contents_->whyInfeasible(row);
            return why.isEmpty() ? column.text(row) : why;
        }
        case Qt::AccessibleDescriptionRole: return contents_->whyInfeasible(row);
        case Qt::TextAlignmentRole: return alignmentOf(column.number != nullptr);
        case Qt::ForegroundRole: return contents_->whyInfeasible(row).isEmpty() ? QVariant() : QVariant(theme().bad);
        case itemRole: return QVariant::fromValue(contents_->item(row));
        default: return {};
    }
}

QVariant TableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
    const TableColumn& column = columnAt(section);
    const QString help = tr("%1\nIn filters: %2").arg(column.help, column.key);
    return headerOf(column.title, help, column.number != nullptr, role);
}

Qt::ItemFlags TableModel::flags(const QModelIndex& index) const {
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (!index.isValid()) return flags;
    flags |= Qt::ItemNeverHasChildren;
    if (!canCheck(shown_[static_cast<std::size_t>(index.row())])) return flags;
    if (index.column() == 0) flags |= Qt::ItemIsUserCheckable;
    if (columnAt(index.column()).isPlace) flags |= Qt::ItemIsEditable;
    return flags;
}

bool TableModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::CheckStateRole || index.column() != 0 || !checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return false;
    }
    const int row = shown_[static_cast<std::size_t>(index.row())];
    if (!canCheck(row)) return false;
    check({row}, value.toInt() == Qt::Checked);
    return true;
}

}  // namespace pinfold::ui
