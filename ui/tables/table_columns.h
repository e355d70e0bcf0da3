// Helpers of the tables' columns.
#pragma once

#include "ui/tables/table_contents.h"

#include <optional>

namespace pinfold::ui {

inline double numberOrNone(const std::optional<std::int64_t>& value) {
    return value ? static_cast<double>(*value) : noNumber;
}

// "a, b, c" of the things' names; operators' without what the compiler put before them.
inline QString namesOf(const Things& things, const std::vector<Subject>& subjects) {
    QStringList names;
    for (const Subject& subject : subjects) names.append(things.shortName(subject));
    return names.join(QStringLiteral(", "));
}

}  // namespace pinfold::ui
