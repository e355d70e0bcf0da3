#include "support/cancelling.h"

#include <future>
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

}  // namespace pinfold::test
