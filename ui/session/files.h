// Opening and saving: paths in and out of the document, beside the window's thread; recent files.
#pragma once

#include "ui/session/document.h"
#include "ui/session/job_runner.h"

#include <QObject>
#include <QStringList>

#include <filesystem>
#include <functional>
#include <vector>

namespace pinfold::ui {

class Files : public QObject {
    Q_OBJECT

public:
    Files(Document& document, JobRunner& jobs, QObject* parent = nullptr);

    // One deployment file, or any number of archives: those become a new deployment. The document stays if they cannot
    // be read.
    void open(const QStringList& paths);
    // Models for the same firmware; a step that can be undone.
    void addArchives(const QStringList& paths);
    // `then` is called once it is on disk, not after a failure.
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
    void openDeployment(const QString& path);
    // Calls `then` if all of them together make a deployment.
    void whenReadable(const std::vector<std::filesystem::path>& archives, const std::function<void()>& then);
    void remember(const QString& path);

    Document& document_;
    JobRunner& jobs_;
    std::function<void()> nextSave_;  // asked for while another was being written
};

}  // namespace pinfold::ui
