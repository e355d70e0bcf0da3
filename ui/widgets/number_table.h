// A small table to read: columns that know how to show, sort and explain a row.
#pragma once

#include "ui/widgets/rows_view.h"

#include <QAbstractTableModel>
#include <QString>
#include <QVariant>

#include <functional>
#include <vector>

class QSortFilterProxyModel;

namespace pinfold::ui {

struct NumberColumn {
    QString title;
    QString help;         // what the figure means and how it is computed; shown as the header's tooltip
    bool number = false;  // right-aligned
    std::function<QString(int row)> text;
    std::function<QVariant(int row)> key = {};              // to sort by; none: the text
    std::function<QVariant(int row, int role)> extra = {};  // further roles (colour, icon, tooltip …)
};

class NumberTable : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    static constexpr int sortRole = Qt::UserRole + 2;
    static constexpr int shareRole = Qt::UserRole + 3;  // from extra(): a bar that fills this share of the cell

    // Takes the place of all there is. `item`: what a row stands for; none: nothing that other views know.
    void setContents(std::vector<NumberColumn> columns, int rows, std::function<Item(int row)> item = {});
    void clear() { setContents({}, 0); }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<NumberColumn> columns_;
    int rows_ = 0;
    std::function<Item(int row)> item_;
};

// Sorts by the header; tables too long to sort at once stay as they are.
class NumberTableView : public RowsView {
    Q_OBJECT

public:
    NumberTableView(NumberTable& model, const QString& name, const QString& title, QWidget* parent = nullptr);

    // Rows that stand for something follow the selection, and make it.
    void linkTo(Selection& selection);
    // Of the model, for one that is shown; and the reverse. -1: none.
    [[nodiscard]] int modelRow(const QModelIndex& shown) const;
    void showModelRow(int row);
    // With all columns and up to so many rows in view.
    [[nodiscard]] QSize wholeSize(int maxRows) const;

signals:
    // -1: none.
    void currentModelRowChanged(int row);

protected:
    void showRow(int row) override;

private:
    void fit();
    [[nodiscard]] int shownRowOf(const Item& item) const;

    NumberTable& model_;
    QSortFilterProxyModel* sorted_;
};

}  // namespace pinfold::ui
