#include "ui/widgets/prompts.h"

#include "deploy/deployment.h"
#include "mlf/endings.h"
#include "ui/text/say.h"

#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QMessageBox>
#include <QPushButton>
#include <QRegularExpression>

#include <algorithm>
#include <memory>

namespace pinfold::ui {
namespace {

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

RecoverAnswer askToRecover(QWidget* parent, const QString& document, const QDateTime& time) {
    QMessageBox box(QMessageBox::Question, say("Unsaved work"),
                    say("Pinfold ended unexpectedly. Restore what was not saved of %1?").arg(document),
                    QMessageBox::NoButton, parent);
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
        say("Where this computer has a sandbox they run in it, without network and without your files. Agree only if "
            "you know where the archive comes from. You are asked once for each archive."));
    const QPushButton* run = box.addButton(say("Trust and &Run"), QMessageBox::AcceptRole);
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    return box.clickedButton() == run;
}

bool askToRunWithoutSandbox(QWidget* parent, const QString& cause) {
    QMessageBox box(QMessageBox::Warning, say("Run without a sandbox?"), cause, QMessageBox::Cancel, parent);
    box.setTextFormat(Qt::PlainText);
    box.setInformativeText(say(
        "The archive's code would run with all your rights: it could read, change and delete what you can, and send "
        "it away. On an emulated board the reference can be made without that."));
    const QPushButton* run = box.addButton(say("&Run without a Sandbox"), QMessageBox::DestructiveRole);
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    return box.clickedButton() == run;
}

ReferencePlace askForReferencePlace(QWidget* parent) {
    QMessageBox box(QMessageBox::Question, say("Make a reference"),
                    say("Where are the reference outputs to be computed?"), QMessageBox::Cancel, parent);
    box.setInformativeText(
        say("On an emulated board, the archive's code cannot reach this computer. On this computer it is faster, and a "
            "witness for emulated boards that does not depend on them; it needs your trust in the archive."));
    QPushButton* emulator = box.addButton(say("On an &Emulated Board"), QMessageBox::AcceptRole);
    const QPushButton* computer = box.addButton(say("On This &Computer…"), QMessageBox::ActionRole);
    box.setDefaultButton(emulator);
    box.exec();
    if (box.clickedButton() == emulator) return ReferencePlace::emulator;
    return box.clickedButton() == computer ? ReferencePlace::computer : ReferencePlace::nowhere;
}

QString text(std::string_view ending) {
    return QString::fromLatin1(ending.data(), static_cast<qsizetype>(ending.size()));
}

QStringList endingsOf(const QString& filters) {
    static const QRegularExpression pattern(QStringLiteral(R"(\*(\.\w+))"));
    QStringList endings;
    for (const QRegularExpressionMatch& match : pattern.globalMatch(filters)) endings.append(match.captured(1));
    return endings;
}

// Where a file of this name is suggested: a bare name goes to the folder.
QString suggestedIn(const QString& folder, const QString& name) {
    return folder.isEmpty() ? name : QDir(folder).filePath(name);
}

QString askWhereToExport(QWidget* parent, const QString& title, const QString& suggestion, const QString& filters) {
    QString chosen;
    const QString named = QFileDialog::getSaveFileName(parent, title, suggestion, filters, &chosen);
    const QString path = withEnding(named, chosen, filters);
    if (path == named || !QFile::exists(path)) return path;
    const auto answer =
        QMessageBox::question(parent, title, say("%1 already exists. Replace it?").arg(QFileInfo(path).fileName()));
    return answer == QMessageBox::Yes ? path : QString();
}

}  // namespace

QString withEnding(const QString& path, const QString& chosenFilter, const QString& filters) {
    const QStringList all = endingsOf(filters);
    const bool named = std::any_of(all.begin(), all.end(),
                                   [&](const QString& ending) { return path.endsWith(ending, Qt::CaseInsensitive); });
    if (path.isEmpty() || named) return path;
    const QStringList endings = endingsOf(chosenFilter.isEmpty() ? filters : chosenFilter);
    return path + endings.value(0);
}

QString openFilter() {
    QStringList patterns;
    for (const std::string& ending : archiveEndings()) patterns.append(QStringLiteral("*") + text(ending));
    patterns.append(QStringLiteral("*") + text(deploymentSuffix));
    return say("Models and deployments (%1);;All files (*)").arg(patterns.join(QLatin1Char(' ')));
}

Prompts desktopPrompts() {
    Prompts prompts;
    prompts.openFiles = [](QWidget* parent) {
        return QFileDialog::getOpenFileNames(parent, say("Open"), {}, openFilter());
    };
    prompts.saveFile = [](QWidget* parent, const QString& suggestion) {
        QString path = QFileDialog::getSaveFileName(parent, say("Save deployment"), suggestion,
                                                    say("Pinfold deployments (*.pinfold)"));
        const QString suffix = text(deploymentSuffix);
        if (!path.isEmpty() && !path.endsWith(suffix)) path += suffix;
        return path;
    };
    prompts.saveChanges = askToSave;
    prompts.chooseFile = [](QWidget* parent, const QString& title, const QString& filter) {
        return QFileDialog::getOpenFileName(parent, title, {}, filter);
    };
    prompts.exportFile = [last = std::make_shared<QString>()](QWidget* parent, const QString& title,
                                                              const QString& suggestion, const QString& filters) {
        const QString file = parent->window()->windowFilePath();
        const QString folder = !last->isEmpty() ? *last : file.isEmpty() ? QString() : QFileInfo(file).path();
        const QString path = askWhereToExport(parent, title, suggestedIn(folder, suggestion), filters);
        if (!path.isEmpty()) *last = QFileInfo(path).path();
        return path;
    };
    prompts.chooseFolder = [](QWidget* parent, const QString& title, const QString& suggestion) {
        return QFileDialog::getExistingDirectory(parent, title, suggestion);
    };
    prompts.chooseReferencePlace = askForReferencePlace;
    prompts.trustArchives = askToTrust;
    prompts.runWithoutSandbox = askToRunWithoutSandbox;
    prompts.recover = askToRecover;
    prompts.showError = [](QWidget* parent, const QString& title, const QString& message) {
        QMessageBox::warning(parent, title, message);
    };
    return prompts;
}

}  // namespace pinfold::ui
