// Which operator is the first to differ. Internal to this folder.
#pragma once

#include "validate/validate.h"

namespace pinfold {

// Runs report.worstSample again operator by operator, where the samples have a reference for operators, and fills in
// the operators' metrics, firstDifferingOperator and localisation.
Outcome<std::monostate> localise(Device& device, const ValidatedModel& validated, const ValidateOptions& options,
                                 const CancelToken& cancel, const ProgressSink& progress, ValidationReport& report);

}  // namespace pinfold
