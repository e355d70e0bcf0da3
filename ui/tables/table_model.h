// Contents as Qt's views want them: in the order and with the filter that the user asked for, made beside the window.
#pragma once

#include "ui/session/job_runner.h"
#include "ui/tables/table_contents.h"

#include <QAbstractTableModel>

#include <functional>
#include <memory>
#include <vector>

namespace pinfold::ui {

class TableModel : public QAbstractTableModel {
    Q_OBJECT

public:
    // Jobs run in the lane.
    TableModel(JobRunner& jobs, const QString& lane, QObject* parent = nullptr);

    // Runs on another thread and takes the place of what is there when it is done. None: there is nothing to show.
    using Build = std::function<std::shared_ptr<const TableContents>()>;
    void setSource(Build build);
    void setFilter(const QString& line);
    void sort(int column, Qt::SortOrder order) override;

    // Null while there is nothing.
    [[nodiscard]] const std::shared_ptr<const TableContents>& contents() const { return contents_; }
    // Rows of the contents, in the order shown.
    [[nodiscard]] const std::vector<int>& shownRows() const { return shown_; }
    // Rows of the contents whose box is checked, ascending. Hidden ones count.
    [[nodiscard]] std::vector<int> checkedRows() const;
    [[nodiscard]] int checkedCount() const { return checkedCount_; }
    void check(const std::vector<int>& rows, bool checked);
    void uncheckAll();
    // Where a row of the contents is shown, or -1.
    [[nodiscard]] int shownRow(int row) const { return position_[static_cast<std::size_t>(row)]; }
    // The shown row of an item, or -1.
    [[nodiscard]] int shownRowOf(const Item& item) const;
    // What the filter could not understand.
    [[nodiscard]] const QString& filterFault() const { return fault_; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

signals:
    void checksChanged();
    void contentsChanged();  // other items than before, or the first plan of them

private:
    struct Made {
        std::shared_ptr<const TableContents> contents;
        std::vector<int> shown;
    };
    void make();
    void take(Made made);
    [[nodiscard]] const TableColumn& columnAt(int column) const;
    [[nodiscard]] QVariant nameData(int row, int role) const;
    [[nodiscard]] bool canCheck(int row) const;

    JobRunner& jobs_;
    QString lane_;
    Build build_;  // not delivered yet
    RowOrder order_;
    QString fault_;
    std::shared_ptr<const TableContents> contents_;
    std::vector<int> shown_;     // contents' row of each shown one
    std::vector<int> position_;  // the reverse; -1: filtered out
    std::vector<bool> checked_;  // per row of the contents
    int checkedCount_ = 0;
};

}  // namespace pinfold::ui
