// Whole files: read with a limit, written so that nobody ever sees half of one.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

namespace pinfold {

// The bytes of a regular file. An error names the path and says why (missing, a folder, over `limit` bytes, no
// permission).
Result<std::string> readFile(const std::filesystem::path& path, std::uint64_t limit);

// Writes to a temporary name in the same folder, flushes to disk and renames. Symbolic links are followed; what is no
// regular file (a pipe, /dev/null) is written to as it is. badInput if the folder does not exist or must not be written
// to, or if `path` is a folder; toolFailed if the disk fails.
Result<void> writeFileAtomically(const std::filesystem::path& path, std::string_view bytes);

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
    // Gives the folder up: it stays when this object goes.
    std::filesystem::path release();

private:
    explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
    std::filesystem::path path_;
};

}  // namespace pinfold
