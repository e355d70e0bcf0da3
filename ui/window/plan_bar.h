// In the toolbar: for which board, and what the plan is to aim at.
#pragma once

#include <QWidget>

class QComboBox;

namespace pinfold::ui {

class Session;

class PlanBar : public QWidget {
    Q_OBJECT

public:
    explicit PlanBar(Session& session, QWidget* parent = nullptr);

private:
    void fillBoards();
    void showDocument();

    Session& session_;
    QComboBox* board_;
};

}  // namespace pinfold::ui
