#include "ui/window/prompts.h"

#include "deploy/deployment.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>

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

RecoverAnswer askToRecover(QWidget* parent, const QDateTime& time) {
    QMessageBox box(QMessageBox::Question, say("Unsaved work"),
                    say("Pinfold ended unexpectedly. Restore what was not saved?"), QMessageBox::NoButton, parent);
    box.setInformativeText(say("It was last changed %1.").arg(QLocale().toString(time, QLocale::ShortFormat)));
    const QPushButton* restore = box.addButton(say("&Restore"), QMessageBox::AcceptRole);
    const QPushButton* discard = box.addButton(say("&Discard"), QMessageBox::DestructiveRole);
    box.addButton(say("Ask &Later"), QMessageBox::RejectRole);
    box.exec();
    if (box.clickedButton() == restore) return RecoverAnswer::restore;
    return box.clickedButton() == discard ? RecoverAnswer::discard : RecoverAnswer::later;
}

bool askToTrust(QWidget* parent, const QStringList& archives) {
    QMessageBox box(QMessageBox::Question, say("Run code from the archive?"),
                    say("The reference is computed by running the kernels of %1 on this computer.")
                        .arg(archives.join(QStringLiteral(", "))),
                    QMessageBox::Cancel, parent);
    box.setInformativeText(
        say("They can do whatever you can do. Agree only if you know where the archive comes from. "
            "You are asked once for each archive."));
    const QPushButton* run = box.addButton(say("Trust and &Run"), QMessageBox::AcceptRole);
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    return box.clickedButton() == run;
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
    prompts.chooseFile = [](QWidget* parent, const QString& title, const QString& filter) {
        return QFileDialog::getOpenFileName(parent, title, {}, filter);
    };
    prompts.exportFile = [](QWidget* parent, const QString& title, const QString& suggestion, const QString& filter) {
        return QFileDialog::getSaveFileName(parent, title, suggestion, filter);
    };
    prompts.chooseFolder = [](QWidget* parent, const QString& title, const QString& suggestion) {
        return QFileDialog::getExistingDirectory(parent, title, suggestion);
    };
    prompts.trustArchives = askToTrust;
    prompts.recover = askToRecover;
    prompts.showError = [](QWidget* parent, const QString& title, const QString& message) {
        QMessageBox::warning(parent, title, message);
    };
    return prompts;
}

}  // namespace pinfold::ui
