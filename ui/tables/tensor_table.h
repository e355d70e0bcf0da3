// Everything that has bytes: tensors, workspaces and constants, with the place that the plan gives them.
#pragma once

#include "ui/tables/table_model.h"

namespace pinfold::ui {

class Session;

class TensorTable : public TableModel {
    Q_OBJECT

public:
    explicit TensorTable(Session& session, QObject* parent = nullptr);

private:
    void fill();

    Session& session_;
};

}  // namespace pinfold::ui
