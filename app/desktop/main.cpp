// pinfold: the desktop program.
#include "ui/window/main_window.h"
#include "ui/window/preferences.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QTimer>

#include <cstdio>

namespace {

constexpr int exitNoDisplay = 4;

void describe(QCommandLineParser& parser) {
    QCoreApplication::setOrganizationName(QStringLiteral("Pinfold"));
    QCoreApplication::setApplicationName(QStringLiteral("Pinfold"));
    QCoreApplication::setApplicationVersion(QStringLiteral(PINFOLD_VERSION));
    parser.setApplicationDescription(QStringLiteral("Takes compiled neural networks to microcontrollers."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOption({QStringLiteral("sample"), QStringLiteral("Opens the bundled sample.")});
    parser.addPositionalArgument(QStringLiteral("files"), QStringLiteral("Archives, or one .pinfold deployment"),
                                 QStringLiteral("[files…]"));
}

bool hasDisplay() {
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY") ||
           qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

}  // namespace

int main(int argc, char** argv) {
    QCommandLineParser parser;
    describe(parser);
    if (!hasDisplay()) {
        const QCoreApplication application(argc, argv);
        parser.process(application);
        std::fputs("pinfold: there is no display to open a window on. pinfold-cli works without one.\n", stderr);
        return exitNoDisplay;
    }
    const QApplication application(argc, argv);
    parser.process(application);

    pinfold::ui::preferTheme(pinfold::ui::preferredTheme());
    pinfold::ui::MainWindow window;
    window.show();
    QTimer::singleShot(0, &window, [&] {
        const QStringList files = parser.positionalArguments();
        if (!files.isEmpty()) {
            window.open(files);
        } else if (parser.isSet(QStringLiteral("sample"))) {
            window.openSample();
        }
        window.offerRecovery();
    });
    return QApplication::exec();
}
