#include "ui/tables/table_view.h"

#include "ui/style/theme.h"
#include "ui/tables/operator_table.h"
#include "ui/tables/row_delegate.h"
#include "ui/tables/tensor_table.h"
#include "ui/text/numbers.h"
#include "ui/text/words.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace pinfold::ui {
namespace {

constexpr int widestColumn = 32 * grid;

}  // namespace

TableView::TableView(TableModel& model, Session& session, Actions& actions, const TableSpec& spec, QWidget* parent)
    : QWidget(parent),
      model_(model),
      session_(session),
      filter_(new QLineEdit(this)),
      count_(new QLabel(this)),
      place_(new QToolButton(this)),
      places_(new QMenu(this)),
      message_(new QLabel(this)),
      table_(new RowsView(spec.name + QStringLiteral("TableRows"), spec.title, this)) {
    setObjectName(spec.name + QStringLiteral("Table"));
    setAccessibleName(spec.title);
    setWindowTitle(spec.title);
    makeTable();
    makeActions(spec, actions);
    makeHead(spec, actions);
    message_->setObjectName(spec.name + QStringLiteral("Message"));
    message_->setAccessibleName(tr("State of %1").arg(spec.title));
    message_->setWordWrap(true);
    message_->setMargin(grid);

    auto* head = new QHBoxLayout;
    head->setContentsMargins(grid, grid / 2, grid, 0);
    head->setSpacing(grid);
    head->addWidget(filter_, 1);
    head->addWidget(place_);
    head->addWidget(count_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid / 2);
    layout->addLayout(head);
    layout->addWidget(message_);
    layout->addWidget(table_, 1);
    layout->addStretch();
    setFocusProxy(table_);

    listen();
    fitColumns();
    showState();
}

void TableView::makeHead(const TableSpec& spec, Actions& actions) {
    filter_->setObjectName(spec.name + QStringLiteral("TableFilter"));
    filter_->setAccessibleName(tr("Filter for %1").arg(spec.title));
    filter_->setPlaceholderText(tr("Filter: %1").arg(spec.example));
    filter_->setToolTip(tr("Words that rows must have, and comparisons: %1.\nThe headers' tooltips name the columns.")
                            .arg(spec.example));
    filter_->setClearButtonEnabled(true);
    count_->setObjectName(spec.name + QStringLiteral("TableCount"));
    count_->setAccessibleName(tr("Number of rows"));
    count_->setToolTip(tr("Rows shown, of all, and how many are checked"));
    count_->setFont(captionFont());
    place_->setObjectName(spec.name + QStringLiteral("TablePlace"));
    place_->setDefaultAction(actions[spec.name + QStringLiteral(".place")]);
    place_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    place_->setAccessibleName(place_->text());
    places_->setObjectName(spec.name + QStringLiteral("TablePlaces"));
    places_->setAccessibleName(tr("Places"));
}

void TableView::makeTable() {
    table_->setModel(&model_);
    table_->setItemDelegate(new RowDelegate(
        session_,
        [this](int row, const PlaceChoice& choice) {
            placeChosen(choice, model_.shownRows()[static_cast<std::size_t>(row)]);
        },
        this));
    table_->setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    table_->setFrameShape(QFrame::NoFrame);
    table_->horizontalHeader()->setSectionsMovable(true);
    table_->setSortingEnabled(true);
    table_->linkTo(session_.selection(), [this](const Item& item) { return model_.shownRowOf(item); });
}

