// Generated projects on disk: what is replaced, what is kept, and what a kill leaves.
#include "base/file.h"
#include "base/hash.h"
#include "codegen/manifest.h"
#include "projects.h"
#include "support/shared_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <csignal>
#include <fstream>
#include <set>
#include <thread>

namespace pinfold::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

std::string bareManifest() {
    ProjectManifest manifest;
    manifest.board = "board";
    manifest.models.push_back({"m\"odel", "m_odel", {{"x", "x", DType::int8, {1, 2}}}, {}, {"op"}});
    return writeManifest(manifest);
}

std::vector<GeneratedFile> project(const std::vector<std::pair<std::string, std::string>>& files) {
    std::vector<GeneratedFile> all = {{std::string(manifestName), bareManifest()}};
    for (const auto& [path, bytes] : files) all.push_back({path, bytes});
    return all;
}

const std::vector<GeneratedFile> one = project({{"a.c", "one"}, {"model/m.c", "one"}, {"old/gone.c", "one"}});
const std::vector<GeneratedFile> two = project({{"a.c", "two"}, {"model/m.c", "two"}, {"model/new.c", "two"}});

class WriteProject : public testing::Test {
protected:
    std::string text(const std::string& path) { return must(readFile(target_ / path, 1 << 20)); }
    void put(const std::string& path, const std::string& bytes) {
        fs::create_directories((target_ / path).parent_path());
        std::ofstream(target_ / path, std::ios::binary) << bytes;
    }
    // Exactly these files are there, besides pinfold.json, and nothing was left beside the folder.
    void expectFiles(const std::vector<GeneratedFile>& files, const std::set<std::string>& others = {}) {
        std::set<std::string> there;
        for (const auto& entry : fs::recursive_directory_iterator(target_)) {
            if (entry.is_regular_file()) there.insert(fs::relative(entry.path(), target_).string());
        }
        std::set<std::string> wanted = others;
        for (const auto& file : files) {
            wanted.insert(file.path);
            if (file.path != manifestName && there.contains(file.path)) {
                EXPECT_EQ(text(file.path), file.bytes);
            }
        }
        EXPECT_EQ(there, wanted);
        EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()), 1);
    }

    TemporaryFolder folder_ = must(TemporaryFolder::create());
    fs::path target_ = folder_.path() / "project";
};

TEST_F(WriteProject, FolderWithoutANameIsRefused) {
    const auto written = writeProject("", one, false);
    ASSERT_FALSE(written.ok());
    EXPECT_EQ(written.error().kind, ErrorKind::badInput);
    EXPECT_THAT(written.error().message, HasSubstr("no usable path"));
    EXPECT_TRUE(editedFiles(written.error()).empty());
}

