// Texts of functions that are no members of a QObject.
#pragma once

#include <QCoreApplication>
#include <QString>

namespace pinfold::ui {

// The text in the user's language; `count`: what "%n" in it stands for.
inline QString say(const char* text, int count = -1) {
    return QCoreApplication::translate("Pinfold", text, nullptr, count);
}

}  // namespace pinfold::ui
