// One line that tells how far a job is, with Cancel; there while jobs of its lane run.
#pragma once

#include "ui/session/job_runner.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QProgressBar;

namespace pinfold::ui {

class WorkingStrip : public QWidget {
    Q_OBJECT

public:
    // `message` is shown until the job tells something else.
    WorkingStrip(JobRunner& jobs, const QString& lane, const QString& message, QWidget* parent);

private:
    void showProgress(const Progress& progress);

    QLabel* label_;
    QProgressBar* bar_;
    QTimer soon_;  // short jobs do not flash up
};

}  // namespace pinfold::ui