TEST_F(WriteProject, NewFolderGetsAllFilesAndListsThem) {
    const WrittenProject written = must(writeProject(target_, one, false));
    EXPECT_EQ(written.written, 4);
    expectFiles(one);
    const auto digests = must(readDigests(text("pinfold.json"), "pinfold.json"));
    EXPECT_EQ(digests.size(), 3U);
    EXPECT_EQ(digests.at("a.c"), std::set<std::string>{sha256Hex("one")});
    struct stat facts {};
    ASSERT_EQ(::stat(target_.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0755U);
}

TEST_F(WriteProject, EmptyFolderIsFilled) {
    fs::create_directory(target_);
    must(writeProject(target_, one, false));
    expectFiles(one);
}

unsigned modeOf(const fs::path& path) { return static_cast<unsigned>(fs::status(path).permissions()); }

TEST_F(WriteProject, NewFilesAndFoldersGetWhatTheUmaskLeaves) {
    for (const mode_t mask : {0022, 0077, 0002}) {
        const mode_t before = ::umask(mask);
        target_ = folder_.path() / fmt::format("{:o}", mask);
        const bool written = writeProject(target_, one, false).ok();
        ::umask(before);
        ASSERT_TRUE(written);
        EXPECT_EQ(modeOf(target_), 0777U & ~mask);
        EXPECT_EQ(modeOf(target_ / "model"), 0777U & ~mask);
        EXPECT_EQ(modeOf(target_ / "a.c"), 0666U & ~mask);
        EXPECT_EQ(modeOf(target_ / manifestName), 0666U & ~mask);
    }
}

TEST_F(WriteProject, WhatIsThereKeepsItsPermissions) {
    fs::create_directory(target_);
    ASSERT_EQ(::chmod(target_.c_str(), 0700), 0);
    ASSERT_TRUE(writeProject(target_, one, false).ok());
    EXPECT_EQ(modeOf(target_), 0700U);
    for (const std::string file : {"a.c", "pinfold.json"}) ASSERT_EQ(::chmod((target_ / file).c_str(), 0600), 0);
    ASSERT_TRUE(writeProject(target_, two, false).ok());
    EXPECT_EQ(modeOf(target_), 0700U);
    EXPECT_EQ(modeOf(target_ / "a.c"), 0600U);
    EXPECT_EQ(modeOf(target_ / "pinfold.json"), 0600U);
}

TEST_F(WriteProject, ALinkThatLeadsNowhereIsForTheUserToMend) {
    fs::create_symlink("nowhere", target_);
    fs::create_symlink("round", folder_.path() / "round");
    for (const fs::path& place : {target_, target_ / "inside", folder_.path() / "round", folder_.path() / "round/x"}) {
        const auto written = writeProject(place, one, false);
        ASSERT_FALSE(written.ok()) << place;
        EXPECT_EQ(written.error().kind, ErrorKind::badInput) << written.error().message;
        EXPECT_THAT(written.error().message, HasSubstr(place.filename().string()));
    }
    EXPECT_TRUE(fs::is_symlink(target_));
}

TEST_F(WriteProject, WhereNoFolderCanBeTheUserMustChooseAnother) {
    std::ofstream(folder_.path() / "file") << "kept";
    const fs::path below = folder_.path() / "file" / "deep" / "project";
    for (const fs::path& target : {below, fs::path("/proc/project"), fs::path("/proc/deep/project")}) {
        const auto written = writeProject(target, one, false);
        ASSERT_FALSE(written.ok());
        EXPECT_EQ(written.error().kind, ErrorKind::badInput) << written.error().message;
        EXPECT_THAT(written.error().message, testing::StartsWith(target.string() + ": "));
    }
}

TEST_F(WriteProject, ParentsAreMade) {
    target_ = target_ / "deep" / "below";
    must(writeProject(target_, one, false));
    EXPECT_EQ(text("a.c"), "one");
}

TEST_F(WriteProject, SecondRunChangesNothing) {
    must(writeProject(target_, one, false));
    const auto before = fs::last_write_time(target_ / "pinfold.json");
    const WrittenProject written = must(writeProject(target_, one, false));
    EXPECT_EQ(written.written, 0);
    EXPECT_EQ(written.unchanged, 4);
    EXPECT_EQ(fs::last_write_time(target_ / "pinfold.json"), before);
}

TEST_F(WriteProject, NewVersionReplacesAndRemovesWhatItGenerated) {
    must(writeProject(target_, one, false));
    put("model/mine.c", "of the user");
    const WrittenProject written = must(writeProject(target_, two, false));
    EXPECT_EQ(written.removed, 1);
    expectFiles(two, {"model/mine.c"});
    EXPECT_EQ(text("model/mine.c"), "of the user");
    EXPECT_FALSE(fs::exists(target_ / "old"));
    EXPECT_THAT(text("pinfold.json"), testing::Not(HasSubstr("replaced")));
}

TEST_F(WriteProject, EditedFilesAreAllNamedAndNothingIsTouched) {
    must(writeProject(target_, one, false));
    put("a.c", "edited");
    put("old/gone.c", "edited");
    put("model/new.c", "in the way");
    const std::string manifest = text("pinfold.json");
    const auto refused = writeProject(target_, two, false);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().kind, ErrorKind::badInput);
    EXPECT_THAT(refused.error().message, HasSubstr("a.c, model/new.c, old/gone.c"));
    EXPECT_EQ(refused.error().advice, Advice::overwriteEdits);
    EXPECT_THAT(editedFiles(refused.error()), testing::ElementsAre("a.c", "model/new.c", "old/gone.c"));
    EXPECT_EQ(text("a.c"), "edited");
    EXPECT_EQ(text("model/m.c"), "one");
    EXPECT_EQ(text("pinfold.json"), manifest);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path()), fs::directory_iterator()), 1);
}

TEST_F(WriteProject, EditThatWillNotBeOverwrittenIsNoObstacle) {
    must(writeProject(target_, one, false));
    put("a.c", "two");  // what the new version has anyway
    fs::remove(target_ / "model/m.c");
    must(writeProject(target_, two, false));
    expectFiles(two);
}

