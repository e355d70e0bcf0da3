// Keeps a copy of unsaved work on disk, so that a crash or a kill loses seconds at most.
//
// Each running program has a file of its own in a common folder, named at random, with a lock beside it. Whoever starts
// later and gets the lock knows that its owner is gone, and offers what it left.
#pragma once

#include "ui/session/document.h"
#include "ui/session/job_runner.h"

#include <QDateTime>
#include <QLockFile>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace pinfold::ui {

// What a session that ended badly had not saved.
struct Leftover {
    QString copy;      // the recovery file
    QString document;  // name of the file that was worked on; else of its first archive
    QDateTime time;
};

class Recovery : public QObject {
    Q_OBJECT

public:
    // At most this long after a change it is on disk, if the disk is quick.
    static constexpr int delayMilliseconds = 2000;

    // `folder`: created when it is first needed.
    Recovery(Document& document, JobRunner& jobs, const QString& folder, QObject* parent = nullptr);
    // The end of an orderly session: nothing is left.
    ~Recovery() override;

    // The folder of the program's user.
    static QString userFolder();

    // Looks what sessions left that are gone; `found` gets it, newest first.
    void look(const std::function<void(const std::vector<Leftover>&)>& found);
    // Makes it the document, unsaved, and takes over the copy. `failed` if it cannot be read; it stays then.
    void restore(const Leftover& leftover);
    void discard(const Leftover& leftover);

signals:
    void failed(const QString& title, const QString& message);

private:
    // What the copy on disk is to be: none where nothing would be lost.
    [[nodiscard]] std::optional<Deployment> wanted() const;
    void changed();
    void update();
    bool lock();

    Document& document_;
    JobRunner& jobs_;
    QString folder_;
    QString copy_;
    std::unique_ptr<QLockFile> lock_;
    std::optional<Deployment> stored_;
    QStringList superseded_;  // copies of others to remove once ours is there
    bool busy_ = false;       // a job writes or removes the copy
    QTimer timer_;
};

}  // namespace pinfold::ui
