// Why models do not fit a board, and what would help.
#pragma once

#include "base/cancel.h"
#include "base/progress.h"
#include "board/board.h"
#include "model/model.h"
#include "plan/plan.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pinfold {

struct InfeasibleBuffer {
    std::string model;
    std::string name;                  // as in PlannedBuffer; constants: "const:<name>"
    std::int64_t bytes = 0;            // exact
    std::vector<std::string> regions;  // where it may be
};

enum class RemedyKind { dropPin, moveToRegion, changeOption, otherBoard };
std::string_view nameOf(RemedyKind kind);  // "drop_pin" …

struct Remedy {
    RemedyKind kind = RemedyKind::dropPin;
    std::string value;  // the pin, the region's name, the option as on the command line, the board's id
    std::string text;   // a sentence for people, without options of the command line
    std::string pin{};  // that is moved or dropped; else empty
};

struct Infeasibility {
    std::vector<InfeasibleBuffer> buffers;  // cannot go together: without any one of them the others do. Empty:
                                            // everything can be placed, it only takes longer than --time-limit allows
    std::vector<std::string> pins;          // that forbid them other places; as on the command line
    int tick = 0;                           // at which they meet
    std::string model;                      // whose operator runs then
    std::string op;                         // its name
    std::vector<std::string> regions;       // that they compete for
    std::vector<std::int64_t> freeBytes;    // per region: what pools may use of it
    // The least by which one of these regions would have to be larger for all that may be nowhere else: mostly more
    // buffers than the few above.
    std::int64_t missingBytes = 0;
    // In the order of execution that was tried. False: a search that was not exhausted found no place for them.
    bool proven = false;
    std::vector<Remedy> remedies;  // each tried and found to be enough alone; cheapest first
};

// For models of which makePlan() says doesNotFit. `others`: boards that may be proposed instead. Errors: as makePlan(),
// for what is not a question of buffers (weights, stack).
Outcome<Infeasibility> explainInfeasibility(std::span<const Model> models, const Board& board,
                                            const PlanOptions& options, std::span<const Board> others,
                                            const CancelToken& cancel = {}, const ProgressSink& progress = {});

// Several lines for people, without the remedies; ends in a newline. And all of it as JSON text.
std::string infeasibilityText(const Infeasibility& infeasibility, const Board& board);
std::string infeasibilityJson(const Infeasibility& infeasibility);
// The reverse; none for any other text.
std::optional<Infeasibility> readInfeasibility(std::string_view json);

}  // namespace pinfold
