// Numbers as the window shows them: digits in groups of three, a unit, a true minus sign.
#pragma once

#include <QString>

#include <cstdint>

namespace pinfold::ui {

QString countText(std::int64_t count);              // 56,192
QString bytesText(std::int64_t bytes);              // 56,192 B
QString bytesChangeText(std::int64_t bytes);        // +1,024 B, −12,288 B, ±0 B
QString percentText(double share, int digits = 1);  // 0.123 gives 12.3 %
QString percentChangeText(double share);            // −0.08 gives −8.0 %
QString cyclesText(double cycles);                  // 1,234 cycles
QString addressText(std::uint64_t address);         // 0x2000 0400
QString durationText(double seconds);               // 81.5 µs, 3.21 ms, 12 ms, 3.4 s, 2 min 5 s
QString numberText(double value);                   // 56,192; six digits of what is not whole: 7,066.57, −1.5e-07

}  // namespace pinfold::ui
