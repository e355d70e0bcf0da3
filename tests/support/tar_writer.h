// Writes tar files member by member, honest ones and hostile ones.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace pinfold::test {

// The ustar format (POSIX.1-1988), with GNU's sparse members beside. Paths have at most 100 bytes and are written as
// they are.
class TarWriter {
public:
    void file(std::string_view path, std::string_view bytes);
    void folder(std::string_view path);
    void symbolicLink(std::string_view path, std::string_view target);
    void hardLink(std::string_view path, std::string_view target);
    // A FIFO, which no archive of a model has.
    void pipe(std::string_view path);
    // Declares another size than the bytes that follow have.
    void lyingFile(std::string_view path, std::string_view bytes, std::uint64_t declaredSize);
    // A GNU sparse member: `bytes` at its start, then a hole up to `size`.
    void sparseFile(std::string_view path, std::string_view bytes, std::uint64_t size);

    // All members so far, with or without the two empty blocks that end a tar file.
    [[nodiscard]] std::string finished() const;
    [[nodiscard]] const std::string& unfinished() const { return bytes_; }

private:
    void member(std::string_view path, char type, std::string_view target, std::uint64_t size, std::string_view bytes);
    std::string bytes_;
};

// Bytes by path inside an archive.
using Files = std::map<std::string, std::string>;

std::string packTar(const Files& files);
// The files of an archive that can be trusted. Ends the test program if it cannot be read.
Files unpackTar(const std::filesystem::path& path);
std::string gzipped(std::string_view bytes);

// Writes anew; for files of tests. Ends the test program if it fails.
void writeBytes(const std::filesystem::path& path, std::string_view bytes);
std::string readBytes(const std::filesystem::path& path);

}  // namespace pinfold::test
