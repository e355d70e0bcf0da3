#include "ui/window/shortcuts_page.h"

#include "ui/style/theme.h"
#include "ui/widgets/actions.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace pinfold::ui {
namespace {

constexpr QSize pageSize(100 * grid, 80 * grid);

void addMenu(QTreeWidget& tree, const Actions& actions, Menu menu) {
    const std::vector<QAction*> inMenu = actions.in(menu);
    if (inMenu.empty()) return;
    auto* top = new QTreeWidgetItem(&tree, {titleOf(menu).remove(QLatin1Char('&'))});
    top->setFirstColumnSpanned(true);
    top->setFont(0, headingFont());
    for (const QAction* action : inMenu) {
        const QStringList texts = {titleOf(*action), action->shortcut().toString(QKeySequence::NativeText),
                                   action->statusTip()};
        auto* row = new QTreeWidgetItem(top, texts);
        row->setIcon(0, action->icon());
        for (int column = 0; column < texts.size(); ++column) row->setToolTip(column, texts[column]);
    }
}

// Shows the rows that have the text in one of their columns, and the menus that have such rows.
void filter(const QTreeWidget& tree, const QString& text) {
    for (int m = 0; m < tree.topLevelItemCount(); ++m) {
        QTreeWidgetItem* menu = tree.topLevelItem(m);
        bool any = false;
        for (int r = 0; r < menu->childCount(); ++r) {
            QTreeWidgetItem* row = menu->child(r);
            bool found = false;
            for (int column = 0; column < tree.columnCount(); ++column) {
                found |= row->text(column).contains(text, Qt::CaseInsensitive);
            }
            row->setHidden(!found);
            any |= found;
        }
        menu->setHidden(!any);
    }
}

}  // namespace

ShortcutsPage::ShortcutsPage(const Actions& actions, QWidget* parent) : QDialog(parent) {
    setObjectName(QStringLiteral("shortcutsPage"));
    setWindowTitle(tr("Keyboard Shortcuts"));
    setAttribute(Qt::WA_DeleteOnClose);
    resize(pageSize);

    auto* search = new QLineEdit(this);
    search->setObjectName(QStringLiteral("shortcutsFilter"));
    search->setAccessibleName(tr("Filter the shortcuts"));
    search->setPlaceholderText(tr("Filter"));
    search->setClearButtonEnabled(true);

    auto* tree = new QTreeWidget(this);
    tree->setObjectName(QStringLiteral("shortcutsList"));
    tree->setAccessibleName(tr("Actions and their keys"));
    tree->setHeaderLabels({tr("Action"), tr("Keys"), tr("What it does")});
    tree->setRootIsDecorated(false);
    tree->setTextElideMode(Qt::ElideMiddle);
    for (const Menu menu : allMenus) addMenu(*tree, actions, menu);
    tree->expandAll();
    tree->resizeColumnToContents(0);
    tree->resizeColumnToContents(1);
    connect(search, &QLineEdit::textChanged, tree, [tree](const QString& text) { filter(*tree, text); });

    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(grid);
    layout->addWidget(search);
    layout->addWidget(tree);
    layout->addWidget(buttons);
}

}  // namespace pinfold::ui
