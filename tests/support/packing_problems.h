// Packing problems made on the spot, the same from the same seed.
#pragma once

#include "pack/pack.h"

#include <cstdint>
#include <string>
#include <vector>

namespace pinfold::test {

// A rectangle of `ticks` × `capacity` cut into pieces, so that a packing without any gap is known to exist. Then some
// pieces are left out, or lives shortened: the load touches the capacity at some times and stays close to it at the
// others.
struct CutOptions {
    std::uint64_t seed = 1;
    int count = 300;                  // of items
    std::int64_t ticks = 1024;        // of all
    std::int64_t capacity = 1 << 20;  // bytes
    std::int64_t unit = 1024;         // every size is a multiple of it
    double across = 0.5;              // share of the cuts that shorten lives; the others split sizes
    double bySize = 0.5;              // 0: every piece is as likely to be cut; 1: the large ones are, in proportion
    double pinwheels = 0.1;           // share of the cuts that leave five pieces around a middle one
    double removed = 0;               // share of the items that are left out
    double shortened = 0;             // share of the items whose life is shortened
};
std::vector<PackItem> cutProblem(const CutOptions& options);

// The families that the search is tuned on and measured with: options drawn from the seed, 150 to 450 items. As in the
// problems of ../shared/planning most lives of the first begin where others end, and the items fill 80 to 99 % of the
// rectangle. Those of the second begin and end anywhere, which is harder.
CutOptions tightFamily(std::uint64_t seed);
CutOptions raggedFamily(std::uint64_t seed);

// Items at random times with lives around `meanLife`, ten alive at a tick for every `count == 10 * ticks / meanLife`.
std::vector<PackItem> scatteredProblem(std::uint64_t seed, std::size_t count, std::int64_t ticks,
                                       std::int64_t meanLife);

// "id,lower,upper,size" and a line per item.
std::string packingCsv(const std::vector<PackItem>& items);

}  // namespace pinfold::test
