#include "mlf/tar.h"

#include "base/hostile_text.h"
#include "base/text.h"
#include "mlf/endings.h"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <set>

namespace pinfold {
namespace {

constexpr std::size_t longestPath = 1024;
// What headers, padding and folders may add to the members' own bytes.
constexpr std::uint64_t bytesOfHeaders = std::uint64_t{64} << 20;
// Of one member, with what goes before it: its long name, its attributes.
constexpr std::uint64_t maxHeaderBytes = std::uint64_t{1} << 20;
// libarchive gets bytes in pieces of this size, and is interrupted between them.
constexpr std::size_t maxPiece = std::size_t{64} << 10;

struct CloseArchive {
    void operator()(archive* file) const { archive_read_free(file); }
};
using Handle = std::unique_ptr<archive, CloseArchive>;

// libarchive's own words, without its line breaks and final stop.
std::string reasonOf(archive* file) {
    const char* text = archive_error_string(file);
    std::string reason = text ? text : "nothing more is known";
    std::replace_if(reason.begin(), reason.end(), isControl, ' ');
    while (reason.ends_with('.') || reason.ends_with(' ')) reason.pop_back();
    return reason;
}

// The bytes of the file.
struct Supply {
    std::string_view rest;
    const CancelToken& cancel;
};

la_ssize_t nextPiece(archive* file, void* data, const void** piece) {
    auto& supply = *static_cast<Supply*>(data);
    if (supply.cancel.cancelled()) {
        archive_set_error(file, ECANCELED, "cancelled");
        return ARCHIVE_FATAL;
    }
    const std::string_view taken = supply.rest.substr(0, maxPiece);
    supply.rest.remove_prefix(taken.size());
    *piece = taken.data();
    return static_cast<la_ssize_t>(taken.size());
}

struct Compression {
    std::string_view ending;
    int (*support)(archive*);  // libarchive's
};
constexpr std::array<Compression, 5> compressions = {{{".gz", archive_read_support_filter_gzip},
                                                      {".bz2", archive_read_support_filter_bzip2},
                                                      {".xz", archive_read_support_filter_xz},
                                                      {".zst", archive_read_support_filter_zstd},
                                                      {".lz4", archive_read_support_filter_lz4}}};

// What a compressed file unpacks to, and how much of it the reader of the tar has taken. A step of its own, for inside
// of libarchive's reader nobody sees how much comes out of a few bytes: one that reads a header does not return.
struct Unpacking {
    archive* file = nullptr;
    const CancelToken& cancel;
    std::uint64_t limit = 0;          // bytes that it may unpack to
    std::uint64_t taken = 0;          // bytes so far
    std::uint64_t takenOfHeader = 0;  // since the header of a member was asked for
    bool inHeader = false;
    std::string_view rest{};         // of a block
    std::optional<Error> refusal{};  // why there is no next piece

