#include "ui/validation/validation_view.h"

#include "base/file.h"
#include "deploy/project.h"
#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/text/words.h"
#include "ui/validation/confusion.h"
#include "ui/validation/operator_metrics.h"
#include "ui/validation/outputs_page.h"
#include "ui/validation/sample_browser.h"
#include "ui/validation/verdict_header.h"
#include "ui/widgets/number_table.h"

#include <QComboBox>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace pinfold::ui {
namespace {

// What the firmware of the project takes; none where that cannot be told.
std::optional<FirmwareFigures> firmwareIn(const std::filesystem::path& folder) {
    if (folder.empty()) return {};
    const auto project = openProject(folder);
    if (!project.ok()) return {};
    const auto firmware = builtFirmware(*project);
    if (!firmware.ok()) return {};
    return figuresOf(*firmware);
}

QString filterOf(ReportFormat format) {
    switch (format) {
        case ReportFormat::html: return ValidationView::tr("Web pages (*.html)");
        case ReportFormat::json: return ValidationView::tr("JSON files (*.json)");
        case ReportFormat::metricsCsv:
        case ReportFormat::operatorsCsv: break;
    }
    return ValidationView::tr("Comma-separated values (*.csv)");
}

}  // namespace

ValidationView::ValidationView(Session& session, Actions& actions, const Prompts& prompts, QWidget* parent)
    : QWidget(parent),
      session_(session),
      actions_(actions),
      prompts_(prompts),
      pages_(new QStackedWidget(this)),
      operators_(new OperatorMetrics(this)) {
    setObjectName(QStringLiteral("validationView"));
    setAccessibleName(tr("Validation"));
    setWindowTitle(tr("Validation"));
    makeActions();
    pages_->addWidget(makeEmptyPage());
    pages_->addWidget(makeReportPage());
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(pages_);
    connect(&session_, &Session::reportsChanged, this, &ValidationView::takeReports);
    connect(&session_, &Session::modelsChanged, this, &ValidationView::updateEmptyPage);
    connect(&session_.document(), &Document::changed, this, &ValidationView::updateStale);
    connect(&session_.document(), &Document::changed, this, &ValidationView::updateEmptyPage);
    takeReports();
}

void ValidationView::makeActions() {
    const auto keys = [](Qt::Key key) { return QKeySequence(Qt::CTRL | Qt::SHIFT | key); };
    showOperator_ = actions_.add(
        {QStringLiteral("validation.showOperator"), tr("&Show Operator"), QStringLiteral("go-jump"), keys(Qt::Key_D),
         tr("Select the first operator whose output differs from the reference"), Menu::deploy, this},
        [this] { showOperator(); });
    addExport(ReportFormat::html,
              {QStringLiteral("validation.exportHtml"), tr("Export Report as &HTML…"), QStringLiteral("text-html"),
               keys(Qt::Key_H), tr("Write the validation report as a page to read"), Menu::deploy, this});
    addExport(ReportFormat::json, {QStringLiteral("validation.exportJson"), tr("Export Report as &JSON…"),
                                   QStringLiteral("application-json"), keys(Qt::Key_J),
                                   tr("Write the validation report for other programs"), Menu::deploy, this});
    addExport(ReportFormat::metricsCsv,
              {QStringLiteral("validation.exportMetrics"), tr("Export &Metrics as CSV…"), QStringLiteral("text-csv"),
               keys(Qt::Key_M), tr("Write how far each output is off as a table"), Menu::deploy, this});
    addExport(ReportFormat::operatorsCsv, {QStringLiteral("validation.exportOperators"),
                                           tr("Export &Operators as CSV…"), QStringLiteral("text-csv"), keys(Qt::Key_O),
                                           tr("Write time and error of each operator as a table"), Menu::deploy, this});
}

void ValidationView::addExport(ReportFormat format, const ActionSpec& spec) {
    exports_.push_back(actions_.add(spec, [this, format] { exportReport(format); }));
}

