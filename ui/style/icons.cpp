#include "ui/style/icons.h"

#include "ui/style/theme.h"

#include <QStandardPaths>

namespace pinfold::ui {

QIcon icon(const QString& name) {
    if (name.startsWith(QLatin1String("pinfold"))) return QIcon(QStringLiteral(":/icons/%1.svg").arg(name));
    return QIcon::fromTheme(name);
}

void applyIconTheme() {
    // Not every platform plugin looks where the desktops put their icons.
    QStringList places = QIcon::themeSearchPaths();
    places += QStandardPaths::locateAll(QStandardPaths::GenericDataLocation, QStringLiteral("icons"),
                                        QStandardPaths::LocateDirectory);
    places.removeDuplicates();
    QIcon::setThemeSearchPaths(places);
    QIcon::setThemeName(theme().dark ? QStringLiteral("breeze-dark") : QStringLiteral("breeze"));
}

}  // namespace pinfold::ui
