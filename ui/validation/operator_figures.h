// Time and error of each operator of a model, in the order of execution.
#pragma once

#include "ui/tables/figure_table.h"
#include "ui/validation/shown_report.h"

namespace pinfold::ui {

class OperatorFigures : public FigureTable {
    Q_OBJECT

public:
    using FigureTable::FigureTable;

    void show(const ShownReport& shown);

private:
    [[nodiscard]] std::vector<FigureColumn> nameColumns(const ShownReport& shown) const;
    [[nodiscard]] std::vector<FigureColumn> timeColumns(const ShownReport& shown) const;
};

}  // namespace pinfold::ui
