// The members of a tar file, taken with care.
#pragma once

#include "base/cancel.h"
#include "base/result.h"
#include "mlf/archive.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace pinfold {

// Bytes of regular files by their path ("codegen/host/src/x.c": no leading "./", '/' between folders).
using TarMembers = std::map<std::string, std::string, std::less<>>;

// The most bytes that a member with this path may have; none if it is not wanted and is skipped.
using MemberLimit = std::function<std::optional<std::uint64_t>(std::string_view path)>;

// Reads a plain or compressed (gzip, bzip2, xz, zstd …) tar. An error (without the archive's name) for a damaged file,
// for any member that is no regular file or folder, that is there twice, or that leaves the archive (absolute, ".."),
// and for sizes beyond the limits; declared sizes are judged before anything is read. `unpacking` is told after every
// MiB at most which share of `bytes` has been read. brokenOff() if it is cancelled.
Result<TarMembers> readTar(std::string_view bytes, const ArchiveLimits& limits, const MemberLimit& wanted,
                           const CancelToken& cancel = {}, const std::function<void(double)>& unpacking = {});

}  // namespace pinfold
