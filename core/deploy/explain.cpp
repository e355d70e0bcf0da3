#include "deploy/explain.h"

#include "plan/infeasible/infeasible.h"

#include <utility>

namespace pinfold {

CancelledOr<Error> explained(Error error, std::span<const Model> models, const Board& board, const PlanOptions& options,
                             std::span<const Board> others, const CancelToken& cancel, const ProgressSink& progress) {
    if (error.kind != ErrorKind::doesNotFit) return error;
    const auto outcome = explainInfeasibility(models, board, options, others, cancel, progress);
    if (!outcome.ok()) return error;  // what does not fit is no buffer
    if (isCancelled(*outcome)) return Cancelled{};
    const Infeasibility& infeasibility = std::get<Infeasibility>(*outcome);
    error.message = infeasibilityText(infeasibility, board);
    error.message.pop_back();  // messages do not end in a newline
    error.details = infeasibilityJson(infeasibility);
    error.advice = infeasibility.remedies.empty() ? Advice::none : Advice::makeWhatHelps;
    return error;
}

}  // namespace pinfold