void TableView::makeActions(const TableSpec& spec, Actions& actions) {
    const QString title = spec.title;
    const auto named = [&](const char* action) { return spec.name + u'.' + QLatin1String(action); };
    actions.add({named("find"), tr("Filter %1").arg(title), QStringLiteral("view-filter"), spec.find,
                 tr("Show only rows of the table of %1 that match").arg(title.toLower()), Menu::edit},
                [this] {
                    filter_->setFocus(Qt::ShortcutFocusReason);
                    filter_->selectAll();
                });
    actions.add({named("copy"), tr("Copy %1 as CSV").arg(title), QStringLiteral("edit-copy"), QKeySequence::Copy,
                 tr("Copy the checked rows, else the selected ones, else all"), Menu::edit, this},
                [this] { copyChosen(); });
    actions.add({named("place"), tr("Place %1…").arg(title), QStringLiteral("object-locked"),
                 QKeySequence(Qt::CTRL | Qt::Key_L),
                 tr("Choose a memory for the checked rows, else for the selected ones"), Menu::edit, this},
                [this] {
                    fillPlaces();
                    places_->popup(place_->mapToGlobal(QPoint(0, place_->height())));
                });
    actions.add(
        {named("check"), tr("Check Rows Shown in %1").arg(title), QStringLiteral("edit-select-all"),
         QKeySequence(Qt::CTRL | Qt::Key_K), tr("Check every row that the filter lets through"), Menu::edit, this},
        [this] { model_.check(model_.shownRows(), true); });
    actions.add({named("uncheck"), tr("Uncheck %1").arg(title), QStringLiteral("edit-select-none"),
                 QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_K), tr("Uncheck all rows"), Menu::edit, this},
                [this] { model_.uncheckAll(); });
}

void TableView::listen() {
    connect(filter_, &QLineEdit::textChanged, &model_, &TableModel::setFilter);
    connect(&model_, &TableModel::contentsChanged, this, &TableView::fitColumns);
    connect(&model_, &QAbstractItemModel::modelAboutToBeReset, this, &TableView::rememberRows);
    connect(&model_, &QAbstractItemModel::modelReset, this, [this] {
        table_->showSelected();
        restoreRows();
        showState();
    });
    connect(&model_, &TableModel::checksChanged, this, &TableView::showState);
    connect(&session_, &Session::modelsChanged, this, &TableView::showState);
    connect(&session_.selection(), &Selection::hoveredChanged, this, &TableView::showHovered);
}

void TableView::rememberRows() {
    before_ = model_.contents();
    hadCurrent_ = table_->currentIndex().isValid();
    selectedBefore_.clear();
    for (const QItemSelectionRange& range : table_->selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row) {
            selectedBefore_.push_back(model_.shownRows()[static_cast<std::size_t>(row)]);
        }
    }
}

// Selects again what was selected, as far as it is still shown. The current row may be one that the user left out.
void TableView::restoreRows() {
    const bool sameItems = ofSameItems(before_.get(), model_.contents().get());
    before_ = nullptr;
    if (!sameItems) return;
    std::vector<int> rows;
    for (const int row : selectedBefore_) {
        const int shown = model_.shownRow(row);
        if (shown >= 0) rows.push_back(shown);
    }
    std::sort(rows.begin(), rows.end());
    QItemSelection selection;
    for (auto first = rows.begin(); first != rows.end();) {
        auto last = first;
        while (std::next(last) != rows.end() && *std::next(last) == *last + 1) ++last;
        selection.append({model_.index(*first, 0), model_.index(*last, model_.columnCount() - 1)});
        first = std::next(last);
    }
    table_->selectionModel()->select(selection,
                                     hadCurrent_ ? QItemSelectionModel::ClearAndSelect : QItemSelectionModel::Select);
}

// Paints the rows that light up or go out, and nothing else.
void TableView::showHovered(const Item& item) {
    for (const Item& changed : {hovered_, item}) {
        const int row = changed ? model_.shownRowOf(changed) : -1;
        if (row < 0) continue;
        table_->viewport()->update(0, table_->rowViewportPosition(row), table_->viewport()->width(),
                                   table_->rowHeight(row));
    }
    hovered_ = item;
}

