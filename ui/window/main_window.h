// The window: menus, toolbars, docks and the views in them. Holds no logic of its own.
#pragma once

#include "ui/session/files.h"
#include "ui/session/recovery.h"
#include "ui/session/session.h"
#include "ui/widgets/actions.h"
#include "ui/widgets/prompts.h"

#include <QMainWindow>
#include <QStringList>

class QMenu;
class QStackedWidget;

namespace pinfold::ui {

class CommandPalette;
class Workbench;

class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(Prompts prompts = desktopPrompts(), QWidget* parent = nullptr);
    ~MainWindow() override;

    [[nodiscard]] Session& session() { return session_; }
    [[nodiscard]] Actions& actions() { return actions_; }

    // As if chosen in the Open dialog; asks for unsaved changes first.
    void open(const QStringList& paths);
    void openSample();
    // Asks about what sessions left that ended badly, if any did.
    void offerRecovery();

protected:
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

private:
    void makeFileActions();
    void makeEditActions();
    void makePlanActions();
    void makeViewActions();
    void makeHelpActions();
    void makeQuitAction();
    void makePages();
    void makeMenus();
    void makeToolBar();
    void makeStatusBar();
    void fillRecentMenu();
    void fillRemoveMenu();

    void save(const std::function<void()>& then = {});
    void saveAs(const std::function<void()>& then = {});
    // Calls `then` when nothing would be lost: at once, or after the user saved or discarded.
    void whenSafe(const std::function<void()>& then);
    // A tensor file, for the deployment that is open.
    void takeInputs(const QString& path);
    void recover(const std::vector<Leftover>& leftovers);
    void showAbout();
    void updateTitle();
    void updateSummary();

    Prompts prompts_;
    Session session_;
    Files files_;
    Recovery recovery_;
    Actions actions_;
    QStackedWidget* pages_ = nullptr;
    Workbench* workbench_ = nullptr;
    CommandPalette* palette_ = nullptr;
    QMenu* recentMenu_ = nullptr;
    QAction* addModel_ = nullptr;
    QMenu* removeMenu_ = nullptr;
    QAction* planBar_ = nullptr;
    QAction* deployButton_ = nullptr;
    bool closing_ = false;  // the user has answered
};

}  // namespace pinfold::ui
