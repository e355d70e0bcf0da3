// A table with a filter above it, its rows linked to the selection; copies as CSV.
#pragma once

#include "ui/session/selection.h"
#include "ui/tables/table_model.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace pinfold::ui {

class TableView : public QWidget {
    Q_OBJECT

public:
    // Rows that stand for something say so under subjectRole.
    TableView(TableModel& model, Selection& selection, QWidget* parent = nullptr);

    // Object name and title; the table and the filter get theirs from it.
    void setTitle(const QString& name, const QString& title);

    [[nodiscard]] QTableView& table() { return *table_; }
    // The selected cells, or all if none are, with the header line: RFC 4180, as sorted and filtered.
    [[nodiscard]] QString asCsv() const;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void showSelected(const Subject& subject);
    void updateCount();

    Selection& selection_;
    QSortFilterProxyModel* sorted_;
    QLineEdit* filter_;
    QLabel* count_;
    QTableView* table_;
};

}  // namespace pinfold::ui
