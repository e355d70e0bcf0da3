// Every action by its name: type a few letters, press Enter.
#pragma once

#include <QDialog>

class QLineEdit;
class QListWidget;

namespace pinfold::ui {

class Actions;

class CommandPalette : public QDialog {
    Q_OBJECT

public:
    explicit CommandPalette(const Actions& actions, QWidget* parent = nullptr);

    // In the upper part of the parent, with nothing typed.
    void popUp();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill();
    void run();

    const Actions& actions_;
    QLineEdit* typed_;
    QListWidget* list_;
};

}  // namespace pinfold::ui
