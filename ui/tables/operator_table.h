// All operators of the models, in the order in which the plan runs them.
#pragma once

#include "ui/tables/table_model.h"

namespace pinfold::ui {

// Its contents, without a window.
std::shared_ptr<const TableContents> operatorContents(std::shared_ptr<const Models> models,
                                                      std::shared_ptr<const PlanFacts> facts,
                                                      std::shared_ptr<const Session::Reports> reports);

class OperatorTable : public TableModel {
    Q_OBJECT

public:
    explicit OperatorTable(Session& session, QObject* parent = nullptr);

private:
    void fill();

    Session& session_;
};

}  // namespace pinfold::ui
