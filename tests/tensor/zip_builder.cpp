#include "tensor/zip_builder.h"

#include "base/hash.h"

#include <fmt/format.h>

#include <span>

namespace pinfold::test {
namespace {

void put(std::string& target, std::uint32_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) target += static_cast<char>(value >> (8 * i) & 0xff);
}

}  // namespace

std::string zipOf(const std::vector<ZipMember>& members) {
    std::string zip, directory;
    for (const ZipMember& member : members) {
        const auto offset = static_cast<std::uint32_t>(zip.size());
        const auto size = static_cast<std::uint32_t>(member.bytes.size());
        std::string common;
        put(common, 20, 2);  // version needed
        put(common, 0, 2);   // flags
        put(common, 0, 2);   // stored
        put(common, 0x00210000, 4);
        put(common, member.claimedCrc.value_or(crc32(std::as_bytes(std::span(member.bytes)))), 4);
        put(common, member.claimedSize.value_or(size), 4);
        put(common, member.claimedSize.value_or(size), 4);
        put(common, static_cast<std::uint32_t>(member.name.size()), 2);
        put(common, 0, 2);  // no extra field
        zip += "PK\x03\x04" + common + member.name + member.bytes;
        directory += "PK\x01\x02";
        put(directory, 3 << 8 | 20, 2);  // made by Unix
        directory += common;
        put(directory, 0, 2);  // no comment
        put(directory, 0, 2);  // first disk
        put(directory, 0, 2);  // binary
        put(directory, member.unixMode << 16, 4);
        put(directory, offset, 4);
        directory += member.name;
    }
    const auto start = static_cast<std::uint32_t>(zip.size());
    zip += directory + "PK\x05\x06";
    put(zip, 0, 4);
    put(zip, static_cast<std::uint32_t>(members.size()), 2);
    put(zip, static_cast<std::uint32_t>(members.size()), 2);
    put(zip, static_cast<std::uint32_t>(directory.size()), 4);
    put(zip, start, 4);
    put(zip, 0, 2);
    return zip;
}

std::string npyOf(const std::string& header, const std::string& elements, int version) {
    std::string bytes = "\x93NUMPY";
    bytes += static_cast<char>(version);
    bytes += '\0';
    put(bytes, static_cast<std::uint32_t>(header.size()), version == 1 ? 2 : 4);
    return bytes + header + elements;
}

std::string npyHeader(const std::string& descr, const std::string& shape, const std::string& order) {
    return fmt::format("{{'descr': {}, 'fortran_order': {}, 'shape': {}, }}\n", descr, order, shape);
}

}  // namespace pinfold::test