    // True if there is more in `rest`; false at the end and after a failure, which `failed` tells.
    bool refill(bool& failed) {
        if (!rest.empty()) return true;
        const void* block = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        const int status = archive_read_data_block(file, &block, &size, &offset);
        failed = status != ARCHIVE_EOF && status < ARCHIVE_WARN;
        if (failed || status == ARCHIVE_EOF) return false;
        rest = {static_cast<const char*>(block), size};
        return size > 0;
    }
};

la_ssize_t nextUnpacked(archive* tar, void* data, const void** piece) {
    auto& source = *static_cast<Unpacking*>(data);
    bool failed = false;
    if (source.cancel.cancelled()) source.refusal = brokenOff();
    if (source.inHeader && source.takenOfHeader > maxHeaderBytes) {
        source.refusal = badInput("has a header of more than {} bytes.", maxHeaderBytes);
    }
    if (!source.refusal && !source.refill(failed)) {
        if (!failed) return 0;
        archive_set_error(tar, archive_errno(source.file), "%s", reasonOf(source.file).c_str());
        return ARCHIVE_FATAL;
    }
    const std::string_view taken = source.rest.substr(0, maxPiece);
    source.taken += taken.size();
    source.takenOfHeader += taken.size();
    if (!source.refusal && source.taken > source.limit) {
        source.refusal = badInput("unpacks to more than {} MiB.", source.limit >> 20);
    }
    if (source.refusal) {
        archive_set_error(tar, ECANCELED, "refused");
        return ARCHIVE_FATAL;
    }
    source.rest.remove_prefix(taken.size());
    *piece = taken.data();
    return static_cast<la_ssize_t>(taken.size());
}

Result<Handle> openCompressed(Supply& supply) {
    Handle file(archive_read_new());
    if (!file) return badInput("there is not enough memory to read it.");
    archive_read_support_format_raw(file.get());
    archive_read_support_format_empty(file.get());
    for (const Compression& compression : compressions) compression.support(file.get());
    archive_entry* entry = nullptr;
    int status = archive_read_open(file.get(), &supply, nullptr, nextPiece, nullptr);
    if (status == ARCHIVE_OK) status = archive_read_next_header(file.get(), &entry);
    if (status == ARCHIVE_EOF) return badInput("is not a tar file: it is empty.");
    if (status < ARCHIVE_WARN) return badInput("is not a tar file ({}).", reasonOf(file.get()));
    constexpr int once = 2;  // one to decompress, and the file itself
    if (archive_filter_count(file.get()) > once) return badInput("is compressed more than once.");
    return file;
}

Result<Handle> openTar(Unpacking& source) {
    Handle file(archive_read_new());
    if (!file) return badInput("there is not enough memory to read it.");
    archive_read_support_format_tar(file.get());
    if (archive_read_open(file.get(), &source, nullptr, nextUnpacked, nullptr) != ARCHIVE_OK) {
        if (source.refusal) return *source.refusal;
        return badInput("is not a tar file ({}).", reasonOf(file.get()));
    }
    return file;
}

// The path without "." components and the folder's final '/'; empty for the root folder itself.
Result<std::string> normalised(std::string_view path) {
    if (path.empty()) return badInput("has a member whose name cannot be read.");
    if (path.size() > longestPath) {
        return badInput("has a member whose name has {} bytes; at most {} are accepted.", path.size(), longestPath);
    }
    if (path.front() == '/') return badInput("has a member with an absolute path, \"{}\".", printable(path));
    std::string clean;
    for (std::size_t start = 0; start <= path.size();) {
        const std::size_t end = std::min(path.find('/', start), path.size());
        const std::string_view part = path.substr(start, end - start);
        start = end + 1;
        if (part == "..") return badInput("has a member that leaves the archive, \"{}\".", printable(path));
        if (part.empty() || part == ".") continue;
        if (!clean.empty()) clean += '/';
        clean += part;
    }
    return clean;
}

// One pass over the tar: state of readTar.
class TarWalk {
public:
    TarWalk(archive* file, Unpacking& source, const ArchiveLimits& limits, const MemberLimit& wanted,
            const CancelToken& cancel, const std::function<void()>& unpacked)
        : file_(file), source_(source), limits_(limits), wanted_(wanted), cancel_(cancel), unpacked_(unpacked) {}

    Result<TarMembers> run() {
        for (;;) {
            if (cancel_.cancelled()) return brokenOff();
            archive_entry* entry = nullptr;
            source_.inHeader = true;
            source_.takenOfHeader = 0;
            const int status = archive_read_next_header(file_, &entry);
            source_.inHeader = false;
            if (status == ARCHIVE_EOF) break;
            if (status != ARCHIVE_OK && status != ARCHIVE_WARN) return damaged();
            PINFOLD_CHECK(take(entry));
        }
        if (seen_.empty()) return badInput("is not a tar file with a model: it has no members.");
        if (archive_filter_bytes(file_, 0) == endOfLast_) {
            return badInput("breaks off after \"{}\": the end of the tar file is missing.", printable(last_));
        }
        return std::move(members_);
    }

private:
    Error damaged() const {
        if (source_.refusal) return *source_.refusal;
        const std::string after = last_.empty() ? "" : fmt::format(" after \"{}\"", printable(last_));
        return badInput("cannot be read as a tar file: it is damaged or breaks off{} ({}).", after, reasonOf(file_));
    }

    Result<void> take(archive_entry* entry) {
        const char* name = archive_entry_pathname(entry);
        if (!name) name = archive_entry_pathname_utf8(entry);
        PINFOLD_TRY(std::string path, normalised(name ? name : ""));
        if (archive_entry_hardlink(entry))
            return badInput("has a hard link, \"{}\"; only files are accepted.", printable(path));
        const auto type = archive_entry_filetype(entry);
        if (type == AE_IFLNK) return badInput("has a symbolic link, \"{}\"; only files are accepted.", printable(path));
        if (type != AE_IFREG && type != AE_IFDIR) {
            return badInput("has a member that is no file, \"{}\"; only files are accepted.", printable(path));
        }
        if (++count_ > limits_.members) return badInput("has more than {} members.", limits_.members);
        last_ = path;
        if (type == AE_IFREG) PINFOLD_CHECK(takeFile(entry, path));
        PINFOLD_CHECK(skipData());
        endOfLast_ = archive_filter_bytes(file_, 0);
        seen_.insert(std::move(path));
        return {};
    }

    Error tooLarge() const { return badInput("unpacks to more than {} MiB.", limits_.totalBytes >> 20); }

