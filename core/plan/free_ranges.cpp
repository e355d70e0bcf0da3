#include "plan/free_ranges.h"

#include "base/text.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace pinfold {
namespace {

// Interval arithmetic on a hostile kernel can give anything; beyond this no memory reaches.
constexpr std::int64_t farthest = std::int64_t{1} << 48;

std::uint64_t endOf(const Region& region) { return region.address + static_cast<std::uint64_t>(region.bytes); }

// Where the stack and the firmware's own data begin, or the region ends.
std::uint64_t usableEnd(const Board& board, const Region& region, std::int64_t stackBytes) {
    if (region.name != board.stackRegion) return endOf(region);
    const std::int64_t left = std::max<std::int64_t>(0, region.bytes - stackBytes - firmwareStaticBytes);
    return region.address + static_cast<std::uint64_t>(left);
}

// Decimal, or hexadecimal after "0x".
std::optional<std::int64_t> numberIn(std::string_view text) {
    const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    if (hexadecimal) text.remove_prefix(2);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, hexadecimal ? 16 : 10);
    if (error != std::errc() || end != text.data() + text.size() || number < 0) return std::nullopt;
    return number;
}

const Region* findRam(const Board& board, std::string_view name) {
    const Region* region = findRegion(board, name);
    return region && region->kind == RegionKind::ram ? region : nullptr;
}

std::string namesOfRam(const Board& board) {
    std::vector<std::string> names;
    for (const Region& region : board.regions) {
        if (region.kind == RegionKind::ram) names.push_back(region.name);
    }
    return fmt::format("{}", fmt::join(names, ", "));
}

Result<ReservedRange> parseReserved(const std::string& text, const Board& board, std::int64_t stackBytes,
                                    std::span<const ReservedRange> before) {
    const std::size_t equals = text.find('=');
    const std::string name = text.substr(0, equals);
    const Region* region = findRam(board, name);
    if (equals != std::string::npos && !region) {
        return badInput("reserved range \"{}\": {} has no RAM region {}; there are {}.", text, board.id, name,
                        namesOfRam(board));
    }
    const std::string_view value = equals == std::string::npos ? "" : std::string_view(text).substr(equals + 1);
    const std::size_t plus = value.find('+');
    const auto bytes = numberIn(plus == std::string_view::npos ? value : value.substr(plus + 1));
    const auto address = plus == std::string_view::npos ? std::nullopt : numberIn(value.substr(0, plus));
    if (!region || !bytes || *bytes == 0 || (plus != std::string_view::npos && !address)) {
        return badInput("reserved range \"{}\": must be REGION=BYTES or REGION=0xADDRESS+BYTES.", text);
    }
    if (address) return ReservedRange{name, static_cast<std::uint64_t>(*address), *bytes};
    std::uint64_t end = usableEnd(board, *region, stackBytes);
    for (const ReservedRange& other : before) {
        if (other.region == name && other.address + static_cast<std::uint64_t>(other.bytes) == end) end = other.address;
    }
    if (static_cast<std::uint64_t>(*bytes) > end - region->address) {
        return doesNotFit("reserved range \"{}\": {} has only {} bytes that can be reserved.", text, name,
                          grouped(static_cast<std::int64_t>(end - region->address)));
    }
    return ReservedRange{name, end - static_cast<std::uint64_t>(*bytes), *bytes};
}

std::string described(const ReservedRange& range) {
    return fmt::format("{}=0x{:08x}+{}", range.region, range.address, range.bytes);
}

Result<void> checkRange(const ReservedRange& range, const Board& board, std::int64_t stackBytes) {
    const Region* region = findRam(board, range.region);
    if (!region) {
        return badInput("reserved range {}: {} has no RAM region {}; there are {}.", described(range), board.id,
                        range.region, namesOfRam(board));
    }
    const std::uint64_t end = usableEnd(board, *region, stackBytes);
    if (range.bytes <= 0 || range.address < region->address || range.address > endOf(*region) ||
        static_cast<std::uint64_t>(range.bytes) > endOf(*region) - range.address) {
        return badInput("reserved range {}: leaves {}, which has 0x{:08x} to 0x{:08x}.", described(range), range.region,
                        region->address, endOf(*region));
    }
    if (range.address + static_cast<std::uint64_t>(range.bytes) > end) {
        return badInput(
            "reserved range {}: reaches into the stack and the firmware's own data, which begin at 0x{:08x}.",
            described(range), end);
    }
    return {};
}

// None outside of its region or in the stack, and no two over each other.
Result<void> checkReserved(std::span<const ReservedRange> reserved, const Board& board, std::int64_t stackBytes) {
    std::vector<ReservedRange> sorted(reserved.begin(), reserved.end());
    for (const ReservedRange& range : sorted) PINFOLD_CHECK(checkRange(range, board, stackBytes));
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const ReservedRange& a, const ReservedRange& b) { return a.address < b.address; });
    for (std::size_t i = 1; i < sorted.size(); ++i) {
        const ReservedRange& below = sorted[i - 1];
        if (below.address + static_cast<std::uint64_t>(below.bytes) <= sorted[i].address) continue;
        return badInput("reserved ranges {} and {} overlap.", described(below), described(sorted[i]));
    }
    return {};
}

}  // namespace

std::int64_t alignmentIn(const Region& region, std::int64_t alignment) { return std::max(alignment, region.alignment); }

std::vector<FreeRange> freeRanges(const Board& board, std::int64_t alignment, std::int64_t stackBytes,
                                  std::span<const ReservedRange> reserved) {
    std::vector<FreeRange> ranges;
    for (std::size_t i = 0; i < board.regions.size(); ++i) {
        const Region& region = board.regions[i];
        if (region.kind != RegionKind::ram) continue;
        std::vector<ReservedRange> taken;
        for (const ReservedRange& range : reserved) {
            if (range.region == region.name) taken.push_back(range);
        }
        taken.push_back({region.name, usableEnd(board, region, stackBytes), 0});
        std::stable_sort(taken.begin(), taken.end(),
                         [](const ReservedRange& a, const ReservedRange& b) { return a.address < b.address; });
        const std::int64_t unit = alignmentIn(region, alignment);
        std::uint64_t free = region.address;
        for (const ReservedRange& range : taken) {
            const auto start = static_cast<std::uint64_t>(alignUp(static_cast<std::int64_t>(free), unit));
            if (start < range.address) {
                ranges.push_back({static_cast<int>(i), start, static_cast<std::int64_t>(range.address - start), unit});
            }
            free = std::max(free, range.address + static_cast<std::uint64_t>(range.bytes));
        }
    }
    return ranges;
}

Result<std::vector<ReservedRange>> resolveReserved(std::span<const std::string> reserve, const Board& board,
                                                   std::int64_t stackBytes) {
    std::vector<ReservedRange> reserved;
    for (const std::string& text : reserve) {
        PINFOLD_TRY(auto range, parseReserved(text, board, stackBytes, reserved));
        reserved.push_back(std::move(range));
    }
    PINFOLD_CHECK(checkReserved(reserved, board, stackBytes));
    return reserved;
}

Beyond beyond(const BufferReach& reach, std::int64_t bytes, std::int64_t alignment) {
    const std::int64_t lowest = std::clamp<std::int64_t>(reach.lowest, -farthest, 0);
    const std::int64_t end = std::clamp<std::int64_t>(reach.end, 0, farthest);
    return {-lowest, std::max<std::int64_t>(0, end - alignUp(bytes, alignment))};
}

}  // namespace pinfold
