// Every action of the window, by name: menus, toolbars, the command palette and the page of shortcuts share them.
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QObject>
#include <QString>
#include <QWidget>

#include <functional>
#include <vector>

namespace pinfold::ui {

// Menus in the order of the menu bar.
enum class Menu { file, edit, view, plan, deploy, help };
inline constexpr Menu allMenus[] = {Menu::file, Menu::edit, Menu::view, Menu::plan, Menu::deploy, Menu::help};

struct ActionSpec {
    QString name;  // stable, for tests and settings: "file.open"
    QString text;  // with '&'; a trailing "…" if it asks something
    QString icon;  // freedesktop name; empty: none
    QKeySequence shortcut;
    QString tip;  // a sentence: what it does
    Menu menu = Menu::file;
    QWidget* scope = nullptr;  // the shortcut works while the focus is in it; null: everywhere in the window
};

class Actions : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    // Adds an action that calls `run`. Its QObject name is the spec's name, which must be new.
    QAction* add(const ActionSpec& spec, const std::function<void()>& run);
    // One that was made elsewhere (undo, a dock's toggle).
    QAction* adopt(QAction* action, const ActionSpec& spec);

    // By name; it must be there.
    [[nodiscard]] QAction* operator[](const QString& name) const;
    // In the order they were added.
    [[nodiscard]] const std::vector<QAction*>& all() const { return all_; }
    [[nodiscard]] std::vector<QAction*> in(Menu menu) const;

private:
    std::vector<QAction*> all_;
    std::vector<Menu> menus_;  // one per action
};

QString titleOf(Menu menu);
// An action's text as a title of its own: without the mark of its menu key, and without what it is about now ("Undo",
// whatever would be undone).
QString titleOf(const QAction& action);

}  // namespace pinfold::ui
