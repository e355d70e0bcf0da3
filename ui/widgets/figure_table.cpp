#include "ui/widgets/figure_table.h"

#include "ui/style/theme.h"
#include "ui/widgets/share_bar_delegate.h"

#include <QEvent>
#include <QHeaderView>
#include <QScopedValueRollback>
#include <QSortFilterProxyModel>

#include <algorithm>

namespace pinfold::ui {
namespace {

constexpr int widestColumn = 40 * grid;
constexpr int rowsMeasured = 32;      // to find a column's width: those in view and so many more
constexpr int mostSortedRows = 5000;  // more take longer than a window may stand still

}  // namespace

void FigureTable::setContents(std::vector<FigureColumn> columns, int rows, std::function<Subject(int row)> subject) {
    beginResetModel();
    columns_ = std::move(columns);
    rows_ = columns_.empty() ? 0 : rows;
    subject_ = std::move(subject);
    endResetModel();
}

int FigureTable::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : rows_; }

int FigureTable::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(columns_.size());
}

QVariant FigureTable::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const FigureColumn& column = columns_[static_cast<std::size_t>(index.column())];
    if (role == subjectRole) return subject_ ? QVariant::fromValue(subject_(index.row())) : QVariant();
    if (column.extra) {
        QVariant value = column.extra(index.row(), role);
        if (value.isValid()) return value;
    }
    switch (role) {
        case Qt::DisplayRole:
        case Qt::ToolTipRole:  // whole, where the cell elides it
            return column.text(index.row());
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(
                Qt::Alignment(Qt::AlignVCenter | (column.number ? Qt::AlignRight : Qt::AlignLeft)));
        case sortRole: return column.key ? column.key(index.row()) : QVariant(column.text(index.row()));
        default: return {};
    }
}

QVariant FigureTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) return {};
    const FigureColumn& column = columns_[static_cast<std::size_t>(section)];
    switch (role) {
        case Qt::DisplayRole: return column.title;
        case Qt::ToolTipRole:
        case Qt::WhatsThisRole: return column.help;
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(
                Qt::Alignment(Qt::AlignVCenter | (column.number ? Qt::AlignRight : Qt::AlignLeft)));
        default: return {};
    }
}

FigureTableView::FigureTableView(FigureTable& model, const QString& name, const QString& title, QWidget* parent)
    : QTableView(parent), model_(model), sorted_(new QSortFilterProxyModel(this)) {
    setObjectName(name);
    setAccessibleName(title);
    sorted_->setSourceModel(&model);
    sorted_->setSortRole(FigureTable::sortRole);
    setModel(sorted_);
    setItemDelegate(new ShareBarDelegate(this));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setTextElideMode(Qt::ElideMiddle);
    setMouseTracking(true);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(3 * grid);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setResizeContentsPrecision(rowsMeasured);
    horizontalHeader()->setMaximumSectionSize(widestColumn);
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    horizontalHeader()->setSortIndicatorClearable(true);
    connect(sorted_, &QAbstractItemModel::modelReset, this, &FigureTableView::fit);
    connect(sorted_, &QAbstractItemModel::layoutChanged, this, [this] { scrollTo(currentIndex()); });
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
        emit currentModelRowChanged(modelRow(current));
        if (selection_ && !following_ && current.isValid()) {
            selection_->select(current.data(FigureTable::subjectRole).value<Subject>());
        }
    });
    fit();
}

void FigureTableView::linkTo(Selection& selection) {
    selection_ = &selection;
    connect(selection_, &Selection::selectedChanged, this, &FigureTableView::showSelected);
    connect(this, &QTableView::entered, this, [this](const QModelIndex& index) {
        selection_->hover(index.data(FigureTable::subjectRole).value<Subject>());
    });
}

int FigureTableView::modelRow(const QModelIndex& shown) const {
    return shown.isValid() ? sorted_->mapToSource(shown).row() : -1;
}

void FigureTableView::showModelRow(int row) {
    const QModelIndex index = sorted_->mapFromSource(model_.index(row, 0));
    if (!index.isValid()) return;
    setCurrentIndex(index);
    scrollTo(index);
    // It may be wider than the rows that the columns were made for.
    for (int column = 0; column < model_.columnCount(); ++column) {
        const int wanted = std::min(sizeHintForIndex(index.siblingAtColumn(column)).width() + 1, widestColumn);
        if (wanted > columnWidth(column)) setColumnWidth(column, wanted);
    }
}

QSize FigureTableView::wholeSize(int mostRows) const {
    const int frames = 2 * frameWidth();
    const int rows = std::min(model_.rowCount(), mostRows) * verticalHeader()->defaultSectionSize();
    return {horizontalHeader()->length() + frames, horizontalHeader()->sizeHint().height() + rows + frames};
}

void FigureTableView::fit() {
    const bool sortable = model_.rowCount() <= mostSortedRows;
    if (!sortable) sorted_->sort(-1);
    setSortingEnabled(sortable);
    resizeColumnsToContents();
    if (selection_) showSelected(selection_->selected());
}

void FigureTableView::showSelected(const Subject& subject) {
    if (currentIndex().data(FigureTable::subjectRole).value<Subject>() == subject) return;
    const QScopedValueRollback following(following_, true);
    for (int row = 0; subject && row < model_.rowCount(); ++row) {
        if (model_.index(row, 0).data(FigureTable::subjectRole).value<Subject>() == subject) return showModelRow(row);
    }
    selectionModel()->clear();
}

bool FigureTableView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave && selection_) selection_->hover({});
    return QTableView::viewportEvent(event);
}

}  // namespace pinfold::ui
