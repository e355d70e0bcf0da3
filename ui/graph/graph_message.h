// What stands in the place of the drawing while there is nothing to draw: why, and what to do.
#pragma once

#include <QWidget>

class QAction;
class QLabel;
class QPushButton;

namespace pinfold::ui {

class GraphMessage : public QWidget {
    Q_OBJECT

public:
    explicit GraphMessage(QWidget* parent);

    // `remedy`: an action to offer as a button; null: none.
    void say(const QString& title, const QString& text, QAction* remedy);

private:
    QLabel* title_;
    QLabel* text_;
    QPushButton* button_;
    QAction* remedy_ = nullptr;
};

}  // namespace pinfold::ui
