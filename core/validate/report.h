// A validation report as text, JSON and one self-contained HTML file.
#pragma once

#include "base/json.h"
#include "build/build.h"
#include "validate/validate.h"

#include <optional>
#include <span>
#include <string>

namespace pinfold {

// Figures of the firmware that stand beside those of the validation.
struct FirmwareFigures {
    std::int64_t flashBytes = 0;
    std::int64_t ramBytes = 0;
    std::vector<RegionUse> regions;  // of the board, in its order; may be empty
};

// Bytes of each region in use, by part; empty without regions.
std::string firmwareText(const FirmwareFigures& firmware);
OrderedJson firmwareJson(const FirmwareFigures& firmware);

// All take the reports of a run's models, of which there is at least one.
// For a terminal: the verdict first, then tables. Ends with a line break.
std::string reportText(std::span<const ValidationReport> reports, const std::optional<FirmwareFigures>& firmware);
// As docs/validation.md says: {"samples","passed","accuracy","outputs":[…],"firmware":{…},"timing":{…}} and further
// keys. What is undefined is null.
OrderedJson reportJson(std::span<const ValidationReport> reports, const std::optional<FirmwareFigures>& firmware);
// One file without scripts and without references to others, for light and dark screens and for paper.
std::string reportHtml(std::span<const ValidationReport> reports, const std::optional<FirmwareFigures>& firmware);

}  // namespace pinfold
