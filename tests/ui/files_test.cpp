// Opening and saving beside the window's thread.
#include "ui/document/files.h"

#include <QSettings>
#include <QTemporaryDir>

#include <gtest/gtest.h>

namespace pinfold::ui {
namespace {

class FilesTest : public testing::Test {
protected:
    FilesTest() {
        QObject::connect(&files, &Files::failed,
                         [this](const QString&, const QString& message) { errors.append(message); });
    }
    void TearDown() override { QSettings().clear(); }
    void setBoard(const char* board) {
        document.change(QStringLiteral("Choose"), [&](Deployment& d) { d.board = board; });
    }
    std::string boardOnDisk() { return loadDeployment(path().toStdString())->board; }
    QString path() const { return folder.filePath(QStringLiteral("a.pinfold")); }

    QTemporaryDir folder;
    Document document;
    JobRunner jobs;
    Files files{document, jobs};
    QStringList errors;
};

TEST_F(FilesTest, WhatIsSavedTwiceInARowIsOnDiskAsItWasLast) {
    int saved = 0;
    for (int round = 0; round < 20; ++round) {
        setBoard("a");
        files.saveTo(path(), [&] { ++saved; });
        setBoard("b");
        files.saveTo(path(), [&] { ++saved; });
        jobs.waitForAll();
        EXPECT_EQ(boardOnDisk(), "b");
        EXPECT_FALSE(document.isModified());
    }
    EXPECT_EQ(saved, 40);
    EXPECT_TRUE(errors.isEmpty());
}

TEST_F(FilesTest, WhatWasSavedIsOpenedAgain) {
    setBoard("stm32f4discovery");
    files.saveTo(path());
    jobs.waitForAll();
    files.startAnew();
    files.open({path()});
    jobs.waitForAll();
    EXPECT_EQ(document.deployment().board, "stm32f4discovery");
    EXPECT_EQ(document.path(), path());
    EXPECT_FALSE(document.isModified());
    EXPECT_EQ(files.recent().value(0), path());
}

TEST_F(FilesTest, AFileThatCannotBeWrittenIsToldAndStaysUnsaved) {
    setBoard("a");
    bool went = false;
    files.saveTo(folder.filePath(QStringLiteral("no/such/folder/a.pinfold")), [&] { went = true; });
    jobs.waitForAll();
    EXPECT_EQ(errors.size(), 1);
    EXPECT_FALSE(went);
    EXPECT_TRUE(document.isModified());
}

TEST_F(FilesTest, ADeploymentTogetherWithArchivesIsRefusedInWords) {
    files.open({path(), QStringLiteral("/x/model.tar")});
    files.open({QStringLiteral("/x/model.tar"), path()});
    EXPECT_EQ(errors.size(), 2);
    EXPECT_TRUE(document.deployment().archives.empty());
}

}  // namespace
}  // namespace pinfold::ui
