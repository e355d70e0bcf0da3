// The job of a stage: all its words go to the stage's log.
#pragma once

#include "ui/deploy/stage_record.h"
#include "ui/session/job_runner.h"

#include <QPointer>

#include <functional>
#include <memory>
#include <utility>

namespace pinfold::ui {

// A sink that takes every word for the inbox and hands it on to the job's own. Tools repeat themselves: a word that is
// the same as the one before is taken once.
inline ProgressSink loggingSink(std::shared_ptr<LogInbox> inbox, ProgressSink next) {
    auto last = std::make_shared<std::string>();
    return [inbox = std::move(inbox), next = std::move(next), last = std::move(last)](const Progress& progress) {
        if (progress.message != *last) inbox->add(*last = progress.message);
        next(progress);
    };
}

// As JobRunner::start(), for a record that has begun. `done` does not come if `owner` is gone by then.
template <typename T>
void startStageJob(JobRunner& jobs, const QString& lane, const StageRecord& record, QObject* owner,
                   std::function<Outcome<T>(const CancelToken&, const ProgressSink&)> work,
                   std::function<void(Outcome<T>)> done) {
    jobs.start<T>(
        lane,
        [work = std::move(work), inbox = record.inbox()](const CancelToken& cancel, const ProgressSink& progress) {
            return work(cancel, loggingSink(inbox, progress));
        },
        [alive = QPointer<QObject>(owner), done = std::move(done)](Outcome<T> outcome) {
            if (alive) done(std::move(outcome));
        });
}

}  // namespace pinfold::ui