void TableView::showState() {
    const int all = model_.contents() ? model_.contents()->rows : 0;
    QString count =
        model_.rowCount() == all ? countText(all) : tr("%1 of %2").arg(countText(model_.rowCount()), countText(all));
    if (model_.checkedCount() > 0) count += tr(" · %1 checked").arg(countText(model_.checkedCount()));
    count_->setText(count);

    QString message = model_.filterFault();
    if (session_.modelStage() == Stage::empty) message = tr("Nothing is open.");
    if (session_.modelStage() == Stage::working) message = tr("Reading…");
    if (session_.modelStage() == Stage::failed) message = errorText(*session_.modelError());
    if (message.isEmpty() && all > 0 && model_.rowCount() == 0) message = tr("No row matches the filter.");
    message_->setText(message);
    message_->setVisible(!message.isEmpty());
    table_->setVisible(model_.rowCount() > 0);
}

void TableView::fitColumns() {
    table_->resizeColumnsToContents();
    for (int column = 0; column < model_.columnCount(); ++column) {
        table_->setColumnWidth(column, std::min(table_->columnWidth(column), widestColumn));
    }
}

std::vector<int> TableView::chosenRows() const {
    std::vector<int> rows = model_.checkedRows();
    if (!rows.empty()) return rows;
    for (const QModelIndex& index : table_->selectionModel()->selectedRows()) {
        rows.push_back(model_.shownRows()[static_cast<std::size_t>(index.row())]);
    }
    return rows;
}

void TableView::placeChosen(const PlaceChoice& choice, int alsoRow) {
    const auto& contents = model_.contents();
    if (!contents) return;
    std::vector<int> rows = chosenRows();
    if (alsoRow >= 0) rows.push_back(alsoRow);
    std::vector<Item> items;
    for (const int row : rows) {
        for (const Item& item : contents->pinned(row)) items.push_back(item);
    }
    place(session_.document(), *contents->models, items, choice);
}

void TableView::fillPlaces() {
    places_->clear();
    const Board* board = session_.board();
    const std::vector<int> rows = chosenRows();
    if (!board || rows.empty()) {
        places_->addAction(board ? tr("Check or select rows first") : tr("Choose a board first"))->setEnabled(false);
        return;
    }
    places_->addSection(tr("Rows: %1").arg(countText(static_cast<std::int64_t>(rows.size()))));
    for (const PlaceChoice& choice : placeChoices(*board, false)) {
        places_->addAction(textOf(choice), this, [this, choice] { placeChosen(choice); });
    }
}

void TableView::copyChosen() {
    if (!model_.contents()) return;
    std::vector<int> rows = chosenRows();
    if (rows.empty()) rows = model_.shownRows();
    session_.jobs().start<QString>(
        QStringLiteral("copy"),
        [contents = model_.contents(), rows](const CancelToken& cancel, const ProgressSink&) -> Outcome<QString> {
            return csvOf(*contents, rows, cancel);
        },
        [](Outcome<QString> outcome) {
            if (outcome.ok() && !isCancelled(*outcome)) QGuiApplication::clipboard()->setText(std::get<0>(*outcome));
        });
}

void TableView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::FontChange) {
        count_->setFont(captionFont());
        fitColumns();
    }
    QWidget::changeEvent(event);
}

TableView* makeOperatorView(Session& session, Actions& actions, QWidget* parent) {
    auto* model = new OperatorTable(session);
    auto* view =
        new TableView(*model, session, actions,
                      {QStringLiteral("operator"), TableView::tr("Operators"),
                       TableView::tr("conv macs>100k region=DTCM"), QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_O)},
                      parent);
    model->setParent(view);
    return view;
}

TableView* makeTensorView(Session& session, Actions& actions, QWidget* parent) {
    auto* model = new TensorTable(session);
    auto* view = new TableView(
        *model, session, actions,
        {QStringLiteral("tensor"), TableView::tr("Tensors"), TableView::tr("kind=workspace bytes>4096 region=DTCM"),
         QKeySequence(Qt::CTRL | Qt::ALT | Qt::Key_T)},
        parent);
    model->setParent(view);
    return view;
}

}  // namespace pinfold::ui
