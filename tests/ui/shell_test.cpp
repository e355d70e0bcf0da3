// What is around the views: palette, shortcuts, settings, help, recovery.
#include "ui/style/theme.h"
#include "ui/window/main_window.h"
#include "ui/window/preferences.h"

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QDockWidget>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QPushButton>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QSettings>
#include <QTabBar>
#include <QTest>
#include <QTextBrowser>
#include <QTreeWidget>
#include <QWheelEvent>

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace pinfold::ui {
namespace {

class Shell : public testing::Test {
protected:
    void SetUp() override {
        prompts.saveChanges = [](QWidget*, const QString&) { return SaveAnswer::discard; };
        prompts.showError = [this](QWidget*, const QString&, const QString& message) { errors.append(message); };
        window = std::make_unique<MainWindow>(prompts);
        window->show();
    }
    void TearDown() override { QSettings().clear(); }
    template <typename T>
    T& child(const char* name) {
        T* found = window->findChild<T*>(QString::fromLatin1(name));
        EXPECT_TRUE(found) << name;
        return *found;
    }
    void trigger(const char* action) { window->actions()[QString::fromLatin1(action)]->trigger(); }

    QStringList errors;
    Prompts prompts = desktopPrompts();
    std::unique_ptr<MainWindow> window;
};

TEST_F(Shell, TheSampleIsOneClickAway) {
    QTest::mouseClick(&child<QPushButton>("welcomeSample"), Qt::LeftButton);
    window->session().jobs().waitForAll();
    ASSERT_TRUE(window->session().plan());
    const Deployment& deployment = window->session().document().deployment();
    EXPECT_EQ(deployment.board, "qemu-mps2-an500");
    EXPECT_TRUE(QFile::exists(QString::fromStdString(deployment.validation.inputs.string())));
    EXPECT_FALSE(window->session().document().hasUnsavedWork());
}

TEST_F(Shell, ThePaletteRunsWhatIsTyped) {
    trigger("help.palette");
    auto& typed = child<QLineEdit>("commandPaletteInput");
    QTest::keyClicks(&typed, QStringLiteral("keyb"));
    auto& list = child<QListWidget>("commandPaletteList");
    ASSERT_GE(list.count(), 1);
    EXPECT_TRUE(list.currentItem()->text().startsWith(QStringLiteral("Keyboard Shortcuts")));
    QTest::keyClick(&typed, Qt::Key_Return);
    EXPECT_FALSE(child<QDialog>("commandPalette").isVisible());
    EXPECT_TRUE(child<QDialog>("shortcutsPage").isVisible());
}

TEST_F(Shell, EveryActionHasATextAnIconATipAndIsListedAndNoKeysMeanTwoThings) {
    trigger("help.shortcuts");
    auto& tree = child<QTreeWidget>("shortcutsList");
    int listed = 0;
    for (int menu = 0; menu < tree.topLevelItemCount(); ++menu) listed += tree.topLevelItem(menu)->childCount();
    EXPECT_EQ(listed, static_cast<int>(window->actions().all().size()));
    std::set<std::pair<QString, const QObject*>> keys;
    for (const QAction* action : window->actions().all()) {
        const std::string name = action->objectName().toStdString();
        EXPECT_FALSE(action->text().isEmpty()) << name;
        EXPECT_FALSE(action->statusTip().isEmpty()) << name;
        EXPECT_FALSE(action->icon().isNull()) << name;
        if (action->shortcut().isEmpty()) continue;
        // Keys of a view hold in it alone; those of the window must not be any view's.
        const bool scoped = action->shortcutContext() == Qt::WidgetWithChildrenShortcut;
        const QObject* scope = scoped ? action->associatedObjects().value(0) : nullptr;
        EXPECT_TRUE(keys.insert({action->shortcut().toString(), scope}).second) << name;
        if (scoped) {
            EXPECT_FALSE(keys.contains({action->shortcut().toString(), nullptr})) << name;
        }
    }
}

TEST_F(Shell, TheThemeIsChosenInTheSettingsAndKept) {
    trigger("window.settings");
    auto& choice = child<QComboBox>("settingsTheme");
    QTest::keyClick(&choice, Qt::Key_End);
    EXPECT_TRUE(theme().dark);
    EXPECT_EQ(preferredTheme(), ThemeChoice::dark);
    QTest::keyClick(&choice, Qt::Key_Home);
    EXPECT_FALSE(theme().dark);
    EXPECT_EQ(preferredTheme(), ThemeChoice::system);
}

TEST_F(Shell, TheButtonsThatClearFieldsCanBeSeenWhenTheThemeChanges) {
    QLineEdit field(QStringLiteral("p"));
    field.setClearButtonEnabled(true);
    field.resize(200, 40);
    field.show();
    for (const ThemeChoice choice : {ThemeChoice::light, ThemeChoice::dark}) {
        preferTheme(choice);
        const QImage image = field.grab(QRect(170, 10, 25, 20)).toImage();
        int most = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                most = std::max(most, std::abs(qGray(image.pixel(x, y)) - qGray(theme().surface.rgb())));
            }
        }
        EXPECT_GT(most, 100) << static_cast<int>(choice);
    }
    preferTheme(ThemeChoice::system);
}

