// The application of the tests without windows.
#include "ui/qt_environment.h"

namespace pinfold::test {
namespace {

// GoogleTest deletes it.
[[maybe_unused]] const auto* const environment = testing::AddGlobalTestEnvironment(new QtEnvironment<QCoreApplication>);

}  // namespace
}  // namespace pinfold::test
