// The plan's options that are no lists.
#pragma once

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFormLayout;
class QSpinBox;

namespace pinfold::ui {

class Session;

class OptionForm : public QWidget {
    Q_OBJECT

public:
    explicit OptionForm(Session& session, QWidget* parent = nullptr);

private:
    void makeLifetimes(QFormLayout& form);
    void makeAlignment(QFormLayout& form);
    void makeStack(QFormLayout& form);
    void makeTimeLimit(QFormLayout& form);
    void makeSwitches(QFormLayout& form);
    void showDocument();

    Session& session_;
    QComboBox* lifetimes_;
    QComboBox* alignment_;
    QSpinBox* stack_;
    QDoubleSpinBox* timeLimit_;
    QCheckBox* keepInputs_;
    QCheckBox* concurrent_;
};

}  // namespace pinfold::ui
