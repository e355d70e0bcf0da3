// Time and error of each operator of a model, in the order of execution.
#pragma once

#include "ui/report/shown_report.h"
#include "ui/widgets/figure_table.h"

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
