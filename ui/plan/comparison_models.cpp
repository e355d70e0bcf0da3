#include "ui/plan/comparison_dialog.h"
#include "ui/style/numbers.h"

namespace pinfold::ui {
namespace {

QVariant alignment(bool number) {
    return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (number ? Qt::AlignRight : Qt::AlignLeft)));
}

QString cyclesChange(double left, double right) {
    return left > 0 ? percentChangeText((right - left) / left) : QString();
}

}  // namespace

void MoverModel::setMovers(std::vector<Mover> movers) {
    beginResetModel();
    movers_ = std::move(movers);
    endResetModel();
}

int MoverModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(movers_.size());
}

int MoverModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : 4; }

QVariant MoverModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Mover& mover = movers_[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole) return alignment(index.column() == 1);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    switch (index.column()) {
        case 0: return mover.name;
        case 1: return bytesText(mover.bytes);
        case 2: return mover.left;
        default: return mover.right;
    }
}

QVariant MoverModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return alignment(section == 1);
    const QString titles[] = {tr("Name"), tr("Bytes"), tr("Left"), tr("Right")};
    return role == Qt::DisplayRole && section < 4 ? QVariant(titles[section]) : QVariant();
}

void FigureModel::setPlans(const Plan& left, const Plan& right, const PlanComparison& comparison) {
    beginResetModel();
    rows_.clear();
    const auto addBytes = [&](const QString& title, std::int64_t a, std::int64_t b, const QString& help) {
        rows_.push_back({title, bytesText(a), bytesText(b), bytesChangeText(b - a), help});
    };
    for (const PoolComparison& pool : comparison.pools) {
        addBytes(QString::fromStdString(pool.region), pool.left, pool.right,
                 tr("Bytes that the plan needs of this region, guards included."));
    }
    addBytes(tr("All RAM"), comparison.leftBytes, comparison.rightBytes, tr("The sum over all regions."));
    rows_.push_back({tr("Memory access"), cyclesText(left.cost), cyclesText(right.cost),
                     cyclesChange(left.cost, right.cost),
                     tr("Predicted cycles that an inference of every model "
                        "spends on access to buffers and constants.")});
    addBytes(tr("Stack"), left.stackBytes, right.stackBytes, tr("Reserved for the stack."));
    const auto proven = [](const Plan& plan) { return plan.optimal ? tr("yes") : tr("no"); };
    rows_.push_back({tr("Proven"), proven(left), proven(right), {}, proofText(right)});
    endResetModel();
}

void FigureModel::clear() {
    beginResetModel();
    rows_.clear();
    endResetModel();
}

int FigureModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int FigureModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : 4; }

QVariant FigureModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Row& row = rows_[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole) return alignment(index.column() > 0);
    if (role == Qt::ToolTipRole) return row.help;
    if (role != Qt::DisplayRole) return {};
    switch (index.column()) {
        case 0: return row.title;
        case 1: return row.left;
        case 2: return row.right;
        default: return row.change;
    }
}

QVariant FigureModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return alignment(section > 0);
    const QString titles[] = {tr("Figure"), tr("Left"), tr("Right"), tr("Change")};
    return role == Qt::DisplayRole && section < 4 ? QVariant(titles[section]) : QVariant();
}

}  // namespace pinfold::ui
