#include "ui/session/job_runner.h"

#include <QSignalSpy>
#include <QThread>

#include <gtest/gtest.h>

#include <atomic>
#include <new>
#include <stdexcept>
#include <vector>

namespace pinfold::ui {
namespace {

const QString lane = QStringLiteral("lane");

// Works until it is cancelled.
Outcome<int> untilCancelled(const CancelToken& cancel, const ProgressSink&) {
    while (!cancel.cancelled()) QThread::yieldCurrentThread();
    return Cancelled{};
}

TEST(JobRunner, WorksOnAnotherThreadAndDeliversOnItsOwn) {
    JobRunner jobs;
    QThread* worker = nullptr;
    QThread* receiver = nullptr;
    int result = 0;
    jobs.start<int>(
        lane,
        [&](const CancelToken&, const ProgressSink&) -> Outcome<int> {
            worker = QThread::currentThread();
            return 42;
        },
        [&](Outcome<int> outcome) {
            receiver = QThread::currentThread();
            result = std::get<int>(*outcome);
        });
    EXPECT_TRUE(jobs.isRunning(lane));
    jobs.waitForAll();
    EXPECT_EQ(result, 42);
    EXPECT_EQ(receiver, QThread::currentThread());
    EXPECT_NE(worker, receiver);
    EXPECT_FALSE(jobs.isRunning(lane));
}

TEST(JobRunner, ACancelledJobSaysSo) {
    JobRunner jobs;
    bool cancelled = false;
    jobs.start<int>(lane, untilCancelled, [&](Outcome<int> outcome) { cancelled = isCancelled(*outcome); });
    jobs.cancel(lane);
    jobs.waitForAll();
    EXPECT_TRUE(cancelled);
}

TEST(JobRunner, ASupersededJobIsCancelledAndNeverDelivers) {
    JobRunner jobs;
    bool first = false;
    bool second = false;
    jobs.start<int>(lane, untilCancelled, [&](Outcome<int>) { first = true; });
    jobs.start<int>(
        lane, [](const CancelToken&, const ProgressSink&) -> Outcome<int> { return 1; },
        [&](Outcome<int>) { second = true; });
    jobs.waitForAll();
    EXPECT_FALSE(first);
    EXPECT_TRUE(second);
}

TEST(JobRunner, ItsEndEndsWhatRuns) {
    std::atomic<bool> ended = false;
    bool delivered = false;
    {
        JobRunner jobs;
        jobs.start<int>(
            lane,
            [&](const CancelToken& cancel, const ProgressSink& progress) {
                auto outcome = untilCancelled(cancel, progress);
                ended = true;
                return outcome;
            },
            [&](Outcome<int>) { delivered = true; });
    }
    EXPECT_TRUE(ended);
    EXPECT_FALSE(delivered);
}

TEST(JobRunner, AJobThatThrowsGivesAnErrorAndTheNextOneRuns) {
    JobRunner jobs;
    std::vector<Error> errors;
    const auto keep = [&](const Outcome<int>& outcome) {
        if (!outcome.ok()) errors.push_back(outcome.error());
    };
    jobs.start<int>(
        lane, [](const CancelToken&, const ProgressSink&) -> Outcome<int> { throw std::logic_error("vector::at"); },
        keep);
    jobs.waitForAll();
    jobs.start<int>(
        lane, [](const CancelToken&, const ProgressSink&) -> Outcome<int> { throw std::bad_alloc(); }, keep);
    jobs.waitForAll();
    ASSERT_EQ(errors.size(), 2U);
    EXPECT_EQ(errors[0].kind, ErrorKind::toolFailed);
    EXPECT_NE(errors[0].message.find("a mistake in Pinfold: vector::at"), std::string::npos) << errors[0].message;
    EXPECT_NE(errors[1].message.find("not enough memory"), std::string::npos) << errors[1].message;
    int result = 0;
    jobs.start<int>(
        lane, [](const CancelToken&, const ProgressSink&) -> Outcome<int> { return 5; },
        [&](Outcome<int> outcome) { result = std::get<int>(*outcome); });
    jobs.waitForAll();
    EXPECT_EQ(result, 5);
}

TEST(JobRunner, ErrorsArriveAsTheyAre) {
    JobRunner jobs;
    std::string message;
    jobs.start<int>(
        lane, [](const CancelToken&, const ProgressSink&) -> Outcome<int> { return badInput("no"); },
        [&](Outcome<int> outcome) { message = outcome.error().message; });
    jobs.waitForAll();
    EXPECT_EQ(message, "no");
}

}  // namespace
}  // namespace pinfold::ui
