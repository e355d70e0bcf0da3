// The verdict of a model's validation above all else: passed or failed, the figures that matter, where it first
// differs.
#pragma once

#include "ui/report/verdict.h"

#include <QWidget>

class QAction;
class QBoxLayout;
class QHBoxLayout;
class QLabel;

namespace pinfold::ui {

class VerdictHeader : public QWidget {
    Q_OBJECT

public:
    // `showOperator` becomes a button beside the operator that differs first; `corner` goes to the right of the title.
    VerdictHeader(QAction* showOperator, QWidget* corner, QWidget* parent = nullptr);

    void setReport(const ShownReport& shown);
    // The report is of an earlier plan than the one on screen.
    void setStale(bool stale);

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QWidget* makeDifference(QAction* showOperator);
    void showFigures(const std::vector<VerdictFigure>& figures);
    void applyLook();

    ShownReport shown_;
    QLabel* icon_;
    QLabel* title_;
    QLabel* sentence_;
    QLabel* stale_;
    QBoxLayout* body_;  // words, then figures: side by side where there is room
    QHBoxLayout* figures_;
    QWidget* difference_ = nullptr;
    QLabel* differenceSentence_ = nullptr;
};

}  // namespace pinfold::ui
