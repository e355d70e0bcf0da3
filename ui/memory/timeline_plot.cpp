#include "ui/memory/timeline_plot.h"

#include "ui/memory/timeline_band.h"
#include "ui/memory/timeline_strips.h"
#include "ui/memory/timeline_words.h"
#include "ui/style/theme.h"
#include "ui/text/numbers.h"

#include <algorithm>
#include <cmath>

namespace pinfold::ui {
namespace {

constexpr int minBandHeight = 14 * grid;
constexpr int emptyBandHeight = 4 * grid;  // where no pool is: enough to drop something at an address
constexpr double minTicks = 2;             // in sight
constexpr double sideMargin = 0.02;        // of the execution, that may be in sight before and after it
constexpr double headroom = 1.15;          // of the peak, in sight at fit

// Offsets at powers of two, as bytes or as addresses.
class ByteTicker : public QCPAxisTicker {
public:
    enum class Labels { bytes, addresses };
    ByteTicker(Labels labels, std::uint64_t address, std::int64_t alignment)
        : labels_(labels), address_(address), alignment_(alignment) {
        // Round addresses; a multiple of every step there is.
        constexpr std::uint64_t largestStep = std::uint64_t{1} << 40;
        if (labels == Labels::addresses) setTickOrigin(-static_cast<double>(address % largestStep));
    }

protected:
    double getTickStep(const QCPRange& range) override {
        return byteStep(std::max(static_cast<double>(alignment_), range.size() / tickCount()));
    }
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override {
        const auto offset = static_cast<std::int64_t>(std::llround(tick));
        if (offset < 0) return {};
        return labels_ == Labels::bytes ? countText(offset)
                                        : addressText(address_ + static_cast<std::uint64_t>(offset));
    }

private:
    Labels labels_;
    std::uint64_t address_;
    std::int64_t alignment_;
};

int marginFor(const QString& widest) {
    return static_cast<int>(std::ceil(QFontMetricsF(captionFont()).horizontalAdvance(widest))) + 2 * grid;
}

// Left for addresses, right for bytes; the same for all rows, so that their ticks are below one another.
QMargins rowMargins() { return {marginFor(addressText(0x88888888)), 0, marginFor(countText(88'888'888)), 0}; }

}  // namespace

TimelinePlot::TimelinePlot(QWidget* parent) : QCustomPlot(parent) {
    setObjectName(QStringLiteral("memoryTimeline"));
    setAccessibleName(tr("Memory timeline"));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setInteractions({});
    plotLayout()->clear();
    plotLayout()->setRowSpacing(0);
    plotLayout()->setAutoMargins(QCP::msNone);
    plotLayout()->setMargins(QMargins(0, 0, 0, grid));
    new TimelineOverlay(this, [this] { return marks(); });
    connect(this, &QCustomPlot::afterReplot, this, [this] { drawn_ = true; });
    setBackground(QBrush(theme().surface));
}

void TimelinePlot::setModel(std::shared_ptr<const TimelineModel> model) {
    const bool keep = chosen_ && model && model_ && model->plan().ticks == model_->plan().ticks;
    std::vector<std::pair<std::string, QCPRange>> bytes;
    for (std::size_t b = 0; keep && b < rows_.size(); ++b) {
        if (model_->bands()[b].pool < 0) continue;
        bytes.emplace_back(model_->bands()[b].region, bytesInSight(static_cast<int>(b)));
    }
    endPointer();
    model_ = std::move(model);
    rebuild();
    if (!model_) return replot(rpQueuedReplot);
    if (!keep) {
        fit();
        return;
    }
    setTicks(ticks_.lower, ticks_.upper);
    for (std::size_t b = 0; b < rows_.size(); ++b) {
        const auto before = std::find_if(bytes.begin(), bytes.end(),
                                         [&](const auto& known) { return known.first == model_->bands()[b].region; });
        if (before == bytes.end() || model_->bands()[b].pool < 0) {
            fitBytes(static_cast<int>(b));
        } else {
            setBytes(static_cast<int>(b), before->second.lower, before->second.upper);
        }
    }
}

void TimelinePlot::rebuild() {
    rows_.clear();
    head_ = nullptr;
    clearPlottables();  // they do not go with their axes
    plotLayout()->clear();
    plotLayout()->simplify();
    if (!model_) return;
    head_ = new TimelineHead(this, model_);
    head_->setMargins(rowMargins());
    plotLayout()->addElement(0, 0, head_);
    for (std::size_t band = 0; band < model_->bands().size(); ++band) addBand(static_cast<int>(band));
    setMinimumHeight(plotLayout()->minimumOuterSizeHint().height());
}

void TimelinePlot::addBand(int index) {
    const TimelineBand& band = model_->bands()[static_cast<std::size_t>(index)];
    Row row;
    row.title = new TimelineTitle(this, QString::fromStdString(band.region), bandText(*model_, index));
    row.title->setMargins(rowMargins());
    plotLayout()->addElement(plotLayout()->rowCount(), 0, row.title);
    row.plot = new QCPAxisRect(this);
    row.plot->setAutoMargins(QCP::msNone);
    row.plot->setMargins(rowMargins());
    row.plot->setSizeConstraintRect(QCPLayoutElement::scrOuterRect);
    row.plot->setMinimumSize(1, band.pool < 0 ? emptyBandHeight : minBandHeight);
    if (band.pool < 0) row.plot->setMaximumSize(QWIDGETSIZE_MAX, emptyBandHeight);
    styleAxes(*row.plot, band);
    connect(row.plot->axis(QCPAxis::atLeft), qOverload<const QCPRange&>(&QCPAxis::rangeChanged),
            row.plot->axis(QCPAxis::atRight), qOverload<const QCPRange&>(&QCPAxis::setRange));
    plotLayout()->addElement(plotLayout()->rowCount(), 0, row.plot);
    row.boxes = new TimelineBandPlot(row.plot->axis(QCPAxis::atBottom), row.plot->axis(QCPAxis::atLeft), model_, index);
    rows_.push_back(row);
}

void TimelinePlot::styleAxes(QCPAxisRect& plot, const TimelineBand& band) const {
    using Labels = ByteTicker::Labels;
    for (const auto type : {QCPAxis::atBottom, QCPAxis::atTop}) plot.axis(type)->setVisible(false);
    plot.axis(QCPAxis::atBottom)->grid()->setVisible(false);
    for (const auto type : {QCPAxis::atLeft, QCPAxis::atRight}) {
        QCPAxis* axis = plot.axis(type);
        const auto labels = type == QCPAxis::atLeft ? Labels::addresses : Labels::bytes;
        axis->setVisible(true);
        axis->setTicker(QSharedPointer<QCPAxisTicker>(new ByteTicker(labels, band.address, band.alignment)));
        axis->setTickLabelFont(captionFont());
        axis->setTickLabelColor(theme().muted);
        axis->setTickLabelPadding(grid / 2);
        axis->setBasePen(QPen(theme().line, 1));
        axis->setTickPen(QPen(theme().line, 1));
        axis->setSubTicks(false);
        axis->grid()->setPen(QPen(theme().line, 1, Qt::DotLine));
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
}

// For how many labels an axis has room is known once the rows have their heights, and its ticks are made before that.
void TimelinePlot::updateLayout() {
    plotLayout()->update(QCPLayoutElement::upLayout);
    setTickCounts();
    QCustomPlot::updateLayout();
}

void TimelinePlot::setTickCounts() {
    const double apart = 2.5 * QFontMetricsF(captionFont()).height();
    for (const Row& row : rows_) {
        // With two, the step is less than what is in sight: a round address is in sight, too.
        const int count = std::max(2, static_cast<int>(row.plot->height() / apart));
        for (const auto type : {QCPAxis::atLeft, QCPAxis::atRight}) row.plot->axis(type)->ticker()->setTickCount(count);
    }
}

void TimelinePlot::setInfeasible(const std::set<std::string>& names) {
    for (const Row& row : rows_) row.boxes->setInfeasible(names);
    replot(rpQueuedReplot);
}

void TimelinePlot::setHovered(const Item& item) {
    if (item == hovered_) return;
    hovered_ = item;
    updateOverlay();
}

void TimelinePlot::setSelected(const Item& item) {
    if (item == selected_) return;
    selected_ = item;
    if (model_) bringIntoSight(model_->ticksOf(item));
    updateOverlay();
}

// Scrolls there where it is out of sight, as near as it is now.
void TimelinePlot::bringIntoSight(TickSpan span) {
    if (span.empty() || (span.first < ticks_.upper && span.end > ticks_.lower)) return;
    const double middle = 0.5 * (span.first + span.end);
    setTicks(middle - ticks_.size() / 2, middle + ticks_.size() / 2);
}

void TimelinePlot::fit() {
    if (!model_) return;
    setTicks(0, model_->plan().ticks);
    for (std::size_t band = 0; band < rows_.size(); ++band) fitBytes(static_cast<int>(band));
    chosen_ = false;
}

void TimelinePlot::fitBytes(int band) {
    const TimelineBand& shown = model_->bands()[static_cast<std::size_t>(band)];
    if (shown.pool < 0) return setBytes(band, 0, static_cast<double>(shown.capacity));
    const auto peak = static_cast<double>(model_->plan().pools[static_cast<std::size_t>(shown.pool)].bytes);
    setBytes(band, 0, std::max(1.0, peak * headroom));
}

void TimelinePlot::zoom(double factor) {
    const double half = ticks_.size() / factor / 2;
    setTicks(ticks_.center() - half, ticks_.center() + half);
}

void TimelinePlot::zoomToSelection() {
    if (!model_) return;
    const TickSpan span = model_->ticksOf(selected_);
    if (span.empty()) return;
    const double beside = std::max(1.0, 0.5 * (span.end - span.first));
    setTicks(span.first - beside, span.end + beside);
    const BoxPlace place = model_->find(selected_);
    if (!place) return;
    const TimelineBox& box = model_->box(place);
    const auto low = static_cast<double>(box.offset);
    const auto bytes = static_cast<double>(box.bytes);
    setBytes(place.band, low - bytes, low + 2 * bytes);
}

void TimelinePlot::zoomToPeak() {
    if (!model_ || model_->plan().pools.empty()) return;
    int band = model_->find(selected_).band;
    for (std::size_t b = 0; band < 0 && b < rows_.size(); ++b) {
        const auto bytes = [&](int of) {
            return model_->plan()
                .pools[static_cast<std::size_t>(model_->bands()[static_cast<std::size_t>(of)].pool)]
                .bytes;
        };
        const int here = static_cast<int>(b);
        if (model_->bands()[b].pool >= 0 && (band < 0 || bytes(here) > bytes(band))) band = here;
    }
    if (band < 0) return;
    const auto pool = static_cast<std::size_t>(model_->bands()[static_cast<std::size_t>(band)].pool);
    const TickSpan span = model_->ticksOf(model_->operatorAt(model_->facts().peakTick[pool]));
    const double beside = std::max(1.0, 0.5 * (span.end - span.first));
    setTicks(span.first - beside, span.end + beside);
    fitBytes(band);
}

void TimelinePlot::setTicks(double lower, double upper) {
    if (!model_) return;
    const double ticks = std::max(1, model_->plan().ticks);
    const double maxTicks = ticks * (1 + 2 * sideMargin);
    double size = std::clamp(upper - lower, std::min(minTicks, maxTicks), maxTicks);
    lower = std::clamp((lower + upper - size) / 2, -sideMargin * ticks,
                       std::max(-sideMargin * ticks, ticks * (1 + sideMargin) - size));
    ticks_ = QCPRange(lower, lower + size);
    chosen_ = true;
    head_->setRange(ticks_);
    for (const Row& row : rows_) row.plot->axis(QCPAxis::atBottom)->setRange(ticks_);
    replot(rpQueuedReplot);
}

void TimelinePlot::setBytes(int band, double lower, double upper) {
    const Row& row = rows_[static_cast<std::size_t>(band)];
    const TimelineBand& shown = model_->bands()[static_cast<std::size_t>(band)];
    const double maxBytes = static_cast<double>(std::max<std::int64_t>(1, shown.capacity)) * headroom;
    const double size =
        std::clamp(upper - lower, std::min(4.0 * static_cast<double>(shown.alignment), maxBytes), maxBytes);
    lower = std::clamp((lower + upper - size) / 2, 0.0, maxBytes - size);
    chosen_ = true;
    row.plot->axis(QCPAxis::atLeft)->setRange(lower, lower + size);
    replot(rpQueuedReplot);
}

QCPRange TimelinePlot::bytesInSight(int band) const {
    return rows_[static_cast<std::size_t>(band)].plot->axis(QCPAxis::atLeft)->range();
}

QRectF TimelinePlot::bandRectangle(int band) const { return rows_[static_cast<std::size_t>(band)].plot->rect(); }

QRectF TimelinePlot::boxRectangle(const BoxPlace& place) const {
    const TimelineBox& box = model_->box(place);
    return rows_[static_cast<std::size_t>(place.band)].boxes->rectangleOf(box.life, box.offset, box.bytes);
}

void TimelinePlot::changeEvent(QEvent* event) {
    QCustomPlot::changeEvent(event);
    if (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange) return;
    setBackground(QBrush(theme().surface));
    for (std::size_t b = 0; b < rows_.size(); ++b) {
        styleAxes(*rows_[b].plot, model_->bands()[b]);
    }
    replot(rpQueuedReplot);
}

}  // namespace pinfold::ui
