// One QApplication for all tests of the window, without a display (unless QT_QPA_PLATFORM names one) and with settings
// of its own.
#include "ui/window/preferences.h"

#include <QApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <memory>

namespace pinfold {
namespace {

class QtEnvironment : public testing::Environment {
public:
    void SetUp() override {
        if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
        qputenv("XDG_CONFIG_HOME", settings_.path().toLocal8Bit());  // of trusted archives and boards
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings_.path());
        QStandardPaths::setTestModeEnabled(true);
        QApplication::setOrganizationName(QStringLiteral("PinfoldTests"));
        application_ = std::make_unique<QApplication>(count_, arguments_);
        ui::preferTheme(ui::preferredTheme());
    }
    void TearDown() override { application_.reset(); }

private:
    QTemporaryDir settings_;
    int count_ = 1;
    char name_[9] = "ui_tests";
    char* arguments_[2] = {name_, nullptr};
    std::unique_ptr<QApplication> application_;
};

// GoogleTest deletes it.
[[maybe_unused]] const auto* const environment = testing::AddGlobalTestEnvironment(new QtEnvironment);

}  // namespace
}  // namespace pinfold
