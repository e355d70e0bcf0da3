#include "ui/widgets/rows_view.h"

#include "ui/style/theme.h"

#include <QEvent>
#include <QHeaderView>
#include <QScopedValueRollback>

#include <utility>

namespace pinfold::ui {
namespace {

constexpr int rowsMeasured = 32;  // to find a column's width: those in view and so many more

}  // namespace

QVariant alignmentOf(bool number) {
    return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft)));
}

QVariant headerOf(const QString& title, const QString& help, bool number, int role) {
    switch (role) {
        case Qt::DisplayRole: return title;
        case Qt::ToolTipRole:
        case Qt::WhatsThisRole: return help;
        case Qt::TextAlignmentRole: return alignmentOf(number);
        default: return {};
    }
}

RowsView::RowsView(const QString& name, const QString& title, QWidget* parent) : QTableView(parent) {
    setObjectName(name);
    setAccessibleName(title);
    setSelectionBehavior(QAbstractItemView::SelectRows);
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
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    horizontalHeader()->setSortIndicatorClearable(true);
    connect(this, &QTableView::entered, this, [this](const QModelIndex& index) {
        if (selection_) selection_->hover(index.data(itemRole).value<Item>());
    });
}

void RowsView::setModel(QAbstractItemModel* model) {
    QTableView::setModel(model);
    connect(selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
        if (!selection_ || following_ || !current.isValid()) return;
        selection_->select(current.data(itemRole).value<Item>());
    });
}

void RowsView::linkTo(Selection& selection, std::function<int(const Item&)> rowOf) {
    selection_ = &selection;
    rowOf_ = std::move(rowOf);
    connect(selection_, &Selection::selectedChanged, this, &RowsView::showSelected);
}

void RowsView::showSelected() {
    if (!selection_) return;
    const Item& item = selection_->selected();
    if (currentIndex().data(itemRole).value<Item>() == item) return;
    const QScopedValueRollback following(following_, true);
    const int row = item ? rowOf_(item) : -1;
    if (row < 0) return selectionModel()->clear();
    showRow(row);
}

void RowsView::showRow(int row) {
    const QModelIndex index = model()->index(row, 0);
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(index);
}

bool RowsView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave && selection_) selection_->hover({});
    return QTableView::viewportEvent(event);
}

}  // namespace pinfold::ui
