#include "ui/jobs/job_runner.h"

#include <QCoreApplication>
#include <QTimer>

#include <chrono>
#include <mutex>

namespace pinfold::ui {
namespace {

constexpr auto progressPause = std::chrono::milliseconds(50);
// Superseded jobs may need a moment to stop while their successors start.
constexpr int mostThreads = 8;

}  // namespace

struct JobRunner::Job {
    JobNumber number = 0;
    QString lane;
    CancelSource cancel;
    bool dropped = false;  // window's thread only

    std::mutex mutex;  // guards what follows
    Progress progress;
    bool progressPosted = false;
    std::chrono::steady_clock::time_point lastPost{};
};

JobRunner::JobRunner(QObject* parent) : QObject(parent) { pool_.setMaxThreadCount(mostThreads); }

JobRunner::~JobRunner() {
    for (const auto& [number, job] : running_) {
        job->dropped = true;
        job->cancel.cancel();
    }
    pool_.waitForDone();
    // Events that are still queued for this object die with it.
}

JobNumber JobRunner::startErased(const QString& lane, Work work) {
    drop(lane);
    auto job = std::make_shared<Job>();
    job->number = ++last_;
    job->lane = lane;
    lanes_[lane] = job;
    running_[job->number] = job;

    pool_.start([this, job, work = std::move(work)] {
        const ProgressSink sink = [this, job](const Progress& progress) {
            const std::lock_guard lock(job->mutex);
            job->progress = progress;
            if (job->progressPosted) return;
            job->progressPosted = true;
            QMetaObject::invokeMethod(
                this, [this, job] { tell(job); }, Qt::QueuedConnection);
        };
        Deliver result = work(job->cancel.token(), sink);
        QMetaObject::invokeMethod(
            this, [this, job, result = std::move(result)] { deliver(job, result); }, Qt::QueuedConnection);
    });
    emit started(lane);
    return job->number;
}

// The newest word of a job, held back while the last one is fresh.
void JobRunner::tell(const std::shared_ptr<Job>& job) {
    if (job->dropped || !running_.contains(job->number)) return;
    Progress progress;
    {
        const std::lock_guard lock(job->mutex);
        const auto now = std::chrono::steady_clock::now();
        if (now - job->lastPost < progressPause) {
            QTimer::singleShot(progressPause, this, [this, job] { tell(job); });
            return;
        }
        job->lastPost = now;
        job->progressPosted = false;
        progress = job->progress;
    }
    emit progressed(job->lane, progress);
}

void JobRunner::deliver(const std::shared_ptr<Job>& job, const Deliver& deliver) {
    running_.erase(job->number);
    if (job->dropped) return;
    lanes_.erase(job->lane);
    emit finished(job->lane);
    deliver();
}

void JobRunner::cancel(const QString& lane) {
    const auto found = lanes_.find(lane);
    if (found != lanes_.end()) found->second->cancel.cancel();
}

void JobRunner::drop(const QString& lane) {
    const auto found = lanes_.find(lane);
    if (found == lanes_.end()) return;
    found->second->cancel.cancel();
    found->second->dropped = true;
    lanes_.erase(found);
    emit finished(lane);
}

void JobRunner::waitForAll() {
    while (!running_.empty()) {
        pool_.waitForDone();
        QCoreApplication::sendPostedEvents(this);
    }
}

}  // namespace pinfold::ui
