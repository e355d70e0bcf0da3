// Time and error of each operator of a model, in the order of execution.
#pragma once

#include "ui/report/shown_report.h"
#include "ui/widgets/number_table.h"

namespace pinfold::ui {

class OperatorMetrics : public NumberTable {
    Q_OBJECT

public:
    using NumberTable::NumberTable;

    void show(const ShownReport& shown);

private:
    [[nodiscard]] std::vector<NumberColumn> nameColumns(const ShownReport& shown) const;
    [[nodiscard]] std::vector<NumberColumn> timeColumns(const ShownReport& shown) const;
};

}  // namespace pinfold::ui
