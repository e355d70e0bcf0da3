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

// "a, b, c" of the items' names; operators' without what the compiler put before them.
inline QString namesOf(const ModelFacts& modelFacts, const std::vector<Item>& items) {
    constexpr std::size_t maxNames = 12;  // a constant may have thousands of readers
    QStringList names;
    for (std::size_t i = 0; i < std::min(items.size(), maxNames); ++i) names.append(modelFacts.shortName(items[i]));
    if (items.size() > maxNames) {
        const auto more = static_cast<std::int64_t>(items.size() - maxNames);
        names.append(QCoreApplication::translate("TableColumns", "and %1 more").arg(countText(more)));
    }
    return names.join(QStringLiteral(", "));
}

}  // namespace pinfold::ui
