#include "ui/deploy/stage_detail.h"

#include "ui/deploy/deploy_words.h"
#include "ui/deploy/stage_model.h"
#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/text/numbers.h"
#include "ui/text/words.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QToolButton>

namespace pinfold::ui {
namespace {

constexpr int logLinesShown = 12;

}  // namespace

WrappedText::WrappedText(QWidget* parent) : QTextBrowser(parent) {
    setFrameShape(QFrame::NoFrame);
    setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setOpenLinks(false);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    document()->setDocumentMargin(0);
    viewport()->setAutoFillBackground(false);
}

void WrappedText::setContents(const QString& text, const QFont& font, const QColor& color) {
    setVisible(!text.isEmpty());
    document()->setDefaultFont(font);
    QPalette colors = palette();
    colors.setColor(QPalette::Text, color);
    setPalette(colors);
    if (text != toPlainText()) setPlainText(text);
    fit();
}

void WrappedText::resizeEvent(QResizeEvent* event) {
    QTextBrowser::resizeEvent(event);
    fit();
}

void WrappedText::fit() {
    document()->setTextWidth(viewport()->width());
    setFixedHeight(static_cast<int>(document()->size().height()) + 1);
}

StageDetail::StageDetail(QWidget* parent)
    : QWidget(parent),
      cause_(new WrappedText(this)),
      rest_(new WrappedText(this)),
      copy_(new QPushButton(tr("Copy Messa&ge"), this)),
      overwrite_(new QPushButton(tr("Overwrite My Changes"), this)),
      logHeader_(new QToolButton(this)),
      log_(new QPlainTextEdit(this)) {
    nameWidgets();
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(grid);
    buttons->addWidget(copy_);
    buttons->addWidget(overwrite_);
    buttons->addStretch();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid / 2);
    layout->addWidget(cause_);
    layout->addWidget(rest_);
    layout->addLayout(buttons);
    layout->addWidget(logHeader_, 0, Qt::AlignLeft);
    layout->addWidget(log_);
    offerOverwriting(false);
    connect(copy_, &QPushButton::clicked, this, &StageDetail::copyError);
    connect(overwrite_, &QPushButton::clicked, this, &StageDetail::overwriteRequested);
    connect(logHeader_, &QToolButton::clicked, this, &StageDetail::toggleLog);
}

void StageDetail::nameWidgets() {
    setObjectName(QStringLiteral("stageDetail"));
    setAccessibleName(tr("Details of the stage"));
    cause_->setObjectName(QStringLiteral("stageCause"));
    cause_->setAccessibleName(tr("Why the stage failed"));
    rest_->setObjectName(QStringLiteral("stageExplanation"));
    rest_->setAccessibleName(tr("More about the failure"));
    copy_->setObjectName(QStringLiteral("stageCopy"));
    copy_->setAccessibleName(tr("Copy the message"));
    copy_->setIcon(icon(QStringLiteral("edit-copy")));
    overwrite_->setObjectName(QStringLiteral("stageOverwrite"));
    overwrite_->setAccessibleName(tr("Overwrite my changes"));
    overwrite_->setToolTip(tr("Generates the files again that you changed. What you changed in them is lost."));
    logHeader_->setObjectName(QStringLiteral("stageLogHeader"));
    logHeader_->setAutoRaise(true);
    logHeader_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    logHeader_->setFocusPolicy(Qt::TabFocus);
    log_->setObjectName(QStringLiteral("stageLog"));
    log_->setAccessibleName(tr("Log of the stage"));
    log_->setReadOnly(true);
    log_->setMaximumBlockCount(maxLogLines);
    log_->setLineWrapMode(QPlainTextEdit::NoWrap);
    log_->setFont(codeFont());
    log_->setFixedHeight(logLinesShown * QFontMetrics(codeFont()).lineSpacing() + 3 * grid);
}

void StageDetail::show(StageRecord& record) {
    if (record_) record_->disconnect(this);
    record_ = &record;
    connect(&record, &StageRecord::changed, this, &StageDetail::showState);
    connect(&record, &StageRecord::logged, this, &StageDetail::appendLines);
    log_->setPlainText(record.log().join(u'\n'));
    log_->verticalScrollBar()->setValue(log_->verticalScrollBar()->maximum());
    shownState_ = record.state();
    logShown_ = record.state() != StageState::failed;
    showState();
}

void StageDetail::offerOverwriting(bool offered) { overwrite_->setVisible(offered); }

void StageDetail::showState() {
    if (!record_) return;
    if (shownState_ != record_->state()) {
        // The cause of a failure stands alone at first; a stage that starts is watched.
        if (record_->state() == StageState::failed) logShown_ = false;
        if (record_->state() == StageState::running) logShown_ = true;
        shownState_ = record_->state();
    }
    if (record_->log().isEmpty()) log_->clear();
    const bool failed = record_->error().has_value();
    const auto [cause, rest] = failed ? firstSentence(errorText(*record_->error())) : std::pair<QString, QString>();
    cause_->setContents(cause, headingFont(), theme().bad);
    rest_->setContents(rest, bodyFont(), theme().text);
    copy_->setVisible(failed);
    showLogHeader();
}

void StageDetail::showLogHeader() {
    const qsizetype lines = record_->log().size();
    const QString count = lines == 1 ? tr("1 line") : tr("%1 lines").arg(countText(lines));
    logHeader_->setText(tr("Log of %1: %2").arg(record_->title(), count));
    logHeader_->setVisible(lines > 0);
    showLog(logShown_);
}

void StageDetail::showLog(bool shown) {
    logShown_ = shown;
    logHeader_->setArrowType(shown ? Qt::DownArrow : Qt::RightArrow);
    logHeader_->setAccessibleName(shown ? tr("Hide the log") : tr("Show the log"));
    log_->setVisible(shown && record_ && !record_->log().isEmpty());
}

// Follows the tail unless somebody has scrolled up to read.
void StageDetail::appendLines(const QStringList& lines) {
    QScrollBar* bar = log_->verticalScrollBar();
    const bool following = bar->value() >= bar->maximum() - 1;
    const QString text = lines.join(u'\n');
    if (log_->document()->isEmpty()) {
        log_->setPlainText(text);  // appended to nothing, it would take the cursor and the view to its end
    } else {
        log_->appendPlainText(text);
    }
    if (following) bar->setValue(bar->maximum());
    showLogHeader();
}

void StageDetail::copyError() {
    if (record_ && record_->error()) {
        QGuiApplication::clipboard()->setText(errorText(*record_->error()));
    }
}

void StageDetail::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) showState();
}

}  // namespace pinfold::ui
