#include "ui/validation/sample_browser.h"

#include "ui/report/verdict.h"
#include "ui/style/theme.h"
#include "ui/text/numbers.h"
#include "ui/text/words.h"
#include "ui/validation/name_chooser.h"
#include "ui/validation/sample_view.h"
#include "ui/widgets/number_table.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPointer>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace pinfold::ui {
namespace {

const QString lane = QStringLiteral("samples");

QString text(const std::string& name) { return QString::fromStdString(name); }

template <typename Port>
QStringList namesOf(const std::vector<Port>& ports) {
    QStringList names;
    for (const Port& port : ports) names.append(text(port.name));
    return names;
}

}  // namespace

SampleBrowser::SampleBrowser(JobRunner& jobs, QWidget* parent)
    : QWidget(parent),
      jobs_(jobs),
      pages_(new QStackedWidget(this)),
      message_(new QLabel(pages_)),
      samples_(new SampleList(this)),
      elements_(new ElementTable(this)) {
    setObjectName(QStringLiteral("sampleBrowser"));
    setAccessibleName(tr("Samples"));
    message_->setObjectName(QStringLiteral("sampleMessage"));
    message_->setAlignment(Qt::AlignCenter);
    message_->setWordWrap(true);
    message_->setMargin(2 * grid);
    auto* parts = new QSplitter(Qt::Horizontal, pages_);
    parts->setObjectName(QStringLiteral("sampleParts"));
    parts->setChildrenCollapsible(false);
    parts->addWidget(makeList());
    parts->addWidget(makeInput());
    parts->addWidget(makeOutput());
    parts->setStretchFactor(0, 2);
    parts->setStretchFactor(1, 1);
    parts->setStretchFactor(2, 2);
    parts->setSizes({44 * grid, 19 * grid, 49 * grid});
    pages_->addWidget(parts);
    pages_->addWidget(message_);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(pages_);
    pages_->setCurrentIndex(1);
}

QWidget* SampleBrowser::makeList() {
    auto* part = new QWidget(this);
    filter_ = makeNameChooser(part, QStringLiteral("sampleFilter"), tr("Which samples are listed"));
    order_ = makeNameChooser(part, QStringLiteral("sampleOrder"), tr("Order of the samples"));
    order_->addItem(tr("Worst first"));
    order_->addItem(tr("By number"));
    sampleRows_ = new NumberTableView(*samples_, QStringLiteral("sampleTable"), tr("Samples"), part);
    auto* choosers = new QHBoxLayout;
    choosers->setContentsMargins(grid, grid, grid, 0);
    choosers->setSpacing(grid);
    choosers->addWidget(filter_, 1);
    choosers->addWidget(order_, 1);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid / 2);
    layout->addLayout(choosers);
    layout->addWidget(sampleRows_, 1);
    connect(filter_, &QComboBox::currentIndexChanged, this, &SampleBrowser::list);
    connect(order_, &QComboBox::currentIndexChanged, this, [this] {
        sampleRows_->sortByColumn(-1, Qt::AscendingOrder);
        list();
    });
    connect(sampleRows_, &NumberTableView::currentModelRowChanged, this, [this](int row) {
        if (row >= 0) showSample(samples_->samples()[static_cast<std::size_t>(row)]);
    });
    return part;
}

QWidget* SampleBrowser::makeInput() {
    auto* part = new QWidget(this);
    input_ = makeNameChooser(part, QStringLiteral("sampleInput"), tr("Input that is shown"));
    view_ = new SampleView(part);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, grid, 0, 0);
    layout->setSpacing(grid / 2);
    layout->addWidget(input_);
    layout->addWidget(view_, 1);
    connect(input_, &QComboBox::currentIndexChanged, this, &SampleBrowser::showInput);
    return part;
}

QWidget* SampleBrowser::makeOutput() {
    auto* part = new QWidget(this);
    output_ = makeNameChooser(part, QStringLiteral("sampleOutput"), tr("Output that is shown"));
    summary_ = new QLabel(part);
    summary_->setObjectName(QStringLiteral("sampleSummary"));
    summary_->setWordWrap(true);
    elementRows_ = new NumberTableView(*elements_, QStringLiteral("elementTable"), tr("Elements of the output"), part);
    auto* above = new QVBoxLayout;
    above->setContentsMargins(grid, grid, grid, 0);
    above->setSpacing(grid / 2);
    above->addWidget(output_);
    above->addWidget(summary_);
    auto* layout = new QVBoxLayout(part);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid / 2);
    layout->addLayout(above);
    layout->addWidget(elementRows_, 1);
    connect(output_, &QComboBox::currentIndexChanged, this, &SampleBrowser::showOutput);
    return part;
}

void SampleBrowser::load(const SampleRequest& request) {
    sets_ = nullptr;
    showSet();
    if (!request.reports) return jobs_.drop(lane);
    message_->setText(tr("Reading %1 …").arg(text(request.inputs.filename().string())));
    pages_->setCurrentIndex(1);
    jobs_.start<std::vector<SampleSet>>(
        lane,
        [request](const CancelToken& cancel, const ProgressSink& progress) {
            return readSamples(request, cancel, progress);
        },
        [self = QPointer(this)](Outcome<std::vector<SampleSet>> outcome) {
            if (self) self->setSets(std::move(outcome));
        });
}

