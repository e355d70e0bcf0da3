#include "base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace pinfold {
namespace {

namespace fs = std::filesystem;

// Closes on every way out.
class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    [[nodiscard]] int get() const { return fd_; }

private:
    int fd_;
};

bool writeAll(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

}  // namespace

Result<std::string> readFile(const fs::path& path, std::uint64_t limit) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0) return badInput("{}: cannot be read: {}.", path.string(), std::strerror(errno));
    struct stat facts {};
    if (::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
        return badInput("{}: is not a regular file.", path.string());
    }
    if (static_cast<std::uint64_t>(facts.st_size) > limit) {
        return badInput("{}: has {} bytes; at most {} are accepted.", path.string(), facts.st_size, limit);
    }
    std::string bytes(static_cast<std::size_t>(facts.st_size), '\0');
    std::size_t filled = 0;
    while (filled < bytes.size()) {
        const ssize_t count = ::read(file.get(), bytes.data() + filled, bytes.size() - filled);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return badInput("{}: cannot be read: {}.", path.string(), std::strerror(errno));
        if (count == 0) break;
        filled += static_cast<std::size_t>(count);
    }
    bytes.resize(filled);
    return bytes;
}

Result<void> writeFileAtomically(const fs::path& path, std::string_view bytes) {
    std::string temporary = path.string() + ".XXXXXX";
    {
        const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
        const bool written = file.get() >= 0 && writeAll(file.get(), bytes) && ::fchmod(file.get(), 0644) == 0 &&
                             ::fsync(file.get()) == 0;
        if (!written) {
            const int reason = errno;
            if (file.get() >= 0) ::unlink(temporary.c_str());
            return toolFailed("{}: cannot be written: {}.", path.string(), std::strerror(reason));
        }
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        const int reason = errno;
        ::unlink(temporary.c_str());
        return toolFailed("{}: cannot be written: {}.", path.string(), std::strerror(reason));
    }
    return {};
}

Result<TemporaryFolder> TemporaryFolder::create(const fs::path& parent) {
    std::error_code ignored;
    const fs::path base = parent.empty() ? fs::temp_directory_path(ignored) : parent;
    std::string name = (base / "pinfold.XXXXXX").string();
    if (!::mkdtemp(name.data())) {
        return toolFailed("{}: a temporary folder cannot be made there: {}.", base.string(), std::strerror(errno));
    }
    return TemporaryFolder(fs::path(name));
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TemporaryFolder& TemporaryFolder::operator=(TemporaryFolder&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
}

TemporaryFolder::~TemporaryFolder() {
    if (path_.empty()) return;
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

fs::path TemporaryFolder::release() { return std::exchange(path_, {}); }

}  // namespace pinfold
