// The pictures of README and user guide: tests/guided/pictures.sh makes them all.
#include "guided.h"

#include "support/shared_files.h"

#include <QAbstractButton>
#include <QDialog>
#include <QDockWidget>
#include <QFontDatabase>
#include <QLineEdit>
#include <QTabWidget>

namespace pinfold::ui {
namespace {

class Pictures : public Guided {
protected:
    void SetUp() override {
        if (qEnvironmentVariableIsEmpty("PINFOLD_PICTURES")) GTEST_SKIP() << "PINFOLD_PICTURES names no folder";
        PINFOLD_NEEDS_MODEL("kws_int8.graph.tar");
        for (const char* family : {"Open Sans", "DejaVu Sans Mono"}) {
            ASSERT_TRUE(QFontDatabase::hasFamily(QLatin1String(family))) << family << " is not installed: ./dev deps";
        }
        Guided::SetUp();
    }
    void TearDown() override {
        if (window) Guided::TearDown();
    }
    static QString model(const char* name) { return QString::fromStdString(test::modelFile(name).string()); }
    QWidget* dock(const char* view) {
        return window->findChild<QDockWidget*>(QLatin1String(view) + QStringLiteral("Dock"));
    }
    void deploy() {
        showPanel("deployPanel");
        click(child<QAbstractButton>("deployButton"));
        waitFor(
            "the validation", [this] { return session().reports() != nullptr; }, 300);
        settle();
    }
    void picturesOfDialog(const char* action, const char* dialog, const char* name) {
        window->actions()[QLatin1String(action)]->trigger();
        settle();
        picture(name, &child<QDialog>(dialog));
        child<QDialog>(dialog).close();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
};

TEST_F(Pictures, OfKeywordSpotting) {
    open({model("kws_int8.graph.tar")});
    session().selection().select(Item::op(0, 2));
    showPanel("inspector");
    showPanel("memoryView");
    picture("workbench");
    picture("memory", dock("memoryView"));
    picture("inspector", dock("inspector"));
    showPanel("operatorTable");
    picture("operators", dock("operatorTable"));
    showPanel("tensorTable");
    picture("tensors", dock("tensorTable"));
    showPanel("planPanel");
    picture("plan", dock("planPanel"));
    picturesOfDialog("help.shortcuts", "shortcutsPage", "shortcuts");
    picturesOfDialog("window.settings", "settingsDialog", "settings");
    picturesOfDialog("help.guide", "guideWindow", "guide");
    window->actions()[QStringLiteral("help.palette")]->trigger();
    QTest::keyClicks(&child<QLineEdit>("commandPaletteInput"), QStringLiteral("pin"));
    picture("palette", &child<QDialog>("commandPalette"));
}

TEST_F(Pictures, OfAModelThatDoesNotFit) {
    open({model("unet.graph.tar")});
    session().document().change(QStringLiteral("Choose"), [](Deployment& d) { d.board = "qemu-netduinoplus2"; });
    waitFor("the reason", [this] { return session().planStage() == Stage::failed; });
    showPanel("planPanel");
    picture("misfit");
}

TEST_F(Pictures, OfADeployedSample) {
    click(child<QWidget>("welcomeSample").isVisible() ? child<QWidget>("welcomeSample") : *window);
    waitFor("the plan", [this] { return session().planStage() == Stage::ready; });
    settle();
    deploy();
    picture("deploy", dock("deployPanel"));
    showPanel("validationView");
    picture("validation");
    auto& tabs = child<QTabWidget>("validationTabs");
    for (int tab = 1; tab < tabs.count(); ++tab) {
        tabs.setCurrentIndex(tab);
        settle();
        picture(("validation-" + std::to_string(tab)).c_str(), dock("validationView"));
    }
}

TEST_F(Pictures, OfEmptyPanels) {
    open({model("kws_int8.graph.tar")});
    session().selection().clear();
    showPanel("inspector");
    showPanel("validationView");
    picture("nothing-yet");
}

}  // namespace
}  // namespace pinfold::ui
