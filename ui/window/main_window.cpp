#include "ui/window/main_window.h"

#include "ui/deploy/deploy_words.h"
#include "ui/plan/plan_words.h"
#include "ui/style/icons.h"
#include "ui/style/theme.h"
#include "ui/text/numbers.h"
#include "ui/text/words.h"
#include "ui/window/command_palette.h"
#include "ui/window/guide_window.h"
#include "ui/window/job_bar.h"
#include "ui/window/plan_bar.h"
#include "ui/window/settings_dialog.h"
#include "ui/window/shortcuts_page.h"
#include "ui/window/welcome_page.h"
#include "ui/window/workbench.h"

#include <QCloseEvent>
#include <QCoreApplication>
#include <QFileInfo>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QStyle>
#include <QToolBar>
#include <QToolButton>

#include <algorithm>

namespace pinfold::ui {
namespace {

constexpr QSize firstSize(1440, 900);
constexpr int toldFor = 5000;  // ms
const QString geometryKey = QStringLiteral("window/geometry");

// What stands together in a menu: the actions of one view, and all exports.
QString groupOf(const QAction& action) {
    const QString name = action.objectName();
    return name.endsWith(QLatin1String(".export")) ? QStringLiteral("export") : name.section(QLatin1Char('.'), 0, 0);
}

// Brings the window of this kind to the front, or makes the first.
template <typename Page, typename... Arguments>
void showOnly(QWidget* parent, Arguments&... arguments) {
    for (Page* open : parent->findChildren<Page*>()) {
        if (!open->isVisible()) continue;  // about to be deleted
        open->raise();
        return open->activateWindow();
    }
    (new Page(arguments..., parent))->show();
}

}  // namespace

MainWindow::MainWindow(Prompts prompts, QWidget* parent)
    : QMainWindow(parent),
      prompts_(std::move(prompts)),
      files_(session_),
      recovery_(session_.document(), session_.jobs(), Recovery::userFolder()) {
    setObjectName(QStringLiteral("mainWindow"));
    setAcceptDrops(true);
    const QSize room = screen()->availableSize() - QSize(0, style()->pixelMetric(QStyle::PM_TitleBarHeight));
    resize(firstSize.boundedTo(room));

    makeFileActions();
    makeEditActions();
    makePages();
    makePlanActions();
    makeViewActions();
    makeHelpActions();
    makeQuitAction();
    makeMenus();
    makeToolBar();
    makeStatusBar();
    restoreGeometry(QSettings().value(geometryKey).toByteArray());

    const auto showError = [this](const QString& title, const QString& message) {
        prompts_.showError(this, title, message);
    };
    connect(&files_, &Files::failed, this, showError);
    connect(&recovery_, &Recovery::failed, this, showError);
    connect(&session_.document(), &Document::changed, this, &MainWindow::updateTitle);
    connect(&session_.document(), &Document::pathChanged, this, &MainWindow::updateTitle);
    connect(&session_.document(), &Document::modifiedChanged, this, &MainWindow::updateTitle);
    // Only after it has changed the document does a first step count as one.
    connect(&session_.document().undoStack(), &QUndoStack::indexChanged, this, &MainWindow::updateTitle);
    updateTitle();
}

MainWindow::~MainWindow() = default;

void MainWindow::makePages() {
    pages_ = new QStackedWidget(this);
    pages_->setObjectName(QStringLiteral("pages"));
    auto* welcome = new WelcomePage(files_, pages_);
    connect(welcome, &WelcomePage::sampleRequested, this, &MainWindow::openSample);
    connect(welcome, &WelcomePage::openRequested, actions_[QStringLiteral("file.open")], &QAction::trigger);
    connect(welcome, &WelcomePage::fileRequested, this, [this](const QString& path) { open({path}); });
    pages_->addWidget(welcome);
    workbench_ = new Workbench(session_, actions_, prompts_, pages_);
    connect(workbench_, &Workbench::told, this,
            [this](const QString& text) { statusBar()->showMessage(text, toldFor); });
    pages_->addWidget(workbench_);
    setCentralWidget(pages_);
}

void MainWindow::makeFileActions() {
    actions_.add({QStringLiteral("file.new"), tr("&New"), QStringLiteral("document-new"), QKeySequence::New,
                  tr("Start with an empty deployment"), Menu::file},
                 [this] { whenSafe([this] { files_.startAnew(); }); });
    actions_.add({QStringLiteral("file.open"), tr("&Open…"), QStringLiteral("document-open"), QKeySequence::Open,
                  tr("Open archives of compiled models, or a deployment"), Menu::file},
                 [this] {
                     const QStringList paths = prompts_.openFiles(this);
                     if (!paths.isEmpty()) open(paths);
                 });
    addModel_ = actions_.add({QStringLiteral("file.addModel"),
                              tr("Add &Model…"),
                              QStringLiteral("list-add"),
                              {},
                              tr("Open archives beside those that are open, for one firmware with all of them"),
                              Menu::file},
                             [this] { files_.addArchives(prompts_.openFiles(this)); });
    actions_.add({QStringLiteral("file.save"), tr("&Save"), QStringLiteral("document-save"), QKeySequence::Save,
                  tr("Save the deployment"), Menu::file},
                 [this] { save(); });
    actions_.add(
        {QStringLiteral("file.saveAs"), tr("Save &As…"), QStringLiteral("document-save-as"),
         QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S), tr("Save the deployment under another name"), Menu::file},
        [this] { saveAs(); });
}

