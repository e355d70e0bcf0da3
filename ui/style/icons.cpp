#include "ui/style/icons.h"

#include "ui/style/theme.h"

namespace pinfold::ui {

QIcon icon(const QString& name) {
    if (name.startsWith(QLatin1String("pinfold"))) return QIcon(QStringLiteral(":/icons/%1.svg").arg(name));
    return QIcon::fromTheme(name);
}

void applyIconTheme() { QIcon::setThemeName(theme().dark ? QStringLiteral("breeze-dark") : QStringLiteral("breeze")); }

}  // namespace pinfold::ui
