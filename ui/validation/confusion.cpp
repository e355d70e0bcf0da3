#include "ui/validation/confusion.h"

#include "ui/report/shown_report.h"
#include "ui/style/theme.h"
#include "ui/text/numbers.h"

#include <QHeaderView>
#include <QLabel>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>

namespace pinfold::ui {
namespace {

constexpr int narrowestCell = 4 * grid;

// Right answers are blue, wrong ones in the colour of heat: the more of the label's samples, the stronger.
QColor shade(bool right, double share) {
    if (!right) return theme().heat(share);
    const QColor from = theme().surface, to = theme().category(4);
    const auto mix = [share](int a, int b) { return static_cast<int>(a + (b - a) * (0.12 + 0.88 * share)); };
    return {mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue())};
}

}  // namespace

void ConfusionModel::show(std::vector<std::vector<std::int64_t>> counts) {
    beginResetModel();
    counts_ = std::move(counts);
    totals_.clear();
    for (const auto& row : counts_) totals_.push_back(std::accumulate(row.begin(), row.end(), std::int64_t{0}));
    endResetModel();
}

int ConfusionModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(counts_.size());
}

int ConfusionModel::columnCount(const QModelIndex& parent) const { return rowCount(parent); }

QVariant ConfusionModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto row = static_cast<std::size_t>(index.row()), column = static_cast<std::size_t>(index.column());
    const std::int64_t count = counts_[row][column];
    const double share = count > 0 ? static_cast<double>(count) / static_cast<double>(totals_[row]) : 0;
    switch (role) {
        case Qt::DisplayRole: return count > 0 ? countText(count) : QStringLiteral("·");
        case Qt::ToolTipRole:
        case Qt::AccessibleTextRole: return sentence(index.row(), index.column());
        case Qt::TextAlignmentRole: return Qt::AlignCenter;
        case Qt::BackgroundRole: return count > 0 ? QVariant(shade(row == column, share)) : QVariant();
        case Qt::ForegroundRole: return count > 0 ? readableOn(shade(row == column, share)) : theme().muted;
        default: return {};
    }
}

QVariant ConfusionModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (section < 0 || section >= rowCount()) return {};
    if (role == Qt::DisplayRole) return countText(section);
    if (role == Qt::TextAlignmentRole) return Qt::AlignCenter;
    if (role != Qt::ToolTipRole && role != Qt::AccessibleTextRole) return {};
    return orientation == Qt::Vertical
               ? tr("Label %1: %2 samples").arg(countText(section), countText(samplesOf(section)))
               : tr("Taken for %1 by the device").arg(countText(section));
}

QString ConfusionModel::sentence(int label, int predicted) const {
    const std::int64_t count = counts_[static_cast<std::size_t>(label)][static_cast<std::size_t>(predicted)];
    const std::int64_t total = samplesOf(label);
    if (total == 0) return tr("No sample has the label %1.").arg(countText(label));
    return tr("%1 of the %2 samples with the label %3 were taken for %4 (%5).")
        .arg(countText(count), countText(total), countText(label), countText(predicted),
             percentText(static_cast<double>(count) / static_cast<double>(total)));
}

ConfusionPage::ConfusionPage(QWidget* parent)
    : QWidget(parent),
      model_(new ConfusionModel(this)),
      pages_(new QStackedWidget(this)),
      caption_(new QLabel(this)),
      nothing_(new QLabel(this)),
      table_(new QTableView(this)) {
    setObjectName(QStringLiteral("confusionPage"));
    setAccessibleName(tr("Confusion matrix"));
    caption_->setObjectName(QStringLiteral("confusionCaption"));
    caption_->setText(
        tr("Down: the samples' label. Across: the class that the device took them for. Blue is right, orange is wrong; "
           "the stronger, the more of the label's samples. Enter or a double click lists a cell's samples."));
    caption_->setWordWrap(true);
    caption_->setFont(captionFont());
    nothing_->setObjectName(QStringLiteral("noConfusion"));
    nothing_->setAlignment(Qt::AlignCenter);
    nothing_->setWordWrap(true);
    table_->setObjectName(QStringLiteral("confusionMatrix"));
    table_->setAccessibleName(tr("Confusion matrix"));
    table_->setModel(model_);
    table_->setSelectionMode(QAbstractItemView::SingleSelection);
    table_->setCornerButtonEnabled(false);
    table_->setShowGrid(false);
    for (QHeaderView* header : {table_->horizontalHeader(), table_->verticalHeader()}) {
        header->setSectionResizeMode(QHeaderView::Fixed);
        header->setHighlightSections(true);
    }
    table_->verticalHeader()->setDefaultSectionSize(3 * grid);
    table_->verticalHeader()->setMinimumWidth(narrowestCell);

    auto* matrix = new QWidget(pages_);
    auto* column = new QVBoxLayout(matrix);
    column->setContentsMargins(grid, grid, grid, grid);
    column->setSpacing(grid);
    column->addWidget(caption_);
    column->addWidget(table_, 1);
    pages_->addWidget(matrix);
    nothing_->setMargin(2 * grid);
    pages_->addWidget(nothing_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(pages_);
    connect(table_, &QTableView::activated, this,
            [this](const QModelIndex& index) { emit cellChosen(index.row(), index.column()); });
}

void ConfusionPage::setReport(const ShownReport& shown) {
    const bool any = shown && !shown.report().confusion.empty();
    model_->show(any ? shown.report().confusion : std::vector<std::vector<std::int64_t>>{});
    pages_->setCurrentIndex(any ? 0 : 1);
    if (!any) {
        nothing_->setText(shown && shown.report().accuracy
                              ? tr("The first output has more than 256 classes: too many for a matrix.")
                              : tr("The samples have no labels. Add an array `labels` to the file with the inputs, an "
                                   "integer for each sample: the class that is right."));
        return;
    }
    std::int64_t most = static_cast<std::int64_t>(shown.report().confusion.size()) - 1;
    for (const auto& row : shown.report().confusion) most = std::max(most, *std::max_element(row.begin(), row.end()));
    const int width = table_->fontMetrics().horizontalAdvance(countText(most)) + 2 * grid;
    table_->horizontalHeader()->setDefaultSectionSize(std::max(narrowestCell, width));
}

}  // namespace pinfold::ui