QWidget* ValidationView::makeEmptyPage() {
    auto* page = new QWidget(pages_);
    page->setObjectName(QStringLiteral("noValidation"));
    auto* title = new QLabel(tr("No validation yet"), page);
    title->setFont(displayFont());
    title->setAlignment(Qt::AlignCenter);
    emptySentence_ = new QLabel(page);
    emptySentence_->setObjectName(QStringLiteral("noValidationSentence"));
    emptySentence_->setWordWrap(true);
    emptySentence_->setAlignment(Qt::AlignCenter);
    auto* button = new QPushButton(icon(QStringLiteral("media-playback-start")), tr("Deplo&y"), page);
    button->setObjectName(QStringLiteral("deployFromValidation"));
    button->setAccessibleName(tr("Deploy and validate"));
    // The action belongs to another view, which may be made after this one.
    connect(button, &QPushButton::clicked, this, [this] {
        for (QAction* action : actions_.all()) {
            if (action->objectName() == QLatin1String("deploy.deploy")) action->trigger();
        }
    });
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(4 * grid, 2 * grid, 4 * grid, 2 * grid);
    layout->setSpacing(2 * grid);
    layout->addStretch(1);
    layout->addWidget(title);
    layout->addWidget(emptySentence_);
    layout->addWidget(button, 0, Qt::AlignHCenter);
    layout->addStretch(1);
    return page;
}

QWidget* ValidationView::makeReportPage() {
    auto* page = new QWidget(pages_);
    header_ = new VerdictHeader(showOperator_, makeCorner(), page);
    tabs_ = new QTabWidget(page);
    tabs_->setObjectName(QStringLiteral("validationTabs"));
    tabs_->setAccessibleName(tr("Parts of the validation"));
    tabs_->setDocumentMode(true);
    outputs_ = new OutputsPage(session_.selection(), tabs_);
    samples_ = new SampleBrowser(session_.jobs(), tabs_);
    confusion_ = new ConfusionPage(tabs_);
    tabs_->addTab(outputs_, tr("O&utputs"));
    tabs_->addTab(makeOperators(), tr("Operator&s"));
    tabs_->addTab(samples_, tr("Sa&mples"));
    tabs_->addTab(confusion_, tr("&Confusion"));
    connect(confusion_, &ConfusionPage::cellChosen, this, [this](qint64 label, qint64 predicted) {
        tabs_->setCurrentWidget(samples_);
        samples_->showCell(label, predicted);
    });
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(header_);
    layout->addWidget(tabs_, 1);
    return page;
}

QWidget* ValidationView::makeCorner() {
    auto* corner = new QWidget(this);
    models_ = new QComboBox(corner);
    models_->setObjectName(QStringLiteral("validatedModel"));
    models_->setAccessibleName(tr("Model whose validation is shown"));
    models_->setToolTip(tr("Model whose validation is shown"));
    models_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    auto* button = new QToolButton(corner);
    button->setObjectName(QStringLiteral("exportValidation"));
    button->setAccessibleName(tr("Export the report"));
    button->setText(tr("Export"));
    button->setToolTip(tr("Write the report to a file: HTML, JSON or CSV"));
    button->setIcon(icon(QStringLiteral("document-export")));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setPopupMode(QToolButton::InstantPopup);
    button->setFocusPolicy(Qt::StrongFocus);
    auto* menu = new QMenu(button);
    menu->addActions({exports_.begin(), exports_.end()});
    button->setMenu(menu);
    auto* layout = new QHBoxLayout(corner);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    layout->addWidget(models_);
    layout->addWidget(button);
    connect(models_, &QComboBox::currentIndexChanged, this, &ValidationView::showReport);
    return corner;
}

QWidget* ValidationView::makeOperators() {
    auto* rows = new NumberTableView(*operators_, QStringLiteral("operatorNumbers"),
                                     tr("Time and error of the operators"), tabs_);
    rows->linkTo(session_.selection());
    return rows;
}

