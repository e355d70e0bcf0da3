// In the status bar: what is being done, how far it is, and Cancel.
#pragma once

#include "ui/session/job_runner.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QToolButton;

namespace pinfold::ui {

class JobBar : public QWidget {
    Q_OBJECT

public:
    explicit JobBar(JobRunner& jobs, QWidget* parent = nullptr);

private:
    void show(const QString& lane, const Progress& progress);
    void finish(const QString& lane);

    JobRunner& jobs_;
    QString lane_;  // that is shown
    QLabel* message_;
    QProgressBar* bar_;
    QToolButton* cancel_;
};

}  // namespace pinfold::ui
