// One application for all tests of a program, without a display (unless QT_QPA_PLATFORM names one). Its settings are in
// the program's own home (support/main.cpp).
#pragma once

#include <QCoreApplication>

#include <gtest/gtest.h>

#include <memory>

namespace pinfold::test {

// Application: QApplication where there are windows, else QCoreApplication.
template <typename Application>
class QtEnvironment : public testing::Environment {
public:
    void SetUp() override {
        if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
        QCoreApplication::setOrganizationName(QStringLiteral("PinfoldTests"));
        application_ = std::make_unique<Application>(count_, arguments_);
    }
    void TearDown() override { application_.reset(); }

private:
    int count_ = 1;
    char name_[9] = "qt_tests";
    char* arguments_[2] = {name_, nullptr};
    std::unique_ptr<Application> application_;
};

}  // namespace pinfold::test
