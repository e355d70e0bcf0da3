#include "ui/graph/working_strip.h"

#include "ui/style/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

#include <chrono>
#include <cmath>

namespace pinfold::ui {
namespace {

constexpr auto patience = std::chrono::milliseconds(150);
constexpr int steps = 1000;

}  // namespace

WorkingStrip::WorkingStrip(JobRunner& jobs, const QString& lane, const QString& message, QWidget* parent)
    : QWidget(parent), label_(new QLabel(message, this)), bar_(new QProgressBar(this)) {
    setObjectName(lane + QStringLiteral("Working"));
    setAccessibleName(message);
    bar_->setObjectName(lane + QStringLiteral("Progress"));
    bar_->setAccessibleName(tr("Progress"));
    bar_->setTextVisible(false);
    auto* cancel = new QPushButton(tr("Cancel"), this);
    cancel->setObjectName(lane + QStringLiteral("Cancel"));
    cancel->setAccessibleName(tr("Cancel: %1").arg(message));
    cancel->setToolTip(tr("Stop this; what is shown stays as it is"));

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(grid, grid / 2, grid, grid / 2);
    layout->setSpacing(grid);
    layout->addWidget(label_);
    layout->addWidget(bar_, 1);
    layout->addWidget(cancel);
    hide();

    soon_.setSingleShot(true);
    connect(&soon_, &QTimer::timeout, this, &QWidget::show);
    connect(cancel, &QPushButton::clicked, this, [&jobs, lane] { jobs.cancel(lane); });
    connect(&jobs, &JobRunner::started, this, [this, lane](const QString& started) {
        if (started != lane) return;
        bar_->setRange(0, 0);
        soon_.start(patience);
    });
    connect(&jobs, &JobRunner::progressed, this, [this, lane](const QString& told, const Progress& progress) {
        if (told == lane) showProgress(progress);
    });
    connect(&jobs, &JobRunner::finished, this, [this, lane](const QString& finished) {
        if (finished != lane) return;
        soon_.stop();
        hide();
    });
}

void WorkingStrip::showProgress(const Progress& progress) {
    bar_->setRange(0, progress.fraction < 0 ? 0 : steps);
    if (progress.fraction >= 0) bar_->setValue(static_cast<int>(std::lround(progress.fraction * steps)));
}

}  // namespace pinfold::ui
