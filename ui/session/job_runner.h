// Long work beside the window: each job runs on a thread of its own, its result comes back to the window's thread.
#pragma once

#include "base/cancel.h"
#include "base/exceptions.h"
#include "base/progress.h"
#include "ui/session/mailbox.h"

#include <QObject>
#include <QString>

#include <functional>
#include <map>
#include <memory>

namespace pinfold::ui {

using JobNumber = quint64;

// A job belongs to a lane ("load", "plan", "deploy" …). A new job in a lane supersedes the one that is there: that is
// cancelled and its result dropped. All functions are for the thread that the runner lives in; so are all callbacks.
class JobRunner : public QObject {
    Q_OBJECT

public:
    explicit JobRunner(QObject* parent = nullptr);
    // Cancels what runs and waits for it; no callback comes any more.
    ~JobRunner() override;

    // Runs `work` on another thread, then `done` with what it gave here. A job that was cancelled calls `done` with
    // Cancelled; one that was superseded does not call it at all. An exception that `work` lets out is an error like
    // any other. `work` must not touch what it does not own.
    template <typename T>
    JobNumber start(const QString& lane, std::function<Outcome<T>(const CancelToken&, const ProgressSink&)> work,
                    std::function<void(Outcome<T>)> done) {
        return startErased(lane, [work = std::move(work), done = std::move(done)](const CancelToken& cancel,
                                                                                  const ProgressSink& progress) {
            auto outcome = std::make_shared<Outcome<T>>(withoutExceptions<T>([&] { return work(cancel, progress); }));
            return [outcome, done] { done(std::move(*outcome)); };
        });
    }

    // Asks the lane's job to stop. Its `done` comes with Cancelled, or with a result that was faster.
    void cancel(const QString& lane);
    // The same, and its `done` never comes.
    void drop(const QString& lane);

    [[nodiscard]] bool isRunning(const QString& lane) const { return lanes_.contains(lane); }
    // Waits until no job runs and all results are delivered. For tests and for closing.
    void waitForAll();

signals:
    void started(const QString& lane);
    // At most some twenty times a second a job; the newest word counts.
    void progressed(const QString& lane, const pinfold::Progress& progress);
    void finished(const QString& lane);

private:
    struct Job;
    using Deliver = std::function<void()>;
    using Work = std::function<Deliver(const CancelToken&, const ProgressSink&)>;
    JobNumber startErased(const QString& lane, Work work);
    void deliver(const std::shared_ptr<Job>& job, const Deliver& deliver);
    void tell(const std::shared_ptr<Job>& job);

    std::map<QString, std::shared_ptr<Job>> lanes_;  // the newest of each
    std::map<JobNumber, std::shared_ptr<Job>> running_;
    JobNumber last_ = 0;
    Mailbox mailbox_;
};

}  // namespace pinfold::ui
