// Cheapest first: what costs nothing when the firmware runs (another order of execution, shorter lifetimes, a smaller
// alignment); a pin moved to another region, which keeps most of what the user wanted; a pin dropped; options that give
// up something (inputs that stay, memory for others, a larger stack than usual, models that run at the same time); and
// then other boards, those with the least memory first, and no emulated ones for somebody's real board.
#include "plan/infeasible/remedies.h"

#include "base/text.h"
#include "plan/free_ranges.h"

#include <fmt/ranges.h>

#include <algorithm>

namespace pinfold {
namespace {

constexpr std::int64_t usualAlignment = 16;
constexpr std::size_t maxPins = 16;   // that are tried
constexpr std::size_t maxBoards = 3;  // that are proposed

std::int64_t ramOf(const Board& board) {
    std::int64_t bytes = 0;
    for (const Region& region : board.regions) {
        if (region.kind == RegionKind::ram) bytes += region.bytes;
    }
    return bytes;
}

// Nobody with a board on the desk is helped by one that is not there.
bool isEmulatedOnly(const Board& board) { return board.emulator && board.programmers.empty(); }

class Tryer {
public:
    Tryer(const Infeasibility& infeasibility, const Board& board, const PlanOptions& options, PlanTrials& trials)
        : infeasibility_(infeasibility), board_(board), options_(options), trials_(trials) {}

    std::vector<Remedy> tryAll(std::span<const Board> others) {
        trials_.allow(80);
        tryFreeOptions();
        tryMoves();
        tryDrops();
        tryCostlyOptions();
        trials_.allow(100);
        tryBoards(others);
        return std::move(remedies_);
    }

private:
    bool tryOn(const Board& board, const PlanOptions& options, RemedyKind kind, std::string value, std::string text,
               const std::string& pin = {}) {
        if (trials_.cancelled() || !trials_.fits(board, options)) return false;
        remedies_.push_back({kind, std::move(value), std::move(text), pin});
        return true;
    }
    bool tryOption(const PlanOptions& options, std::string value, std::string text) {
        return tryOn(board_, options, RemedyKind::changeOption, std::move(value), std::move(text));
    }

    void tryFreeOptions() {
        if (options_.order == OrderChoice::archive) {
            PlanOptions options = options_;
            options.order = OrderChoice::best;
            tryOption(options, "--order best", "Let the planner choose the order of execution.");
        }
        if (options_.lifetimes != Lifetimes::statement) {
            PlanOptions options = options_;
            options.lifetimes = Lifetimes::statement;
            tryOption(options, "--lifetimes statement", "Let buffers live only as long as statements use them.");
        }
        if (options_.alignment > usualAlignment) {
            PlanOptions options = options_;
            options.alignment = usualAlignment;
            tryOption(options, fmt::format("--align {}", usualAlignment),
                      fmt::format("Align buffers to {} bytes instead of {}.", usualAlignment, options_.alignment));
        }
    }

    // The pins of the conflict, as indices into the options.
    std::vector<std::size_t> conflictPins() const {
        std::vector<std::size_t> pins;
        for (std::size_t i = 0; i < options_.pins.size() && pins.size() < maxPins; ++i) {
            const auto& list = infeasibility_.pins;
            if (std::find(list.begin(), list.end(), options_.pins[i]) != list.end()) pins.push_back(i);
        }
        return pins;
    }

    void tryMoves() {
        for (const std::size_t i : conflictPins()) {
            const std::string& pin = options_.pins[i];
            const std::size_t equals = pin.rfind('=');
            if (equals == std::string::npos || equals == 0 || pin[equals - 1] == '!') continue;
            for (const Region& region : board_.regions) {
                if (region.kind != RegionKind::ram || pin.substr(equals + 1) == region.name) continue;
                PlanOptions options = options_;
                options.pins[i] = pin.substr(0, equals + 1) + region.name;
                std::string text = fmt::format("Pin '{}' instead of '{}'.", options.pins[i], pin);
                if (tryOn(board_, options, RemedyKind::moveToRegion, region.name, std::move(text), pin)) break;
            }
        }
    }