TEST_F(Shell, TheGuideIsThereAndItsPicturesAreNoWiderThanItsPage) {
    trigger("help.guide");
    auto& text = child<QTextBrowser>("guideText");
    EXPECT_TRUE(text.toPlainText().contains(QStringLiteral("Pinfold")));
    EXPECT_TRUE(text.toHtml().contains(QStringLiteral("<img")));
    EXPECT_EQ(text.horizontalScrollBar()->maximum(), 0);
    child<QDialog>("guideWindow").resize(500, 400);
    EXPECT_EQ(text.horizontalScrollBar()->maximum(), 0);
}

TEST_F(Shell, EveryWindowIsThereOnce) {
    for (const char* action : {"help.guide", "help.shortcuts", "window.settings"}) {
        trigger(action);
        trigger(action);
    }
    for (const char* name : {"guideWindow", "shortcutsPage", "settingsDialog"}) {
        EXPECT_EQ(window->findChildren<QDialog*>(QString::fromLatin1(name)).size(), 1) << name;
    }
    child<QDialog>("shortcutsPage").close();
    trigger("help.shortcuts");  // before the closed one is gone
    EXPECT_TRUE(child<QDialog>("shortcutsPage")
                    .parentWidget()
                    ->findChildren<QDialog*>(QStringLiteral("shortcutsPage"))
                    .back()
                    ->isVisible());
}

TEST_F(Shell, TheFirstWindowIsNoLargerThanTheScreen) {
    const QSize screen = window->screen()->availableSize();
    EXPECT_LE(window->width(), std::max(screen.width(), window->minimumSizeHint().width()));
    EXPECT_LE(window->height(), std::max(screen.height(), window->minimumSizeHint().height()));
}

TEST_F(Shell, PanelsComeBackInTheirSizes) {
    const auto dock = [&] { return window->findChild<QDockWidget*>(QStringLiteral("planPanelDock")); };
    window->resize(1600, 900);
    window->openSample();
    window->session().jobs().waitForAll();
    trigger("view.planPanel");
    auto* workbench = window->findChild<QMainWindow*>(QStringLiteral("workbench"));
    workbench->resizeDocks({dock()}, {500}, Qt::Horizontal);
    QCoreApplication::processEvents();
    const int width = dock()->width();
    ASSERT_GT(width, 450);
    window->close();
    QCoreApplication::processEvents();
    ASSERT_FALSE(window->isVisible());

    window = std::make_unique<MainWindow>(prompts);
    window->show();
    window->openSample();
    window->session().jobs().waitForAll();
    QCoreApplication::processEvents();
    EXPECT_EQ(dock()->width(), width);
}

