// Packing problems and their solutions as CSV files, the format of MiniMalloc's benchmarks.
#pragma once

#include "base/result.h"
#include "pack/pack.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold {

struct PackTable {
    std::vector<std::string> ids;  // as written
    std::vector<PackItem> items;
};

// Reads a table whose first line names its columns, in any order: `id`, `lower`, `upper`, `size`, and optionally
// `alignment` (a power of two) and `fixed` (an offset; empty where there is none). Other columns are ignored. Fields
// may stand in double quotes; lines end in LF or CRLF; empty lines are skipped. Errors name `file` and the line.
Result<PackTable> readPackCsv(std::string_view text, const std::string& file);

// The same table with the column `offset`; optional columns are there if an item needs them.
std::string writePackCsv(const PackTable& table, std::span<const std::int64_t> offsets);

}  // namespace pinfold
