// Settings that hold for all documents. They take effect at once.
#pragma once

#include <QDialog>

class QFormLayout;
class QLabel;
class QPushButton;

namespace pinfold::ui {

class Session;

class SettingsDialog : public QDialog {
    Q_OBJECT

public:
    explicit SettingsDialog(Session& session, QWidget* parent = nullptr);

private:
    void addTheme(QFormLayout& form);
    void addBoards(QFormLayout& form);
    void addTrust(QFormLayout& form);
    void countTrusted();
    void forgetTrusted();
    void showFaults();

    Session& session_;
    QLabel* faults_ = nullptr;
    QLabel* trusted_ = nullptr;
    QPushButton* forget_ = nullptr;
};

}  // namespace pinfold::ui
