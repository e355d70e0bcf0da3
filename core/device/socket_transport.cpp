#include "device/socket_transport.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <cerrno>
#include <cstring>

namespace pinfold {
namespace {

using Clock = std::chrono::steady_clock;

// True if the socket is ready for `events` (or has an error to report) before `until`.
bool waitFor(int socket, short events, Clock::time_point until) {
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
        pollfd entry{socket, events, 0};
        const int ready = ::poll(&entry, 1, left > 0 ? static_cast<int>(std::min<std::int64_t>(left, 1'000'000)) : 0);
        if (ready > 0) return true;
        if (ready == 0 || errno != EINTR) return false;
        if (Clock::now() >= until) return false;
    }
}

bool wouldBlock(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

}  // namespace

SocketTransport::SocketTransport(Descriptor socket, std::string name)
    : socket_(std::move(socket)), name_(std::move(name)) {
    ::fcntl(socket_.get(), F_SETFL, ::fcntl(socket_.get(), F_GETFL) | O_NONBLOCK);
}

Result<std::size_t> SocketTransport::read(std::span<std::byte> buffer, std::chrono::milliseconds timeout) {
    const auto until = Clock::now() + timeout;
    while (waitFor(socket_.get(), POLLIN, until)) {
        const ssize_t count = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
        if (count > 0) return static_cast<std::size_t>(count);
        if (count == 0) return toolFailed("{} closed the connection.", name_);
        if (!wouldBlock(errno)) return toolFailed("The connection to {} broke: {}.", name_, std::strerror(errno));
    }
    return std::size_t{0};
}

Result<void> SocketTransport::write(std::span<const std::byte> bytes, std::chrono::milliseconds timeout) {
    const auto until = Clock::now() + timeout;
    while (!bytes.empty()) {
        if (!waitFor(socket_.get(), POLLOUT, until)) {
            return toolFailed("{} takes no bytes any more: {} could not be sent within {} ms.", name_, bytes.size(),
                              timeout.count());
        }
        const ssize_t count = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (count < 0 && !wouldBlock(errno)) {
            return toolFailed("The connection to {} broke: {}.", name_, std::strerror(errno));
        }
        if (count > 0) bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
    return {};
}

}  // namespace pinfold
