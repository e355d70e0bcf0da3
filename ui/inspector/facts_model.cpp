#include "ui/inspector/facts_model.h"

#include "ui/style/theme.h"

#include <QFont>

namespace pinfold::ui {

void FactsModel::setFacts(std::vector<Fact> facts) {
    beginResetModel();
    facts_ = std::move(facts);
    endResetModel();
}

Item FactsModel::linkOf(const QModelIndex& index) const {
    return index.isValid() ? facts_[static_cast<std::size_t>(index.row())].link : Item{};
}

int FactsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(facts_.size());
}

int FactsModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : 2; }

QVariant FactsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const Fact& fact = facts_[static_cast<std::size_t>(index.row())];
    const bool isValue = index.column() == 1;
    switch (role) {
        case Qt::DisplayRole: return isValue ? fact.value : fact.name;
        case Qt::ToolTipRole:
            return fact.link ? tr("%1\n%2\nClick or press Enter to go there.").arg(fact.value, fact.help)
                             : tr("%1\n%2").arg(fact.value, fact.help);
        case Qt::AccessibleDescriptionRole: return fact.help;
        case Qt::ForegroundRole:
            if (isValue && fact.link) return theme().accent;
            return isValue ? QVariant() : QVariant(theme().muted);
        case Qt::TextAlignmentRole:
            return QVariant::fromValue(
                Qt::Alignment(Qt::AlignVCenter | (isValue && fact.number ? Qt::AlignRight : Qt::AlignLeft)));
        default: return {};
    }
}

}  // namespace pinfold::ui
