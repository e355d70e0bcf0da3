// The application of the tests that show windows, in the theme that the user would get.
#include "ui/qt_environment.h"
#include "ui/window/preferences.h"

#include <QApplication>

namespace pinfold::test {
namespace {

class WindowEnvironment final : public QtEnvironment<QApplication> {
public:
    void SetUp() override {
        QtEnvironment::SetUp();
        ui::preferTheme(ui::preferredTheme());
    }
};

// GoogleTest deletes it.
[[maybe_unused]] const auto* const environment = testing::AddGlobalTestEnvironment(new WindowEnvironment);

}  // namespace
}  // namespace pinfold::test
