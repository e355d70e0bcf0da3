#include "ui/validation/verdict_header.h"

#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/text/words.h"

#include <QAction>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

namespace pinfold::ui {
namespace {

constexpr int iconSize = 4 * grid;
constexpr int besideWidth = 140 * grid;  // from here on the figures stand beside the words

QLabel* makeText(QWidget* parent, const QString& name) {
    auto* label = new QLabel(parent);
    label->setObjectName(name);
    label->setWordWrap(true);
    return label;
}

// A caption over a value; both explain themselves.
QWidget* makeFigure(QWidget* parent, const VerdictFigure& figure) {
    auto* box = new QWidget(parent);
    box->setObjectName(QStringLiteral("figure.") + figure.name);
    box->setToolTip(figure.help);
    box->setWhatsThis(figure.help);
    box->setAccessibleName(QStringLiteral("%1: %2").arg(figure.caption, figure.value));
    box->setAccessibleDescription(figure.help);
    auto* caption = new QLabel(figure.caption, box);
    caption->setFont(captionFont());
    caption->setObjectName(QStringLiteral("caption"));
    caption->setForegroundRole(QPalette::PlaceholderText);
    auto* value = new QLabel(figure.value, box);
    value->setObjectName(QStringLiteral("value"));
    value->setFont(headingFont());
    auto* layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(caption);
    layout->addWidget(value);
    return box;
}

}  // namespace

VerdictHeader::VerdictHeader(QAction* showOperator, QWidget* corner, QWidget* parent)
    : QWidget(parent),
      icon_(new QLabel(this)),
      title_(new QLabel(this)),
      sentence_(makeText(this, QStringLiteral("verdictSentence"))),
      stale_(makeText(this, QStringLiteral("verdictStale"))),
      body_(new QBoxLayout(QBoxLayout::TopToBottom)),
      figures_(new QHBoxLayout) {
    setObjectName(QStringLiteral("verdictHeader"));
    setAccessibleName(tr("Verdict of the validation"));
    icon_->setObjectName(QStringLiteral("verdictIcon"));
    title_->setObjectName(QStringLiteral("verdictTitle"));
    title_->setFont(displayFont());
    stale_->setText(
        tr("Of an earlier plan: the board, the pins or the options were changed since. Deploy again to check the plan "
           "on screen."));
    stale_->hide();

    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(title_);
    words->addWidget(sentence_);
    auto* top = new QHBoxLayout;
    top->setSpacing(grid);
    top->addWidget(icon_, 0, Qt::AlignTop);
    body_->setSpacing(grid);
    body_->addLayout(words, 1);
    body_->addLayout(figures_);
    top->addLayout(body_, 1);
    top->addWidget(corner, 0, Qt::AlignTop);
    figures_->setSpacing(3 * grid);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid, grid, grid, grid);
    layout->setSpacing(grid);
    layout->addLayout(top);
    layout->addWidget(stale_);
    layout->addWidget(makeDifference(showOperator));
}

QWidget* VerdictHeader::makeDifference(QAction* showOperator) {
    difference_ = new QWidget(this);
    difference_->setObjectName(QStringLiteral("firstDifference"));
    difference_->setAccessibleName(tr("Where device and reference part"));
    differenceSentence_ = makeText(difference_, QStringLiteral("firstDifferenceSentence"));
    auto* button = new QToolButton(difference_);
    button->setObjectName(QStringLiteral("showOperator"));
    button->setAccessibleName(tr("Show the operator that differs first"));
    button->setDefaultAction(showOperator);
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::StrongFocus);
    auto* layout = new QHBoxLayout(difference_);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(grid);
    layout->addWidget(differenceSentence_, 1);
    layout->addWidget(button, 0, Qt::AlignTop);
    return difference_;
}

void VerdictHeader::setReport(const ShownReport& shown) {
    shown_ = shown;
    if (!shown_) return;
    title_->setText(verdictTitle(verdictKind(shown_.report())));
    sentence_->setText(breakable(verdictSentence(shown_.report())));
    showFigures(verdictFigures(shown_.report()));
    const auto difference = firstDifference(shown_);
    difference_->setVisible(difference.has_value());
    if (difference) {
        differenceSentence_->setText(breakable(difference->sentence));
    }
    applyLook();
}

void VerdictHeader::setStale(bool stale) { stale_->setVisible(stale); }

void VerdictHeader::showFigures(const std::vector<VerdictFigure>& figures) {
    while (QLayoutItem* item = figures_->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const VerdictFigure& figure : figures) figures_->addWidget(makeFigure(this, figure));
    figures_->addStretch(1);
}

void VerdictHeader::applyLook() {
    if (!shown_) return;
    const VerdictKind kind = verdictKind(shown_.report());
    icon_->setPixmap(icon(verdictIcon(kind)).pixmap(QSize(iconSize, iconSize), devicePixelRatioF()));
    icon_->setAccessibleName(verdictTitle(kind));
    const auto colour = [](QLabel* label, const QColor& of) {
        QPalette palette;
        palette.setColor(QPalette::WindowText, of);
        label->setPalette(palette);
    };
    colour(title_, kind == VerdictKind::passed        ? theme().good
                   : kind == VerdictKind::notCompared ? theme().text
                                                      : theme().bad);
    colour(stale_, theme().warning);
}

void VerdictHeader::resizeEvent(QResizeEvent* event) {
    body_->setDirection(width() < besideWidth ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    QWidget::resizeEvent(event);
}

void VerdictHeader::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) applyLook();
    QWidget::changeEvent(event);
}

}  // namespace pinfold::ui
