// What a plan aims at.
#pragma once

namespace pinfold {

enum class Objective {
    cost,  // least cost, then the fewest bytes of all pools together
    size,  // the fewest bytes of all pools together, then the least cost
    // What is equal in both: the fewest bytes in the range that is preferred least, then in the next, and so on.
};

}  // namespace pinfold
