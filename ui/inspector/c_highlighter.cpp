#include "ui/inspector/c_highlighter.h"

#include "ui/style/theme.h"

#include <QSet>

namespace pinfold::ui {
namespace {

enum State { code = 0, comment = 1 };

bool isKeyword(const QString& word) {
    static const QSet<QString> words = [] {
        QSet<QString> set;
        for (const char* known :
             {"if",     "else",  "for",      "while", "return",   "static",   "const",  "void",   "int",
              "char",   "short", "long",     "float", "double",   "unsigned", "signed", "struct", "extern",
              "sizeof", "break", "continue", "bool",  "restrict", "inline",   "union"}) {
            set.insert(QString::fromLatin1(known));
        }
        return set;
    }();
    return words.contains(word) || word.endsWith(QLatin1String("_t"));
}

bool isWordPart(QChar c) { return c.isLetterOrNumber() || c == u'_'; }

}  // namespace

void CHighlighter::highlightBlock(const QString& text) {
    const Theme& colours = theme();
    setCurrentBlockState(code);
    qsizetype at = 0;
    const auto paint = [&](qsizetype end, const QColor& colour) {
        setFormat(static_cast<int>(at), static_cast<int>(end - at), colour);
        at = end;
    };
    const auto endOfComment = [&](qsizetype from) {
        const qsizetype end = text.indexOf(QLatin1String("*/"), from);
        if (end < 0) setCurrentBlockState(comment);
        return end < 0 ? text.size() : end + 2;
    };
    if (previousBlockState() == comment) paint(endOfComment(0), colours.muted);
    while (at < text.size()) {
        const QChar c = text[at];
        qsizetype end = at + 1;
        if (c == u'/' && end < text.size() && text[end] == u'/') {
            paint(text.size(), colours.muted);
        } else if (c == u'/' && end < text.size() && text[end] == u'*') {
            paint(endOfComment(end + 1), colours.muted);
        } else if (c == u'"') {
            while (end < text.size() && text[end] != u'"') end += text[end] == u'\\' ? 2 : 1;
            paint(std::min(end + 1, text.size()), colours.good);
        } else if (c.isDigit()) {
            while (end < text.size() && (isWordPart(text[end]) || text[end] == u'.')) ++end;
            paint(end, colours.warning);
        } else if (isWordPart(c)) {
            while (end < text.size() && isWordPart(text[end])) ++end;
            paint(end, isKeyword(text.mid(at, end - at)) ? colours.accent : colours.text);
        } else {
            ++at;
        }
    }
}

}  // namespace pinfold::ui
