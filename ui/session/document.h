// The open deployment: its value, where it is saved, and every change undoable.
#pragma once

#include "deploy/deployment.h"

#include <QObject>
#include <QString>
#include <QUndoStack>

#include <functional>

namespace pinfold::ui {

class Document : public QObject {
    Q_OBJECT

public:
    explicit Document(QObject* parent = nullptr);
    ~Document() override;

    [[nodiscard]] const Deployment& deployment() const { return deployment_; }
    // Where it is saved; empty: nowhere yet.
    [[nodiscard]] const QString& path() const { return path_; }
    // For titles: the name of the file or, if it is saved nowhere, of its first archive; "untitled" if there is none.
    [[nodiscard]] QString title() const;
    [[nodiscard]] bool isModified() const { return !undo_.isClean(); }
    // Whether something would be lost that opening the archives again does not bring back.
    [[nodiscard]] bool hasUnsavedWork() const {
        return isModified() && (origin_ != Origin::archives || undo_.count() > 0);
    }
    [[nodiscard]] QUndoStack& undoStack() { return undo_; }

    // Changes the deployment by a step that can be undone. `text` names it in the Edit menu ("Pin input_1 to DTCM").
    // Steps of one non-empty `series` that follow one another become one (typing in a field). No change: no step.
    void change(const QString& text, const std::function<void(Deployment&)>& edit, const QString& series = {});

    // Where a deployment comes from: the file it is saved in, freshly opened archives, or what a session that ended
    // badly had not saved.
    enum class Origin { saved, archives, recovered };
    // Takes another document's place; the undo stack starts anew.
    void replace(Deployment deployment, const QString& path, Origin origin);
    // This has just been saved there. What was changed since is still unsaved.
    void markSaved(const QString& path, const Deployment& saved);

signals:
    // `before` is what it was; equal to deployment() where only path or mark changed.
    void changed(const pinfold::Deployment& before);
    void modifiedChanged(bool modified);
    void pathChanged(const QString& path);
    // replace() is done.
    void replaced();

private:
    class Step;
    void set(const Deployment& deployment);

    Deployment deployment_;
    QString path_;
    Origin origin_ = Origin::saved;
    QUndoStack undo_;
};

}  // namespace pinfold::ui
