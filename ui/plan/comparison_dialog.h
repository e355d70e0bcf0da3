// Two plans side by side: this one, and the one before it, one that was kept, or one for another board.
#pragma once

#include "ui/plan/plan_words.h"

#include <QAbstractTableModel>
#include <QDialog>

#include <functional>
#include <memory>

class QComboBox;
class QLabel;
class QTableView;

namespace pinfold::ui {

// What changed place from the left plan to the right one.
class MoverModel : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;
    void setMovers(std::vector<Mover> movers);
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<Mover> movers_;
};

// Regions and totals of both, and the change.
class FigureModel : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;
    // Null: there is no such plan.
    void setPlans(const Plan* left, const Plan* right);
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        QString title, left, right, change, help;
    };
    std::vector<Row> rows_;
};

class ComparisonDialog : public QDialog {
    Q_OBJECT

public:
    // `kept` may be null. Where the session has no plan, the left side stays empty.
    ComparisonDialog(Session& session, std::shared_ptr<const PlanFacts> kept, QWidget* parent = nullptr);
    ~ComparisonDialog() override;

private:
    void makeTables();
    void fillChoices();
    void choose();
    // Shows `make`'s plan on the right as soon as it is there; it runs on another
    // thread.
    void compareWith(std::function<Outcome<Plan>(const CancelToken& cancel, const ProgressSink& progress)> make,
                     const QString& note = {});
    void planFor(const Board& board);
    void say(const QString& message);
    void showAllFigures();

    Session& session_;
    std::shared_ptr<const PlanFacts> left_;
    std::shared_ptr<const PlanFacts> kept_;
    QComboBox* right_;
    QLabel* message_;
    FigureModel* figures_;
    QTableView* figureTable_;
    QLabel* moverTitle_;
    MoverModel* movers_;
    QTableView* moverTable_;
};

}  // namespace pinfold::ui
