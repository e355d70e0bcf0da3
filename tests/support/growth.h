// How work grows with what is worked on. Work is counted in questions to the cancel token, which a job asks wherever it
// works long: the same on every machine.
#pragma once

#include "base/cancel.h"

#include <functional>

namespace pinfold::test {

// Runs the job on something `size`, 2 and 4 times as large: it has to ask about that much more often, and no more than
// `mostEach` times for each of the 4 * size.
void expectLinearWork(int size, double mostEach, const std::function<void(int size, const CancelToken&)>& job);

}  // namespace pinfold::test
