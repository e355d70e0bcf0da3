// Functions that other threads want run on this one.
//
// What Qt's events across threads do, with a queue of ours and a file descriptor to wake the event loop: the thread
// sanitizer sees how these synchronise, and Qt's own it does not.
#pragma once

#include <QObject>

#include <deque>
#include <functional>
#include <mutex>

namespace pinfold::ui {

class Mailbox : public QObject {
    Q_OBJECT

public:
    explicit Mailbox(QObject* parent = nullptr);
    // What was not run is dropped. Nobody may post any more.
    ~Mailbox() override;

    // From any thread. `letter` runs on the mailbox's thread, in the order of posting, from its event loop.
    void post(std::function<void()> letter);
    // Runs what is there now. On the mailbox's thread.
    void deliver();
    // Waits for a letter; it may be one that is delivered by now.
    void wait();

private:
    std::mutex mutex_;
    std::deque<std::function<void()>> letters_;
    int wake_;  // eventfd
};

}  // namespace pinfold::ui
