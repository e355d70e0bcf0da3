// Functions for the alternatives of a variant, put together for std::visit().
#pragma once

namespace pinfold {

template <typename... Functions>
struct Overloaded : Functions... {
    using Functions::operator()...;
};
template <typename... Functions>
Overloaded(Functions...) -> Overloaded<Functions...>;

}  // namespace pinfold
