// Opening and saving beside the window's thread.
#include "ui/session/files.h"

#include "support/archive_bomb.h"
#include "support/shared_files.h"
#include "support/tar_writer.h"

#include <QFile>
#include <QSettings>
#include <QSignalSpy>
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
    Session session;
    Document& document = session.document();
    JobRunner& jobs = session.jobs();
    Files files{session};
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

TEST_F(FilesTest, EverySaveIsMadeWithWhatWasThereWhenItWasAskedFor) {
    const auto file = [&](int i) { return folder.filePath(QStringLiteral("%1.pinfold").arg(i)); };
    std::vector<int> saved;
    const std::vector<std::string> boards = {"a", "b", "c", "d"};
    for (int i = 0; i < 4; ++i) {
        setBoard(boards[static_cast<std::size_t>(i)].c_str());
        files.saveTo(file(i), [&saved, i] { saved.push_back(i); });
    }
    jobs.waitForAll();
    EXPECT_EQ(saved, (std::vector<int>{0, 1, 2, 3}));
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(loadDeployment(file(i).toStdString())->board, boards[static_cast<std::size_t>(i)]);
    }
    EXPECT_EQ(document.path(), file(3));
    EXPECT_FALSE(document.isModified());
}

TEST_F(FilesTest, ASaveThatFailsHoldsUpNoOther) {
    setBoard("a");
    files.saveTo(folder.filePath(QStringLiteral("no/such/folder/a.pinfold")));
    files.saveTo(path());
    jobs.waitForAll();
    EXPECT_EQ(errors.size(), 1);
    EXPECT_EQ(boardOnDisk(), "a");
}

TEST_F(FilesTest, AnArchiveThatIsOpenedIsReadOnce) {
    const QString sample = QString::fromStdString(test::sample("digits_int8.tar").string());
    const QSignalSpy started(&jobs, &JobRunner::started);
    files.open({sample});
    jobs.waitForAll();
    ASSERT_TRUE(session.models());
    EXPECT_EQ(session.models()->size(), 1u);
    EXPECT_EQ(session.modelStage(), Stage::ready);
    QStringList lanes;
    for (const auto& arguments : started) lanes.append(arguments.first().toString());
    EXPECT_EQ(lanes.count(QStringLiteral("open")), 1);
    EXPECT_FALSE(lanes.contains(QStringLiteral("load"))) << "what was read is read again";
    EXPECT_TRUE(lanes.contains(QStringLiteral("plan")));

    // Opened once more, it may hold something else.
    const auto before = session.models();
    files.open({sample});
    jobs.waitForAll();
    ASSERT_TRUE(session.models());
    EXPECT_NE(session.models(), before);

    // A step back and forth reads what it needs.
    files.startAnew();
    EXPECT_EQ(session.models(), nullptr);
}

TEST_F(FilesTest, OpeningThatIsCancelledLeavesTheDocumentAlone) {
    const std::filesystem::path bomb = folder.filePath(QStringLiteral("bomb.tar.gz")).toStdString();
    test::writeBytes(bomb, test::archiveBomb("codegen/host/src", 4, 200));
    QString message;
    QObject::connect(&jobs, &JobRunner::progressed, [&](const QString& lane, const Progress& progress) {
        message = QString::fromStdString(progress.message);
        jobs.cancel(lane);
    });
    setBoard("a");
    files.open({QString::fromStdString(bomb.string())});
    jobs.waitForAll();
    EXPECT_EQ(message, QStringLiteral("bomb.tar.gz: unpacking"));
    EXPECT_TRUE(errors.isEmpty()) << errors.join(u' ').toStdString();
    EXPECT_EQ(document.deployment().board, "a");
    EXPECT_TRUE(document.deployment().archives.empty());
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

TEST_F(FilesTest, WhatCannotBeReadLeavesTheDocumentAndTheRecentFilesAlone) {
    const QString sample = QString::fromStdString(test::sample("digits_int8.tar").string());
    files.open({sample});
    jobs.waitForAll();
    setBoard("a");
    files.open({QString::fromStdString(test::sample("digits_int8_io.npz").string())});
    jobs.waitForAll();
    EXPECT_EQ(errors.size(), 1);
    EXPECT_EQ(document.title(), QStringLiteral("digits_int8.tar"));
    EXPECT_EQ(document.deployment().board, "a");
    EXPECT_TRUE(document.undoStack().canUndo());
    EXPECT_EQ(files.recent(), QStringList(sample));
}

TEST_F(FilesTest, AModelIsAddedByAStepThatCanBeUndone) {
    const QString sample = QString::fromStdString(test::sample("digits_int8.tar").string());
    const QString other = QString::fromStdString(test::modelFile("digits_float.graph.tar").string());
    files.open({sample});
    jobs.waitForAll();
    files.addArchives({other});
    jobs.waitForAll();
    EXPECT_EQ(document.deployment().archives.size(), 2u);
    document.undoStack().undo();
    EXPECT_EQ(document.deployment().archives.size(), 1u);
    files.addArchives({sample});  // two models of one name
    jobs.waitForAll();
    EXPECT_EQ(errors.size(), 1);
    EXPECT_EQ(document.deployment().archives.size(), 1u);
}

}  // namespace
}  // namespace pinfold::ui
