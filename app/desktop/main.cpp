// pinfold: the desktop program.
#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setOrganizationName(QStringLiteral("Pinfold"));
    QApplication::setApplicationName(QStringLiteral("Pinfold"));
    QApplication::setApplicationVersion(QStringLiteral(PINFOLD_VERSION));

    QCommandLineParser parser;
    parser.setApplicationDescription(QStringLiteral("Takes compiled neural networks to microcontrollers."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addPositionalArgument(QStringLiteral("files"), QStringLiteral("Archives, or one .pinfold deployment"),
                                 QStringLiteral("[files…]"));
    parser.process(application);

    pinfold::ui::applyTheme(pinfold::ui::ThemeChoice::system);
    pinfold::ui::applyIconTheme();
    pinfold::ui::MainWindow window;
    window.show();
    const QStringList files = parser.positionalArguments();
    if (!files.isEmpty()) QTimer::singleShot(0, &window, [&] { window.open(files); });
    return QApplication::exec();
}