    Result<void> takeFile(archive_entry* entry, const std::string& path) {
        if (path.empty()) return badInput("has a member whose name cannot be read.");
        if (seen_.contains(path)) return badInput("has \"{}\" twice.", printable(path));
        const auto keep = wanted_(path);
        const std::uint64_t most = std::min(limits_.memberBytes, keep.value_or(limits_.memberBytes));
        const auto size = static_cast<std::uint64_t>(std::max<la_int64_t>(archive_entry_size(entry), 0));
        if (archive_entry_size(entry) < 0 || size > most) {
            return badInput("has \"{}\" with {} bytes; at most {} are accepted.", printable(path),
                            archive_entry_size(entry), most);
        }
        total_ += size;
        if (total_ > limits_.totalBytes) return tooLarge();
        if (!keep) return {};
        PINFOLD_TRY(members_[path], readData(size));
        return {};
    }

    // Takes room for what is really there, so that a size that lies costs no memory, and neither do holes.
    Result<std::string> readData(std::uint64_t size) {
        constexpr std::uint64_t much = std::uint64_t{16} << 20;
        std::string bytes;
        while (bytes.size() < size) {
            if (cancel_.cancelled()) return brokenOff();
            const void* block = nullptr;
            std::size_t count = 0;
            la_int64_t offset = 0;
            const int status = archive_read_data_block(file_, &block, &count, &offset);
            if (status != ARCHIVE_EOF && status < ARCHIVE_WARN) return damaged();
            const std::size_t had = bytes.size();
            if (status == ARCHIVE_EOF || static_cast<std::uint64_t>(offset) != had || had + count > size) {
                return badInput("has \"{}\" with holes; only whole files are accepted.", printable(last_));
            }
            if (had + count > bytes.capacity()) {
                bytes.reserve(had < much ? std::min<std::uint64_t>(size, 2 * had + step) : size);
            }
            bytes.append(static_cast<const char*>(block), count);
            noteUnpacked(count);
        }
        return bytes;
    }

    // What is left of the member. libarchive's own way to skip cannot be interrupted.
    Result<void> skipData() {
        for (;;) {
            if (cancel_.cancelled()) return brokenOff();
            const void* block = nullptr;
            std::size_t size = 0;
            la_int64_t offset = 0;
            const int status = archive_read_data_block(file_, &block, &size, &offset);
            if (status == ARCHIVE_EOF) return {};
            if (status < ARCHIVE_WARN) return damaged();
            noteUnpacked(size);
        }
    }

    void noteUnpacked(std::size_t bytes) {
        sinceNoted_ += bytes;
        if (sinceNoted_ < step) return;
        sinceNoted_ = 0;
        unpacked_();
    }

    static constexpr std::uint64_t step = std::uint64_t{1} << 20;

    archive* file_;
    Unpacking& source_;
    const ArchiveLimits& limits_;
    const MemberLimit& wanted_;
    const CancelToken& cancel_;
    const std::function<void()>& unpacked_;
    std::uint64_t sinceNoted_ = 0;  // bytes unpacked since unpacked_() was called
    TarMembers members_;
    std::set<std::string, std::less<>> seen_;
    std::string last_;
    std::uint64_t count_ = 0;
    std::uint64_t total_ = 0;
    la_int64_t endOfLast_ = 0;
};

std::uint64_t unpackedLimit(std::size_t size, bool isCompressed, const ArchiveLimits& limits) {
    const std::uint64_t most = limits.totalBytes + bytesOfHeaders;
    return isCompressed ? std::min(most, limits.unpackedFreely + limits.unpackedRatio * size) : most;
}

}  // namespace

std::vector<std::string> archiveEndings() {
    std::vector<std::string> endings = {".tar", ".tgz"};
    for (const Compression& compression : compressions) endings.push_back(fmt::format(".tar{}", compression.ending));
    return endings;
}

Result<TarMembers> readTar(std::string_view bytes, const ArchiveLimits& limits, const MemberLimit& wanted,
                           const CancelToken& cancel, const std::function<void(double)>& unpacking) {
    Supply supply{bytes, cancel};
    PINFOLD_TRY(const Handle compressed, openCompressed(supply));
    const bool isCompressed = archive_filter_count(compressed.get()) > 1;
    Unpacking source{compressed.get(), cancel, unpackedLimit(bytes.size(), isCompressed, limits)};
    PINFOLD_TRY(const Handle file, openTar(source));
    const std::function<void()> unpacked = [&] {
        const double rest = static_cast<double>(supply.rest.size()) / static_cast<double>(bytes.size());
        if (unpacking) unpacking(1 - rest);
    };
    return TarWalk(file.get(), source, limits, wanted, cancel, unpacked).run();
}

}  // namespace pinfold
