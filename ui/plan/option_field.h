// The fields of the plan's options in the window, as the table of plan/options.h describes them.
#pragma once

#include "plan/options.h"

#include <QString>

class QWidget;

namespace pinfold::ui {

class Session;

// "keep-inputs": the object names of its widgets begin with it.
QString optionName(const PlanOption& option);

// Shows the document's value of an option that is no list, and changes it by steps that can be undone. A flag's field
// tells its label itself. Called "<name>Field".
QWidget* makeOptionField(Session& session, const PlanOption& option, QWidget* parent);

}  // namespace pinfold::ui
