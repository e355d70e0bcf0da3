// Where the bytes of the firmware went: the regions in use, and the parts in each.
#pragma once

#include "ui/tables/table_model.h"
#include "validate/report.h"

#include <optional>

namespace pinfold::ui {

class FirmwareTable : public TableModel {
    Q_OBJECT

public:
    using TableModel::TableModel;
    void show(const std::optional<FirmwareFigures>& figures);
};

}  // namespace pinfold::ui
