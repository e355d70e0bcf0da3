// Taking the search over orders apart: into parts that can be ordered one by one, and what each of them needs at least.
#pragma once

#include "order/graph.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pinfold {

// Operators [first, end) of the model: in every execution order all before `first` run before them, and all from `end`
// on after them.
struct OrderPart {
    int first = 0;
    int end = 0;
    [[nodiscard]] std::size_t size() const { return static_cast<std::size_t>(end - first); }
};

// The smallest parts there are, in order; together all operators.
std::vector<OrderPart> orderParts(const OrderGraph& graph);

// Every order of the part has an operator that needs this many bytes. `live`: bytes that live when the part begins.
std::int64_t partBound(const OrderGraph& graph, const OrderPart& part, std::int64_t live);

}  // namespace pinfold
