#include "device/serial_port.h"

#include <libserialport.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace pinfold {
namespace {

struct PortDeleter {
    void operator()(sp_port* port) const {
        sp_close(port);
        sp_free_port(port);
    }
};
using PortPointer = std::unique_ptr<sp_port, PortDeleter>;

unsigned int limited(std::chrono::milliseconds timeout) {  // to libserialport, 0 means for ever
    return static_cast<unsigned int>(std::clamp<std::int64_t>(timeout.count(), 1, 1'000'000));
}

class SerialPortTransport final : public Transport {
public:
    SerialPortTransport(PortPointer port, std::string name) : port_(std::move(port)), name_(std::move(name)) {}

    Result<std::size_t> read(std::span<std::byte> buffer, std::chrono::milliseconds timeout) override {
        const sp_return count = sp_blocking_read_next(port_.get(), buffer.data(), buffer.size(), limited(timeout));
        if (count < 0) return gone();
        return static_cast<std::size_t>(count);
    }

    Result<void> write(std::span<const std::byte> bytes, std::chrono::milliseconds timeout) override {
        const sp_return count = sp_blocking_write(port_.get(), bytes.data(), bytes.size(), limited(timeout));
        if (count < 0) return gone();
        if (static_cast<std::size_t>(count) < bytes.size()) {
            return toolFailed("The port {} takes no bytes any more: {} could not be sent within {} ms.", name_,
                              bytes.size() - static_cast<std::size_t>(count), timeout.count());
        }
        return {};
    }

    [[nodiscard]] std::string name() const override { return name_; }

private:
    [[nodiscard]] Error gone() const {
        return toolFailed("The port {} does not work any more: {}. Was the board unplugged?", name_,
                          std::strerror(sp_last_error_code()));
    }

    PortPointer port_;
    std::string name_;
};

std::string knownPorts() {
    std::string names;
    for (const SerialPort& port : listSerialPorts()) names += (names.empty() ? "" : ", ") + port.path;
    return names.empty() ? "There are no serial ports here." : "There are: " + names + ".";
}

Error cannotOpen(const std::string& path, int code) {
    switch (code) {
        case EACCES:
        case EPERM:
            return toolFailed(
                "The port {} may not be used by you. On Debian, join the group dialout (sudo adduser $USER "
                "dialout) and log in again.",
                path);
        case EBUSY: return toolFailed("The port {} is in use by another program.", path);
        case ENOENT:
        case ENODEV:
        case ENXIO: return toolFailed("There is no port {}. {}", path, knownPorts());
        default: return toolFailed("The port {} cannot be opened: {}.", path, std::strerror(code));
    }
}

}  // namespace

Result<std::unique_ptr<Transport>> openSerialPort(const std::string& path, int baud) {
    sp_port* found = nullptr;
    if (const sp_return status = sp_get_port_by_name(path.c_str(), &found); status != SP_OK) {
        if (status == SP_ERR_ARG) return toolFailed("{} is no serial port. {}", path, knownPorts());
        return cannotOpen(path, status == SP_ERR_FAIL ? sp_last_error_code() : ENOMEM);
    }
    PortPointer port(found);
    if (const sp_return status = sp_open(found, SP_MODE_READ_WRITE); status != SP_OK) {
        return cannotOpen(path, status == SP_ERR_FAIL ? sp_last_error_code() : EINVAL);
    }
    const bool framed = sp_set_bits(found, 8) == SP_OK && sp_set_parity(found, SP_PARITY_NONE) == SP_OK &&
                        sp_set_stopbits(found, 1) == SP_OK && sp_set_flowcontrol(found, SP_FLOWCONTROL_NONE) == SP_OK;
    if (!framed || sp_set_baudrate(found, baud) != SP_OK) {
        return toolFailed("The port {} cannot be set to {} baud, 8 bits, no parity: {}.", path, baud,
                          std::strerror(sp_last_error_code()));
    }
    sp_flush(found, SP_BUF_BOTH);
    return std::unique_ptr<Transport>(
        std::make_unique<SerialPortTransport>(std::move(port), fmt::format("{} at {} baud", path, baud)));
}

std::vector<SerialPort> listSerialPorts() {
    std::vector<SerialPort> ports;
    sp_port** list = nullptr;
    if (sp_list_ports(&list) != SP_OK) return ports;
    for (sp_port** each = list; *each != nullptr; ++each) {
        const char* description = sp_get_port_description(*each);
        ports.push_back({sp_get_port_name(*each), description != nullptr ? description : ""});
    }
    sp_free_port_list(list);
    return ports;
}

}  // namespace pinfold
