#include "guided.h"

#include "ui/window/preferences.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QPixmap>
#include <QSettings>

#include <cstdlib>

namespace pinfold::ui {
namespace {

bool wantsDark() { return qEnvironmentVariable("PINFOLD_THEME") == QLatin1String("dark"); }

}  // namespace

void Guided::SetUp() {
    ASSERT_TRUE(folder.isValid());
    preferTheme(wantsDark() ? ThemeChoice::dark : ThemeChoice::light);
    Prompts prompts = desktopPrompts();
    prompts.openFiles = [this](QWidget*) { return toOpen; };
    prompts.saveFile = [this](QWidget*, const QString&) { return toSave; };
    prompts.exportFile = [this](QWidget*, const QString&, const QString&, const QString&) { return toSave; };
    prompts.saveChanges = [](QWidget*, const QString&) { return SaveAnswer::discard; };
    prompts.chooseReferencePlace = [](QWidget*) { return ReferencePlace::computer; };
    prompts.runWithoutSandbox = [](QWidget*, const QString&) { return true; };
    prompts.trustArchives = [this](QWidget*, const QStringList&) {
        ++trustAsked;
        return trusts;
    };
    prompts.showError = [this](QWidget*, const QString&, const QString& message) { errors.append(message); };
    window = std::make_unique<MainWindow>(prompts);
    window->resize(1440, 900);
    window->show();
    window->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(window.get()));
}

void Guided::TearDown() {
    window.reset();
    QSettings().clear();
}

void Guided::waitFor(const char* what, const std::function<bool()>& condition, int seconds) {
    ASSERT_TRUE(QTest::qWaitFor(condition, seconds * 1000)) << "waiting for: " << what;
}

void Guided::settle() {
    for (int quiet = 0; quiet < 3; ++quiet) {
        session().jobs().waitForAll();
        QCoreApplication::processEvents();
    }
}

void Guided::open(const QStringList& paths) {
    toOpen = paths;
    key(Qt::Key_O, Qt::ControlModifier);
    waitFor("the models", [this] { return session().modelStage() == Stage::ready; });
    waitFor("the plan",
            [this] { return session().planStage() == Stage::ready || session().planStage() == Stage::failed; });
    settle();
}

void Guided::key(Qt::Key key, Qt::KeyboardModifiers modifiers) { QTest::keyClick(window.get(), key, modifiers); }

void Guided::showPanel(const char* view) {
    QAction& action = *window->actions()[QStringLiteral("view.") + QLatin1String(view)];
    action.trigger();
    if (!action.isChecked()) action.trigger();  // it had the focus: the same key closes it
    settle();
}

void Guided::command(const QString& title) {
    key(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
    auto& typed = child<QLineEdit>("commandPaletteInput");
    QTest::keyClicks(&typed, title);
    QTest::keyClick(&typed, Qt::Key_Return);
}

void Guided::type(QWidget& field, const QString& text) {
    field.setFocus();
    QTest::keyClick(&field, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(&field, text);
    QTest::keyClick(&field, Qt::Key_Return);
}

void Guided::picture(const char* name, QWidget* widget) {
    const QString place = qEnvironmentVariable("PINFOLD_PICTURES");
    if (place.isEmpty()) return;
    settle();
    QTest::qWait(300);  // what blinks and slides
    QWidget* shown = widget ? widget : window.get();
    const QPixmap pixmap = shown->grab();
    const QString file = QLatin1String(name) + (wantsDark() ? QStringLiteral("-dark") : QString()) +
                         (pixmap.devicePixelRatio() > 1 ? QStringLiteral("@2x") : QString()) + QStringLiteral(".png");
    ASSERT_TRUE(pixmap.toImage().convertToFormat(QImage::Format_RGB32).save(QDir(place).filePath(file)));
}

}  // namespace pinfold::ui
