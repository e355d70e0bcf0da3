// Deployments on the emulated board: what comes of each stage, and that nothing is left behind whenever one ends early.
#include "ui/deploy/deploy_run.h"

#include "base/process/process.h"
#include "deploy/trust.h"
#include "support/must.h"
#include "support/needs_sandbox.h"
#include "support/shared_files.h"
#include "ui/deploy/reference_run.h"
#include "ui/deploy_place.h"

#include <gmock/gmock.h>

#include <QSignalSpy>
#include <QStandardPaths>

#include <fstream>

namespace pinfold::ui {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

constexpr DeployStage allStages[] = {DeployStage::plan, DeployStage::generate, DeployStage::build, DeployStage::flash,
                                     DeployStage::validate};

class Deploying : public DeployPlace {
protected:
    void SetUp() override {
        DeployPlace::SetUp();
        run = std::make_unique<DeployRun>(*session);
    }
    void TearDown() override {
        run.reset();
        DeployPlace::TearDown();
    }

    StageState state(DeployStage stage) { return run->record(stage).state(); }
    std::string line(DeployStage stage) { return run->record(stage).line().toStdString(); }
    bool waitForEnd() {
        return waitFor([this] { return !run->isRunning(); });
    }
    // Lets the run come into the middle of a stage: its job has said something.
    bool waitForMiddleOf(DeployStage stage) {
        StageRecord& record = run->record(stage);
        return waitFor([&] { return record.state() == StageState::running && record.log().size() > 1; });
    }
    void change(const std::function<void(Deployment&)>& edit) {
        session->document().change(QStringLiteral("Change"), edit);
        ASSERT_TRUE(waitFor([this] { return session->planStage() == Stage::ready; }));
    }

