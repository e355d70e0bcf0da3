#include "device/child_transport.h"

namespace pinfold {
namespace {

constexpr std::chrono::milliseconds endPatience{2000};
constexpr std::chrono::milliseconds writeFailurePatience{200};

}  // namespace

ChildTransport::ChildTransport(std::unique_ptr<ChildProcess> child, std::string name)
    : child_(std::move(child)), line_(child_->takeSocket(), std::move(name)) {}

Error ChildTransport::ended() {
    child_->waitForEnd(endPatience);
    return toolFailed("{}", child_->describeEnd());
}

Result<std::size_t> ChildTransport::read(std::span<std::byte> buffer, std::chrono::milliseconds timeout) {
    auto count = line_.read(buffer, timeout);
    if (!count.ok()) return ended();
    return count;
}

Result<void> ChildTransport::write(std::span<const std::byte> bytes, std::chrono::milliseconds timeout) {
    auto status = line_.write(bytes, timeout);
    if (!status.ok() && child_->waitForEnd(writeFailurePatience)) return ended();
    return status;
}

}  // namespace pinfold
