// A validation report as text, JSON and one self-contained HTML file.
#pragma once

#include "base/json.h"
#include "validate/validate.h"

#include <string>

namespace pinfold {

// Figures of the firmware that stand beside those of the validation.
struct FirmwareFigures {
    std::int64_t flashBytes = 0;
    std::int64_t ramBytes = 0;
};

std::string reportText(const ValidationReport& report, const std::optional<FirmwareFigures>& firmware);
// As docs say: {"samples","passed","accuracy","outputs":[…],"firmware":{…},"timing":{…}} and further keys.
OrderedJson reportJson(const ValidationReport& report, const std::optional<FirmwareFigures>& firmware);
std::string reportHtml(const ValidationReport& report, const std::optional<FirmwareFigures>& firmware);

}  // namespace pinfold
