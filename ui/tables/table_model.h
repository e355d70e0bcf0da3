// A small read-mostly table made of columns that know how to show, sort and explain a row. Those of the models' things,
// which may be many, are thing_table_model.h.
#pragma once

#include <QAbstractTableModel>
#include <QString>
#include <QVariant>

#include <functional>
#include <vector>

namespace pinfold::ui {

struct TableColumn {
    QString title;
    QString help;         // what the number means and how it is computed; shown as the header's tooltip
    bool number = false;  // right-aligned
    std::function<QString(int row)> text;                           // as shown and copied
    std::function<QVariant(int row)> key = {};                      // to sort by; none: the text
    std::function<QVariant(int row, int role)> extra = {};          // further roles (colour, icon, tooltip …)
    std::function<bool(int row, const QVariant& value)> edit = {};  // none: not editable
};

// What a row stands for can be asked under this role (a Subject).
inline constexpr int subjectRole = Qt::UserRole + 1;
inline constexpr int sortRole = Qt::UserRole + 2;

class TableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    // Takes the place of all there is.
    void setContents(std::vector<TableColumn> columns, int rows);
    void clear() { setContents({}, 0); }
    // All cells may show something else now; rows and columns are the same.
    void refresh();

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

private:
    std::vector<TableColumn> columns_;
    int rows_ = 0;
};

}  // namespace pinfold::ui
