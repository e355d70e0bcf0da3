// One band of the timeline: a pool's boxes, the curve of live bytes, peak and lower bound, and free space, as one
// plottable.
#pragma once

#include "ui/memory/timeline_model.h"
#include "ui/memory/timeline_raster.h"
#include "ui/memory/timeline_scale.h"

#include <qcustomplot.h>

#include <QColor>

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace pinfold::ui {

// In the theme in force.
QColor colourOf(TimelineKind kind);

// Draws what is in sight only, and what is smaller than a few pixels without a QPainter: see TimelineRaster.
class TimelineBandPlot : public QCPAbstractPlottable {
    Q_OBJECT

public:
    TimelineBandPlot(QCPAxis* ticks, QCPAxis* bytes, std::shared_ptr<const TimelineModel> model, int band);

    // Boxes of these names ("model:name") are drawn in red.
    void setInfeasible(const std::set<std::string>& names);
    // In device-independent pixels; may lie outside of what is in sight.
    [[nodiscard]] QRectF rectangleOf(TickSpan life, std::int64_t offset, std::int64_t bytes) const;
    [[nodiscard]] TickScale scale() const;

    double selectTest(const QPointF&, bool, QVariant*) const override { return -1; }
    QCPRange getKeyRange(bool& found, QCP::SignDomain) const override;
    QCPRange getValueRange(bool& found, QCP::SignDomain, const QCPRange&) const override;

protected:
    void draw(QCPPainter* painter) override;
    void drawLegendIcon(QCPPainter*, const QRectF&) const override {}

private:
    struct Large {
        QRectF rectangle;  // device-independent pixels
        int box = 0;
    };
    [[nodiscard]] const TimelineBand& band() const { return model_->bands()[static_cast<std::size_t>(band_)]; }
    [[nodiscard]] bool hasPool() const { return band().pool >= 0; }
    [[nodiscard]] const Pool& pool() const { return model_->plan().pools[static_cast<std::size_t>(band().pool)]; }
    [[nodiscard]] double usedBytes() const { return hasPool() ? static_cast<double>(pool().bytes) : 0; }
    [[nodiscard]] double y(double bytes) const { return mValueAxis->coordToPixel(bytes); }

    void drawFreeSpace(QCPPainter& painter) const;
    void drawOperatorLines(QCPPainter& painter) const;
    // Draws the small boxes and returns the others.
    [[nodiscard]] std::vector<Large> drawSmallBoxes(QCPPainter& painter);
    void drawLargeBoxes(QCPPainter& painter, const std::vector<Large>& boxes) const;
    void drawLabels(QCPPainter& painter, std::vector<Large> boxes) const;
    void drawLabel(QCPPainter& painter, const Large& large, const QFontMetricsF& metrics) const;
    void drawLoad(QCPPainter& painter) const;
    void drawLimits(QCPPainter& painter) const;
    void drawModelBorders(QCPPainter& painter) const;

    std::shared_ptr<const TimelineModel> model_;
    int band_ = 0;
    std::vector<bool> infeasible_;  // per box
    TimelineRaster raster_;
};

}  // namespace pinfold::ui
