#include "support/packing_problems.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace pinfold::test {
namespace {

// The standard's distributions differ between libraries; its engine does not.
class Random {
public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}
    double real() { return static_cast<double>(engine_() >> 11) * 0x1p-53; }  // [0, 1)
    std::int64_t between(std::int64_t least, std::int64_t most) {
        return least + static_cast<std::int64_t>(real() * static_cast<double>(most - least + 1));
    }
    bool chance(double share) { return real() < share; }

private:
    std::mt19937_64 engine_;
};

struct Piece {
    std::int64_t lower, upper;  // ticks
    std::int64_t bottom, top;   // units
    [[nodiscard]] std::int64_t life() const { return upper - lower; }
    [[nodiscard]] std::int64_t size() const { return top - bottom; }
};

std::size_t pickPiece(const std::vector<Piece>& pieces, double bySize, Random& random) {
    double total = 0;
    std::vector<double> sums;
    for (const Piece& piece : pieces) {
        total += std::pow(static_cast<double>(piece.life()) * static_cast<double>(piece.size()), bySize);
        sums.push_back(total);
    }
    const auto at = std::upper_bound(sums.begin(), sums.end(), random.real() * total);
    return std::min(pieces.size() - 1, static_cast<std::size_t>(at - sums.begin()));
}

// Four pieces around a middle one, as no straight cut leaves them.
void cutPinwheel(std::vector<Piece>& pieces, std::size_t index, Random& random) {
    const Piece whole = pieces[index];
    const std::int64_t left = random.between(whole.lower + 1, whole.upper - 2);
    const std::int64_t right = random.between(left + 1, whole.upper - 1);
    const std::int64_t low = random.between(whole.bottom + 1, whole.top - 2);
    const std::int64_t high = random.between(low + 1, whole.top - 1);
    pieces[index] = {left, right, low, high};
    pieces.push_back({whole.lower, right, whole.bottom, low});
    pieces.push_back({right, whole.upper, whole.bottom, high});
    pieces.push_back({left, whole.upper, high, whole.top});
    pieces.push_back({whole.lower, left, low, whole.top});
}

void cutStraight(std::vector<Piece>& pieces, std::size_t index, bool across, Random& random) {
    Piece& piece = pieces[index];
    Piece other = piece;
    if (across) {
        piece.upper = other.lower = random.between(piece.lower + 1, piece.upper - 1);
    } else {
        piece.top = other.bottom = random.between(piece.bottom + 1, piece.top - 1);
    }
    pieces.push_back(other);
}

}  // namespace

std::vector<PackItem> cutProblem(const CutOptions& options) {
    Random random(options.seed);
    std::vector<Piece> pieces = {{0, options.ticks, 0, options.capacity / options.unit}};
    while (static_cast<int>(pieces.size()) < options.count) {
        const std::size_t index = pickPiece(pieces, options.bySize, random);
        const bool across = random.chance(options.across);
        if (random.chance(options.pinwheels) && pieces[index].life() >= 3 && pieces[index].size() >= 3) {
            cutPinwheel(pieces, index, random);
        } else if ((across ? pieces[index].life() : pieces[index].size()) >= 2) {
            cutStraight(pieces, index, across, random);
        }
    }
    std::vector<PackItem> items;
    for (Piece piece : pieces) {
        if (random.chance(options.removed)) continue;
        if (random.chance(options.shortened) && piece.life() >= 2) {
            const std::int64_t cut = random.between(1, (piece.life() + 1) / 2);
            if (random.chance(0.5)) {
                piece.lower += cut;
            } else {
                piece.upper -= cut;
            }
        }
        items.push_back({piece.lower, piece.upper, piece.size() * options.unit});
    }
    // The order in which pieces were cut would tell how they fit.
    for (std::size_t i = items.size(); i > 1; --i) {
        std::swap(items[i - 1], items[static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(i) - 1))]);
    }
    return items;
}

CutOptions tightFamily(std::uint64_t seed) {
    Random random(seed * 7919);
    CutOptions options;
    options.seed = seed;
    options.removed = 0.02 + 0.18 * random.real();
    options.count = static_cast<int>(static_cast<double>(random.between(150, 450)) / (1 - options.removed));
    options.across = 0.35 + 0.35 * random.real();
    options.bySize = 0.3 + 0.7 * random.real();
    options.pinwheels = 0.2 * random.real();
    return options;
}

CutOptions raggedFamily(std::uint64_t seed) {
    CutOptions options = tightFamily(seed);
    options.shortened = 3 * options.removed;
    options.removed = 0;
    return options;
}

std::vector<PackItem> scatteredProblem(std::uint64_t seed, std::size_t count, std::int64_t ticks,
                                       std::int64_t meanLife) {
    Random random(seed);
    std::vector<PackItem> items;
    for (std::size_t i = 0; i < count; ++i) {
        const std::int64_t lower = random.between(0, ticks - 1);
        const std::int64_t upper = std::min(ticks, lower + random.between(1, 2 * meanLife - 1));
        items.push_back({lower, upper, 16 * random.between(1, 1000)});
    }
    return items;
}

std::string packingCsv(const std::vector<PackItem>& items) {
    std::string text = "id,lower,upper,size\n";
    for (std::size_t i = 0; i < items.size(); ++i) {
        text += fmt::format("{},{},{},{}\n", i, items[i].lower, items[i].upper, items[i].size);
    }
    return text;
}

}  // namespace pinfold::test
