#include "ui/style/words.h"

namespace pinfold::ui {

QString breakable(QString text) {
    constexpr QChar zeroWidthSpace(0x200B);
    for (const QChar after : {QChar(u'_'), QChar(u'/'), QChar(u'='), QChar(u':')}) {
        text.replace(after, QString(after) + zeroWidthSpace);
    }
    return text;
}

}  // namespace pinfold::ui