void ValidationView::takeReports() {
    const auto& reports = session_.reports();
    {
        const QSignalBlocker blocker(models_);
        models_->clear();
        for (std::size_t i = 0; reports && i < reports->size(); ++i) {
            const ValidationReport& report = (*reports)[i];
            const VerdictKind kind = verdictKind(report);
            models_->addItem(icon(verdictIcon(kind)),
                             tr("%1 — %2").arg(QString::fromStdString(report.model), verdictTitle(kind)));
        }
        if (reports) models_->setCurrentIndex(worstReport(*reports));
    }
    models_->setVisible(models_->count() > 1);
    // First: what it holds is of the reports before.
    samples_->load({session_.validated().validation.inputs, session_.validated().validation.reference,
                    session_.models(), reports});
    showReport(models_->currentIndex());
    updateStale();
    updateEmptyPage();
    if (shown_ && verdictKind(shown_.report()) == VerdictKind::failed) showOperator();
}

void ValidationView::showReport(int report) {
    shown_ = shownReport(session_.reports(), session_.models(), report);
    header_->setReport(shown_);
    outputs_->setReport(shown_);
    operators_->show(shown_);
    samples_->setReport(shown_);
    confusion_->setReport(shown_);
    const auto difference = firstDifference(shown_);
    showOperator_->setEnabled(difference && difference->item);
    for (QAction* action : exports_) action->setEnabled(static_cast<bool>(shown_));
    pages_->setCurrentIndex(shown_ ? 1 : 0);
}

void ValidationView::updateEmptyPage() {
    emptySentence_->setText(
        !session_.models() ? tr("Open a model first; then Deploy builds it, runs it on the board and compares its "
                                "outputs with a reference.")
        : session_.document().deployment().validation.inputs.empty()
            ? tr("Choose a file with inputs in the deployment; then Deploy runs them on the board and compares the "
                 "outputs with a reference.")
            : tr("Deploy builds the firmware, runs the inputs on the board and compares the outputs with the "
                 "reference."));
}

bool ValidationView::isStale() const {
    const Deployment& now = session_.document().deployment();
    return now.board != session_.validated().board || !(now.plan == session_.validated().plan);
}

void ValidationView::updateStale() { header_->setStale(shown_ && isStale()); }

void ValidationView::showOperator() {
    const auto difference = firstDifference(shown_);
    if (difference && difference->item) session_.selection().select(difference->item);
}

void ValidationView::exportReport(ReportFormat format) {
    if (!shown_) return;
    const QString name =
        QStringLiteral("%1-validation.%2").arg(QString::fromStdString(shown_.report().model), suffixOf(format));
    const QString& document = session_.document().path();
    const QString suggestion = document.isEmpty() ? name : QFileInfo(document).absolutePath() + QLatin1Char('/') + name;
    QString path = prompts_.exportFile(this, tr("Export the report"), suggestion, filterOf(format));
    if (path.isEmpty()) return;
    if (QFileInfo(path).suffix().isEmpty()) path += QLatin1Char('.') + suffixOf(format);
    // The project's firmware is that of the report only as long as nothing was planned anew.
    const std::filesystem::path project = isStale() ? std::filesystem::path() : session_.validated().project;
    session_.jobs().start<std::monostate>(
        QStringLiteral("export report"),
        [format, reports = session_.reports(), project, file = std::filesystem::path(path.toStdString())](
            const CancelToken& cancel, const ProgressSink& progress) -> Outcome<std::monostate> {
            report(progress, {"export", "Writing " + file.filename().string()});
            const std::string bytes = reportFile(format, *reports, firmwareIn(project));
            if (cancel.cancelled()) return Cancelled{};
            PINFOLD_CHECK(writeFileAtomically(file, bytes));
            return std::monostate{};
        },
        [self = QPointer(this), path](const Outcome<std::monostate>& outcome) {
            if (!self) return;
            if (!outcome.ok()) {
                self->prompts_.showError(self, tr("The report was not written"), errorText(outcome.error()));
            } else if (!isCancelled(*outcome)) {
                emit self->reportWritten(path);
            }
        });
}

}  // namespace pinfold::ui
