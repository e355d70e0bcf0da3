// The parts of the timeline that are no plots: its head, the titles of bands, and regions that are empty.
#pragma once

#include "ui/memory/timeline_model.h"
#include "ui/memory/timeline_scale.h"

#include <qcustomplot.h>

#include <memory>

namespace pinfold::ui {

// As high as its text and as wide as the plots above and below.
class TimelineStrip : public QCPLayoutElement {
    Q_OBJECT

public:
    TimelineStrip(QCustomPlot* plot, int height);
};

// Models (where there are several), operators, and statements or ticks.
class TimelineHead : public TimelineStrip {
    Q_OBJECT

public:
    TimelineHead(QCustomPlot* plot, std::shared_ptr<const TimelineModel> model);
    void setRange(const QCPRange& ticks) { ticks_ = ticks; }
    [[nodiscard]] TickScale scale() const;

protected:
    void draw(QCPPainter* painter) override;

private:
    enum class Labels { all, wide };
    void drawCells(QCPPainter& painter, const std::vector<HeadCell>& cells, const QRectF& row, Labels labels) const;

    std::shared_ptr<const TimelineModel> model_;
    QCPRange ticks_;
};

// A region's name and what is used of it.
class TimelineTitle : public TimelineStrip {
    Q_OBJECT

public:
    TimelineTitle(QCustomPlot* plot, const QString& name, const QString& text);

protected:
    void draw(QCPPainter* painter) override;

private:
    QString name_, text_;
};

}  // namespace pinfold::ui
