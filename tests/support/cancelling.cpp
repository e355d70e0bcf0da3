#include "support/cancelling.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <string>
#include <thread>

namespace pinfold::test {

void cancelAfter(std::chrono::milliseconds delay, const std::function<void(const CancelToken&)>& job) {
    CancelSource source;
    std::promise<void> done;
    std::thread canceller([&, ended = done.get_future()] {
        ended.wait_for(delay);
        source.cancel();
    });
    job(source.token());
    done.set_value();
    canceller.join();
}

class CountedCancel::Flag : public CancelFlag {
public:
    explicit Flag(std::int64_t moment) : moment_(moment) { raise(); }
    [[nodiscard]] std::int64_t asked() const { return asked_; }
    [[nodiscard]] std::int64_t moment() const { return moment_; }

private:
    [[nodiscard]] bool holds() const override { return ++asked_ >= moment_; }

    std::int64_t moment_;
    mutable std::atomic<std::int64_t> asked_ = 0;
};

CountedCancel::CountedCancel(std::int64_t moment) : flag_(std::make_shared<Flag>(moment)) {}
CancelToken CountedCancel::token() const { return CancelToken(flag_); }
std::int64_t CountedCancel::asked() const { return flag_->asked(); }
std::int64_t CountedCancel::saidSo() const { return std::max<std::int64_t>(0, asked() - (flag_->moment() - 1)); }

std::int64_t timesAsked(const Job& job) {
    const CountedCancel nobody;
    job(nobody.token());
    return nobody.asked();
}

std::vector<std::int64_t> momentsUpTo(std::int64_t last) {
    std::vector<std::int64_t> moments;
    for (std::int64_t moment = 1; moment < last; moment += moment / 2 + 1) moments.push_back(moment);
    moments.push_back(last);
    return moments;
}

void cancelAtMoments(std::int64_t last, std::int64_t after, const Job& job) {
    for (const std::int64_t moment : momentsUpTo(last)) {
        SCOPED_TRACE("cancelled when it asked for the " + std::to_string(moment) + "th time");
        const CountedCancel cancel(moment);
        job(cancel.token());
        EXPECT_GE(cancel.saidSo(), 1) << "asked " << cancel.asked() << " times";
        EXPECT_LE(cancel.saidSo(), 1 + after);
    }
}

}  // namespace pinfold::test
