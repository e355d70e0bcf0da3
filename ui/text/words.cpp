#include "ui/text/words.h"

#include "ui/text/say.h"

namespace pinfold::ui {
namespace {

QString sentenceFor(Advice advice) {
    switch (advice) {
        case Advice::overwriteEdits: return say("Save your changes elsewhere before you overwrite them.");
        case Advice::makeOwnBoard:
            return say("Make a board file of your own from it and choose that, or generate the project again.");
        case Advice::makeOwnPlan: return say("Generate the project again.");
        case Advice::buildFirst: return say("Build it first.");
        case Advice::namePort: return say("Choose it in the Deploy panel.");
        case Advice::searchLonger: return say("A longer search may find one: give it more time in the Plan panel.");
        case Advice::makeWhatHelps: return say("The Plan panel offers what would help.");
        case Advice::none: break;
    }
    return {};
}

}  // namespace

QString breakable(QString text) {
    constexpr QChar zeroWidthSpace(0x200B);
    for (const QChar after : {QChar(u'_'), QChar(u'/'), QChar(u'='), QChar(u':')}) {
        text.replace(after, QString(after) + zeroWidthSpace);
    }
    return text;
}

QString errorText(const Error& error) {
    const QString message = QString::fromStdString(error.message);
    const QString sentence = sentenceFor(error.advice);
    if (sentence.isEmpty()) return message;
    return message + (message.contains(u'\n') ? u'\n' : u' ') + sentence;
}

QString headlineOf(const Error& error) {
    QString line = errorText(error).section(u'\n', 0, 0);
    if (line.endsWith(u':')) line.chop(1);
    return line;
}

}  // namespace pinfold::ui
