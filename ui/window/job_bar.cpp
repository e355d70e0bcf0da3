#include "ui/window/job_bar.h"

#include "ui/style/icons.h"
#include "ui/style/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QToolButton>

#include <cmath>

namespace pinfold::ui {
namespace {

constexpr int messageWidth = 40 * grid;
constexpr int barWidth = 16 * grid;

}  // namespace

JobBar::JobBar(JobRunner& jobs, QWidget* parent)
    : QWidget(parent),
      jobs_(jobs),
      message_(new QLabel(this)),
      bar_(new QProgressBar(this)),
      cancel_(new QToolButton(this)) {
    setObjectName(QStringLiteral("jobBar"));
    setAccessibleName(tr("Work in progress"));
    message_->setObjectName(QStringLiteral("jobMessage"));
    message_->setAccessibleName(tr("What is being done"));
    bar_->setObjectName(QStringLiteral("jobProgress"));
    bar_->setAccessibleName(tr("Progress"));
    bar_->setFixedWidth(barWidth);
    bar_->setTextVisible(false);
    cancel_->setObjectName(QStringLiteral("jobCancel"));
    cancel_->setAccessibleName(tr("Cancel the work in progress"));
    cancel_->setToolTip(tr("Cancel"));
    cancel_->setIcon(icon(QStringLiteral("dialog-cancel")));
    cancel_->setAutoRaise(true);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(grid, 0, grid, 0);
    layout->setSpacing(grid);
    layout->addWidget(message_, 1);
    layout->addWidget(bar_);
    layout->addWidget(cancel_);
    hide();

    connect(&jobs, &JobRunner::progressed, this, &JobBar::show);
    connect(&jobs, &JobRunner::finished, this, &JobBar::finish);
    connect(cancel_, &QToolButton::clicked, this, [this] { jobs_.cancel(lane_); });
}

void JobBar::show(const QString& lane, const Progress& progress) {
    if (!jobs_.isRunning(lane)) return;
    lane_ = lane;
    const QString message = QString::fromStdString(progress.message);
    message_->setText(fontMetrics().elidedText(message, Qt::ElideMiddle, messageWidth));
    message_->setToolTip(message);
    const bool known = progress.fraction >= 0;
    bar_->setRange(0, known ? 1000 : 0);
    if (known) bar_->setValue(static_cast<int>(std::lround(progress.fraction * 1000)));
    QWidget::show();
}

void JobBar::finish(const QString& lane) {
    if (lane == lane_) hide();
}

}  // namespace pinfold::ui
