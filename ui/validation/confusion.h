// Which class the device took the samples of each label for.
#pragma once

#include <QAbstractTableModel>
#include <QWidget>

#include <cstdint>
#include <vector>

class QLabel;
class QStackedWidget;
class QTableView;

namespace pinfold::ui {

struct ShownReport;

// Rows are labels, columns the device's answers; shaded by the share of the label's samples.
class ConfusionModel : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    // Square: [label][predicted].
    void show(std::vector<std::vector<std::int64_t>> counts);
    [[nodiscard]] std::int64_t samplesOf(int label) const { return totals_[static_cast<std::size_t>(label)]; }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString sentence(int label, int predicted) const;

    std::vector<std::vector<std::int64_t>> counts_;
    std::vector<std::int64_t> totals_;  // of the rows
};

class ConfusionPage : public QWidget {
    Q_OBJECT

public:
    explicit ConfusionPage(QWidget* parent = nullptr);

    void setReport(const ShownReport& shown);

signals:
    // A cell was activated: its samples are wanted.
    void cellChosen(qint64 label, qint64 predicted);

private:
    ConfusionModel* model_;
    QStackedWidget* pages_;  // the matrix; why there is none
    QLabel* caption_;
    QLabel* nothing_;
    QTableView* table_;
};

}  // namespace pinfold::ui
