// What the command palette lists for what was typed.
#pragma once

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace pinfold::ui {

// How well a title matches: its letters in this order, not necessarily next to each other, without regard to case.
// None: not at all; more is better: beginnings of the title, of words, and runs of letters count.
std::optional<int> matchScore(const QString& typed, const QString& title);

// Indices of the titles that match, best first, equally good ones as they come.
std::vector<int> bestMatches(const QString& typed, const QStringList& titles);

}  // namespace pinfold::ui
