#include "ui/graph/find_bar.h"

#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/text/numbers.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace pinfold::ui {

FindBar::FindBar(QWidget* parent)
    : QWidget(parent), line_(new QLineEdit(this)), result_(new QLabel(this)), error_(new QLabel(this)) {
    setObjectName(QStringLiteral("graphFindBar"));
    setAccessibleName(tr("Find in the graph"));
    const QString help =
        tr("Words are looked for in names, kinds and types. Numbers can be compared: bytes>4096, macs>1e6, "
           "workspace>8KiB, parameters, cycles and error. All that you type must hold.");
    line_->setObjectName(QStringLiteral("graphFind"));
    line_->setAccessibleName(tr("Find"));
    line_->setAccessibleDescription(help);
    line_->setPlaceholderText(tr("Find: conv int8 bytes>4096"));
    line_->setToolTip(help);
    line_->setClearButtonEnabled(true);
    line_->installEventFilter(this);
    result_->setObjectName(QStringLiteral("graphFindResult"));
    result_->setAccessibleName(tr("What was found"));
    error_->setObjectName(QStringLiteral("graphFindError"));
    error_->setAccessibleName(tr("What cannot be understood"));
    error_->setWordWrap(true);
    error_->hide();

    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(grid, grid / 2, grid, grid / 2);
    whole->setSpacing(grid / 2);
    buttons_ = new QHBoxLayout;
    buttons_->setSpacing(grid / 2);
    whole->addLayout(buttons_);
    whole->addWidget(error_);
    buttons_->addWidget(line_, 2);
    previous_ = addButton(QStringLiteral("graphFindPrevious"), QStringLiteral("go-up"), tr("Previous"),
                          tr("To the one before (Shift+Enter)"));
    next_ = addButton(QStringLiteral("graphFindNext"), QStringLiteral("go-down"), tr("Next"),
                      tr("To the next one (Enter)"));
    buttons_->addWidget(result_, 1);
    QToolButton* close = addButton(QStringLiteral("graphFindClose"), QStringLiteral("window-close"), tr("Close"),
                                   tr("Close the find bar (Esc)"));
    connect(line_, &QLineEdit::textChanged, this, &FindBar::textChanged);
    connect(previous_, &QToolButton::clicked, this, [this] { emit stepped(false); });
    connect(next_, &QToolButton::clicked, this, [this] { emit stepped(true); });
    connect(close, &QToolButton::clicked, this, &FindBar::closed);
    takeColours();
    showCount(-1, 0, false);
}

QToolButton* FindBar::addButton(const QString& name, const QString& iconName, const QString& title,
                                const QString& tip) {
    auto* button = new QToolButton(this);
    button->setObjectName(name);
    button->setIcon(icon(iconName));
    button->setAccessibleName(title);
    button->setToolTip(tip);
    button->setAutoRaise(true);
    buttons_->addWidget(button);
    return button;
}

void FindBar::begin() {
    show();
    line_->setFocus(Qt::ShortcutFocusReason);
    line_->selectAll();
}

QString FindBar::text() const { return line_->text(); }

void FindBar::showCount(int place, int count, bool searching) {
    previous_->setEnabled(count > 0);
    next_->setEnabled(count > 0);
    error_->hide();
    if (!searching) return result_->clear();
    if (count == 0) return result_->setText(tr("Nothing found"));
    if (place < 0) return result_->setText(tr("%1 found").arg(countText(count)));
    result_->setText(tr("%1 of %2").arg(countText(place + 1), countText(count)));
}

void FindBar::showError(const QString& sentence) {
    showCount(-1, 0, false);
    error_->setText(sentence);
    error_->show();
}

void FindBar::takeColours() {
    QPalette colours;
    colours.setColor(QPalette::WindowText, theme().bad);
    error_->setPalette(colours);
}

void FindBar::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) takeColours();
}

bool FindBar::eventFilter(QObject* watched, QEvent* event) {
    if (watched == line_ && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            emit stepped(!key->modifiers().testFlag(Qt::ShiftModifier));
            return true;
        }
        if (key->key() == Qt::Key_Escape) {
            emit closed();
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace pinfold::ui
