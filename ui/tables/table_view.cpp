#include "ui/tables/table_view.h"

#include "ui/style/numbers.h"
#include "ui/style/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace pinfold::ui {
namespace {

QString csvField(QString text) {
    if (!text.contains(u',') && !text.contains(u'"') && !text.contains(u'\n')) return text;
    return u'"' + text.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

}  // namespace

TableView::TableView(TableModel& model, Selection& selection, QWidget* parent)
    : QWidget(parent),
      selection_(selection),
      sorted_(new QSortFilterProxyModel(this)),
      filter_(new QLineEdit(this)),
      count_(new QLabel(this)),
      table_(new QTableView(this)) {
    sorted_->setSourceModel(&model);
    sorted_->setSortRole(sortRole);
    sorted_->setFilterKeyColumn(-1);
    sorted_->setFilterCaseSensitivity(Qt::CaseInsensitive);
    table_->setModel(sorted_);
    table_->setSortingEnabled(true);
    table_->sortByColumn(-1, Qt::AscendingOrder);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setAlternatingRowColors(true);
    table_->setShowGrid(false);
    table_->setWordWrap(false);
    table_->setTextElideMode(Qt::ElideMiddle);
    table_->setMouseTracking(true);
    table_->verticalHeader()->hide();
    table_->verticalHeader()->setDefaultSectionSize(3 * grid);
    table_->horizontalHeader()->setHighlightSections(false);
    table_->installEventFilter(this);
    table_->viewport()->installEventFilter(this);
    filter_->setPlaceholderText(tr("Filter"));
    filter_->setClearButtonEnabled(true);
    count_->setFont(captionFont());

    auto* above = new QHBoxLayout;
    above->setContentsMargins(grid, grid / 2, grid, 0);
    above->setSpacing(grid);
    above->addWidget(filter_, 1);
    above->addWidget(count_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid / 2);
    layout->addLayout(above);
    layout->addWidget(table_);

    connect(filter_, &QLineEdit::textChanged, sorted_, &QSortFilterProxyModel::setFilterFixedString);
    connect(sorted_, &QAbstractItemModel::modelReset, this, [this] {
        table_->resizeColumnsToContents();
        showSelected(selection_.selected());
    });
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved}) {
        connect(sorted_, signal, this, &TableView::updateCount);
    }
    connect(sorted_, &QAbstractItemModel::modelReset, this, &TableView::updateCount);
    connect(table_, &QTableView::entered, this,
            [this](const QModelIndex& index) { selection_.hover(index.data(subjectRole).value<Subject>()); });
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& index) {
        if (index.isValid()) selection_.select(index.data(subjectRole).value<Subject>());
    });
    connect(&selection_, &Selection::selectedChanged, this, &TableView::showSelected);
    updateCount();
}

void TableView::setTitle(const QString& name, const QString& title) {
    setObjectName(name);
    setAccessibleName(title);
    setWindowTitle(title);
    table_->setObjectName(name + QStringLiteral("Rows"));
    table_->setAccessibleName(title);
    filter_->setObjectName(name + QStringLiteral("Filter"));
    filter_->setAccessibleName(tr("Filter for %1").arg(title));
    count_->setObjectName(name + QStringLiteral("Count"));
}

// Selects the row of the subject without telling the selection again.
void TableView::showSelected(const Subject& subject) {
    QItemSelectionModel& rows = *table_->selectionModel();
    const QSignalBlocker blocker(&rows);
    if (rows.currentIndex().data(subjectRole).value<Subject>() == subject) return;
    rows.clear();
    for (int row = 0; subject && row < sorted_->rowCount(); ++row) {
        const QModelIndex index = sorted_->index(row, 0);
        if (index.data(subjectRole).value<Subject>() != subject) continue;
        rows.setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        table_->scrollTo(index);
        break;
    }
    table_->viewport()->update();
}

void TableView::updateCount() {
    const int shown = sorted_->rowCount();
    const int all = sorted_->sourceModel()->rowCount();
    count_->setText(shown == all ? countText(all) : tr("%1 of %2").arg(countText(shown), countText(all)));
}

QString TableView::asCsv() const {
    QModelIndexList rows = table_->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    if (rows.isEmpty()) {
        for (int row = 0; row < sorted_->rowCount(); ++row) rows.append(sorted_->index(row, 0));
    }
    QString csv;
    const int columns = sorted_->columnCount();
    for (int column = 0; column < columns; ++column) {
        csv += csvField(sorted_->headerData(column, Qt::Horizontal).toString()) + (column + 1 < columns ? u',' : u'\n');
    }
    for (const QModelIndex& row : rows) {
        for (int column = 0; column < columns; ++column) {
            // Numbers as other programs read them.
            const QVariant key = row.siblingAtColumn(column).data(sortRole);
            csv += csvField(key.toString()) + (column + 1 < columns ? u',' : u'\n');
        }
    }
    return csv;
}

bool TableView::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::Leave) selection_.hover({});
    if (watched == table_ && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent*>(event)->matches(QKeySequence::Copy)) {
        QGuiApplication::clipboard()->setText(asCsv());
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace pinfold::ui
