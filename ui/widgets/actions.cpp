#include "ui/widgets/actions.h"

#include "ui/style/icons.h"

#include <QCoreApplication>

#include <cassert>

namespace pinfold::ui {
namespace {

constexpr const char* titleProperty = "title";

}  // namespace

QAction* Actions::add(const ActionSpec& spec, const std::function<void()>& run) {
    auto* action = new QAction(this);
    connect(action, &QAction::triggered, this, [run] { run(); });
    return adopt(action, spec);
}

QAction* Actions::adopt(QAction* action, const ActionSpec& spec) {
    action->setObjectName(spec.name);
    if (!spec.text.isEmpty()) action->setText(spec.text);
    action->setProperty(titleProperty, action->text());
    if (!spec.icon.isEmpty()) action->setIcon(icon(spec.icon));
    if (!spec.shortcut.isEmpty()) action->setShortcut(spec.shortcut);
    if (spec.scope) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        spec.scope->addAction(action);
    }
    action->setStatusTip(spec.tip);
    const QString keys = action->shortcut().toString(QKeySequence::NativeText);
    action->setToolTip(keys.isEmpty() ? spec.tip : QStringLiteral("%1 (%2)").arg(spec.tip, keys));
    all_.push_back(action);
    menus_.push_back(spec.menu);
    return action;
}

QAction* Actions::operator[](const QString& name) const {
    for (QAction* action : all_) {
        if (action->objectName() == name) return action;
    }
    assert(!"no action of this name");
    return nullptr;
}

std::vector<QAction*> Actions::in(Menu menu) const {
    std::vector<QAction*> actions;
    for (std::size_t i = 0; i < all_.size(); ++i) {
        if (menus_[i] == menu) actions.push_back(all_[i]);
    }
    return actions;
}

QString titleOf(const QAction& action) {
    const QVariant title = action.property(titleProperty);
    return (title.isValid() ? title.toString() : action.text()).remove(QLatin1Char('&'));
}

QString titleOf(Menu menu) {
    const auto tr = [](const char* text) { return QCoreApplication::translate("Menu", text); };
    switch (menu) {
        case Menu::file: return tr("&File");
        case Menu::edit: return tr("&Edit");
        case Menu::view: return tr("&View");
        case Menu::plan: return tr("&Plan");
        case Menu::deploy: return tr("&Deploy");
        case Menu::help: return tr("&Help");
    }
    return {};
}

}  // namespace pinfold::ui
