// What the window says of errors.
#include "ui/text/words.h"

#include <gtest/gtest.h>

namespace pinfold::ui {
namespace {

TEST(Words, AdviceOnAnErrorIsForTheWindow) {
    for (const Advice advice : {Advice::overwriteEdits, Advice::makeOwnBoard, Advice::makeOwnPlan, Advice::buildFirst,
                                Advice::namePort, Advice::searchLonger, Advice::makeWhatHelps}) {
        const QString text = errorText(advised(advice, badInput("It is wrong.")));
        EXPECT_TRUE(text.startsWith(QStringLiteral("It is wrong. "))) << text.toStdString();
        EXPECT_TRUE(text.endsWith(u'.')) << text.toStdString();
        EXPECT_FALSE(text.contains(QStringLiteral("--"))) << text.toStdString();
        EXPECT_FALSE(text.contains(QStringLiteral("pinfold-cli"))) << text.toStdString();
    }
    EXPECT_EQ(errorText(badInput("It is wrong.")), QStringLiteral("It is wrong."));
}

TEST(Words, AdviceOnAnErrorOfSeveralLinesHasALineOfItsOwn) {
    EXPECT_EQ(errorText(advised(Advice::buildFirst, badInput("One.\nTwo."))),
              QStringLiteral("One.\nTwo.\nBuild it first."));
}

}  // namespace
}  // namespace pinfold::ui