    void tryDrops() {
        for (const std::size_t i : conflictPins()) {
            PlanOptions options = options_;
            options.pins.erase(options.pins.begin() + static_cast<std::ptrdiff_t>(i));
            tryOn(board_, options, RemedyKind::dropPin, options_.pins[i],
                  fmt::format("Drop the pin '{}'.", options_.pins[i]), options_.pins[i]);
        }
    }

    void tryCostlyOptions() {
        if (options_.keepInputs) {
            PlanOptions options = options_;
            options.keepInputs = false;
            tryOption(options, "without --keep-inputs", "Let inputs be overwritten once they are used.");
        }
        for (std::size_t i = 0; i < options_.keep.size(); ++i) {
            PlanOptions options = options_;
            options.keep.erase(options.keep.begin() + static_cast<std::ptrdiff_t>(i));
            tryOption(options, fmt::format("without --keep {}", options_.keep[i]),
                      fmt::format("Let '{}' go once it is used.", options_.keep[i]));
        }
        tryStack();
        tryReserves();
        if (options_.concurrent) {
            PlanOptions options = options_;
            options.concurrent = false;
            tryOption(options, "without --concurrent", "Run the models one at a time.");
        }
    }

    void tryStack() {
        const std::int64_t usual = defaultStackBytes(trials_.models());
        if (!options_.stackBytes || *options_.stackBytes <= usual) return;
        PlanOptions options = options_;
        options.stackBytes = usual;
        tryOption(options, fmt::format("--stack {}", usual),
                  fmt::format("Reserve {} bytes for the stack instead of {}.", grouped(usual),
                              grouped(*options_.stackBytes)));
    }

    // First as much less as is missing, then nothing at all.
    void tryReserves() {
        for (std::size_t i = 0; i < options_.reserve.size(); ++i) {
            const std::string& reserve = options_.reserve[i];
            PlanOptions options = options_;
            if (const auto smaller = smallerReserve(reserve)) {
                options.reserve[i] = *smaller;
                if (tryOption(options, "--reserve " + *smaller,
                              fmt::format("Reserve {} instead of {}.", *smaller, reserve))) {
                    continue;
                }
            }
            options.reserve = options_.reserve;
            options.reserve.erase(options.reserve.begin() + static_cast<std::ptrdiff_t>(i));
            tryOption(options, "without --reserve " + reserve,
                      fmt::format("Leave what is reserved by {} to the planner.", reserve));
        }
    }

    // For "REGION=BYTES" that is larger than what is missing.
    std::optional<std::string> smallerReserve(const std::string& reserve) const {
        const auto memory = findAvailableMemory(trials_.models(), board_, options_);
        const std::string region = reserve.substr(0, reserve.find('='));
        if (!memory.ok() || reserve.find('+') != std::string::npos) return std::nullopt;
        for (const ReservedRange& range : memory->reserved) {
            const std::int64_t left = range.bytes - alignUp(infeasibility_.missingBytes, usualAlignment);
            if (range.region == region && left > 0) return fmt::format("{}={}", region, left);
        }
        return std::nullopt;
    }

    void tryBoards(std::span<const Board> others) {
        std::vector<const Board*> boards;
        for (const Board& other : others) {
            const bool helpless = isEmulatedOnly(other) && !isEmulatedOnly(board_);
            if (other.id != board_.id && !helpless) boards.push_back(&other);
        }
        std::stable_sort(boards.begin(), boards.end(),
                         [](const Board* a, const Board* b) { return ramOf(*a) < ramOf(*b); });
        std::size_t found = 0;
        for (const Board* other : boards) {
            if (found == maxBoards) break;
            const bool fits =
                tryOn(*other, options_, RemedyKind::otherBoard, other->id,
                      fmt::format("Take the board {}, which has {} bytes of RAM.", other->id, grouped(ramOf(*other))));
            found += fits ? 1 : 0;
        }
    }

    const Infeasibility& infeasibility_;
    const Board& board_;
    const PlanOptions& options_;
    PlanTrials& trials_;
    std::vector<Remedy> remedies_;
};

}  // namespace

std::vector<Remedy> findRemedies(const Infeasibility& infeasibility, const Board& board, const PlanOptions& options,
                                 std::span<const Board> others, PlanTrials& trials) {
    return Tryer(infeasibility, board, options, trials).tryAll(others);
}

}  // namespace pinfold
