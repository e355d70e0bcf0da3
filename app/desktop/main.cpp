// pinfold: the desktop program.
#include "ui/window/main_window.h"
#include "ui/window/preferences.h"

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
    const QCommandLineOption sample(QStringLiteral("sample"), QStringLiteral("Opens the bundled sample."));
    parser.addOption(sample);
    parser.process(application);

    pinfold::ui::preferTheme(pinfold::ui::preferredTheme());
    pinfold::ui::MainWindow window;
    window.show();
    QTimer::singleShot(0, &window, [&] {
        const QStringList files = parser.positionalArguments();
        if (!files.isEmpty()) {
            window.open(files);
        } else if (parser.isSet(sample)) {
            window.openSample();
        }
        window.offerRecovery();
    });
    return QApplication::exec();
}
