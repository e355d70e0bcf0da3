#include "ui/validation/output_plots.h"

#include "ui/validation/name_chooser.h"
#include "ui/validation/plot_look.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QLabel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabBar>
#include <QToolTip>
#include <QVBoxLayout>

#include <qcustomplot.h>

#include <algorithm>

namespace pinfold::ui {
namespace {

constexpr QSize smallestPlot(24 * grid, 18 * grid);  // in which text, axes and points can be told
constexpr int smallestWidth = 38 * grid;             // for one plot, and the line above it
constexpr int smallestChooser = 10 * grid;
constexpr int widthOfTick = 7 * grid;  // as wide as "-2·10⁻⁶", and air
constexpr double pointSize = 6;

QCPRange rangeOf(const PlotRange& range) { return {range.low, range.high}; }

}  // namespace

OutputPlots::OutputPlots(QWidget* parent)
    : QWidget(parent),
      chooser_(makeNameChooser(this, QStringLiteral("plottedOutput"), tr("Output that is plotted"))),
      note_(new QLabel(this)),
      pages_(new QStackedWidget(this)),
      nothing_(new QLabel(this)) {
    setObjectName(QStringLiteral("outputPlots"));
    setAccessibleName(tr("Plots of an output"));
    setMinimumWidth(smallestWidth);
    chooser_->setMinimumWidth(smallestChooser);
    note_->setObjectName(QStringLiteral("plotNote"));
    note_->setFont(captionFont());
    note_->setWordWrap(true);
    nothing_->setObjectName(QStringLiteral("noPlots"));
    nothing_->setAlignment(Qt::AlignCenter);
    nothing_->setWordWrap(true);
    nothing_->setMargin(2 * grid);

    auto* plots = new QSplitter(Qt::Horizontal, pages_);
    plots->setObjectName(QStringLiteral("plots"));
    plots->setChildrenCollapsible(false);
    scatter_ = makePlot(QStringLiteral("scatterPlot"), tr("Device against reference"),
                        tr("A dot an element: the reference's value across, the device's up. On the line both are "
                           "equal. Drag and scroll to look closer, double-click for all."));
    errors_ = makePlot(QStringLiteral("errorPlot"), tr("Histogram of the errors"),
                       tr("How many elements are off by how much: device − reference. Heights are logarithms, so that "
                          "a single element can be seen beside thousands. Double-click for all."));
    plots->addWidget(scatter_);
    plots->addWidget(errors_);
    errors_->installEventFilter(this);
    tabs_ = makeTabs();
    pages_->addWidget(plots);
    pages_->addWidget(nothing_);

    auto* above = new QHBoxLayout;
    above->setContentsMargins(grid, 0, grid, 0);
    above->setSpacing(grid);
    above->addWidget(chooser_);
    above->addWidget(note_, 1);
    above->addWidget(tabs_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, grid / 2, 0, 0);
    layout->setSpacing(grid / 2);
    layout->addLayout(above);
    layout->addWidget(pages_, 1);
    connect(chooser_, &QComboBox::currentIndexChanged, this, &OutputPlots::draw);
}

QCustomPlot* OutputPlots::makePlot(const QString& name, const QString& title, const QString& help) {
    auto* plot = new QCustomPlot(pages_);
    plot->setObjectName(name);
    plot->setAccessibleName(title);
    plot->setToolTip(help);
    plot->setWhatsThis(help);
    plot->setMinimumSize(smallestPlot);
    plot->setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
    connect(plot, &QCustomPlot::mouseDoubleClick, this, &OutputPlots::draw);
    connect(plot, &QCustomPlot::beforeReplot, this,
            [plot] { plot->xAxis->ticker()->setTickCount(std::clamp(plot->axisRect()->width() / widthOfTick, 3, 5)); });
    return plot;
}

QTabBar* OutputPlots::makeTabs() {
    auto* tabs = new QTabBar(this);
    tabs->setObjectName(QStringLiteral("plotTabs"));
    tabs->setAccessibleName(tr("Plot that is shown"));
    tabs->setDrawBase(false);
    tabs->setUsesScrollButtons(false);
    tabs->addTab(tr("Values"));
    tabs->addTab(tr("Errors"));
    tabs->setTabToolTip(0, scatter_->accessibleName());
    tabs->setTabToolTip(1, errors_->accessibleName());
    connect(tabs, &QTabBar::currentChanged, this, &OutputPlots::arrange);
    return tabs;
}

void OutputPlots::arrange() {
    const bool both = width() >= widthForBoth;
    tabs_->setVisible(!both && pages_->currentIndex() == 0);
    scatter_->setVisible(both || tabs_->currentIndex() == 0);
    errors_->setVisible(both || tabs_->currentIndex() == 1);
}

void OutputPlots::setReport(const ShownReport& shown) {
    shown_ = shown;
    QStringList names;
    if (shown_) {
        for (const OutputReport& output : shown_.report().outputs) names.append(QString::fromStdString(output.name));
    }
    fillNames(*chooser_, names);
    draw();
}

void OutputPlots::chooseOutput(int output) { chooser_->setCurrentIndex(output); }

void OutputPlots::draw() {
    const int index = chooser_->currentIndex();
    const OutputReport* output =
        shown_ && index >= 0 ? &shown_.report().outputs[static_cast<std::size_t>(index)] : nullptr;
    const bool any = output && !output->scatter.empty();
    note_->setText(output ? plotNote(*output) : QString());
    pages_->setCurrentIndex(any ? 0 : 1);
    arrange();
    if (!any) {
        nothing_->setText(output && output->metrics
                              ? tr("No element of this output is a finite number on both sides: nothing can be drawn.")
                              : tr("There was no reference: nothing can be drawn."));
        return;
    }
    drawScatter(*output);
    drawErrors(*output);
}

void OutputPlots::drawScatter(const OutputReport& output) {
    scatter_->clearPlottables();
    applyPlotLook(*scatter_);
    const PlotRange range = valueRange(output);
    QCPGraph* diagonal = scatter_->addGraph();
    diagonal->setPen(QPen(theme().muted, 1, Qt::DashLine));
    diagonal->setData({range.low, range.high}, {range.low, range.high}, true);

    QVector<double> references, devices;
    for (const auto& [reference, device] : output.scatter) {
        references.append(reference);
        devices.append(device);
    }
    QCPGraph* points = scatter_->addGraph();
    points->setLineStyle(QCPGraph::lsNone);
    QColor fill = theme().category(4);
    fill.setAlphaF(0.5F);
    points->setScatterStyle({QCPScatterStyle::ssCircle, QPen(theme().category(4)), fill, pointSize});
    points->setData(references, devices);

    scatter_->xAxis->setLabel(tr("Reference (%1)").arg(unitOf(output)));
    scatter_->yAxis->setLabel(tr("Device (%1)").arg(unitOf(output)));
    scatter_->xAxis->setRange(rangeOf(range));
    scatter_->yAxis->setRange(rangeOf(range));
    scatter_->setAccessibleDescription(plotNote(output));
    scatter_->replot();
}

void OutputPlots::drawErrors(const OutputReport& output) {
    errors_->clearPlottables();
    applyPlotLook(*errors_);
    errors_->yAxis->setScaleType(QCPAxis::stLogarithmic);
    errors_->yAxis->setTicker(QSharedPointer<QCPAxisTickerLog>::create());
    errors_->yAxis->setNumberFormat(QStringLiteral("gbc"));
    errors_->yAxis->setNumberPrecision(0);

    constexpr double base = 0.5;                                   // below one element, so that one has a bar
    const bool passed = output.metrics && output.metrics->passed;  // then no error means anything
    double most = 1;
    for (const ErrorBin& bin : errorBins(output)) {
        auto* bar = new QCPBars(errors_->xAxis, errors_->yAxis);
        const bool around = bin.low <= 0 && bin.high >= 0;
        const QColor colour = around || passed ? theme().category(4) : theme().category(5);
        bar->setPen(Qt::NoPen);
        bar->setBrush(colour);
        bar->setBaseValue(base);
        const PlotRange place = barOf(bin);
        bar->setWidth(place.high - place.low);
        bar->addData((place.low + place.high) / 2, static_cast<double>(bin.count));
        most = std::max(most, static_cast<double>(bin.count));
    }
    errors_->xAxis->setLabel(tr("Device − reference (%1)").arg(unitOf(output)));
    errors_->yAxis->setLabel(tr("Elements"));
    errors_->xAxis->setRange(rangeOf(errorRange(output)));
    errors_->yAxis->setRange(base, most * 2);
    errors_->setAccessibleDescription(plotNote(output));
    errors_->replot();
}

void OutputPlots::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) draw();
    QWidget::changeEvent(event);
}

void OutputPlots::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    arrange();
}

// Over a bar, the tooltip says what the bar holds.
bool OutputPlots::eventFilter(QObject* watched, QEvent* event) {
    if (watched != errors_ || event->type() != QEvent::ToolTip || !shown_) return QWidget::eventFilter(watched, event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const double at = errors_->xAxis->pixelToCoord(help->pos().x());
    const auto index = static_cast<std::size_t>(chooser_->currentIndex());
    for (const ErrorBin& bin : errorBins(shown_.report().outputs[index])) {
        const PlotRange place = barOf(bin);
        if (!errors_->axisRect()->rect().contains(help->pos()) || at < place.low || at >= place.high) continue;
        QToolTip::showText(help->globalPos(), binText(bin), errors_);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace pinfold::ui
