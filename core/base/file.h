// Whole files: read with a limit, written so that nobody ever sees half of one.
#pragma once

#include "base/cancel.h"
#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace pinfold {

// The bytes of a regular file. An error names the path and says why (missing, a folder, over `limit` bytes, no
// permission), or is brokenOff().
Result<std::string> readFile(const std::filesystem::path& path, std::uint64_t limit, const CancelToken& cancel = {});

// Writes to a temporary name in the same folder, flushes to disk and renames. Symbolic links are followed; what is no
// regular file (a pipe, /dev/null) is written to as it is. A new file gets the permissions that the user's umask
// leaves, and one that takes an old one's place keeps its permissions and, where possible, its owner. badInput if the
// folder does not exist or must not be written to, or if `path` is a folder; toolFailed if the disk fails.
Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view bytes);

// The same errors as far as they can be told beforehand, so that nothing long is done in vain.
Result<void> checkWritable(const std::filesystem::path& path);

// Of a failure (errno) to write at a place that the user named: badInput where another place would do.
ErrorKind kindOfWriteFailure(int reason);

// Gives a file or folder the permissions of another, and its owner and group where that is possible, so that it can
// take the other's place. Nothing where there is no other.
void takeOverAccess(const std::filesystem::path& path, const std::filesystem::path& from);

// A new private folder that goes, with all that is in it, when this object does. Moving hands it on.
class TemporaryFolder {
public:
    // Under `parent` (badInput if it is not there or must not be written to), or under the system's place for temporary
    // files if that is empty. Otherwise toolFailed.
    static Result<TemporaryFolder> create(const std::filesystem::path& parent = {});
    TemporaryFolder(TemporaryFolder&& other) noexcept;
    TemporaryFolder& operator=(TemporaryFolder&& other) noexcept;
    ~TemporaryFolder();

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

}  // namespace pinfold