TEST_F(WriteProject, ForceOverwritesEdits) {
    must(writeProject(target_, one, false));
    put("a.c", "edited");
    must(writeProject(target_, two, true));
    expectFiles(two);
}

TEST_F(WriteProject, ForeignFolderWithoutCollisionIsAccepted) {
    put("main.c", "of the user");
    must(writeProject(target_, one, false));
    expectFiles(one, {"main.c"});
}

TEST_F(WriteProject, FolderOrFileInTheWayIsAnError) {
    put("a.c/inside", "x");
    EXPECT_THAT(writeProject(target_, one, true).error().message, HasSubstr("a.c"));
    fs::remove_all(target_);
    put("model", "a file where a folder must be");
    EXPECT_FALSE(writeProject(target_, one, false).ok());
    EXPECT_EQ(text("model"), "a file where a folder must be");
    fs::remove_all(target_);
    std::ofstream(target_) << "a file";
    EXPECT_THAT(writeProject(target_, one, false).error().message, HasSubstr("needs a folder"));
}

TEST_F(WriteProject, ManifestThatLeavesTheProjectIsRefused) {
    must(writeProject(target_, one, false));
    const fs::path victim = folder_.path() / "victim";
    std::ofstream(victim) << "keep";
    std::string manifest = text("pinfold.json");
    manifest.replace(manifest.find("old/gone.c"), 10, "../victim");
    put("pinfold.json", manifest);
    const auto refused = writeProject(target_, two, false);
    ASSERT_FALSE(refused.ok());
    EXPECT_THAT(refused.error().message, HasSubstr("../victim"));
    EXPECT_TRUE(fs::exists(victim));
}

TEST_F(WriteProject, BrokenManifestIsRefusedUnlessForced) {
    must(writeProject(target_, one, false));
    put("pinfold.json", "{");
    EXPECT_FALSE(writeProject(target_, two, false).ok());
    must(writeProject(target_, two, true));
    EXPECT_EQ(text("a.c"), "two");
    EXPECT_TRUE(fs::exists(target_ / "old/gone.c"));  // nothing says any more that it was generated
}

// As a run leaves it that was killed between two renames.
TEST_F(WriteProject, RunAfterAKillTakesOldAndNewFilesAsGeneratedAndEditsAsEdits) {
    must(writeProject(target_, one, false));
    std::map<std::string, std::string> digests;
    for (const auto& file : two) {
        if (file.path != manifestName) digests[file.path] = sha256Hex(file.bytes);
    }
    const GeneratedDigests replaced = {
        {"a.c", {sha256Hex("one")}}, {"model/m.c", {sha256Hex("one")}}, {"old/gone.c", {sha256Hex("one")}}};
    const auto leave = [&] {
        put("pinfold.json", must(withDigests(bareManifest(), digests, replaced)));
        put("a.c", "two");
        put("model/m.c", "one");
        put("old/gone.c", "one");
    };
    leave();
    must(writeProject(target_, one, false));
    expectFiles(one);
    leave();
    must(writeProject(target_, two, false));
    expectFiles(two);
    leave();
    put("model/m.c", "edited");
    EXPECT_THAT(writeProject(target_, two, false).error().message, HasSubstr("model/m.c"));
    EXPECT_EQ(text("model/m.c"), "edited");
}

TEST_F(WriteProject, KillAtAnyMomentLeavesAFolderThatTheNextRunAccepts) {
    std::vector<GeneratedFile> first;
    std::vector<GeneratedFile> second;
    for (int i = 0; i < 200; ++i) {
        first.push_back({fmt::format("d{}/f{}.c", i % 7, i), "one"});
        second.push_back({fmt::format("d{}/f{}.c", i % 5, i), "two"});
    }
    first.push_back({std::string(manifestName), bareManifest()});
    second.push_back({std::string(manifestName), bareManifest()});
    must(writeProject(target_, first, false));
    put("mine.c", "of the user");
    for (int round = 0; round < 20; ++round) {
        const auto& next = round % 2 == 0 ? second : first;
        const std::string manifest = text("pinfold.json");
        const pid_t child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) ::_exit(writeProject(target_, next, false).ok() ? 0 : 1);
        // The kill falls somewhere after the first change that can be seen.
        int status = 0;
        while (text("pinfold.json") == manifest && ::waitpid(child, &status, WNOHANG) == 0) {
        }
        for (int i = 0; i < round * 10; ++i) (void)fs::exists(target_ / fmt::format("d0/f{}.c", i));
        ::kill(child, SIGKILL);
        ::waitpid(child, &status, 0);
        const auto again = writeProject(target_, round % 4 < 2 ? first : second, false);
        ASSERT_TRUE(again.ok()) << "round " << round << ": " << again.error().message;
        EXPECT_EQ(text("mine.c"), "of the user");
    }
    must(writeProject(target_, first, false));
    for (const auto& file : first) {
        if (file.path != manifestName) {
            EXPECT_EQ(text(file.path), "one");
        }
    }
}

