// The plan: how it stands, what it costs, what it is made from, and what could be changed.
#pragma once

#include "ui/session/session.h"
#include "ui/widgets/actions.h"

#include <QWidget>

#include <memory>

class QFormLayout;
class QLabel;
class QProgressBar;
class QToolButton;
class QVBoxLayout;

namespace pinfold::ui {

class ElidedLabel;
class PoolList;
class ProposalBox;

class PlanPanel : public QWidget {
    Q_OBJECT

public:
    // Adds the actions plan.cancel, plan.keep and plan.compare.
    PlanPanel(Session& session, Actions& actions, QWidget* parent = nullptr);

    // The plan that was kept for comparison; null if none.
    [[nodiscard]] const std::shared_ptr<const PlanFacts>& kept() const { return kept_; }

private:
    void makeActions(Actions& actions);
    void makeHead(QVBoxLayout& layout, Actions& actions);
    void makeInfeasible(QVBoxLayout& layout);
    void makeFigures(QVBoxLayout& layout);
    void makeLists(QVBoxLayout& layout);
    void makeButtons(QVBoxLayout& layout, Actions& actions);
    QLabel* addFigure(QFormLayout& form, const QString& name, const QString& title, const QString& help);
    void showStage();
    void showError(const Error& error);
    void showPlan();
    void showProgress(const QString& lane, const Progress& progress);
    void compare();

    Session& session_;
    std::shared_ptr<const PlanFacts> kept_;
    QLabel* headline_;
    QLabel* detail_;
    QLabel* difference_;
    QWidget* work_;
    ElidedLabel* workText_;
    QProgressBar* workBar_;
    QWidget* infeasible_;
    QLabel* reason_;
    ProposalBox* remedies_;
    QWidget* figures_;
    QLabel* oldPlan_;
    PoolList* pools_;
    QLabel* cost_;
    QLabel* order_;
    QLabel* stack_;
    QLabel* time_;
    ProposalBox* copies_;
    QAction* cancel_;
    QAction* keep_;
    QAction* compare_;
};

}  // namespace pinfold::ui
