#include "base/file.h"

#include "base/descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace pinfold {
namespace {

namespace fs = std::filesystem;

bool writeAll(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
}

// Of a place that the user named: whether another place would do, or the disk fails.
ErrorKind kindOf(int reason) {
    for (const int users : {EACCES, EPERM, EROFS, ENAMETOOLONG, ENOENT, ENOTDIR, EISDIR}) {
        if (reason == users) return ErrorKind::badInput;
    }
    return ErrorKind::toolFailed;
}

Error cannotBeWritten(const fs::path& path, int reason) {
    return {kindOf(reason), fmt::format("{}: cannot be written: {}.", path.string(), std::strerror(reason))};
}

// Where a chain of symbolic links ends; what it names need not exist.
Result<fs::path> followed(const fs::path& path) {
    constexpr int mostLinks = 40;  // as Linux has it
    fs::path target = path;
    std::error_code failure;
    for (int i = 0; i < mostLinks; ++i) {
        if (!fs::is_symlink(fs::symlink_status(target, failure))) return target;
        // An open file of a program (/dev/stdout): only the kernel knows which.
        if (target.string().starts_with("/proc/")) return target;
        const fs::path next = fs::read_symlink(target, failure);
        if (failure) return badInput("{}: cannot be written: {}.", path.string(), failure.message());
        target = target.parent_path() / next;
    }
    return badInput("{}: cannot be written: too many symbolic links.", path.string());
}

// A device, pipe, open file or the like: there is nothing to replace.
Result<void> writeInto(const fs::path& path, std::string_view bytes) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY));
    if (file.get() < 0 || !writeAll(file.get(), bytes)) return cannotBeWritten(path, errno);
    return {};
}

// `path` is the name that the user knows `target` by.
Result<void> replaceFile(const fs::path& path, const fs::path& target, std::string_view bytes) {
    std::string temporary = target.string() + ".XXXXXX";
    {
        const Descriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
        const bool written = file.get() >= 0 && writeAll(file.get(), bytes) && ::fchmod(file.get(), 0644) == 0 &&
                             ::fsync(file.get()) == 0;
        if (!written) {
            const int reason = errno;
            if (file.get() >= 0) ::unlink(temporary.c_str());
            return cannotBeWritten(path, reason);
        }
    }
    if (::rename(temporary.c_str(), target.c_str()) != 0) {
        const int reason = errno;
        ::unlink(temporary.c_str());
        return cannotBeWritten(path, reason);
    }
    return {};
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
    PINFOLD_TRY(const fs::path target, followed(path));
    std::error_code failure;
    const fs::file_status status = fs::status(target, failure);
    if (fs::is_directory(status)) return badInput("{}: is a folder; name a file.", path.string());
    const bool isOpenFile = fs::is_symlink(fs::symlink_status(target, failure));
    if (fs::exists(status) && (isOpenFile || !fs::is_regular_file(status))) return writeInto(path, bytes);
    const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path(".");
    if (!fs::is_directory(folder, failure)) {
        return badInput("{}: cannot be written: the folder {} is not there.", path.string(), folder.string());
    }
    return replaceFile(path, target, bytes);
}

Result<TemporaryFolder> TemporaryFolder::create(const fs::path& parent) {
    std::error_code ignored;
    const fs::path base = parent.empty() ? fs::temp_directory_path(ignored) : parent;
    std::string name = (base / "pinfold.XXXXXX").string();
    if (!::mkdtemp(name.data())) {
        const int reason = errno;
        return Error{
            parent.empty() ? ErrorKind::toolFailed : kindOf(reason),
            fmt::format("{}: a temporary folder cannot be made there: {}.", base.string(), std::strerror(reason))};
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