void MainWindow::makeQuitAction() {
    actions_.add({QStringLiteral("file.quit"), tr("&Quit"), QStringLiteral("application-exit"), QKeySequence::Quit,
                  tr("Close the window"), Menu::file},
                 [this] { close(); });
}

void MainWindow::makeEditActions() {
    QUndoStack& stack = session_.document().undoStack();
    actions_.adopt(stack.createUndoAction(this), {QStringLiteral("edit.undo"),
                                                  {},
                                                  QStringLiteral("edit-undo"),
                                                  QKeySequence::Undo,
                                                  tr("Take back the last change"),
                                                  Menu::edit});
    actions_.adopt(stack.createRedoAction(this), {QStringLiteral("edit.redo"),
                                                  {},
                                                  QStringLiteral("edit-redo"),
                                                  QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_Z),
                                                  tr("Make the change again that was taken back"),
                                                  Menu::edit});
}

void MainWindow::makePlanActions() {
    actions_.add({QStringLiteral("plan.again"), tr("Plan &Again"), QStringLiteral("view-refresh"),
                  QKeySequence(Qt::Key_F5), tr("Read the boards again and plan anew"), Menu::plan},
                 [this] { session_.reloadBoards(); });
}

void MainWindow::makeViewActions() {
    actions_.add({QStringLiteral("window.reset"),
                  tr("&Reset Layout"),
                  QStringLiteral("view-restore"),
                  {},
                  tr("Put all panels back where they were at the first start"),
                  Menu::view},
                 [this] { workbench_->resetLayout(); });
    actions_.add(
        {QStringLiteral("window.settings"), tr("&Settings…"), QStringLiteral("configure"),
         QKeySequence(Qt::CTRL | Qt::Key_Comma), tr("Theme, boards of your own, trusted archives"), Menu::edit},
        [this] { showOnly<SettingsDialog>(this, session_); });
}

void MainWindow::makeHelpActions() {
    palette_ = new CommandPalette(actions_, this);
    actions_.add({QStringLiteral("help.palette"), tr("&Command Palette"), QStringLiteral("search"),
                  QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P), tr("Find any command by its name"), Menu::help},
                 [this] { palette_->popUp(); });
    actions_.add({QStringLiteral("help.shortcuts"), tr("&Keyboard Shortcuts"), QStringLiteral("input-keyboard"),
                  QKeySequence(Qt::Key_Question), tr("All commands with their keys"), Menu::help},
                 [this] { showOnly<ShortcutsPage>(this, actions_); });
    actions_.add({QStringLiteral("help.guide"), tr("&User Guide"), QStringLiteral("help-contents"),
                  QKeySequence::HelpContents, tr("How to work with Pinfold"), Menu::help},
                 [this] { showOnly<GuideWindow>(this); });
    actions_.add({QStringLiteral("help.about"),
                  tr("&About"),
                  QStringLiteral("help-about"),
                  {},
                  tr("Version and licence"),
                  Menu::help},
                 [this] { showAbout(); });
}

