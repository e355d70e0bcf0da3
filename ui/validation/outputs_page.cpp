#include "ui/validation/outputs_page.h"

#include "ui/style/theme.h"
#include "ui/validation/metrics_table.h"
#include "ui/validation/output_plots.h"
#include "ui/widgets/number_table.h"

#include <QSplitter>

#include <algorithm>

namespace pinfold::ui {
namespace {

constexpr int maxRows = 5;             // that the table is made high enough for
constexpr int roomyPlots = 34 * grid;  // height from which plots are better off below the table than beside it
constexpr int minTableWidth = 20 * grid;
constexpr int besideTable = 68 * grid;  // the width of plots beside the table that the table leaves them
static_assert(besideTable > OutputPlots::widthForBoth + grid, "both plots and the splitter's handle");

}  // namespace

OutputsPage::OutputsPage(Selection& selection, QWidget* parent)
    : QScrollArea(parent),
      metrics_(new MetricsTable(this)),
      parts_(new QSplitter(this)),
      rows_(new NumberTableView(*metrics_, QStringLiteral("metricsTable"), tr("Metrics of the outputs"), parts_)),
      plots_(new OutputPlots(parts_)) {
    setObjectName(QStringLiteral("outputsPage"));
    setAccessibleName(tr("Outputs"));
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    rows_->linkTo(selection);
    rows_->setFrameShape(QFrame::NoFrame);
    rows_->setMinimumWidth(minTableWidth);
    parts_->setObjectName(QStringLiteral("outputParts"));
    parts_->setChildrenCollapsible(false);
    parts_->setStretchFactor(0, 0);
    parts_->setStretchFactor(1, 1);
    setWidget(parts_);
    setWidgetResizable(true);
    connect(parts_, &QSplitter::splitterMoved, this, [this] { shared_ = true; });
    connect(rows_, &NumberTableView::currentModelRowChanged, this, [this](int row) {
        if (row >= 0) plots_->chooseOutput(row);
    });
}

void OutputsPage::setReport(const ShownReport& shown) {
    metrics_->show(shown);
    rows_->setMinimumHeight(rows_->wholeSize(1).height());
    plots_->setReport(shown);
    arrange();
}

void OutputsPage::arrange() {
    const bool below = viewport()->height() >= rows_->wholeSize(maxRows).height() + roomyPlots;
    const Qt::Orientation orientation = below ? Qt::Vertical : Qt::Horizontal;
    if (parts_->orientation() != orientation) shared_ = false;
    parts_->setOrientation(orientation);
    if (!shared_) share();
}

// As much for the table as it needs, as long as the plots can be read.
void OutputsPage::share() {
    const QSize table = rows_->wholeSize(maxRows);
    const QSize room = viewport()->size();
    const bool below = parts_->orientation() == Qt::Vertical;
    const int whole = below ? room.height() : room.width();
    const int plots = below ? plots_->minimumSizeHint().height() : besideTable;
    const int rows = std::min(below ? table.height() : table.width(), whole - plots);
    parts_->setSizes({std::max(rows, 0), whole - std::max(rows, 0)});
}

void OutputsPage::resizeEvent(QResizeEvent* event) {
    QScrollArea::resizeEvent(event);
    arrange();
}

}  // namespace pinfold::ui