TEST_F(WriteProject, CancelledBeforeItBeginsItMakesAndChangesNothing) {
    CancelSource source;
    source.cancel();
    const auto none = writeProject(target_, one, false, source.token());
    ASSERT_TRUE(none.ok());
    EXPECT_TRUE(isCancelled(*none));
    EXPECT_TRUE(fs::is_empty(folder_.path()));
    must(writeProject(target_, one, false));
    const auto same = writeProject(target_, two, false, source.token());
    ASSERT_TRUE(same.ok());
    EXPECT_TRUE(isCancelled(*same));
    expectFiles(one);
}

TEST_F(WriteProject, CancelledAtAnyMomentItLeavesTheOldProjectOrTheNewOne) {
    std::vector<std::pair<std::string, std::string>> first;
    std::vector<std::pair<std::string, std::string>> second;
    for (int i = 0; i < 200; ++i) {
        first.emplace_back(fmt::format("d{}/f{}.c", i % 7, i), "one");
        second.emplace_back(fmt::format("d{}/f{}.c", i % 5, i), "two");
    }
    const std::vector<GeneratedFile> versions[] = {project(first), project(second)};
    std::size_t there = 0;
    must(writeProject(target_, versions[there], false));
    int cancelled = 0;
    for (int round = 0; round < 60; ++round) {
        CancelSource source;
        std::thread canceller([&] {
            for (int i = 0; i < round * 20; ++i) (void)fs::exists(target_ / fmt::format("d0/f{}.c", i));
            source.cancel();
        });
        const std::size_t next = 1 - there;
        const auto written = writeProject(target_, versions[next], false, source.token());
        canceller.join();
        ASSERT_TRUE(written.ok()) << written.error().message;
        if (isCancelled(*written)) {
            ++cancelled;
        } else {
            there = next;
        }
        expectFiles(versions[there]);
    }
    EXPECT_GT(cancelled, 0);
}

TEST_F(WriteProject, ManifestSaysWhatTheProjectIs) {
    GenerateOptions options;
    options.mode = ProjectMode::library;
    const std::vector<Model> models = importModels(sample("digits_int8.tar"));
    const Plan plan = planFor(models, Lifetimes::statement);
    must(writeProject(target_, generate(models, plan, options), false));
    const ProjectManifest manifest = must(readManifest(target_));
    EXPECT_EQ(manifest.board, "qemu-mps2-an500");
    EXPECT_EQ(manifest.mode, ProjectMode::library);
    EXPECT_EQ(manifest.planSha256, sha256Hex(writePlan(plan)));
    EXPECT_EQ(manifest.planSha256, sha256Hex(text("plan.json")));
    ASSERT_EQ(manifest.models.size(), 1U);
    EXPECT_EQ(manifest.models[0].name, "digits_int8");
    EXPECT_EQ(manifest.models[0].inputs.at(0).fileKey, "image");
    EXPECT_EQ(manifest.models[0].inputs.at(0).shape, (Shape{1, 1, 8, 8}));
    EXPECT_EQ(manifest.models[0].outputs.at(0).dtype, DType::float32);
    EXPECT_EQ(manifest.models[0].operators.size(), models[0].operators.size());
}

TEST_F(WriteProject, FolderWithoutManifestIsNoProject) {
    EXPECT_THAT(readManifest(folder_.path()).error().message, HasSubstr("pinfold.json"));
}

TEST(ProjectPath, StaysInside) {
    for (const char* good : {"a", "a/b.c", "a..b/c"}) EXPECT_TRUE(isProjectPath(good)) << good;
    for (const char* bad : {"", "/a", "../a", "a/../b", "a//b", "./a", "a/", "a\\b"})
        EXPECT_FALSE(isProjectPath(bad)) << bad;
}

}  // namespace
}  // namespace pinfold::test
