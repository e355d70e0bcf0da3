// Helpers of the tables' columns.
#pragma once

#include "ui/tables/table_contents.h"
#include "ui/text/numbers.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <optional>

namespace pinfold::ui {

inline double numberOrNone(const std::optional<std::int64_t>& value) {
    return value ? static_cast<double>(*value) : noNumber;
}

// "a, b, c" of the things' names; operators' without what the compiler put before them.
inline QString namesOf(const Things& things, const std::vector<Subject>& subjects) {
    constexpr std::size_t mostNames = 12;  // a constant may have thousands of readers
    QStringList names;
    for (std::size_t i = 0; i < std::min(subjects.size(), mostNames); ++i) names.append(things.shortName(subjects[i]));
    if (subjects.size() > mostNames) {
        const auto more = static_cast<std::int64_t>(subjects.size() - mostNames);
        names.append(QCoreApplication::translate("TableColumns", "and %1 more").arg(countText(more)));
    }
    return names.join(QStringLiteral(", "));
}

}  // namespace pinfold::ui
