#include "ui/window/command_palette.h"

#include "ui/style/theme.h"
#include "ui/widgets/actions.h"
#include "ui/window/palette_matches.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QVBoxLayout>

#include <algorithm>

namespace pinfold::ui {
namespace {

constexpr int paletteWidth = 70 * grid;
constexpr int paletteHeight = 48 * grid;
constexpr int actionRole = Qt::UserRole;

}  // namespace

CommandPalette::CommandPalette(const Actions& actions, QWidget* parent)
    : QDialog(parent, Qt::Popup), actions_(actions), typed_(new QLineEdit(this)), list_(new QListWidget(this)) {
    setObjectName(QStringLiteral("commandPalette"));
    setAccessibleName(tr("Command palette"));
    typed_->setObjectName(QStringLiteral("commandPaletteInput"));
    typed_->setAccessibleName(tr("Name of a command"));
    typed_->setPlaceholderText(tr("Type the name of a command"));
    typed_->installEventFilter(this);
    list_->setObjectName(QStringLiteral("commandPaletteList"));
    list_->setAccessibleName(tr("Commands"));
    list_->setUniformItemSizes(true);
    list_->setTextElideMode(Qt::ElideMiddle);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setFocusPolicy(Qt::NoFocus);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(grid, grid, grid, grid);
    layout->setSpacing(grid);
    layout->addWidget(typed_);
    layout->addWidget(list_);
    resize(paletteWidth, paletteHeight);

    connect(typed_, &QLineEdit::textChanged, this, &CommandPalette::fill);
    connect(typed_, &QLineEdit::returnPressed, this, &CommandPalette::run);
    connect(list_, &QListWidget::itemClicked, this, &CommandPalette::run);
}

void CommandPalette::popUp() {
    typed_->clear();
    fill();
    if (const QWidget* window = parentWidget()) {
        move(window->mapToGlobal(QPoint((window->width() - width()) / 2, window->height() / 8)));
    }
    show();
    typed_->setFocus();
}

void CommandPalette::fill() {
    list_->clear();
    QStringList titles;
    for (const QAction* action : actions_.all()) titles.append(titleOf(*action));
    std::vector<int> matches = bestMatches(typed_->text(), titles);
    const auto at = [this](int index) { return actions_.all()[static_cast<std::size_t>(index)]; };
    // Without a name to look for, what cannot be done now comes last.
    if (typed_->text().isEmpty()) {
        std::stable_partition(matches.begin(), matches.end(), [&](int index) { return at(index)->isEnabled(); });
    }
    for (const int index : matches) {
        QAction* action = at(index);
        auto* item = new QListWidgetItem(action->icon(), titles[index], list_);
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        if (!keys.isEmpty()) item->setText(QStringLiteral("%1\t%2").arg(titles[index], keys));
        item->setToolTip(action->statusTip());
        item->setData(actionRole, QVariant::fromValue<QObject*>(action));
        if (!action->isEnabled()) item->setFlags(Qt::NoItemFlags);
    }
    if (list_->count() > 0 && list_->item(0)->flags() & Qt::ItemIsEnabled) list_->setCurrentRow(0);
}

void CommandPalette::run() {
    const QListWidgetItem* item = list_->currentItem();
    if (!item || !(item->flags() & Qt::ItemIsEnabled)) return;
    const QPointer<QAction> action = qobject_cast<QAction*>(item->data(actionRole).value<QObject*>());
    hide();
    if (action) action->trigger();
}

// Up and down walk the list while the focus stays in the line.
bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == typed_ && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp || key == Qt::Key_PageDown) {
            return QCoreApplication::sendEvent(list_, event);
        }
    }
    return QDialog::eventFilter(watched, event);
}

}  // namespace pinfold::ui