TEST_F(Shell, PanelsAreNeverNarrowerThanWhatIsInThem) {
    window->openSample();
    window->session().jobs().waitForAll();
    for (const char* name : {"planScroll", "deployScroll"}) {
        auto& scroll = child<QScrollArea>(name);
        EXPECT_GT(scroll.minimumSizeHint().width(), scroll.widget()->minimumSizeHint().width()) << name;
    }
}

TEST_F(Shell, PanelsAreHiddenAndShownByTheirKeys) {
    window->openSample();
    window->session().jobs().waitForAll();
    window->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(window.get()));
    const auto& dock = child<QDockWidget>("operatorTableDock");
    const QAction& action = *window->actions()[QStringLiteral("view.operatorTable")];
    EXPECT_TRUE(action.isChecked());
    trigger("view.operatorTable");  // was behind another
    EXPECT_TRUE(dock.isVisible());
    EXPECT_TRUE(action.isChecked());
    trigger("view.operatorTable");
    EXPECT_FALSE(dock.isVisible());
    EXPECT_FALSE(action.isChecked());
    trigger("view.operatorTable");
    EXPECT_TRUE(dock.isVisible());
    EXPECT_TRUE(action.isChecked());
    trigger("view.graph");
    EXPECT_EQ(QApplication::focusWidget()->objectName(), QStringLiteral("graphCanvas"));
}

// A field for text would take Ctrl+Z.
TEST_F(Shell, TheKeysOfATableGoToItsRows) {
    window->openSample();
    window->session().jobs().waitForAll();
    for (const char* name : {"operator", "tensor"}) {
        trigger((std::string("view.") + name + "Table").c_str());
        EXPECT_EQ(window->focusWidget()->objectName(), QLatin1String(name) + QStringLiteral("TableRows"));
    }
}

// The key of "&Plan", "" if there is none.
QString menuKey(const QString& text) { return QKeySequence::mnemonic(text).toString(); }

// Menus open by Alt and a letter only if nothing else that may be in sight has the same.
TEST_F(Shell, NoMenuKeyMeansTwoThings) {
    std::map<QString, QStringList> keys;
    const auto note = [&](const QString& text) {
        if (const QString key = menuKey(text); !key.isEmpty()) keys[key].append(text);
    };
    for (const QAction* menu : window->menuBar()->actions()) note(menu->text());
    const auto notIn = [&](const QWidget& widget) {
        return widget.window() == window.get() && !child<QWidget>("welcomePage").isAncestorOf(&widget);
    };
    for (const auto* label : window->findChildren<QLabel*>()) {
        if (label->buddy() && notIn(*label)) note(label->text());
    }
    for (const auto* button : window->findChildren<QAbstractButton*>()) {
        if (notIn(*button)) note(button->text());
    }
    for (const auto* tabs : window->findChildren<QTabBar*>()) {
        for (int tab = 0; notIn(*tabs) && tab < tabs->count(); ++tab) note(tabs->tabText(tab));
    }
    ASSERT_GT(keys.size(), 10u);
    for (const auto& [key, texts] : keys) {
        EXPECT_EQ(texts.size(), 1) << key.toStdString() << ": " << texts.join(QStringLiteral(", ")).toStdString();
    }
}

TEST_F(Shell, ExportsStandTogetherInTheFileMenuBeforeQuit) {
    QStringList names;
    for (const QAction* action : window->actions().in(Menu::file)) names.append(action->objectName());
    EXPECT_EQ(names.last(3), QStringList({QStringLiteral("graph.export"), QStringLiteral("memory.export"),
                                          QStringLiteral("file.quit")}));
}

