// Facts as a list of two columns: what, and how much.
#pragma once

#include "ui/inspector/item_facts.h"

#include <QAbstractTableModel>

#include <vector>

namespace pinfold::ui {

class FactsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void setFacts(std::vector<Fact> facts);
    // What a row leads to.
    [[nodiscard]] Item linkOf(const QModelIndex& index) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    std::vector<Fact> facts_;
};

}  // namespace pinfold::ui
