// The window under real mouse and keyboard events, and pictures of it.
#pragma once

#include "ui/window/main_window.h"

#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

#include <functional>
#include <memory>

namespace pinfold::ui {

class Guided : public testing::Test {
protected:
    void SetUp() override;
    void TearDown() override;

    // Handles events until `condition` holds; a failure after `seconds`.
    void waitFor(const char* what, const std::function<bool()>& condition, int seconds = 60);
    // Until no job runs and all is painted.
    void settle();
    // Opens through the File menu's key and the dialog, which answers with these paths.
    void open(const QStringList& paths);
    // Brings a panel to the front by its key in the View menu.
    void showPanel(const char* view);
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {});
    // Chooses from the keyboard: the command palette by an action's whole title.
    void command(const QString& title);
    template <typename T>
    T& child(const char* name) {
        T* found = window->findChild<T*>(QString::fromLatin1(name));
        if (!found) ADD_FAILURE() << "there is no " << name;
        return *found;
    }
    void click(QWidget& widget) { QTest::mouseClick(&widget, Qt::LeftButton); }
    void type(QWidget& field, const QString& text);

    // Writes a picture of `widget` (the window if null), if the environment variable PINFOLD_PICTURES names a folder:
    // <name>[-dark][@2x].png, after PINFOLD_THEME and QT_SCALE_FACTOR.
    void picture(const char* name, QWidget* widget = nullptr);

    Session& session() { return window->session(); }
    const PlanFacts& plan() { return *session().plan(); }
    QString inFolder(const char* name) const { return folder.filePath(QString::fromLatin1(name)); }

    QTemporaryDir folder;
    QStringList toOpen;   // what the Open dialog answers
    QString toSave;       // what dialogs for a file to write answer
    bool trusts = false;  // what the question for trust answers
    int trustAsked = 0;
    QStringList errors;
    std::unique_ptr<MainWindow> window;
};

}  // namespace pinfold::ui
