// All operators of the models, in the order in which the plan runs them.
#pragma once

#include "ui/tables/table_model.h"

namespace pinfold::ui {

class Session;

class OperatorTable : public TableModel {
    Q_OBJECT

public:
    explicit OperatorTable(Session& session, QObject* parent = nullptr);

private:
    void fill();

    Session& session_;
};

}  // namespace pinfold::ui
