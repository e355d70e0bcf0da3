#include "ui/session/mailbox.h"

#include <QSocketNotifier>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>
#include <utility>

namespace pinfold::ui {

Mailbox::Mailbox(QObject* parent) : QObject(parent), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    // Only a process that has no descriptors left gets none here; it could open no file either.
    if (wake_ < 0) qFatal("No file descriptor is left.");
    auto* notifier = new QSocketNotifier(wake_, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, &Mailbox::deliver);
}

Mailbox::~Mailbox() { ::close(wake_); }

void Mailbox::post(std::function<void()> letter) {
    const std::lock_guard lock(mutex_);
    letters_.push_back(std::move(letter));
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof one);  // fails only when it is awake already
}

// A letter may post others, or run an event loop that delivers those.
void Mailbox::deliver() {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto taken = ::read(wake_, &count, sizeof count);
    for (;;) {
        std::function<void()> letter;
        {
            const std::lock_guard lock(mutex_);
            if (letters_.empty()) return;
            letter = std::move(letters_.front());
            letters_.pop_front();
        }
        letter();
    }
}

void Mailbox::wait() {
    pollfd waited{wake_, POLLIN, 0};
    ::poll(&waited, 1, -1);
}

}  // namespace pinfold::ui