TEST_F(Shell, ThePageOfShortcutsDoesNotNameWhatWouldBeUndone) {
    window->session().document().change(QStringLiteral("Something long"), [](Deployment& d) { d.board = "other"; });
    ASSERT_TRUE(window->actions()[QStringLiteral("edit.undo")]->text().contains(QStringLiteral("Something long")));
    trigger("help.shortcuts");
    auto& tree = child<QTreeWidget>("shortcutsList");
    EXPECT_EQ(tree.findItems(QStringLiteral("Undo"), Qt::MatchExactly | Qt::MatchRecursive).size(), 1);
    EXPECT_TRUE(tree.findItems(QStringLiteral("Something"), Qt::MatchContains | Qt::MatchRecursive).isEmpty());
}

TEST_F(Shell, TheWheelLeavesTheBoardAsItIs) {
    window->openSample();
    window->session().jobs().waitForAll();
    auto& board = child<QComboBox>("boardCombo");
    const int chosen = board.currentIndex();
    for (const int delta : {-120, 120}) {
        QWheelEvent event({5, 5}, board.mapToGlobal(QPointF(5, 5)), {}, {0, delta}, Qt::NoButton, {}, Qt::NoScrollPhase,
                          false);
        QCoreApplication::sendEvent(&board, &event);
        EXPECT_EQ(board.currentIndex(), chosen);
    }
}

TEST(Prompts, FilesGetTheEndingOfTheFilterUnlessTheyHaveOne) {
    const QString png = QStringLiteral("PNG image (*.png)");
    const QString all = QStringLiteral("SVG drawing (*.svg);;") + png;
    EXPECT_EQ(withEnding(QStringLiteral("/a/graph"), png, all), QStringLiteral("/a/graph.png"));
    EXPECT_EQ(withEnding(QStringLiteral("/a/my.model"), png, all), QStringLiteral("/a/my.model.png"));
    EXPECT_EQ(withEnding(QStringLiteral("/a/graph.SVG"), png, all), QStringLiteral("/a/graph.SVG"));
    EXPECT_EQ(withEnding(QStringLiteral("/a/graph"), {}, all), QStringLiteral("/a/graph.svg"));
    EXPECT_EQ(withEnding({}, png, all), QString());
}

TEST(Prompts, EveryArchiveThatCanBeReadCanBeChosen) {
    const QString filter = openFilter();
    const QString models = filter.section(QStringLiteral(";;"), 0, 0);
    for (const char* pattern :
         {"*.tar ", "*.tgz ", "*.tar.gz ", "*.tar.bz2 ", "*.tar.xz ", "*.tar.zst ", "*.tar.lz4 "}) {
        EXPECT_TRUE(models.contains(QLatin1String(pattern))) << pattern << " in " << models.toStdString();
    }
    EXPECT_TRUE(models.endsWith(QStringLiteral("*.pinfold)"))) << models.toStdString();
}

TEST_F(Shell, WorkOfAKilledSessionComesBack) {
    const QString folder = Recovery::userFolder();
    ASSERT_TRUE(QDir().mkpath(folder));
    const QString copy = QDir(folder).filePath(QStringLiteral("killed.recovery"));
    Deployment lost;
    lost.board = "stm32f4discovery";
    lost.archives = {"/no/such/model.tar"};
    ASSERT_TRUE(saveDeployment(lost, copy.toStdString()).ok());
    Prompts asking = prompts;
    int asked = 0;
    asking.recover = [&](QWidget*, const QString& document, const QDateTime&) {
        ++asked;
        EXPECT_EQ(document, QStringLiteral("model.tar"));
        return RecoverAnswer::restore;
    };
    MainWindow other(asking);
    other.offerRecovery();
    other.session().jobs().waitForAll();
    EXPECT_EQ(asked, 1);
    EXPECT_EQ(other.session().document().deployment().board, "stm32f4discovery");
    EXPECT_TRUE(other.isWindowModified());
    EXPECT_FALSE(QFile::exists(copy));
}

}  // namespace
}  // namespace pinfold::ui
