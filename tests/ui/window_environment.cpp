// The application of the tests that show windows, in the theme that the user would get.
#include "ui/qt_environment.h"
#include "ui/window/preferences.h"

#include <QApplication>

namespace pinfold::test {
namespace {

class WindowEnvironment final : public QtEnvironment<QApplication> {
public:
    void SetUp() override {
        // What the user has set for his own screen and desktop; pictures are made at several scales.
        for (const char* name :
             {"QT_FONT_DPI", "QT_SCREEN_SCALE_FACTORS", "QT_QPA_PLATFORMTHEME", "QT_STYLE_OVERRIDE"}) {
            qunsetenv(name);
        }
        if (qEnvironmentVariableIsEmpty("PINFOLD_PICTURES")) qunsetenv("QT_SCALE_FACTOR");
        QtEnvironment::SetUp();
        ui::preferTheme(ui::preferredTheme());
    }
};

// GoogleTest deletes it.
[[maybe_unused]] const auto* const environment = testing::AddGlobalTestEnvironment(new WindowEnvironment);

}  // namespace
}  // namespace pinfold::test
