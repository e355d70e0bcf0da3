// A good order without proof, for parts with too many sets of operators to look at all of them.
#pragma once

#include "order/graph.h"
#include "order/search.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace pinfold {

// An order of `operators` in which none needs as much as `ceiling` bytes, if one is found within `states` of the
// budget. Less than `floor` is no better than `floor`. `state` stands where all that runs before has run.
std::optional<std::vector<int>> beamSearch(OrderState& state, std::span<const int> operators, std::int64_t floor,
                                           std::int64_t ceiling, std::int64_t states, OrderBudget& budget);

}  // namespace pinfold
