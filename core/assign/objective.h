// What a plan aims at.
#pragma once

namespace pinfold {

enum class Objective {
    cost,  // least cost, then as for size
    // Smallest sum of all pools; then the smallest pools in the fastest spaces, so that the slowest are emptied last.
    size,
};

}  // namespace pinfold
