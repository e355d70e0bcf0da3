#include "ui/session/document.h"

#include <QSignalSpy>

#include <gtest/gtest.h>

namespace pinfold::ui {
namespace {

void setBoard(Document& document, const char* board, const QString& series = {}) {
    document.change(
        QStringLiteral("Choose"), [&](Deployment& d) { d.board = board; }, series);
}

TEST(Document, EveryChangeIsUndoneAndRedone) {
    Document document;
    setBoard(document, "a");
    setBoard(document, "b");
    EXPECT_TRUE(document.isModified());
    document.undoStack().undo();
    EXPECT_EQ(document.deployment().board, "a");
    document.undoStack().undo();
    EXPECT_EQ(document.deployment().board, "");
    EXPECT_FALSE(document.isModified());
    document.undoStack().redo();
    document.undoStack().redo();
    EXPECT_EQ(document.deployment().board, "b");
}

TEST(Document, WhatChangesNothingIsNoStep) {
    Document document;
    setBoard(document, "a");
    const QSignalSpy changed(&document, &Document::changed);
    setBoard(document, "a");
    EXPECT_EQ(document.undoStack().count(), 1);
    EXPECT_EQ(changed.count(), 0);
}

TEST(Document, ASeriesOfChangesIsOneStep) {
    Document document;
    for (const char* text : {"n", "nu", "nuc"}) setBoard(document, text, QStringLiteral("typing"));
    EXPECT_EQ(document.undoStack().count(), 1);
    document.undoStack().undo();
    EXPECT_EQ(document.deployment().board, "");
}

TEST(Document, SavingMakesItCleanAndUndoingPastItDoesNot) {
    Document document;
    setBoard(document, "a");
    document.markSaved(QStringLiteral("/x/kws.pinfold"), document.deployment());
    EXPECT_FALSE(document.isModified());
    EXPECT_EQ(document.title(), QStringLiteral("kws.pinfold"));
    document.undoStack().undo();
    EXPECT_TRUE(document.isModified());
}

TEST(Document, WhatWasChangedWhileItWasBeingSavedIsStillUnsaved) {
    Document document;
    setBoard(document, "a");
    const Deployment saved = document.deployment();
    setBoard(document, "b");
    document.markSaved(QStringLiteral("/x/kws.pinfold"), saved);
    EXPECT_TRUE(document.isModified());
    EXPECT_EQ(document.path(), QStringLiteral("/x/kws.pinfold"));
}

TEST(Document, AnotherDocumentTakesItsPlaceWithoutAPast) {
    Document document;
    setBoard(document, "a");
    Deployment other;
    other.board = "z";
    document.replace(other, QStringLiteral("/x/z.pinfold"), Document::Origin::saved);
    EXPECT_EQ(document.deployment(), other);
    EXPECT_FALSE(document.isModified());
    EXPECT_FALSE(document.undoStack().canUndo());
    document.replace(other, {}, Document::Origin::recovered);
    EXPECT_TRUE(document.isModified());
}

TEST(Document, FreshlyOpenedArchivesAreNoWorkToLoseUntilTheyAreChanged) {
    Document document;
    Deployment opened;
    opened.archives = {"/x/a.tar"};
    document.replace(opened, {}, Document::Origin::archives);
    EXPECT_TRUE(document.isModified());
    EXPECT_FALSE(document.hasUnsavedWork());
    setBoard(document, "a");
    EXPECT_TRUE(document.hasUnsavedWork());
}

}  // namespace
}  // namespace pinfold::ui
