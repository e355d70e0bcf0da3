#include "ui/style/breakable.h"

namespace pinfold::ui {

QString breakable(QString text) {
    constexpr QChar breakHere(0x200B);
    for (const QChar after : {QChar(u'_'), QChar(u'/'), QChar(u'='), QChar(u':')}) {
        text.replace(after, QString(after) + breakHere);
    }
    return text;
}

}  // namespace pinfold::ui
