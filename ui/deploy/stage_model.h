// The stages as rows: five of the deployment, and making a reference once that was asked for.
#pragma once

#include "ui/deploy/deploy_run.h"
#include "ui/deploy/reference_run.h"

#include <QAbstractListModel>
#include <QTimer>

#include <vector>

namespace pinfold::ui {

QString stateText(StageState state);

class StageModel : public QAbstractListModel {
    Q_OBJECT

public:
    // What rows tell besides their title (DisplayRole): StageState as int, texts, [0, 1] with 0 for "unknown".
    enum Role { stateRole = Qt::UserRole + 1, lineRole, timeRole, fractionRole, secondsRole, outdatedRole };

    StageModel(DeployRun& run, ReferenceRun& reference, QObject* parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] StageRecord& record(int row) const { return *records_[static_cast<std::size_t>(row)]; }
    [[nodiscard]] int rowOf(const StageRecord& record) const;

private:
    void add(StageRecord& record);
    void recordChanged(const StageRecord& record);
    void showReference();
    [[nodiscard]] QString wholeText(const StageRecord& record) const;

    StageRecord& reference_;
    std::vector<StageRecord*> records_;
    QTimer clock_;  // ticks while something runs
};

}  // namespace pinfold::ui
