// Unsaved work survives the end of its program.
#include "ui/session/recovery.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <gtest/gtest.h>

#include <sys/wait.h>
#include <unistd.h>
#include <csignal>

namespace pinfold::ui {
namespace {

// A session as far as recovery knows it.
struct Owner {
    explicit Owner(const QString& folder) : recovery(document, jobs, folder) {}
    void setBoard(const char* board) {
        document.change(QStringLiteral("Choose"), [&](Deployment& d) { d.board = board; });
    }
    std::vector<Leftover> leftovers() {
        std::vector<Leftover> leftovers;
        recovery.look([&](const std::vector<Leftover>& found) { leftovers = found; });
        jobs.waitForAll();
        return leftovers;
    }
    Document document;
    JobRunner jobs;
    Recovery recovery;
};

bool hasCopy(const QString& folder) {
    return !QDir(folder).entryList({QStringLiteral("*.recovery")}, QDir::Files).isEmpty();
}

class RecoveryTest : public testing::Test {
protected:
    void waitForCopy(bool there) {
        ASSERT_TRUE(QTest::qWaitFor([&] { return hasCopy(folder()) == there; }, 20000));
    }
    QString folder() const { return temporary_.filePath(QStringLiteral("recovery")); }

private:
    QTemporaryDir temporary_;
};

TEST_F(RecoveryTest, ChangesAreOnDiskSoonAndGoWhenTheyAreSaved) {
    Owner owner(folder());
    owner.setBoard("a");
    EXPECT_FALSE(hasCopy(folder()));
    waitForCopy(true);
    owner.document.markSaved(QStringLiteral("/x/a.pinfold"), owner.document.deployment());
    waitForCopy(false);
}

TEST_F(RecoveryTest, AnOrderlyEndLeavesNothing) {
    {
        Owner owner(folder());
        owner.setBoard("a");
        waitForCopy(true);
    }
    EXPECT_FALSE(hasCopy(folder()));
    EXPECT_TRUE(Owner(folder()).leftovers().empty());
}

TEST_F(RecoveryTest, ARunningSessionsCopyIsNotOffered) {
    Owner owner(folder());
    owner.setBoard("a");
    waitForCopy(true);
    EXPECT_TRUE(Owner(folder()).leftovers().empty());
}

// What a session leaves that was killed: its files, and a lock whose process is gone.
void leaveBehind(const QString& folder, const QString& name, const Deployment& deployment, const QString& origin) {
    ASSERT_TRUE(QDir().mkpath(folder));
    const QDir place(folder);
    ASSERT_TRUE(saveDeployment(deployment, place.filePath(name + QStringLiteral(".recovery")).toStdString()).ok());
    QFile file(place.filePath(name + QStringLiteral(".origin")));
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(origin.toUtf8());
    const pid_t child = ::fork();
    if (child == 0) ::_exit(0);
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
    QFile lock(place.filePath(name + QStringLiteral(".lock")));
    ASSERT_TRUE(lock.open(QIODevice::WriteOnly));
    lock.write(QByteArray::number(child) + "\n\n\n");
}

TEST_F(RecoveryTest, WhatAKilledSessionHadIsOfferedAndRestoredUnsavedUnderItsName) {
    Deployment lost;
    lost.board = "lost";
    leaveBehind(folder(), QStringLiteral("gone"), lost, QStringLiteral("/x/kws.pinfold"));
    Owner owner(folder());
    const auto leftovers = owner.leftovers();
    ASSERT_EQ(leftovers.size(), 1u);
    owner.recovery.restore(leftovers.front());
    owner.jobs.waitForAll();
    EXPECT_EQ(owner.document.deployment().board, "lost");
    EXPECT_EQ(owner.document.path(), QStringLiteral("/x/kws.pinfold"));
    EXPECT_TRUE(owner.document.hasUnsavedWork());
    EXPECT_TRUE(owner.leftovers().empty());
    EXPECT_TRUE(hasCopy(folder()));  // ours now: a second kill loses nothing either
}

TEST_F(RecoveryTest, ADamagedCopyIsToldAndKept) {
    leaveBehind(folder(), QStringLiteral("gone"), {}, {});
    QFile copy(QDir(folder()).filePath(QStringLiteral("gone.recovery")));
    ASSERT_TRUE(copy.open(QIODevice::WriteOnly | QIODevice::Truncate));
    copy.write("{");
    copy.close();
    Owner owner(folder());
    QString message;
    QObject::connect(&owner.recovery, &Recovery::failed, [&](const QString&, const QString& text) { message = text; });
    ASSERT_EQ(owner.leftovers().size(), 1u);
    owner.recovery.restore(owner.leftovers().front());
    owner.jobs.waitForAll();
    EXPECT_FALSE(message.isEmpty());
    EXPECT_EQ(owner.leftovers().size(), 1u);
    owner.recovery.discard(owner.leftovers().front());
    owner.jobs.waitForAll();
    EXPECT_TRUE(owner.leftovers().empty());
}

}  // namespace
}  // namespace pinfold::ui