void MainWindow::showAbout() {
    QMessageBox::about(
        this, tr("About Pinfold"),
        tr("<b>Pinfold %1</b><p>Takes compiled neural networks to microcontrollers.</p><p>Licensed under the "
           "GNU General Public License, version 3 or later. What it generates is yours (0BSD).</p>")
            .arg(QCoreApplication::applicationVersion()));
}

void MainWindow::makeMenus() {
    for (const Menu menu : allMenus) {
        const std::vector<QAction*> actions = actions_.in(menu);
        if (actions.empty()) continue;
        QMenu* shown = menuBar()->addMenu(titleOf(menu));
        QString group;
        for (QAction* action : actions) {
            const QString next = groupOf(*action);
            if (!group.isEmpty() && next != group) shown->addSeparator();
            group = next;
            shown->addAction(action);
            if (action == addModel_) {
                removeMenu_ = shown->addMenu(icon(QStringLiteral("list-remove")), tr("&Remove Model"));
                removeMenu_->setObjectName(QStringLiteral("removeMenu"));
                connect(removeMenu_, &QMenu::aboutToShow, this, &MainWindow::fillRemoveMenu);
            }
            if (action->objectName() == QLatin1String("file.open")) {
                recentMenu_ = shown->addMenu(icon(QStringLiteral("document-open-recent")), tr("Open &Recent"));
                connect(recentMenu_, &QMenu::aboutToShow, this, &MainWindow::fillRecentMenu);
            }
        }
    }
}

void MainWindow::makeToolBar() {
    QToolBar* bar = addToolBar(tr("Main toolbar"));
    bar->setObjectName(QStringLiteral("mainToolBar"));
    bar->setMovable(false);
    for (const char* name : {"file.open", "file.save", "edit.undo", "edit.redo"}) {
        bar->addAction(actions_[QString::fromLatin1(name)]);
    }
    bar->addSeparator();
    planBar_ = bar->addWidget(new PlanBar(session_, bar));
    auto* deploy = new QToolButton(bar);
    deploy->setObjectName(QStringLiteral("deployToolButton"));
    deploy->setDefaultAction(actions_[QStringLiteral("deploy.deploy")]);
    deploy->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    deployButton_ = bar->addWidget(deploy);
}

void MainWindow::makeStatusBar() {
    auto* summary = new QLabel(this);
    summary->setObjectName(QStringLiteral("planSummary"));
    summary->setAccessibleName(tr("The plan in words"));
    statusBar()->addWidget(summary, 1);
    statusBar()->addPermanentWidget(new JobBar(session_.jobs(), this));
    connect(&session_, &Session::planStageChanged, this, &MainWindow::updateSummary);
    connect(&session_, &Session::modelsChanged, this, &MainWindow::updateSummary);
    updateSummary();
}

void MainWindow::fillRecentMenu() {
    recentMenu_->clear();
    for (const QString& path : files_.recent()) {
        recentMenu_->addAction(path, this, [this, path] { open({path}); });
    }
    if (recentMenu_->isEmpty()) {
        recentMenu_->addAction(tr("No files were opened yet"))->setEnabled(false);
        return;
    }
    recentMenu_->addSeparator();
    recentMenu_->addAction(tr("&Clear This List"), &files_, &Files::clearRecent);
}

void MainWindow::open(const QStringList& paths) {
    const bool inputs = paths.size() == 1 && isTensorFile(paths.front());
    if (inputs && !session_.document().deployment().archives.empty()) return takeInputs(paths.front());
    whenSafe([this, paths] { files_.open(paths); });
}

void MainWindow::takeInputs(const QString& path) {
    const QString name = QFileInfo(path).fileName();
    session_.document().change(tr("Choose inputs %1").arg(name),
                               [&](Deployment& d) { d.validation.inputs = pathFrom(path); });
    statusBar()->showMessage(tr("Inputs: %1").arg(name), toldFor);
}

