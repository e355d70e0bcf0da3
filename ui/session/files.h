// Opening and saving: paths in and out of the document, beside the window's thread; recent files.
#pragma once

#include "ui/session/session.h"

#include <QObject>
#include <QStringList>

#include <deque>
#include <filesystem>
#include <functional>
#include <variant>
#include <vector>

namespace pinfold::ui {

class Files : public QObject {
    Q_OBJECT

public:
    explicit Files(Session& session, QObject* parent = nullptr);

    // One deployment file, or any number of archives: those become a new deployment. The document stays if they cannot
    // be read.
    void open(const QStringList& paths);
    // Models for the same firmware; a step that can be undone.
    void addArchives(const QStringList& paths);
    // Saves the document as it is now, after those saves that were asked for before. `then` is called once it is on
    // disk, not after a failure.
    void saveTo(const QString& path, const std::function<void()>& then = {});
    // The sample that comes with the program, for an emulated board, with inputs to run.
    void openSample();
    // An empty document.
    void startAnew();

    // Newest first, at most ten. Files that are gone since are told of when they are opened.
    [[nodiscard]] QStringList recent() const;
    void clearRecent();

signals:
    void recentChanged();
    // Title and sentence for a message box.
    void failed(const QString& title, const QString& message);

private:
    struct Save {
        QString path;
        Deployment deployment;
        std::function<void()> then;
    };

    void openDeployment(const QString& path);
    // Reads the archives; if all of them together make a deployment, `change` makes them the document's.
    void readThen(const std::vector<std::filesystem::path>& archives, const std::function<void()>& change);
    void writeFirst();
    void finishFirst(const Outcome<std::monostate>& outcome);
    void remember(const QString& path);

    Session& session_;
    Document& document_;
    JobRunner& jobs_;
    std::deque<Save> saves_;  // the first of them is being written
};

}  // namespace pinfold::ui
