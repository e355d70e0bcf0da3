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

struct FigureColumn {
    QString title;
    QString help;         // what the figure means and how it is computed; shown as the header's tooltip
    bool number = false;  // right-aligned
    std::function<QString(int row)> text;
    std::function<QVariant(int row)> key = {};              // to sort by; none: the text
    std::function<QVariant(int row, int role)> extra = {};  // further roles (colour, icon, tooltip …)
};

class FigureTable : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    static constexpr int sortRole = Qt::UserRole + 2;
    static constexpr int shareRole = Qt::UserRole + 3;  // from extra(): a bar that fills this share of the cell

    // Takes the place of all there is. `subject`: what a row stands for; none: nothing that other views know.
    void setContents(std::vector<FigureColumn> columns, int rows, std::function<Subject(int row)> subject = {});
    void clear() { setContents({}, 0); }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<FigureColumn> columns_;
    int rows_ = 0;
    std::function<Subject(int row)> subject_;
};

// Sorts by the header; tables too long to sort at once stay as they are.
class FigureTableView : public RowsView {
    Q_OBJECT

public:
    FigureTableView(FigureTable& model, const QString& name, const QString& title, QWidget* parent = nullptr);

    // Rows that stand for something follow the selection, and make it.
    void linkTo(Selection& selection);
    // Of the model, for one that is shown; and the reverse. -1: none.
    [[nodiscard]] int modelRow(const QModelIndex& shown) const;
    void showModelRow(int row);
    // With all columns and up to so many rows in view.
    [[nodiscard]] QSize wholeSize(int mostRows) const;

signals:
    // -1: none.
    void currentModelRowChanged(int row);

protected:
    void showRow(int row) override;

private:
    void fit();
    [[nodiscard]] int shownRowOf(const Subject& subject) const;

    FigureTable& model_;
    QSortFilterProxyModel* sorted_;
};

}  // namespace pinfold::ui
