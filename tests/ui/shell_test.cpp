// What is around the views: palette, shortcuts, settings, help, recovery.
#include "ui/style/theme.h"
#include "ui/window/main_window.h"
#include "ui/window/preferences.h"

#include <QComboBox>
#include <QDialog>
#include <QFile>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QSettings>
#include <QTest>
#include <QTextBrowser>
#include <QTreeWidget>

#include <gtest/gtest.h>

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
    EXPECT_TRUE(QFile::exists(QString::fromStdString(deployment.inputs.string())));
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

TEST_F(Shell, TheGuideIsThere) {
    trigger("help.guide");
    EXPECT_TRUE(child<QTextBrowser>("guideText").toPlainText().contains(QStringLiteral("Pinfold")));
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
    asking.recover = [&](QWidget*, const QDateTime&) {
        ++asked;
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
