// A zip whose members are .npy files, through libarchive.
#include "base/file.h"
#include "tensor/tensor_formats.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>
#include <set>

namespace pinfold {
namespace {

constexpr std::size_t maxMembers = 65535;

using Reader = std::unique_ptr<archive, decltype(&archive_read_free)>;
using Writer = std::unique_ptr<archive, decltype(&archive_write_free)>;
using Entry = std::unique_ptr<archive_entry, decltype(&archive_entry_free)>;

std::string reason(archive* zip) {
    const char* text = archive_error_string(zip);
    return text ? text : "the zip is damaged";
}

// The name of the array in a member, empty if the member is none. Names are only looked up, never used as paths, but
// one that leaves the archive or would disturb a terminal was not made in good faith.
Result<std::string> arrayName(archive_entry* entry, const std::string& file) {
    const char* path = archive_entry_pathname_utf8(entry);
    if (!path) path = archive_entry_pathname(entry);
    if (!path || !*path) return badInput("{}: has a member without a readable name.", file);
    std::string name = path;
    if (name.ends_with('/')) return std::string();
    for (const char character : name) {
        if (static_cast<unsigned char>(character) < 0x20 || character == 0x7f) {
            return badInput("{}: the name of a member has control characters.", file);
        }
    }
    if (name.starts_with('/') || fmt::format("/{}/", name).find("/../") != std::string::npos) {
        return badInput("{}: the name of member \"{}\" leads out of the archive.", file, name);
    }
    if (archive_entry_filetype(entry) != AE_IFREG) {
        return badInput("{}: member \"{}\" is no regular file.", file, name);
    }
    if (!name.ends_with(".npy")) return std::string();
    name.resize(name.size() - 4);
    return name;
}

// Unpacks the current member, of at most `limit` bytes.
Result<std::string> memberBytes(archive* zip, archive_entry* entry, std::uint64_t limit, const std::string& where,
                                const CancelToken& cancel) {
    const auto tooLarge =
        badInput("{}: the arrays have more than {} bytes, which is the limit.", where, tensorFileLimit);
    std::string bytes;
    if (archive_entry_size_is_set(entry)) {
        if (static_cast<std::uint64_t>(archive_entry_size(entry)) > limit) return tooLarge;
        bytes.reserve(static_cast<std::size_t>(archive_entry_size(entry)));
    }
    while (true) {
        if (cancel.cancelled()) return brokenOff();
        const void* block = nullptr;
        std::size_t size = 0;
        la_int64_t offset = 0;
        const int status = archive_read_data_block(zip, &block, &size, &offset);
        if (status == ARCHIVE_EOF) return bytes;
        if (status != ARCHIVE_OK) return badInput("{}: cannot be unpacked: {}.", where, reason(zip));
        if (offset != static_cast<la_int64_t>(bytes.size())) return badInput("{}: cannot be unpacked.", where);
        if (size > limit - bytes.size()) return tooLarge;
        bytes.append(static_cast<const char*>(block), size);
    }
}

Result<std::vector<Array>> readMembers(archive* zip, const std::string& file, const CancelToken& cancel) {
    std::vector<Array> arrays;
    std::set<std::string> names;
    std::uint64_t left = tensorFileLimit;
    for (std::size_t members = 0;; ++members) {
        if (cancel.cancelled()) return brokenOff();
        archive_entry* entry = nullptr;
        const int status = archive_read_next_header(zip, &entry);
        if (status == ARCHIVE_EOF) break;
        // A warning may be no more than a name that the locale cannot show.
        if (status != ARCHIVE_OK && status != ARCHIVE_WARN) {
            return badInput("{}: is a damaged or incomplete .npz file: {}.", file, reason(zip));
        }
        if (members == maxMembers) return badInput("{}: has more than {} members.", file, maxMembers);
        PINFOLD_TRY(auto name, arrayName(entry, file));
        if (name.empty()) continue;
        const std::string where = fmt::format("{}: array \"{}\"", file, name);
        if (!names.insert(name).second) return badInput("{} is there twice.", where);
        PINFOLD_TRY(const auto bytes, memberBytes(zip, entry, left, where, cancel));
        left -= bytes.size();
        PINFOLD_TRY(auto array, parseNpy(bytes, where, cancel));
        array.name = std::move(name);
        arrays.push_back(std::move(array));
    }
    if (arrays.empty()) return badInput("{}: holds no arrays.", file);
    return arrays;
}

la_ssize_t appendTo(archive*, void* target, const void* bytes, std::size_t size) {
    static_cast<std::string*>(target)->append(static_cast<const char*>(bytes), size);
    return static_cast<la_ssize_t>(size);
}

}  // namespace

Result<std::vector<Array>> parseNpz(std::string_view bytes, const std::string& file, const CancelToken& cancel) {
    if (!bytes.starts_with("PK")) return badInput("{}: is no .npz file: it does not start as a zip does.", file);
    if (bytes.starts_with("PK\x05\x06")) return badInput("{}: holds no arrays.", file);  // an empty zip
    const Reader zip(archive_read_new(), archive_read_free);
    // The reader that goes by the zip's directory: the one for streams would take a file that was cut off.
    archive_read_support_format_zip_seekable(zip.get());
    if (archive_read_open_memory(zip.get(), bytes.data(), bytes.size()) != ARCHIVE_OK) {
        return badInput("{}: is a damaged or incomplete .npz file: {}.", file, reason(zip.get()));
    }
    return readMembers(zip.get(), file, cancel);
}

Result<void> writeNpz(const std::filesystem::path& path, const std::vector<Array>& arrays) {
    std::string bytes;
    {
        const Writer zip(archive_write_new(), archive_write_free);
        const auto failed = [&] { return toolFailed("{}: cannot be packed: {}.", path.string(), reason(zip.get())); };
        archive_write_set_format_zip(zip.get());
        archive_write_zip_set_compression_store(zip.get());
        archive_write_set_bytes_in_last_block(zip.get(), 1);
        if (archive_write_open(zip.get(), &bytes, nullptr, appendTo, nullptr) != ARCHIVE_OK) return failed();
        for (const Array& array : arrays) {
            const std::string member = formatNpy(array);
            // No time is set, so the zip says 1980-01-01 in every time zone.
            const Entry entry(archive_entry_new(), archive_entry_free);
            archive_entry_set_pathname(entry.get(), (array.name + ".npy").c_str());
            archive_entry_set_filetype(entry.get(), AE_IFREG);
            archive_entry_set_perm(entry.get(), 0644);
            archive_entry_set_size(entry.get(), static_cast<la_int64_t>(member.size()));
            if (archive_write_header(zip.get(), entry.get()) != ARCHIVE_OK) return failed();
            if (archive_write_data(zip.get(), member.data(), member.size()) != static_cast<la_ssize_t>(member.size())) {
                return failed();
            }
        }
        if (archive_write_close(zip.get()) != ARCHIVE_OK) return failed();
    }
    return writeFileAtomically(path, bytes);
}

}  // namespace pinfold
