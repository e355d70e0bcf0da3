#include "ui/window/prompts.h"

#include "deploy/deployment.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QMessageBox>

namespace pinfold::ui {
namespace {

QString say(const char* text) { return QCoreApplication::translate("Prompts", text); }

SaveAnswer askToSave(QWidget* parent, const QString& title) {
    QMessageBox box(QMessageBox::Question, say("Unsaved changes"), say("Save the changes to %1?").arg(title),
                    QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, parent);
    box.setInformativeText(say("What was changed since the last save is lost otherwise."));
    box.setDefaultButton(QMessageBox::Save);
    switch (box.exec()) {
        case QMessageBox::Save: return SaveAnswer::save;
        case QMessageBox::Discard: return SaveAnswer::discard;
        default: return SaveAnswer::cancel;
    }
}

}  // namespace

Prompts desktopPrompts() {
    Prompts prompts;
    prompts.openFiles = [](QWidget* parent) {
        return QFileDialog::getOpenFileNames(
            parent, say("Open"), {}, say("Models and deployments (*.tar *.tar.gz *.tgz *.pinfold);;All files (*)"));
    };
    prompts.saveFile = [](QWidget* parent, const QString& suggestion) {
        QString path = QFileDialog::getSaveFileName(parent, say("Save deployment"), suggestion,
                                                    say("Pinfold deployments (*.pinfold)"));
        const auto suffix = QString::fromLatin1(deploymentSuffix.data(), deploymentSuffix.size());
        if (!path.isEmpty() && !path.endsWith(suffix)) path += suffix;
        return path;
    };
    prompts.saveChanges = askToSave;
    prompts.showError = [](QWidget* parent, const QString& title, const QString& message) {
        QMessageBox::warning(parent, title, message);
    };
    return prompts;
}

}  // namespace pinfold::ui
