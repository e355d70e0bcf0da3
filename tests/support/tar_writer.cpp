#include "support/tar_writer.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

namespace pinfold::test {
namespace {

constexpr std::size_t blockSize = 512;
constexpr std::uint64_t largestOctal = 077777777777;  // 11 digits

// Offsets of the ustar header's fields, and of GNU's sparse map.
constexpr std::size_t atPath = 0, atMode = 100, atOwner = 108, atGroup = 116, atSize = 124, atTime = 136,
                      atChecksum = 148, atType = 156, atTarget = 157, atMagic = 257, atSparse = 386, atRealSize = 483;

[[noreturn]] void fail(const std::string& what) {
    std::fprintf(stderr, "test support: %s\n", what.c_str());
    std::abort();
}

void put(std::string& header, std::size_t offset, std::string_view text) { header.replace(offset, text.size(), text); }

// Twelve bytes: octal digits, or GNU's binary form for what they cannot hold.
void putNumber(std::string& header, std::size_t offset, std::uint64_t number) {
    if (number <= largestOctal) return put(header, offset, fmt::format("{:011o}", number));
    std::string binary(12, '\0');
    binary[0] = '\x80';
    for (std::size_t i = 0; i < 8; ++i) binary[11 - i] = static_cast<char>(number >> (8 * i));
    put(header, offset, binary);
}

std::string headerFor(std::string_view path, char type, std::string_view target, std::uint64_t size) {
    std::string header(blockSize, '\0');
    put(header, atPath, path.substr(0, 100));
    put(header, atMode, "0000644");
    put(header, atOwner, "0000000");
    put(header, atGroup, "0000000");
    putNumber(header, atSize, size);
    putNumber(header, atTime, 0);
    header[atType] = type;
    put(header, atTarget, target.substr(0, 100));
    put(header, atMagic, type == 'S' ? std::string_view("ustar  \0", 8) : std::string_view("ustar\00000", 8));
    return header;
}

void seal(std::string& header) {
    put(header, atChecksum, "        ");
    unsigned sum = 0;
    for (const char c : header) sum += static_cast<unsigned char>(c);
    put(header, atChecksum, fmt::format("{:06o}", sum) + std::string("\0 ", 2));
}

}  // namespace

void TarWriter::member(std::string_view path, char type, std::string_view target, std::uint64_t size,
                       std::string_view bytes) {
    std::string header = headerFor(path, type, target, size);
    seal(header);
    bytes_ += header;
    bytes_ += bytes;
    bytes_.resize((bytes_.size() + blockSize - 1) / blockSize * blockSize);
}

void TarWriter::file(std::string_view path, std::string_view bytes) { member(path, '0', "", bytes.size(), bytes); }
void TarWriter::folder(std::string_view path) { member(path, '5', "", 0, ""); }
void TarWriter::symbolicLink(std::string_view path, std::string_view target) { member(path, '2', target, 0, ""); }
void TarWriter::hardLink(std::string_view path, std::string_view target) { member(path, '1', target, 0, ""); }
void TarWriter::pipe(std::string_view path) { member(path, '6', "", 0, ""); }
void TarWriter::lyingFile(std::string_view path, std::string_view bytes, std::uint64_t declaredSize) {
    member(path, '0', "", declaredSize, bytes);
}

void TarWriter::sparseFile(std::string_view path, std::string_view bytes, std::uint64_t size) {
    std::string header = headerFor(path, 'S', "", bytes.size());
    putNumber(header, atSparse, 0);
    putNumber(header, atSparse + 12, bytes.size());
    putNumber(header, atSparse + 24, size);
    putNumber(header, atSparse + 36, 0);
    putNumber(header, atRealSize, size);
    seal(header);
    bytes_ += header;
    bytes_ += bytes;
    bytes_.resize((bytes_.size() + blockSize - 1) / blockSize * blockSize);
}

std::string TarWriter::finished() const { return bytes_ + std::string(2 * blockSize, '\0'); }

std::string packTar(const Files& files) {
    TarWriter writer;
    for (const auto& [path, bytes] : files) writer.file(path, bytes);
    return writer.finished();
}

Files unpackTar(const std::filesystem::path& path) {
    archive* file = archive_read_new();
    archive_read_support_format_tar(file);
    archive_read_support_filter_gzip(file);
    archive_read_support_filter_xz(file);  // those of tests/data
    if (archive_read_open_filename(file, path.c_str(), 65536) != ARCHIVE_OK) fail("cannot open " + path.string());
    Files files;
    archive_entry* entry = nullptr;
    while (archive_read_next_header(file, &entry) == ARCHIVE_OK) {
        if (archive_entry_filetype(entry) != AE_IFREG) continue;
        std::string name = archive_entry_pathname(entry);
        if (name.starts_with("./")) name.erase(0, 2);
        std::string bytes(static_cast<std::size_t>(archive_entry_size(entry)), '\0');
        if (archive_read_data(file, bytes.data(), bytes.size()) != static_cast<la_ssize_t>(bytes.size())) {
            fail("cannot read " + name);
        }
        files.emplace(std::move(name), std::move(bytes));
    }
    archive_read_free(file);
    return files;
}

std::string gzipped(std::string_view bytes) {
    constexpr int gzipWindow = 15 + 16;
    z_stream stream{};
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) fail("no zlib");
    std::string packed(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    if (deflate(&stream, Z_FINISH) != Z_STREAM_END) fail("gzip failed");
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

void writeBytes(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file.flush()) fail("cannot write " + path.string());
}

std::string readBytes(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) fail("cannot read " + path.string());
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace pinfold::test
