// All actions with their keys, by menu.
#pragma once

#include <QDialog>

namespace pinfold::ui {

class Actions;

class ShortcutsPage : public QDialog {
    Q_OBJECT

public:
    explicit ShortcutsPage(const Actions& actions, QWidget* parent = nullptr);
};

}  // namespace pinfold::ui
