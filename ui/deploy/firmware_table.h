// Where the bytes of the firmware went: the regions in use, and the parts in each.
#pragma once

#include "validate/report.h"

#include <QAbstractTableModel>
#include <QString>

#include <optional>
#include <vector>

namespace pinfold::ui {

class FirmwareTable : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;
    void show(const std::optional<FirmwareFigures>& figures);

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row {
        QString name;
        QString help;
        std::int64_t bytes = 0;
        std::int64_t capacity = 0;  // of a region; 0 for a part of one
    };
    void addRegion(const RegionUse& use);
    [[nodiscard]] static QString textOf(const Row& row, int column);

    std::vector<Row> rows_;
};

}  // namespace pinfold::ui
