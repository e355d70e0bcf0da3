#include "base/exceptions.h"

#include "base/hostile_text.h"

#include <exception>
#include <new>

namespace pinfold {
namespace {

Error mistake(std::string_view what) {
    constexpr std::size_t longest = 300;
    return toolFailed("This is a mistake in Pinfold: {}. Please report it, with what led to it.",
                      printable(what, longest));
}

}  // namespace

Error errorOfException() {
    try {
        throw;
    } catch (const std::bad_alloc&) {
        return toolFailed("There is not enough memory for this.");
    } catch (const std::exception& fault) {
        return mistake(fault.what());
    } catch (...) {
        return mistake("an exception of an unknown kind");
    }
}

}  // namespace pinfold
