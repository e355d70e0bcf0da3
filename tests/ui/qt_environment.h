// One application for all tests of a program, without a display (unless QT_QPA_PLATFORM names one) and with settings of
// its own.
#pragma once

#include <QCoreApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <gtest/gtest.h>

#include <memory>

namespace pinfold::test {

// Application: QApplication where there are windows, else QCoreApplication.
template <typename Application>
class QtEnvironment : public testing::Environment {
public:
    void SetUp() override {
        if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
        qputenv("XDG_CONFIG_HOME", settings_.path().toLocal8Bit());  // of trusted archives and boards
        QSettings::setDefaultFormat(QSettings::IniFormat);
        QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, settings_.path());
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("PinfoldTests"));
        application_ = std::make_unique<Application>(count_, arguments_);
    }
    void TearDown() override { application_.reset(); }

private:
    QTemporaryDir settings_;
    int count_ = 1;
    char name_[9] = "qt_tests";
    char* arguments_[2] = {name_, nullptr};
    std::unique_ptr<Application> application_;
};

}  // namespace pinfold::test
