#include "device/transport.h"

#include "base/number.h"
#include "device/serial_port.h"
#include "device/socket_transport.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstring>

namespace pinfold {
namespace {

constexpr int connectMilliseconds = 5000;
constexpr std::int64_t defaultBaud = 115200;

// Connects within connectMilliseconds; returns errno's value, 0 on success.
int connectWithin(int socket, const sockaddr* address, socklen_t length) {
    if (::connect(socket, address, length) == 0) return 0;
    if (errno != EINPROGRESS) return errno;
    pollfd entry{socket, POLLOUT, 0};
    int ready = 0;
    do {
        ready = ::poll(&entry, 1, connectMilliseconds);
    } while (ready < 0 && errno == EINTR);
    if (ready == 0) return ETIMEDOUT;
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
}

Result<std::unique_ptr<Transport>> openTcp(const std::string& url, std::string_view rest) {
    const std::size_t colon = rest.rfind(':');
    const std::uint16_t port = colon == rest.npos ? 0 : parseNumber<std::uint16_t>(rest.substr(colon + 1)).value_or(0);
    std::string host(rest.substr(0, colon));
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    if (port == 0 || host.empty()) {
        return badInput("The port {} must be of the form socket://host:port, with a port from 1 to 65535.", url);
    }
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int status = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found); status != 0) {
        return toolFailed("The host of {} was not found: {}.", url, ::gai_strerror(status));
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
    int error = EHOSTUNREACH;
    for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
        Descriptor socket(::socket(each->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        error = socket.get() < 0 ? errno : connectWithin(socket.get(), each->ai_addr, each->ai_addrlen);
        if (error != 0) continue;
        const int on = 1;
        ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        return std::unique_ptr<Transport>(std::make_unique<SocketTransport>(std::move(socket), url));
    }
    return toolFailed("Nothing could be reached at {}: {}. Does the emulator or ser2net run, and listen there?", url,
                      std::strerror(error));
}

Result<std::unique_ptr<Transport>> openUnix(const std::string& url, std::string_view path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path) {
        return badInput("The port {} must be of the form unix:///path/of/socket, with a path of less than {} bytes.",
                        url, sizeof address.sun_path);
    }
    std::ranges::copy(path, address.sun_path);
    Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (socket.get() < 0 || ::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return toolFailed("Nothing could be reached at {}: {}.", url, std::strerror(errno));
    }
    return std::unique_ptr<Transport>(std::make_unique<SocketTransport>(std::move(socket), url));
}

Result<std::unique_ptr<Transport>> openSerial(const std::string& url, std::string_view rest) {
    const std::size_t mark = rest.find('?');
    const std::string path(rest.substr(0, mark));
    std::optional<std::int64_t> baud = defaultBaud;
    if (mark != rest.npos) {
        const std::string_view setting = rest.substr(mark + 1);
        constexpr std::string_view key = "baud=";
        baud = setting.starts_with(key) ? parseNumber<std::int64_t>(setting.substr(key.size())) : std::nullopt;
    }
    if (path.empty() || path.front() != '/' || !baud || *baud < 50 || *baud > 20'000'000) {
        return badInput(
            "The port {} must be of the form serial:///dev/ttyACM0?baud=921600 (baud from 50 to 20000000; 115200 "
            "if it is left out).",
            url);
    }
    return openSerialPort(path, static_cast<int>(*baud));
}

}  // namespace

Result<std::unique_ptr<Transport>> openTransport(const std::string& url) {
    const std::string_view text = url;
    const std::size_t colon = text.find("://");
    const std::string_view scheme = text.substr(0, colon);
    const std::string_view rest = colon == text.npos ? std::string_view{} : text.substr(colon + 3);
    if (text.find('\0') == text.npos) {
        if (scheme == "serial") return openSerial(url, rest);
        if (scheme == "socket") return openTcp(url, rest);
        if (scheme == "unix") return openUnix(url, rest);
    }
    return badInput(
        "The port {} is none that Pinfold knows: serial:///dev/ttyACM0?baud=921600, socket://host:port or "
        "unix:///path/of/socket.",
        url);
}

}  // namespace pinfold
