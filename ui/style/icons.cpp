#include "ui/style/icons.h"

#include "ui/style/theme.h"

#include <QApplication>
#include <QLineEdit>
#include <QStandardPaths>

namespace pinfold::ui {
namespace {

// Fields keep the icon that they were made with.
void renewClearButtons() {
    QList<QLineEdit*> fields;  // found first: the buttons are widgets, too
    for (QWidget* widget : QApplication::allWidgets()) {
        auto* field = qobject_cast<QLineEdit*>(widget);
        if (field && field->isClearButtonEnabled()) fields.append(field);
    }
    for (QLineEdit* field : fields) {
        field->setClearButtonEnabled(false);
        field->setClearButtonEnabled(true);
    }
}

}  // namespace

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
    renewClearButtons();
}

}  // namespace pinfold::ui
