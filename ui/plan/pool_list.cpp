#include "ui/plan/pool_list.h"

#include "ui/plan/plan_words.h"
#include "ui/style/theme.h"
#include "ui/text/numbers.h"
#include "ui/widgets/elided_label.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace pinfold::ui {
namespace {

constexpr int markWidth = 2;

}  // namespace

UseBar::UseBar(const Pool& pool, QWidget* parent) : QWidget(parent), proven_(pool.bytes <= pool.lowerBound) {
    setObjectName(QStringLiteral("useBar"));
    const auto share = [&](std::int64_t bytes) {
        return pool.capacity > 0 ? static_cast<double>(bytes) / static_cast<double>(pool.capacity) : 0;
    };
    used_ = share(pool.guardBefore + pool.bytes + pool.guardAfter);
    bound_ = share(pool.lowerBound);
    const QString help =
        tr("%1 of what pools may use of %2. The mark is the lower bound: no plan with these lifetimes needs less.")
            .arg(percentText(used_), QString::fromStdString(pool.region));
    setToolTip(help);
    setAccessibleName(help);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize UseBar::sizeHint() const { return {8 * grid, grid}; }

void UseBar::paintEvent(QPaintEvent*) {
    const Theme& look = theme();
    QPainter painter(this);
    painter.fillRect(rect(), look.raised);
    const int used = static_cast<int>(std::min(1.0, used_) * width());
    painter.fillRect(QRect(0, 0, std::max(used, 1), height()), used_ > 1 ? look.bad : look.accent);
    const int mark = std::clamp(static_cast<int>(bound_ * width()), 0, width() - markWidth);
    painter.fillRect(QRect(mark, 0, markWidth, height()), proven_ ? look.good : look.warning);
}

PoolList::PoolList(QWidget* parent) : QWidget(parent) {
    setObjectName(QStringLiteral("poolList"));
    setAccessibleName(tr("Pools"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
}

void PoolList::showPools(const Plan& plan) {
    delete rows_;
    rows_ = new QWidget(this);
    auto* layout = new QVBoxLayout(rows_);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    const bool severalModels = plan.archives.size() > 1;
    for (const Pool& pool : plan.pools) addPool(pool, severalModels);
    this->layout()->addWidget(rows_);
}

void PoolList::addPool(const Pool& pool, bool named) {
    QString title = QString::fromStdString(pool.region);
    if (named) {
        QStringList models;
        for (const std::string& model : pool.models) models.append(QString::fromStdString(model));
        title += QStringLiteral(" · ") + models.join(QStringLiteral(", "));
    }
    auto* region = new ElidedLabel(title, rows_);
    region->setAccessibleName(title);
    region->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto* bytes = new QLabel(tr("%1 of %2").arg(bytesText(pool.bytes), bytesText(pool.capacity)), rows_);
    bytes->setToolTip(
        tr("Bytes that the pool takes, of those of the region that pools may use: its size less stack, reserved memory "
           "and the firmware's own data."));
    QString note = proofText(pool);
    const std::int64_t guard = pool.guardBefore + pool.guardAfter;
    if (guard > 0) note += tr(" · guard %1").arg(bytesText(guard));
    auto* bound = new QLabel(note, rows_);
    bound->setWordWrap(true);
    bound->setFont(captionFont());
    bound->setToolTip(
        tr("Lower bound: the most bytes alive at one time; no plan with these lifetimes needs less. Guard: unused "
           "bytes around the pool, since kernels read beyond their tensors."));
    auto* line = new QHBoxLayout;
    line->setSpacing(grid);
    line->addWidget(region, 1);
    line->addWidget(bytes);
    auto* row = new QVBoxLayout;
    row->setSpacing(grid / 4);
    row->addLayout(line);
    row->addWidget(new UseBar(pool, rows_));
    row->addWidget(bound);
    static_cast<QVBoxLayout*>(rows_->layout())->addLayout(row);
}

}  // namespace pinfold::ui