    std::unique_ptr<DeployRun> run;
};

void append(const fs::path& file, const std::string& text) { std::ofstream(file, std::ios::app) << text; }

TEST_F(Deploying, TakesTheSampleTheWholeWay) {
    PINFOLD_NEEDS_ARM_TOOLS();
    open(sampleDeployment());
    QSignalSpy validated(run.get(), &DeployRun::validated);
    run->deploy();
    EXPECT_TRUE(run->isRunning());
    EXPECT_FALSE(run->obstacle().isEmpty());
    ASSERT_TRUE(waitForEnd());
    for (const DeployStage stage :
         {DeployStage::plan, DeployStage::generate, DeployStage::build, DeployStage::validate}) {
        EXPECT_EQ(state(stage), StageState::done) << line(stage);
    }
    EXPECT_EQ(state(DeployStage::flash), StageState::skipped);
    EXPECT_EQ(line(DeployStage::validate), "All outputs of 3 samples agree with the reference");
    EXPECT_GT(run->record(DeployStage::build).seconds(), 0);
    EXPECT_FALSE(run->record(DeployStage::build).log().filter(QStringLiteral("Building C object")).isEmpty());
    ASSERT_TRUE(run->figures());
    EXPECT_GT(run->figures()->flashBytes, 10'000);
    ASSERT_TRUE(session->reports());
    EXPECT_EQ(session->reports()->front().passed, true);
    EXPECT_EQ(validated.size(), 1);
    EXPECT_TRUE(run->summary().startsWith(QStringLiteral("Done in"))) << run->summary().toStdString();
    expectNothingLeftBehind();
}

TEST_F(Deploying, ReportsAreOfThePlanThatWasDeployedWhateverTheDocumentSaysMeanwhile) {
    PINFOLD_NEEDS_ARM_TOOLS();
    open(sampleDeployment());
    const PlanOptions deployed = session->document().deployment().plan;
    run->deploy();
    ASSERT_TRUE(waitFor([&] { return state(DeployStage::build) == StageState::running; }));
    change([](Deployment& deployment) { deployment.plan.pins = {"*=SRAM"}; });
    ASSERT_TRUE(waitForEnd());
    ASSERT_TRUE(session->reports());
    EXPECT_EQ(session->validated().plan, deployed);
}

TEST_F(Deploying, OutputsThatDifferAreAFailureWithReports) {
    PINFOLD_NEEDS_ARM_TOOLS();
    Deployment deployment = sampleDeployment();
    deployment.validation.inputs = writeInputs("wrong.npz", 2, true);
    open(deployment);
    QSignalSpy validated(run.get(), &DeployRun::validated);
    run->deploy();
    ASSERT_TRUE(waitForEnd());
    EXPECT_EQ(state(DeployStage::validate), StageState::failed);
    ASSERT_TRUE(run->record(DeployStage::validate).error());
    EXPECT_NE(run->record(DeployStage::validate).error()->message.find("differ from the reference"), std::string::npos);
    EXPECT_EQ(validated.size(), 1);
    ASSERT_TRUE(session->reports());
    EXPECT_EQ(session->reports()->front().passed, false);
}

TEST_F(Deploying, WithoutInputsEndsBeforeValidationAndSaysWhy) {
    PINFOLD_NEEDS_ARM_TOOLS();
    Deployment deployment = sampleDeployment();
    deployment.validation.inputs.clear();
    open(deployment);
    EXPECT_EQ(run->obstacle(), QString());
    EXPECT_FALSE(run->obstacle(DeployStage::validate).isEmpty());
    run->deploy();
    ASSERT_TRUE(waitForEnd());
    EXPECT_EQ(state(DeployStage::build), StageState::done) << line(DeployStage::build);
    EXPECT_EQ(state(DeployStage::validate), StageState::skipped);
    EXPECT_EQ(line(DeployStage::validate), "Validation needs a file with inputs: choose one in the field Inputs.");
    EXPECT_TRUE(run->summary().contains(QStringLiteral("not validated. Validation needs")))
        << run->summary().toStdString();
    EXPECT_FALSE(session->reports());
}

TEST_F(Deploying, NamesWhatIsMissingBeforeAnythingCanRun) {
    EXPECT_EQ(run->obstacle(), QStringLiteral("Open an archive first."));
    Deployment deployment = sampleDeployment();
    deployment.board.clear();
    session->document().replace(deployment, {}, Document::Origin::archives);
    EXPECT_EQ(run->obstacle(), QStringLiteral("The archive is being read."));
    ASSERT_TRUE(waitFor([this] { return session->models() != nullptr; }));
    EXPECT_EQ(run->obstacle(), QStringLiteral("Choose a board first."));
    run->deploy();
    EXPECT_FALSE(run->isRunning());
}

TEST_F(Deploying, SamplesThatDoNotFitAreToldBeforeAnythingIsWritten) {
    Deployment deployment = sampleDeployment();
    test::must(writeNpz(path("other.npz"), {{"in_nothing", DType::int8, {1, 4}, "abcd"}}));
    deployment.validation.inputs = path("other.npz");
    open(deployment);
    run->deploy();
    ASSERT_TRUE(waitForEnd());
    EXPECT_EQ(state(DeployStage::validate), StageState::failed);
    EXPECT_NE(line(DeployStage::validate).find("other.npz"), std::string::npos);
    EXPECT_EQ(state(DeployStage::generate), StageState::waiting);
    EXPECT_FALSE(fs::exists(path("project")));
}

TEST_F(Deploying, AStageAloneRunsWhatItNeedsFirstAndNothingElse) {
    PINFOLD_NEEDS_ARM_TOOLS();
    open(sampleDeployment());
    run->runStage(DeployStage::build);
    ASSERT_TRUE(waitForEnd());
    EXPECT_EQ(state(DeployStage::generate), StageState::done);
    EXPECT_EQ(state(DeployStage::build), StageState::done) << line(DeployStage::build);
    EXPECT_EQ(state(DeployStage::validate), StageState::waiting);
    QSignalSpy generating(&run->record(DeployStage::generate), &StageRecord::stateChanged);
    run->runStage(DeployStage::validate);
    ASSERT_TRUE(waitForEnd());
    EXPECT_EQ(state(DeployStage::validate), StageState::done) << line(DeployStage::validate);
    EXPECT_EQ(generating.size(), 0);
}

TEST_F(Deploying, AChangeOfTheDocumentMakesWhatDependsOnItOutdated) {
    open(sampleDeployment());
    run->runStage(DeployStage::generate);
    ASSERT_TRUE(waitForEnd());
    change([](Deployment& deployment) { deployment.validation.tolerance = 0.5; });
    EXPECT_FALSE(run->record(DeployStage::generate).isOutdated());
    change([](Deployment& deployment) { deployment.weights = WeightsFormat::cArray; });
    EXPECT_TRUE(run->record(DeployStage::generate).isOutdated());
    EXPECT_FALSE(run->record(DeployStage::plan).isOutdated());
    change([](Deployment& deployment) { deployment.plan.pins = {"*=SRAM"}; });
    EXPECT_TRUE(run->record(DeployStage::plan).isOutdated());
    run->runStage(DeployStage::generate);
    ASSERT_TRUE(waitForEnd());
    EXPECT_FALSE(run->record(DeployStage::generate).isOutdated());
    EXPECT_EQ(line(DeployStage::plan).find("DTCM"), std::string::npos);
}

TEST_F(Deploying, AProjectWithoutAFolderLiesBesideTheDocumentOrInTheCache) {
    Deployment deployment = sampleDeployment();
    deployment.project.clear();
    open(deployment);
    const QString cache = QStandardPaths::writableLocation(QStandardPaths::CacheLocation);
    EXPECT_TRUE(run->projectFolder().string().starts_with(cache.toStdString())) << run->projectFolder();
    session->document().markSaved(QString::fromStdString(path("mine.pinfold").string()),
                                  session->document().deployment());
    EXPECT_EQ(run->projectFolder(), path("mine-firmware"));
}

TEST_F(Deploying, EditsOfTheUserAreOverwrittenOnlyWhenAskedTo) {
    open(sampleDeployment());
    run->runStage(DeployStage::generate);
    ASSERT_TRUE(waitForEnd());
    const fs::path edited = path("project/app/main.c");
    const auto generated = fs::file_size(edited);
    append(edited, "// mine\n");
    run->runStage(DeployStage::generate);
    ASSERT_TRUE(waitForEnd());
    EXPECT_EQ(state(DeployStage::generate), StageState::failed);
    EXPECT_EQ(run->editsInTheWay(), std::vector<std::string>{"app/main.c"});
    EXPECT_GT(fs::file_size(edited), generated);
    run->overwriteEdits();
    ASSERT_TRUE(waitForEnd());
    EXPECT_EQ(state(DeployStage::generate), StageState::done) << line(DeployStage::generate);
    EXPECT_EQ(fs::file_size(edited), generated);
    EXPECT_TRUE(run->editsInTheWay().empty());
}

TEST_F(Deploying, ABuildThatFailsSaysTheCompilersWords) {
    PINFOLD_NEEDS_ARM_TOOLS();
    open(sampleDeployment());
    run->runStage(DeployStage::generate);
    ASSERT_TRUE(waitForEnd());
    append(path("project/app/main.c"), "int broken\n");
    run->runStage(DeployStage::build);
    ASSERT_TRUE(waitForEnd());
    EXPECT_EQ(state(DeployStage::build), StageState::failed);
    EXPECT_NE(line(DeployStage::build).find("main.c"), std::string::npos) << line(DeployStage::build);
    EXPECT_FALSE(run->record(DeployStage::build).log().filter(QStringLiteral("main.c")).isEmpty());
    EXPECT_TRUE(run->summary().startsWith(QStringLiteral("Build failed"))) << run->summary().toStdString();
    expectNothingLeftBehind();
}

TEST_F(Deploying, CancelledInTheMiddleOfABuildItLeavesNothing) {
    PINFOLD_NEEDS_ARM_TOOLS();
    open(sampleDeployment());
    run->deploy();
    ASSERT_TRUE(waitForMiddleOf(DeployStage::build));
    run->cancel();
    ASSERT_TRUE(waitForEnd());
    EXPECT_EQ(state(DeployStage::build), StageState::cancelled);
    EXPECT_EQ(state(DeployStage::validate), StageState::waiting);
    EXPECT_TRUE(run->summary().startsWith(QStringLiteral("Cancelled"))) << run->summary().toStdString();
    expectNothingLeftBehind();
    EXPECT_TRUE(openProject(path("project")).ok());
    run->runStage(DeployStage::build);
    ASSERT_TRUE(waitForEnd());
    EXPECT_EQ(state(DeployStage::build), StageState::done) << line(DeployStage::build);
}

TEST_F(Deploying, ClosedInTheMiddleOfAValidationItLeavesNeitherProgramsNorThreads) {
    PINFOLD_NEEDS_ARM_TOOLS();
    const std::size_t threads = threadCount();
    open(sampleDeployment(300));
    run->deploy();
    ASSERT_TRUE(waitForMiddleOf(DeployStage::validate)) << line(DeployStage::validate);
    run.reset();
    session.reset();
    EXPECT_LE(threadCount(), threads);
    expectNothingLeftBehind();
}

void writeHangingProgrammer(const fs::path& script) {
    std::ofstream(script) << "#!/bin/sh\necho waiting for the probe\nwhile :; do sleep 0.1; done\n";
    fs::permissions(script, fs::perms::owner_all);
}

class Reopening : public Deploying, public testing::WithParamInterface<DeployStage> {};
class Interrupting : public Reopening {};

TEST_P(Reopening, AnotherDocumentEndsTheStageAndLeavesNothing) {
    PINFOLD_NEEDS_ARM_TOOLS();
    writeHangingProgrammer(path("openocd"));
    Deployment deployment = sampleDeployment(300);
    if (GetParam() == DeployStage::flash) deployment.board = "stm32f4discovery";
    open(deployment);
    // In the very moment in which the stage begins: the worst one, as the run is still at work on beginning it.
    bool replaced = false;
    QObject::connect(&run->record(GetParam()), &StageRecord::stateChanged, run.get(), [&] {
        if (replaced || state(GetParam()) != StageState::running) return;
        if (GetParam() == DeployStage::validate && state(DeployStage::build) != StageState::done) return;
        replaced = true;
        Deployment other = deployment;
        other.validation.tolerance = 1;  // the same archive: the models stay
        session->document().replace(other, {}, Document::Origin::archives);
    });
    run->deploy();
    ASSERT_TRUE(waitFor([&] { return replaced; }));
    EXPECT_FALSE(run->isRunning());
    session->jobs().waitForAll();
    for (const DeployStage stage : allStages) EXPECT_EQ(state(stage), StageState::waiting) << line(stage);
    EXPECT_FALSE(session->reports());
    EXPECT_FALSE(run->figures());
    expectNothingLeftBehind();
}

TEST_P(Interrupting, OtherArchivesInTheMiddleOfTheStageEndIt) {
    PINFOLD_NEEDS_ARM_TOOLS();
    writeHangingProgrammer(path("openocd"));
    Deployment deployment = sampleDeployment(300);
    if (GetParam() == DeployStage::flash) {
        deployment.board = "stm32f4discovery";
        deployment.validation.inputs.clear();
    }
    open(deployment);
    run->deploy();
    ASSERT_TRUE(waitForMiddleOf(GetParam())) << line(GetParam());
    session->document().change(QStringLiteral("Another"), [](Deployment& d) { d.archives = {"/no/such/archive.tar"}; });
    EXPECT_FALSE(run->isRunning());
    session->jobs().waitForAll();
    for (const DeployStage stage : allStages) EXPECT_EQ(state(stage), StageState::waiting) << line(stage);
    EXPECT_FALSE(session->reports());
    expectNothingLeftBehind();
}

std::string stageName(const testing::TestParamInfo<DeployStage>& stage) {
    switch (stage.param) {
        case DeployStage::plan: return "Plan";
        case DeployStage::generate: return "Generate";
        case DeployStage::build: return "Build";
        case DeployStage::flash: return "Flash";
        case DeployStage::validate: return "Validate";
    }
    return {};
}

INSTANTIATE_TEST_SUITE_P(Stages, Reopening, testing::ValuesIn(allStages), stageName);
// Those that last long enough to have a middle.
INSTANTIATE_TEST_SUITE_P(Stages, Interrupting,
                         testing::Values(DeployStage::build, DeployStage::flash, DeployStage::validate), stageName);

class MakingAReference : public Deploying {
protected:
    void SetUp() override {
        Deploying::SetUp();
        reference = std::make_unique<ReferenceRun>(*session);
    }
    void TearDown() override {
        reference.reset();
        Deploying::TearDown();
    }
    // Waits until it is made, or not made.
    void make(bool trusted, bool withoutSandbox = true) {
        reference->startHere(path("reference.npz"), {[this, trusted](const QStringList& archives) {
                                                         asked.append(archives);
                                                         return trusted;
                                                     },
                                                     [this, withoutSandbox](const QString& cause) {
                                                         causes.append(cause);
                                                         return withoutSandbox;
                                                     }});
        ASSERT_TRUE(waitFor([&] { return !reference->isRunning(); }));
    }
    QStringList asked;
    QStringList causes;  // why there is no sandbox
    std::unique_ptr<ReferenceRun> reference;
};

TEST_F(MakingAReference, AsksForTrustOnceAndSetsWhatItMade) {
    if (!isProgramThere("cc")) GTEST_SKIP() << "cc is not here";
    open(sampleDeployment());
    make(true);
    ASSERT_EQ(reference->record().state(), StageState::done) << reference->record().line().toStdString();
    EXPECT_EQ(asked, QStringList{QStringLiteral("digits_int8")});
    EXPECT_EQ(session->document().deployment().validation.reference, path("reference.npz"));
    EXPECT_TRUE(isTrusted(session->models()->front().archiveSha256));
    const auto arrays = test::must(readTensorFile(path("reference.npz")));
    EXPECT_GT(arrays.size(), 10U);  // every operator's outputs too
    make(true);
    EXPECT_EQ(asked.size(), 1);
    session->document().undoStack().undo();
    EXPECT_TRUE(session->document().deployment().validation.reference.empty());
    expectNothingLeftBehind();
}

TEST_F(MakingAReference, RunsNothingThatIsNotTrusted) {
    open(sampleDeployment());
    make(false);
    EXPECT_EQ(reference->record().state(), StageState::cancelled);
    EXPECT_FALSE(fs::exists(path("reference.npz")));
    EXPECT_FALSE(isTrusted(session->models()->front().archiveSha256));
}

TEST_F(MakingAReference, OnAnEmulatedBoardNeedsNoTrust) {
    PINFOLD_NEEDS_ARM_TOOLS();
    open(sampleDeployment());
    reference->startOnBoard(path("reference.npz"));
    ASSERT_TRUE(waitFor([&] { return !reference->isRunning(); }));
    ASSERT_EQ(reference->record().state(), StageState::done) << reference->record().line().toStdString();
    // The sample is for the larger of the emulated boards, for which another one is the better witness.
    EXPECT_THAT(reference->record().line().toStdString(), HasSubstr("qemu-netduinoplus2"));
    EXPECT_EQ(session->document().deployment().validation.reference, path("reference.npz"));
    EXPECT_FALSE(isTrusted(session->models()->front().archiveSha256));
    EXPECT_TRUE(asked.isEmpty());
    expectNothingLeftBehind();
}

TEST_F(MakingAReference, WithoutASandboxAsksOnceMore) {
    if (!isProgramThere("cc")) GTEST_SKIP() << "cc is not here";
    const test::NoSandboxHere none;
    open(sampleDeployment());
    make(true, false);
    EXPECT_EQ(reference->record().state(), StageState::cancelled);
    EXPECT_FALSE(fs::exists(path("reference.npz")));
    ASSERT_EQ(causes.size(), 1);
    EXPECT_THAT(causes.front().toStdString(), HasSubstr("There is no sandbox on this computer"));
    make(true, true);
    EXPECT_EQ(reference->record().state(), StageState::done) << reference->record().line().toStdString();
    EXPECT_EQ(causes.size(), 2);
}

TEST_F(MakingAReference, CancelledInTheMiddleLeavesNothing) {
    if (!isProgramThere("cc")) GTEST_SKIP() << "cc is not here";
    open(sampleDeployment());
    reference->startHere(path("reference.npz"),
                         {[](const QStringList&) { return true; }, [](const QString&) { return true; }});
    ASSERT_TRUE(waitFor([&] { return reference->record().log().size() > 2; }));
    reference->cancel();
    ASSERT_TRUE(waitFor([&] { return !reference->isRunning(); }));
    EXPECT_EQ(reference->record().state(), StageState::cancelled);
    EXPECT_FALSE(fs::exists(path("reference.npz")));
    expectNothingLeftBehind();
}

}  // namespace
}  // namespace pinfold::ui