void SampleBrowser::setSets(Outcome<std::vector<SampleSet>> outcome) {
    if (!outcome.ok()) {
        message_->setText(errorText(outcome.error()));
    } else if (isCancelled(*outcome)) {
        message_->setText(tr("Reading the samples was cancelled."));
    } else {
        sets_ = std::make_shared<const std::vector<SampleSet>>(std::get<0>(*std::move(outcome)));
    }
    showSet();
}

void SampleBrowser::setReport(const ShownReport& shown) {
    shown_ = shown;
    showSet();
}

std::shared_ptr<const SampleSet> SampleBrowser::set() const {
    if (!sets_ || !shown_) return nullptr;
    return {sets_, &(*sets_)[static_cast<std::size_t>(shown_.index)]};
}

void SampleBrowser::showSet() {
    const auto now = set();
    pages_->setCurrentIndex(now ? 0 : 1);
    sample_ = -1;
    if (now) {
        fillNames(*input_, namesOf(now->ports.inputs));
        fillNames(*output_, namesOf(shown_.report().outputs));
        fillFilters();
    }
    list();
}

void SampleBrowser::fillFilters() {
    const QSignalBlocker blocker(filter_);
    const auto now = set();
    const auto add = [this](const QString& title, SampleFilter::Kind kind) {
        filter_->addItem(title, static_cast<int>(kind));
    };
    filter_->clear();
    add(tr("All samples"), SampleFilter::Kind::all);
    if (now->compared()) add(tr("Those that differ"), SampleFilter::Kind::differing);
    if (!now->samples.labels.empty()) add(tr("Wrong class"), SampleFilter::Kind::wrongClass);
}

void SampleBrowser::showCell(qint64 label, qint64 predicted) {
    const auto now = set();
    if (!now) return;
    {
        const QSignalBlocker blocker(filter_);
        fillFilters();
        filter_->addItem(tr("Label %1 taken for %2").arg(countText(label), countText(predicted)),
                         static_cast<int>(SampleFilter::Kind::cell));
        filter_->setItemData(filter_->count() - 1, QPoint(static_cast<int>(label), static_cast<int>(predicted)),
                             Qt::UserRole + 1);
        filter_->setCurrentIndex(filter_->count() - 1);
    }
    list();
}

// Keeps the sample that is shown, if it is still listed.
void SampleBrowser::list() {
    const QPoint cell = filter_->currentData(Qt::UserRole + 1).toPoint();
    const SampleFilter filter{static_cast<SampleFilter::Kind>(filter_->currentData().toInt()), cell.x(), cell.y()};
    const std::int64_t before = sample_;
    samples_->show(set(), filter, order_->currentIndex() == 0 ? SampleOrder::worstFirst : SampleOrder::byNumber);
    const auto& listed = samples_->samples();
    if (listed.empty()) return showSample(-1);
    const auto kept = std::find(listed.begin(), listed.end(), before);
    if (kept != listed.end()) {
        sampleRows_->showModelRow(static_cast<int>(kept - listed.begin()));
    } else {
        sampleRows_->setCurrentIndex(sampleRows_->model()->index(0, 0));
    }
}

void SampleBrowser::showSample(std::int64_t sample) {
    sample_ = sample;
    showInput();
    showOutput();
}

void SampleBrowser::showInput() {
    const auto now = set();
    const bool any = now && sample_ >= 0 && input_->currentIndex() >= 0;
    view_->setVisible(any);
    if (!any) return;
    const auto index = static_cast<std::size_t>(input_->currentIndex());
    const PortSpec& port = now->ports.inputs[index];
    view_->setTensor(text(port.name), port.dtype, port.shape,
                     partOf(now->samples.inputs[index], now->samples.count, sample_));
}

void SampleBrowser::showOutput() {
    const auto now = set();
    if (!now || sample_ < 0 || output_->currentIndex() < 0) {
        elements_->clear();
        summary_->setText(now ? tr("No sample is like this.") : QString());
        return;
    }
    const auto index = static_cast<std::size_t>(output_->currentIndex());
    const ValidationReport& report = shown_.report();
    const auto owner = std::make_shared<const std::pair<std::shared_ptr<const SampleSet>, ShownReport>>(now, shown_);
    ShownOutput output{
        owner, report.outputs[index].dtype, {}, partOf(report.deviceOutputs[index], report.samples, sample_)};
    const SampleFacts& facts = now->facts[static_cast<std::size_t>(sample_)];
    if (now->compared()) {
        output.reference = partOf(now->samples.reference[index], report.samples, sample_);
        output.differs = facts.outputDiffers[index];
    }
    elements_->show(output);
    summary_->setText(
        elementsSummary(output, elements_->worst(), breakable(text(report.outputs[index].name)), sample_));
    if (const auto worst = elements_->worst()) {
        elementRows_->showModelRow(static_cast<int>(*worst));
    }
}

}  // namespace pinfold::ui
