// What the planner proposes where models do not fit, and what doing it changes.
#pragma once

#include "plan/infeasible/infeasible.h"
#include "ui/session/document.h"

#include <QString>

#include <vector>

namespace pinfold::ui {

// From the details of an error; empty for errors of another kind.
std::vector<Remedy> remediesOf(const Error& error);

// In one step that can be undone.
void applyRemedy(Document& document, const Remedy& remedy);

// Copies a constant to RAM, as the planner proposes: pins it there. `models` is how many are open.
void applyProposal(Document& document, const ConstantProposal& proposal, std::size_t models);

}  // namespace pinfold::ui
