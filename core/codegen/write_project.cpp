// Putting a generated project on disk so that a kill at any moment neither loses an edit nor leaves a state that a
// later run refuses.
//
// A folder that is not there yet is made under a temporary name beside it and renamed. Otherwise the new files are
// staged in a temporary folder beside the target, and then
//   1. pinfold.json is replaced by one with the digests of the new files and, under "replaced", of those they replace;
//   2. the files are renamed into place one by one, and those that are no longer needed are removed;
//   3. pinfold.json is replaced by one without "replaced".
// A file counts as generated if its digest is any of those that pinfold.json has for it, so after a kill in step 2 both
// the old and the new ones do, and a user's edit does not.
#include "base/file.h"
#include "base/hash.h"
#include "base/json.h"
#include "codegen/codegen.h"
#include "codegen/manifest.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <fstream>
#include <limits>

namespace pinfold {
namespace {

namespace fs = std::filesystem;

constexpr const char* editedKey = "edited";  // in Error::details
constexpr std::uint64_t anySize = std::numeric_limits<std::uint64_t>::max();

// What is to be done to the files of an existing folder.
struct Changes {
    std::vector<const GeneratedFile*> write;  // new or different
    std::vector<std::string> remove;          // generated once and no longer needed
    GeneratedDigests replaced;                // of what `write` and `remove` take away
    int unchanged = 0;
};

// The digest of the file that is there; empty if there is none. An error if it is no regular file, or unreadable.
Result<std::string> digestOnDisk(const fs::path& path) {
    std::error_code failure;
    const fs::file_status status = fs::status(path, failure);
    if (status.type() == fs::file_type::not_found || failure == std::errc::not_a_directory) return std::string();
    if (status.type() != fs::file_type::regular) {
        return badInput("{}: is in the way: it is no file.", path.string());
    }
    PINFOLD_TRY(const std::string bytes, readFile(path, anySize));
    return sha256Hex(bytes);
}

bool knows(const GeneratedDigests& known, const std::string& path, const std::string& digest) {
    const auto entry = known.find(path);
    return entry != known.end() && entry->second.contains(digest);
}

Error refusal(const fs::path& folder, const std::vector<std::string>& edited) {
    Error error = advised(Advice::overwriteEdits,
                          badInput("{}: {} {} not as Pinfold wrote {}: {}. Nothing was changed.", folder.string(),
                                   edited.size(), edited.size() == 1 ? "file is" : "files are",
                                   edited.size() == 1 ? "it" : "them", fmt::join(edited, ", ")));
    error.details = OrderedJson{{editedKey, edited}}.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
    return error;
}

Outcome<Changes> compareWithDisk(const fs::path& folder, const std::vector<GeneratedFile>& files,
                                 const std::map<std::string, std::string>& digests, const GeneratedDigests& known,
                                 bool force, const CancelToken& cancel) {
    Changes changes;
    std::vector<std::string> edited;
    for (const auto& file : files) {
        if (cancel.cancelled()) return Cancelled{};
        PINFOLD_TRY(const std::string digest, digestOnDisk(folder / file.path));
        if (digest == digests.at(file.path)) {
            ++changes.unchanged;
            continue;
        }
        changes.write.push_back(&file);
        if (digest.empty()) continue;
        changes.replaced[file.path].insert(digest);
        if (!knows(known, file.path, digest)) edited.push_back(file.path);
    }
    for (const auto& [path, old] : known) {
        if (digests.contains(path)) continue;
        PINFOLD_TRY(const std::string digest, digestOnDisk(folder / path));
        if (digest.empty()) continue;
        changes.remove.push_back(path);
        changes.replaced[path].insert(digest);
        if (!old.contains(digest)) edited.push_back(path);
    }
    std::sort(edited.begin(), edited.end());
    if (!edited.empty() && !force) return refusal(folder, edited);
    return changes;
}

Result<void> makeFolderFor(const fs::path& path) {
    std::error_code failure;
    fs::create_directories(path.parent_path(), failure);
    if (!failure) return {};
    return Error{kindOfWriteFailure(failure.value()),
                 fmt::format("{}: cannot be made: {}.", path.parent_path().string(), failure.message())};
}

Result<void> stage(const fs::path& folder, const GeneratedFile& file) {
    const fs::path path = folder / file.path;
    PINFOLD_CHECK(makeFolderFor(path));
    std::ofstream stream(path, std::ios::binary);
    stream.write(file.bytes.data(), static_cast<std::streamsize>(file.bytes.size()));
    stream.close();
    if (!stream) return toolFailed("{}: cannot be written. Is the disk full?", path.string());
    return {};
}

// What is there already keeps its permissions.
Result<void> moveTo(const fs::path& from, const fs::path& to) {
    takeOverAccess(from, to);
    std::error_code failure;
    fs::rename(from, to, failure);
    if (!failure) return {};
    return Error{kindOfWriteFailure(failure.value()),
                 fmt::format("{}: cannot be written: {}.", to.string(), failure.message())};
}

// A place where the user wants the project, and where none can be made, is for the user to change.
Result<void> makeParent(const fs::path& folder) {
    const fs::path parent = folder.parent_path();
    std::error_code failure;
    fs::create_directories(parent, failure);
    if (!failure) return {};
    return Error{kindOfWriteFailure(failure.value()), fmt::format("{}: cannot be made: the folder {} cannot: {}.",
                                                                  folder.string(), parent.string(), failure.message())};
}

// A temporary folder beside the target.
Result<TemporaryFolder> makeStaging(const fs::path& folder) {
    auto staging = TemporaryFolder::create(folder.parent_path());
    if (staging.ok()) return staging;
    return Error{staging.error().kind,
                 fmt::format("{}: cannot be written: {}", folder.string(), staging.error().message)};
}

// The whole project under a temporary name beside the target, then one rename.
Outcome<WrittenProject> writeNew(const fs::path& folder, const std::vector<GeneratedFile>& files,
                                 const std::string& manifest, const CancelToken& cancel) {
    PINFOLD_CHECK(makeParent(folder));
    PINFOLD_TRY(const TemporaryFolder temporary, makeStaging(folder));
    const fs::path project = temporary.path() / "project";  // which, unlike its private parent, gets the umask's access
    for (const auto& file : files) {
        if (cancel.cancelled()) return Cancelled{};
        PINFOLD_CHECK(stage(project, file));
    }
    PINFOLD_CHECK(stage(project, {std::string(manifestName), manifest}));
    PINFOLD_CHECK(moveTo(project, folder));
    return WrittenProject{static_cast<int>(files.size()) + 1, 0, 0};
}

// Takes a file away, and the folders that are empty then.
void removeGenerated(const fs::path& folder, const std::string& path) {
    std::error_code ignored;
    fs::remove(folder / path, ignored);
    for (fs::path parent = fs::path(path).parent_path(); !parent.empty(); parent = parent.parent_path()) {
        if (!fs::remove(folder / parent, ignored)) break;
    }
}

Outcome<WrittenProject> replaceFiles(const fs::path& folder, const Changes& changes, const std::string& interim,
                                     const std::string& manifest, const CancelToken& cancel) {
    PINFOLD_TRY(const TemporaryFolder staging, makeStaging(folder));
    for (const GeneratedFile* file : changes.write) {
        if (cancel.cancelled()) return Cancelled{};
        PINFOLD_CHECK(stage(staging.path(), *file));
    }
    if (cancel.cancelled()) return Cancelled{};
    for (const GeneratedFile* file : changes.write) PINFOLD_CHECK(makeFolderFor(folder / file->path));
    PINFOLD_CHECK(writeFileAtomically(folder / manifestName, interim));
    for (const GeneratedFile* file : changes.write) {
        PINFOLD_CHECK(moveTo(staging.path() / file->path, folder / file->path));
    }
    for (const auto& path : changes.remove) removeGenerated(folder, path);
    PINFOLD_CHECK(writeFileAtomically(folder / manifestName, manifest));
    return WrittenProject{static_cast<int>(changes.write.size()) + 1, changes.unchanged,
                          static_cast<int>(changes.remove.size())};
}

// The folder without links, "." and a slash at its end, so that its parent is really beside it.
Result<fs::path> resolved(const fs::path& folder) {
    std::error_code failure;
    fs::path path = fs::absolute(folder, failure);
    if (!failure) path = fs::weakly_canonical(path, failure);
    if (failure) return badInput("\"{}\": is no usable path: {}.", folder.string(), failure.message());
    if (!path.has_filename()) path = path.parent_path();
    if (fs::is_symlink(fs::symlink_status(path, failure))) {
        return badInput("{}: is a link to a place that is not there.", folder.string());
    }
    return path;
}

}  // namespace

std::vector<std::string> editedFiles(const Error& error) {
    const auto details = nlohmann::json::parse(error.details, nullptr, false);
    if (!details.is_object()) return {};
    return details.value(editedKey, std::vector<std::string>());
}

Outcome<WrittenProject> writeProject(const fs::path& target, std::vector<GeneratedFile> files, bool force,
                                     const CancelToken& cancel) {
    const auto entry = std::find_if(files.begin(), files.end(), [](const auto& f) { return f.path == manifestName; });
    assert(entry != files.end());
    const std::string bareManifest = std::move(entry->bytes);
    files.erase(entry);
    std::map<std::string, std::string> digests;
    for (const auto& file : files) {
        if (cancel.cancelled()) return Cancelled{};
        assert(isProjectPath(file.path));
        digests[file.path] = sha256Hex(file.bytes);
    }
    PINFOLD_TRY(const std::string manifest, withDigests(bareManifest, digests, {}));
    PINFOLD_TRY(const fs::path folder, resolved(target));

    std::error_code failure;
    const fs::file_status status = fs::status(folder, failure);
    if (fs::exists(status) && !fs::is_directory(status)) {
        return badInput("{}: is a file; the project needs a folder of this name.", folder.string());
    }
    if (!fs::exists(status) || fs::is_empty(folder, failure)) {
        return writeNew(folder, files, manifest, cancel);
    }

    std::string oldManifest;
    GeneratedDigests known;
    if (fs::exists(folder / manifestName, failure)) {
        PINFOLD_TRY(oldManifest, readFile(folder / manifestName, anySize));
        auto digestsThere = readDigests(oldManifest, (folder / manifestName).string());
        if (!digestsThere.ok() && !force) return digestsThere.error();
        if (digestsThere.ok()) known = *std::move(digestsThere);
    }
    PINFOLD_TRY_OUTCOME(const Changes changes, compareWithDisk(folder, files, digests, known, force, cancel));
    if (changes.write.empty() && changes.remove.empty() && oldManifest == manifest) {
        return WrittenProject{0, changes.unchanged + 1, 0};
    }
    PINFOLD_TRY(const std::string interim, withDigests(bareManifest, digests, changes.replaced));
    return replaceFiles(folder, changes, interim, manifest, cancel);
}

}  // namespace pinfold
