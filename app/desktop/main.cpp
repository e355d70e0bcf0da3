// pinfold: the desktop program.
#include "ui/style/icons.h"
#include "ui/window/main_window.h"
#include "ui/window/preferences.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>
#include <QTimer>

#include <cstdio>
#include <memory>

namespace {

constexpr int exitUsage = 2;
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

int fail(const QString& why, int exitCode) {
    std::fprintf(stderr, "pinfold: %s\n", qPrintable(why));
    return exitCode;
}

// What of the command line cannot be done; empty if all of it can.
QString faultOf(const QCommandLineParser& parser) {
    const QStringList files = parser.positionalArguments();
    for (const QString& file : files) {
        if (!QFileInfo(file).isFile()) return QStringLiteral("\"%1\": there is no such file.").arg(file);
    }
    if (files.isEmpty() || !parser.isSet(QStringLiteral("sample"))) return {};
    return QStringLiteral("Name files or --sample, not both.");
}

int runWindow(const QCommandLineParser& parser) {
    QGuiApplication::setDesktopFileName(QStringLiteral("pinfold"));
    QApplication::setWindowIcon(pinfold::ui::icon(QStringLiteral("pinfold")));
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

}  // namespace

int main(int argc, char** argv) {
    QCommandLineParser parser;
    describe(parser);
    const bool canShow = hasDisplay();
    const std::unique_ptr<QCoreApplication> application(canShow ? new QApplication(argc, argv)
                                                                : new QCoreApplication(argc, argv));
    if (!parser.parse(QCoreApplication::arguments())) {
        return fail(parser.errorText() + QStringLiteral(" Try --help."), exitUsage);
    }
    parser.process(*application);  // --help and --version end here
    if (const QString fault = faultOf(parser); !fault.isEmpty()) return fail(fault, exitUsage);
    if (!canShow) {
        return fail(QStringLiteral("there is no display to open a window on. pinfold-cli works without one."),
                    exitNoDisplay);
    }
    return runWindow(parser);
}