// Those of one deployment; one of them stays.
void MainWindow::fillRemoveMenu() {
    removeMenu_->clear();
    const auto& archives = session_.document().deployment().archives;
    for (const std::filesystem::path& archive : archives) {
        const QString name = QString::fromStdString(archive.filename().string());
        QAction* remove = removeMenu_->addAction(name, this, [this, archive, name] {
            session_.document().change(tr("Remove %1").arg(name), [&](Deployment& d) {
                d.archives.erase(std::find(d.archives.begin(), d.archives.end(), archive));
            });
        });
        remove->setEnabled(archives.size() > 1);
    }
}

void MainWindow::openSample() {
    whenSafe([this] { files_.openSample(); });
}

void MainWindow::offerRecovery() {
    recovery_.look([this](const std::vector<Leftover>& leftovers) { recover(leftovers); });
}

void MainWindow::recover(const std::vector<Leftover>& leftovers) {
    for (const Leftover& leftover : leftovers) {
        switch (prompts_.recover(this, leftover.document, leftover.time)) {
            case RecoverAnswer::restore: return whenSafe([this, leftover] { recovery_.restore(leftover); });
            case RecoverAnswer::discard: recovery_.discard(leftover); break;
            case RecoverAnswer::later: return;
        }
    }
}

void MainWindow::save(const std::function<void()>& then) {
    const QString& path = session_.document().path();
    if (path.isEmpty()) return saveAs(then);
    files_.saveTo(path, then);
}

void MainWindow::saveAs(const std::function<void()>& then) {
    const QString path = prompts_.saveFile(this, session_.document().path());
    if (!path.isEmpty()) files_.saveTo(path, then);
}

void MainWindow::whenSafe(const std::function<void()>& then) {
    if (!session_.document().hasUnsavedWork()) return then();
    switch (prompts_.saveChanges(this, session_.document().title())) {
        case SaveAnswer::save: return save(then);
        case SaveAnswer::discard: return then();
        case SaveAnswer::cancel: return;
    }
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (closing_) {
        QSettings().setValue(geometryKey, saveGeometry());
        workbench_->saveLayout();
        return QMainWindow::closeEvent(event);
    }
    event->ignore();
    // Saving takes a moment: the window closes for good once nothing would be lost.
    whenSafe([this] {
        closing_ = true;
        QMetaObject::invokeMethod(this, &QWidget::close, Qt::QueuedConnection);
    });
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    QStringList paths;
    for (const QUrl& url : event->mimeData()->urls()) {
        if (url.isLocalFile()) paths.append(url.toLocalFile());
    }
    event->acceptProposedAction();
    if (!paths.isEmpty()) open(paths);
}

void MainWindow::updateTitle() {
    const Document& document = session_.document();
    const bool empty = document.deployment().archives.empty();
    setWindowTitle(empty ? tr("Pinfold") : tr("%1[*] — Pinfold").arg(document.title()));
    setWindowModified(!empty && document.hasUnsavedWork());
    setWindowFilePath(document.path());
    pages_->setCurrentIndex(empty ? 0 : 1);
    addModel_->setEnabled(!empty);
    removeMenu_->setEnabled(!empty);
    planBar_->setVisible(!empty);
    deployButton_->setVisible(!empty);
}

void MainWindow::updateSummary() {
    auto* label = statusBar()->findChild<QLabel*>(QStringLiteral("planSummary"));
    QString text;
    if (session_.modelStage() == Stage::failed) {
        text = errorText(*session_.modelError());
    } else if (session_.planStage() == Stage::failed) {
        text = headlineOf(*session_.planError());
    } else if (session_.plan()) {
        QStringList pools;
        for (const Pool& pool : session_.plan()->plan.pools) {
            pools.append(tr("%1 in %2").arg(bytesText(pool.bytes), QString::fromStdString(pool.region)));
        }
        text = pools.join(QStringLiteral(" + "));
        text += session_.plan()->plan.optimal ? tr(" · proven optimal") : tr(" · not proven optimal");
        if (session_.planBefore() && session_.planStage() == Stage::ready) {
            text += tr(" · since the plan before: %1")
                        .arg(differenceText(session_.planBefore()->plan, session_.plan()->plan));
        }
    }
    label->setToolTip(text);
    label->setText(text);
}

}  // namespace pinfold::ui
