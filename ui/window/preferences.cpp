#include "ui/window/preferences.h"

#include "ui/style/icons.h"

#include <QSettings>

namespace pinfold::ui {
namespace {

const QString themeKey = QStringLiteral("appearance/theme");
const QString lightName = QStringLiteral("light");
const QString darkName = QStringLiteral("dark");

}  // namespace

ThemeChoice preferredTheme() {
    const QString name = QSettings().value(themeKey).toString();
    if (name == lightName) return ThemeChoice::light;
    return name == darkName ? ThemeChoice::dark : ThemeChoice::system;
}

void preferTheme(ThemeChoice choice) {
    QSettings settings;
    switch (choice) {
        case ThemeChoice::system: settings.remove(themeKey); break;
        case ThemeChoice::light: settings.setValue(themeKey, lightName); break;
        case ThemeChoice::dark: settings.setValue(themeKey, darkName); break;
    }
    applyTheme(choice);
    applyIconTheme();
}

}  // namespace pinfold::ui
