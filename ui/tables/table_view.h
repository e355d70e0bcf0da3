// A table with a filter above it, its rows linked to the selection; places are chosen for many rows at once, and rows
// copied as CSV.
#pragma once

#include "ui/session/place_choice.h"
#include "ui/session/session.h"
#include "ui/tables/table_model.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/rows_view.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QMenu;
class QToolButton;

namespace pinfold::ui {

// What tells one table from another.
struct TableSpec {
    QString name;     // "tensor": the first part of the names of widgets ("tensorTable") and actions
    QString title;    // "Tensors"
    QString example;  // of a filter, as placeholder
    QKeySequence find;
};

class TableView : public QWidget {
    Q_OBJECT

public:
    // Adds the actions <name>.find, .copy, .place, .check and .uncheck ("tensor.copy").
    TableView(TableModel& model, Session& session, Actions& actions, const TableSpec& spec, QWidget* parent = nullptr);

    [[nodiscard]] RowsView& table() { return *table_; }
    // The rows that actions work on: those that are checked, else those that are selected; of the model's contents.
    [[nodiscard]] std::vector<int> chosenRows() const;
    // The choice for these rows and for `alsoRow` of the contents (-1: none), in one undoable step.
    void placeChosen(const PlaceChoice& choice, int alsoRow = -1);

protected:
    void changeEvent(QEvent* event) override;

private:
    void makeHead(const TableSpec& spec, Actions& actions);
    void makeTable();
    void makeActions(const TableSpec& spec, Actions& actions);
    void listen();
    void rememberRows();
    void restoreRows();
    void showHovered(const Item& item);
    void showState();
    void fitColumns();
    void fillPlaces();
    void copyChosen();

    TableModel& model_;
    Session& session_;
    QLineEdit* filter_;
    QLabel* count_;
    QToolButton* place_;
    QMenu* places_;
    QLabel* message_;  // instead of the table, where it would be empty
    RowsView* table_;
    Item hovered_;
    // While other rows take the place of those shown: what was shown, the rows of it that were selected, and whether
    // any row was the current one.
    std::shared_ptr<const TableContents> before_;
    std::vector<int> selectedBefore_;
    bool hadCurrent_ = false;
};

// The two tables of the window.
TableView* makeOperatorView(Session& session, Actions& actions, QWidget* parent);
TableView* makeTensorView(Session& session, Actions& actions, QWidget* parent);

}  // namespace pinfold::ui
