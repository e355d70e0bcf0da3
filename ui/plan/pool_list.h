// The plan's pools: how much of each region is used, at least needed, and
// there.
#pragma once

#include "plan/plan.h"

#include <QWidget>

namespace pinfold::ui {

// A bar that fills up: bytes of a capacity, with a mark at the lower bound. A number beside it says the same.
class UseBar : public QWidget {
    Q_OBJECT

public:
    UseBar(const Pool& pool, QWidget* parent);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double used_ = 0;  // shares of the capacity
    double bound_ = 0;
    bool proven_ = false;
};

class PoolList : public QWidget {
    Q_OBJECT

public:
    explicit PoolList(QWidget* parent = nullptr);
    void showPools(const Plan& plan);

private:
    void addPool(const Pool& pool, bool named);
    QWidget* rows_ = nullptr;
};

}  // namespace pinfold::ui
