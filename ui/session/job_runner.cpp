#include "ui/session/job_runner.h"

#include <QTimer>

#include <chrono>
#include <mutex>
#include <thread>

namespace pinfold::ui {
namespace {

constexpr auto progressPause = std::chrono::milliseconds(50);

}  // namespace

struct JobRunner::Job {
    JobNumber number = 0;
    QString lane;
    CancelSource cancel;
    bool dropped = false;  // window's thread only
    std::thread thread;

    std::mutex mutex;  // guards what follows
    Progress progress;
    bool progressPosted = false;
    std::chrono::steady_clock::time_point lastPost{};
};

JobRunner::JobRunner(QObject* parent) : QObject(parent) {}

JobRunner::~JobRunner() {
    for (const auto& [number, job] : running_) {
        job->dropped = true;
        job->cancel.cancel();
    }
    for (const auto& [number, job] : running_) job->thread.join();
}

JobNumber JobRunner::startErased(const QString& lane, Work work) {
    drop(lane);
    auto job = std::make_shared<Job>();
    job->number = ++last_;
    job->lane = lane;
    lanes_[lane] = job;
    running_[job->number] = job;

    job->thread = std::thread([this, job, work = std::move(work)] {
        const ProgressSink sink = [this, job](const Progress& progress) {
            const std::lock_guard lock(job->mutex);
            job->progress = progress;
            if (job->progressPosted) return;
            job->progressPosted = true;
            mailbox_.post([this, job] { tell(job); });
        };
        Deliver result = work(job->cancel.token(), sink);
        mailbox_.post([this, job, result = std::move(result)] { deliver(job, result); });
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
    job->thread.join();  // which has nothing left to do
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
        mailbox_.wait();
        mailbox_.deliver();
    }
}

}  // namespace pinfold::ui
