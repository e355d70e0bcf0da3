#include "ui/window/palette_matches.h"

#include <algorithm>
#include <numeric>

namespace pinfold::ui {
namespace {

constexpr int titleStart = 8;
constexpr int wordStart = 8;
constexpr int run = 4;

}  // namespace

// Takes each letter at its first place after the one before, after a try at the start of a word.
std::optional<int> matchScore(const QString& typed, const QString& title) {
    int score = 0;
    qsizetype at = 0;
    qsizetype last = -2;
    for (const QChar& letter : typed) {
        if (letter.isSpace()) continue;
        const auto isHere = [&](qsizetype i) { return title[i].toLower() == letter.toLower(); };
        const auto isStart = [&](qsizetype i) { return i == 0 || !title[i - 1].isLetterOrNumber(); };
        qsizetype found = -1;
        if (at < title.size() && last == at - 1 && isHere(at)) found = at;
        for (qsizetype i = at; found < 0 && i < title.size(); ++i) {
            if (isHere(i) && isStart(i)) found = i;
        }
        for (qsizetype i = at; found < 0 && i < title.size(); ++i) {
            if (isHere(i)) found = i;
        }
        if (found < 0) return std::nullopt;
        score += 1 + (found == 0 ? titleStart : 0) + (isStart(found) ? wordStart : 0) + (found == last + 1 ? run : 0);
        last = found;
        at = found + 1;
    }
    return score;
}

std::vector<int> bestMatches(const QString& typed, const QStringList& titles) {
    std::vector<int> matches;
    std::vector<int> scores(static_cast<std::size_t>(titles.size()));
    for (int i = 0; i < titles.size(); ++i) {
        if (const auto score = matchScore(typed, titles[i])) {
            matches.push_back(i);
            scores[static_cast<std::size_t>(i)] = *score;
        }
    }
    std::stable_sort(matches.begin(), matches.end(), [&](int a, int b) {
        return scores[static_cast<std::size_t>(a)] > scores[static_cast<std::size_t>(b)];
    });
    return matches;
}

}  // namespace pinfold::ui
