// Questions to the user, so that tests can answer them.
#pragma once

#include <QDateTime>
#include <QString>
#include <QStringList>

#include <functional>

class QWidget;

namespace pinfold::ui {

enum class SaveAnswer { save, discard, cancel };
enum class RecoverAnswer { restore, discard, later };
enum class ReferencePlace { nowhere, emulator, computer };

// Each returns what the user chose; empty: cancelled. `parent` is the window that asks.
struct Prompts {
    std::function<QStringList(QWidget* parent)> openFiles;  // archives, or one deployment
    std::function<QString(QWidget* parent, const QString& suggestion)> saveFile;
    std::function<SaveAnswer(QWidget* parent, const QString& title)> saveChanges;
    std::function<void(QWidget* parent, const QString& title, const QString& message)> showError;
    // About unsaved work on `document` that a session left at `time`.
    std::function<RecoverAnswer(QWidget* parent, const QString& document, const QDateTime& time)> recover;
    // One file that is there; `filter` as for QFileDialog. A file to write; a folder to write into.
    std::function<QString(QWidget* parent, const QString& title, const QString& filter)> chooseFile;
    std::function<QString(QWidget* parent, const QString& title, const QString& suggestion, const QString& filter)>
        exportFile;
    std::function<QString(QWidget* parent, const QString& title, const QString& suggestion)> chooseFolder;
    // Where a reference is to be computed.
    std::function<ReferencePlace(QWidget* parent)> chooseReferencePlace;
    // Whether code from these archives may run on this computer.
    std::function<bool(QWidget* parent, const QStringList& archives)> trustArchives;
    // Whether it may do so with all of the user's rights, since there is no sandbox; `cause` is a sentence.
    std::function<bool(QWidget* parent, const QString& cause)> runWithoutSandbox;
};

// `path` with the first ending of the file filter that was chosen ("PNG image (*.png)"), unless it has one of the
// filters' endings.
QString withEnding(const QString& path, const QString& chosenFilter, const QString& filters);

// The filter of the dialog that opens archives, or a deployment.
QString openFilter();

// With the desktop's dialogs. Files to write are first looked for where the last one was written, else beside the
// window's file.
Prompts desktopPrompts();

}  // namespace pinfold::ui
