#include "ui/deploy/firmware_table.h"

#include "ui/style/numbers.h"
#include "ui/style/theme.h"

namespace pinfold::ui {
namespace {

enum Column { nameColumn, bytesColumn, capacityColumn, shareColumn, columns };

}  // namespace

void FirmwareTable::show(const std::optional<FirmwareFigures>& figures) {
    beginResetModel();
    rows_.clear();
    if (figures) {
        for (const RegionUse& use : figures->regions) addRegion(use);
    }
    endResetModel();
}

void FirmwareTable::addRegion(const RegionUse& use) {
    if (use.total() == 0) return;
    rows_.push_back({QString::fromStdString(use.region), tr("Everything that the linker placed there."), use.total(),
                     use.capacity});
    const Row parts[] = {
        {tr("Weights"), tr("Constants of the models."), use.weights},
        {tr("Kernels"), tr("Machine code of the operators, from the archive."), use.kernels},
        {tr("Descriptors"), tr("Tensors, steps and names of the models."), use.descriptors},
        {tr("Runtime"), tr("Everything else: runtime, serial protocol, start-up, C library."), use.runtime},
        {tr("Pools"), tr("The planned memory of buffers, with its guard bytes."), use.pools},
        {tr("Stack"), tr("Reserved for the stack."), use.stack}};
    for (const Row& part : parts) {
        if (part.bytes > 0) rows_.push_back(part);
    }
}

int FirmwareTable::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int FirmwareTable::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columns; }

QString FirmwareTable::textOf(const Row& row, int column) {
    const bool isRegion = row.capacity > 0;
    switch (column) {
        case nameColumn: return isRegion ? row.name : QStringLiteral("    ") + row.name;
        case bytesColumn: return bytesText(row.bytes);
        case capacityColumn: return isRegion ? bytesText(row.capacity) : QString();
        case shareColumn:
            return isRegion ? percentText(static_cast<double>(row.bytes) / static_cast<double>(row.capacity))
                            : QString();
        default: return {};
    }
}

QVariant FirmwareTable::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = rows_[static_cast<std::size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole: return textOf(row, index.column());
        case Qt::ToolTipRole: return row.help;
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(Qt::AlignVCenter |
                                       (index.column() == nameColumn ? Qt::AlignLeft : Qt::AlignRight));
        case Qt::FontRole: {
            QFont font = captionFont();
            if (row.capacity > 0) font.setWeight(QFont::DemiBold);
            return font;
        }
        default: return {};
    }
}

QVariant FirmwareTable::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    const QString titles[] = {tr("Memory"), tr("Used"), tr("Of"), tr("Share")};
    const QString helps[] = {tr("A region of the board, and what lies in it."),
                             tr("Bytes that the linker placed there."), tr("Size of the region."),
                             tr("Used bytes in relation to the region's size.")};
    switch (role) {
        case Qt::DisplayRole: return titles[section];
        case Qt::ToolTipRole: return helps[section];
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(Qt::AlignVCenter | (section == nameColumn ? Qt::AlignLeft : Qt::AlignRight));
        default: return {};
    }
}

}  // namespace pinfold::ui
