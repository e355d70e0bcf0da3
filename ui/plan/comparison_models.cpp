#include "ui/plan/comparison_dialog.h"
#include "ui/text/numbers.h"

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

void FigureModel::setPlans(const Plan* left, const Plan* right) {
    beginResetModel();
    rows_.clear();
    const Plan none;
    const auto add = [&](const QString& title, const auto& textOf, const QString& change, const QString& help) {
        const auto side = [&](const Plan* plan) { return plan ? textOf(*plan) : tr("no plan"); };
        rows_.push_back({title, side(left), side(right), left && right ? change : QString(), help});
    };
    const auto addBytes = [&](const QString& title, const auto& bytesOf, const QString& help) {
        const std::int64_t change = bytesOf(right ? *right : none) - bytesOf(left ? *left : none);
        add(
            title, [&](const Plan& plan) { return bytesText(bytesOf(plan)); }, bytesChangeText(change), help);
    };
    const auto bytesIn = [](const Plan& plan, const std::string* region) {
        std::int64_t bytes = 0;
        for (const Pool& pool : plan.pools) bytes += !region || pool.region == *region ? pool.bytes : 0;
        return bytes;
    };
    for (const PoolComparison& pool : comparePools(left ? *left : none, right ? *right : none)) {
        addBytes(
            QString::fromStdString(pool.region), [&](const Plan& plan) { return bytesIn(plan, &pool.region); },
            tr("Bytes of the pools in this region; guard bytes around them are not counted."));
    }
    addBytes(
        tr("All RAM"), [&](const Plan& plan) { return bytesIn(plan, nullptr); }, tr("The sum over all regions."));
    add(
        tr("Memory access"), [](const Plan& plan) { return cyclesText(plan.cost); },
        cyclesChange(left ? left->cost : 0, right ? right->cost : 0),
        tr("Predicted cycles that an inference of every model spends on access to buffers and constants."));
    addBytes(
        tr("Stack"), [](const Plan& plan) { return plan.stackBytes; }, tr("Reserved for the stack."));
    add(
        tr("Proven"), [](const Plan& plan) { return plan.optimal ? tr("yes") : tr("no"); }, {},
        right ? proofText(*right) : QString());
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
