#include "base/file.h"

#include "base/process/descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
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

Error cannotBeWritten(const fs::path& path, int reason) {
    return {kindOfWriteFailure(reason),
            fmt::format("{}: cannot be written: {}.", path.string(), std::strerror(reason))};
}

// Where a chain of symbolic links ends; what it names need not exist.
Result<fs::path> followed(const fs::path& path) {
    constexpr int maxLinks = 40;  // as Linux has it
    fs::path target = path;
    std::error_code failure;
    for (int i = 0; i < maxLinks; ++i) {
        if (!fs::is_symlink(fs::symlink_status(target, failure))) return target;
        // An open file of a program (/dev/stdout): only the kernel knows which.
        if (target.string().starts_with("/proc/")) return target;
        const fs::path next = fs::read_symlink(target, failure);
        if (failure) return badInput("{}: cannot be written: {}.", path.string(), failure.message());
        target = target.parent_path() / next;
    }
    return badInput("{}: cannot be written: too many symbolic links.", path.string());
}

fs::path folderOf(const fs::path& file) { return file.has_parent_path() ? file.parent_path() : fs::path("."); }

// A device, pipe, open file or the like: there is nothing to replace.
Result<void> writeInto(const fs::path& path, std::string_view bytes) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY));
    if (file.get() < 0 || !writeAll(file.get(), bytes)) return cannotBeWritten(path, errno);
    return {};
}

// A new file beside `target`, whose name goes into `name`; -1 with errno. mkostemp() knows no umask, so only its name
// is taken where nothing is to be replaced.
int createBeside(const fs::path& target, bool replaces, std::string& name) {
    constexpr int attempts = 100;
    for (int i = 0; i < attempts; ++i) {
        name = target.string() + ".XXXXXX";
        const int secret = ::mkostemp(name.data(), O_CLOEXEC);
        if (secret < 0 || replaces) return secret;
        ::close(secret);
        ::unlink(name.c_str());
        const int file = ::open(name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (file >= 0 || errno != EEXIST) return file;
    }
    return -1;
}

// `path` is the name that the user knows `target` by.
Result<void> replaceFile(const fs::path& path, const fs::path& target, std::string_view bytes) {
    std::error_code ignored;
    std::string temporary;
    {
        const Descriptor file(createBeside(target, fs::exists(target, ignored), temporary));
        if (file.get() < 0 || !writeAll(file.get(), bytes) || ::fsync(file.get()) != 0) {
            const int reason = errno;
            if (file.get() >= 0) ::unlink(temporary.c_str());
            return cannotBeWritten(path, reason);
        }
    }
    takeOverAccess(temporary, target);
    if (::rename(temporary.c_str(), target.c_str()) != 0) {
        const int reason = errno;
        ::unlink(temporary.c_str());
        return cannotBeWritten(path, reason);
    }
    return {};
}

// Where a file of the user's choice goes.
struct Destination {
    fs::path path;               // without links
    bool isWrittenInto = false;  // there is something that cannot be replaced
};

Result<Destination> destinationOf(const fs::path& path) {
    if (path.empty()) return badInput("A file to write to has no name.");
    PINFOLD_TRY(fs::path target, followed(path));
    std::error_code failure;
    const fs::file_status status = fs::status(target, failure);
    if (fs::is_directory(status)) return badInput("{}: is a folder; name a file.", path.string());
    if (!target.has_filename()) return badInput("{}: is the name of a folder; name a file.", path.string());
    const bool isOpenFile = fs::is_symlink(fs::symlink_status(target, failure));
    if (fs::exists(status) && (isOpenFile || !fs::is_regular_file(status))) return Destination{target, true};
    const fs::path folder = folderOf(target);
    if (!fs::is_directory(folder, failure)) {
        return badInput("{}: cannot be written: the folder {} is not there.", path.string(), folder.string());
    }
    return Destination{std::move(target)};
}

}  // namespace

ErrorKind kindOfWriteFailure(int reason) {
    for (const int users : {EACCES, EPERM, EROFS, ENAMETOOLONG, ENOENT, ENOTDIR, EISDIR, ELOOP, ENOTEMPTY, EEXIST}) {
        if (reason == users) return ErrorKind::badInput;
    }
    return ErrorKind::toolFailed;
}

Result<void> checkWritable(const fs::path& path) {
    PINFOLD_TRY(const Destination destination, destinationOf(path));
    const fs::path changed = destination.isWrittenInto ? path : folderOf(destination.path);
    if (::access(changed.c_str(), W_OK) != 0) return cannotBeWritten(path, errno);
    return {};
}

Result<std::string> readFile(const fs::path& path, std::uint64_t limit, const CancelToken& cancel) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.get() < 0) return badInput("{}: cannot be read: {}.", path.string(), std::strerror(errno));
    struct stat facts {};
    if (::fstat(file.get(), &facts) != 0 || !S_ISREG(facts.st_mode)) {
        return badInput("{}: is not a regular file.", path.string());
    }
    if (static_cast<std::uint64_t>(facts.st_size) > limit) {
        return badInput("{}: has {} bytes; at most {} are accepted.", path.string(), facts.st_size, limit);
    }
    constexpr std::size_t step = std::size_t{1} << 20;
    const auto size = static_cast<std::size_t>(facts.st_size);
    std::string bytes;
    bytes.reserve(size);
    while (bytes.size() < size) {
        if (cancel.cancelled()) return brokenOff();
        const std::size_t had = bytes.size();
        bytes.resize(std::min(size, had + step));
        const ssize_t count = ::read(file.get(), bytes.data() + had, bytes.size() - had);
        const int reason = errno;
        bytes.resize(had + static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
        if (count == 0) break;
        if (count < 0 && reason != EINTR)
            return badInput("{}: cannot be read: {}.", path.string(), std::strerror(reason));
    }
    return bytes;
}

Result<void> writeFileAtomically(const fs::path& path, std::string_view bytes) {
    PINFOLD_TRY(const Destination destination, destinationOf(path));
    return destination.isWrittenInto ? writeInto(path, bytes) : replaceFile(path, destination.path, bytes);
}

void takeOverAccess(const fs::path& path, const fs::path& from) {
    struct stat facts {};
    if (::stat(from.c_str(), &facts) != 0) return;
    // The owner first: a change of it may take permissions away. Others than root may only give their groups.
    if (::chown(path.c_str(), facts.st_uid, facts.st_gid) != 0) {
        [[maybe_unused]] const int ignored = ::chown(path.c_str(), static_cast<uid_t>(-1), facts.st_gid);
    }
    [[maybe_unused]] const int ignored = ::chmod(path.c_str(), facts.st_mode & 0777);
}

Result<TemporaryFolder> TemporaryFolder::create(const fs::path& parent) {
    std::error_code ignored;
    const fs::path base = parent.empty() ? fs::temp_directory_path(ignored) : parent;
    std::string name = (base / "pinfold.XXXXXX").string();
    if (!::mkdtemp(name.data())) {
        const int reason = errno;
        return Error{
            parent.empty() ? ErrorKind::toolFailed : kindOfWriteFailure(reason),
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

}  // namespace pinfold
