// Everything that has bytes: tensors, aliases, workspaces and constants, with the place that the plan gives them.
#pragma once

#include "ui/tables/table_model.h"

namespace pinfold::ui {

// Its contents, without a window: `pins` as in the document, `error` of the last planning if it failed.
std::shared_ptr<const TableContents> tensorContents(std::shared_ptr<const Models> models,
                                                    std::shared_ptr<const PlanFacts> facts,
                                                    const std::vector<std::string>& pins,
                                                    const std::optional<Error>& error);

class TensorTable : public TableModel {
    Q_OBJECT

public:
    explicit TensorTable(Session& session, QObject* parent = nullptr);

private:
    void fill();

    Session& session_;
};

}  // namespace pinfold::ui
