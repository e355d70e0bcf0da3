// Where the bytes of the firmware went: the regions in use, and the parts in each.
#pragma once

#include "ui/widgets/number_table.h"
#include "validate/report.h"

#include <optional>

namespace pinfold::ui {

class FirmwareTable : public NumberTable {
    Q_OBJECT

public:
    using NumberTable::NumberTable;
    void show(const std::optional<FirmwareFigures>& figures);
};

}  // namespace pinfold::ui
